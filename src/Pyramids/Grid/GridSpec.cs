namespace Pyramids;

/// <summary>Where the cells of a raster lie: how many rows and columns, their affine transform and their CRS.</summary>
[TypeFormatterSource]
public sealed record GridSpec
{
    /// <summary>A grid of <paramref name="rows"/> by <paramref name="columns"/> cells.</summary>
    /// <exception cref="ArgumentException">A count is below 1, or the transform has no inverse.</exception>
    public GridSpec(int rows, int columns, Affine transform, Crs? crs = null)
    {
        if (rows < 1 || columns < 1)
            throw new ArgumentException($"A grid needs at least one row and one column: {rows} rows and {columns} columns were given.");
        if (!double.IsFinite(transform.Determinant) || transform.Determinant == 0)
            throw new ArgumentException($"The affine transform {transform} has no inverse; cell sizes must be finite and not 0.");
        (Rows, Columns, Transform, Crs) = (rows, columns, transform, crs);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>From cells to CRS coordinates.</summary>
    public Affine Transform { get; }

    /// <summary>The coordinate reference system; null when the raster has none.</summary>
    public Crs? Crs { get; }

    /// <summary>The smallest rectangle that holds every cell.</summary>
    public Extent Extent
    {
        get
        {
            Span<double> xs = stackalloc double[4], ys = stackalloc double[4];
            (xs[0], ys[0]) = Transform.ToCrs(0, 0);
            (xs[1], ys[1]) = Transform.ToCrs(Columns, 0);
            (xs[2], ys[2]) = Transform.ToCrs(0, Rows);
            (xs[3], ys[3]) = Transform.ToCrs(Columns, Rows);
            return new(Min(xs), Min(ys), Max(xs), Max(ys));
        }
    }

    /// <summary>The part of the grid under a window, with every step-th row and column kept.</summary>
    public GridSpec Crop(int row, int column, int rows, int columns, int rowStep = 1, int columnStep = 1)
        => new(rows, columns, Transform.Shift(column, row, columnStep, rowStep), Crs);

    /// <summary>The grid with one cell in place of all rows, of all columns, or of both; its extent is the same.</summary>
    public GridSpec Merge(bool rows, bool columns)
        => new(rows ? 1 : Rows, columns ? 1 : Columns, Transform.Shift(0, 0, columns ? Columns : 1, rows ? Rows : 1), Crs);

    /// <summary>Whether two rasters can be combined cell by cell: equal counts, transforms within a thousandth of a
    /// cell, equal CRSs.</summary>
    /// <remarks>A raster without a CRS combines with any of the same cells.</remarks>
    public bool Matches(GridSpec other)
        => Rows == other.Rows && Columns == other.Columns && Transform.AlmostEquals(other.Transform, Rows, Columns)
           && (Crs is null || other.Crs is null || Crs.Equals(other.Crs));

    /// <summary>As an error names it: <c>5000x4000 cells of 30 in EPSG:32633</c>.</summary>
    public override string ToString()
    {
        var cell = Transform.CellWidth == Transform.CellHeight
            ? FormattableString.Invariant($"{Transform.CellWidth:G10}")
            : FormattableString.Invariant($"{Transform.CellWidth:G10} by {Transform.CellHeight:G10}");
        var origin = FormattableString.Invariant($"{Transform.OriginX:G12}, {Transform.OriginY:G12}");
        return $"{Columns}x{Rows} cells of {cell} from ({origin}) in {Crs?.ToString() ?? "no CRS"}";
    }

    private static double Min(ReadOnlySpan<double> values) => Math.Min(Math.Min(values[0], values[1]), Math.Min(values[2], values[3]));

    private static double Max(ReadOnlySpan<double> values) => Math.Max(Math.Max(values[0], values[1]), Math.Max(values[2], values[3]));
}
