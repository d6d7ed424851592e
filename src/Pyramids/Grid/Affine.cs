namespace Pyramids;

/// <summary>Maps cell corners (column, row) to CRS coordinates: x = OriginX + column * XPerColumn + row * XPerRow, and y alike.</summary>
/// <param name="OriginX">x of the outer corner of the first cell.</param>
/// <param name="XPerColumn">Cell width; negative for grids that run from east to west.</param>
/// <param name="XPerRow">0 unless the grid is rotated.</param>
/// <param name="OriginY">y of the outer corner of the first cell.</param>
/// <param name="YPerColumn">0 unless the grid is rotated.</param>
/// <param name="YPerRow">Cell height, negative for north-up grids.</param>
/// <remarks>The order of the fields is GDAL's GeoTransform.</remarks>
public readonly record struct Affine(double OriginX, double XPerColumn, double XPerRow, double OriginY, double YPerColumn, double YPerRow)
{
    /// <summary>Cells of size 1 counted from the upper left, y growing downward: what a raster without a georeference has.</summary>
    public static Affine Identity { get; } = new(0, 1, 0, 0, 0, 1);

    /// <summary>A north-up grid with its upper left corner at (<paramref name="west"/>, <paramref name="north"/>).</summary>
    public static Affine NorthUp(double west, double north, double cellWidth, double cellHeight)
        => new(west, cellWidth, 0, north, 0, -cellHeight);

    /// <summary>Whether rows or columns are not parallel to the axes of the CRS.</summary>
    public bool IsRotated => XPerRow != 0 || YPerColumn != 0;

    /// <summary>The six numbers, as GDAL's GeoTransform has them.</summary>
    public override string ToString()
        => FormattableString.Invariant($"{OriginX:G15} {XPerColumn:G15} {XPerRow:G15} {OriginY:G15} {YPerColumn:G15} {YPerRow:G15}");

    /// <summary>Length of a cell along a row, in CRS units; positive.</summary>
    public double CellWidth => IsRotated ? Math.Sqrt(XPerColumn * XPerColumn + YPerColumn * YPerColumn) : Math.Abs(XPerColumn);

    /// <summary>Length of a cell along a column, in CRS units; positive.</summary>
    public double CellHeight => IsRotated ? Math.Sqrt(XPerRow * XPerRow + YPerRow * YPerRow) : Math.Abs(YPerRow);

    /// <summary>Area of a cell with its sign; 0 when the transform cannot be inverted.</summary>
    public double Determinant => XPerColumn * YPerRow - XPerRow * YPerColumn;

    /// <summary>Whether every position has coordinates and every coordinate a position.</summary>
    internal bool HasInverse
        => double.IsFinite(Determinant) && Determinant != 0 && double.IsFinite(OriginX) && double.IsFinite(OriginY);

    /// <summary>Coordinates of a position given in cells; (0.5, 0.5) is the centre of the first cell.</summary>
    public (double X, double Y) ToCrs(double column, double row)
        => (OriginX + column * XPerColumn + row * XPerRow, OriginY + column * YPerColumn + row * YPerRow);

    /// <summary>Position in cells of a coordinate: the inverse of <see cref="ToCrs"/>.</summary>
    public (double Column, double Row) ToCells(double x, double y)
    {
        double dx = x - OriginX, dy = y - OriginY, determinant = Determinant;
        return IsRotated
            ? ((dx * YPerRow - dy * XPerRow) / determinant, (dy * XPerColumn - dx * YPerColumn) / determinant)
            : (dx / XPerColumn, dy / YPerRow);
    }

    /// <summary>The transform of the part of the grid that begins at a cell, with every <c>step</c>-th cell kept.</summary>
    public Affine Shift(int column, int row, int columnStep = 1, int rowStep = 1)
    {
        var (x, y) = ToCrs(column, row);
        return new(x, XPerColumn * columnStep, XPerRow * rowStep, y, YPerColumn * columnStep, YPerRow * rowStep);
    }

    /// <summary>Whether two transforms put every corner of a raster within a thousandth of a cell of each other.</summary>
    public bool AlmostEquals(Affine other, int rows, int columns)
    {
        var tolerance = 1e-3 * Math.Min(CellWidth, CellHeight);
        foreach (var (c, r) in new[] { (0, 0), (columns, 0), (0, rows), (columns, rows) })
        {
            var (x, y) = ToCrs(c, r);
            var (u, v) = other.ToCrs(c, r);
            if (!(Math.Abs(x - u) <= tolerance && Math.Abs(y - v) <= tolerance)) return false;
        }
        return true;
    }

    /// <summary>The six numbers in GDAL's order.</summary>
    public double[] ToGeoTransform() => [OriginX, XPerColumn, XPerRow, OriginY, YPerColumn, YPerRow];
}
