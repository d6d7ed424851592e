namespace Pyramids.Interactive;

/// <summary>Length of a cell's sides in metres at the middle of a grid, as far as the CRS tells.</summary>
internal readonly record struct CellMetres(double Width, double Height)
{
    /// <summary>Whether the CRS ties the grid to lengths.</summary>
    public bool IsKnown => Width > 0 && Height > 0 && double.IsFinite(Width) && double.IsFinite(Height);

    /// <summary>How much wider than high a cell looks; 1 when unknown, and kept between 1/4 and 4.</summary>
    public double Shape => IsKnown ? Math.Clamp(Width / Height, .25, 4) : 1;

    public static CellMetres Of(GridSpec grid)
    {
        var (width, height) = (grid.Transform.CellWidth, grid.Transform.CellHeight);
        if (grid.Crs is not { } crs) return new(double.NaN, double.NaN);
        if (!crs.IsGeographic) return new(width * crs.Horizontal.MetresPerUnit, height * crs.Horizontal.MetresPerUnit);
        if (crs.Ellipsoid is not { } ellipsoid) return new(double.NaN, double.NaN);
        var degrees = crs.Horizontal.DegreesPerUnit;
        var (_, y) = grid.Transform.ToCrs(grid.Columns / 2.0, grid.Rows / 2.0);
        var latitude = Math.Clamp(y * degrees, -89, 89);
        return new(width * degrees * ellipsoid.MetresPerDegreeLongitude(latitude),
            height * degrees * ellipsoid.MetresPerDegreeLatitude(latitude));
    }
}
