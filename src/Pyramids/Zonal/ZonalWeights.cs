namespace Pyramids;

/// <summary>Weights of cells: a second raster of the same grid, or the areas of the cells. A raster converts to its weights.</summary>
public sealed class ZonalWeights
{
    private ZonalWeights(LazyArray? array) => Array = array;

    /// <summary>The area of each cell in square metres: on the ellipsoid when x and y are longitude and latitude, else in the plane of the
    /// projection.</summary>
    public static ZonalWeights CellArea { get; } = new(null);

    internal LazyArray? Array { get; }

    /// <summary>A raster of weights, one band on the grid of the values; missing cells have no weight and are left out.</summary>
    public static ZonalWeights From(LazyArray weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.Schema.Bands == 1
            ? new(weights)
            : throw new ArgumentException($"Weights are a raster of one band; {weights.Schema.Bands} bands were given. Pick one by Band.",
                nameof(weights));
    }

    /// <summary>The raster as weights.</summary>
    public static implicit operator ZonalWeights(LazyArray weights) => From(weights);

    /// <summary>The raster as weights.</summary>
    public static implicit operator ZonalWeights(NDArray weights) => From(weights.ToLazy());

    /// <summary>The first band of the file as weights.</summary>
    public static implicit operator ZonalWeights(Dataset weights) => From(weights.ReadArray(Chunks.Auto).Band(0));

    /// <summary>Area of a cell of each row.</summary>
    /// <exception cref="GridException">The grid is geographic and rotated, or has no CRS.</exception>
    internal static double[] RowAreas(GridSpec grid)
    {
        var areas = new double[grid.Rows];
        if (grid.Crs is not { } crs)
            throw new GridException($"Areas of cells need a CRS; {grid}. State it on the raster, or give a raster of weights.", grid);
        if (!crs.IsGeographic)
        {
            var metres = crs.MetresPerUnit;
            if (double.IsNaN(metres)) throw new GridException($"Areas of cells need a unit of length; {grid}.", grid);
            System.Array.Fill(areas, Math.Abs(grid.Transform.Determinant) * metres * metres);
            return areas;
        }
        if (grid.Transform.IsRotated)
            throw new GridException($"Areas of cells on an ellipsoid need rows along parallels; {grid} is rotated.", grid);
        var (ellipsoid, degrees, t) = (crs.Ellipsoid ?? Ellipsoid.Wgs84, crs.DegreesPerUnit, grid.Transform);
        for (var row = 0; row < grid.Rows; row++)
        {
            double a = (t.OriginY + row * t.YPerRow) * degrees, b = (t.OriginY + (row + 1) * t.YPerRow) * degrees;
            areas[row] = ellipsoid.AreaSquareMetres(0, Math.Clamp(Math.Min(a, b), -90, 90), t.CellWidth * degrees,
                Math.Clamp(Math.Max(a, b), -90, 90));
        }
        return areas;
    }
}
