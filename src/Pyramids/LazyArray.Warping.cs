namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>The array on the grid of another one in the same CRS, so that the two can be combined. Lazy: each chunk
    /// reads the cells that it needs.</summary>
    /// <param name="other">The array whose grid the result gets.</param>
    /// <param name="resampling">How values are found between cells.</param>
    /// <param name="outside">What integer cells get outside the array; floating ones are missing there. See
    /// <see cref="Warp(GridSpec, Resampling, double?)"/>.</param>
    /// <exception cref="GridException">The CRSs differ; use <c>Warp</c>.</exception>
    /// <inheritdoc cref="Warp(GridSpec, Resampling, double?)"/>
    public LazyArray AlignTo(LazyArray other, Resampling resampling = Resampling.Nearest, double? outside = null)
    {
        ArgumentNullException.ThrowIfNull(other);
        return AlignTo(other.Grid, resampling, outside);
    }

    /// <summary>The array on another grid in the same CRS. Lazy: each chunk reads the cells that it needs.</summary>
    /// <param name="grid">The grid of the result.</param>
    /// <param name="resampling">How values are found between cells.</param>
    /// <param name="outside">What integer cells get outside the array, with Nearest; floating ones are missing there.</param>
    /// <exception cref="GridException">The CRSs differ; use <c>Warp</c>.</exception>
    /// <inheritdoc cref="Warp(GridSpec, Resampling, double?)"/>
    public LazyArray AlignTo(GridSpec grid, Resampling resampling = Resampling.Nearest, double? outside = null)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (grid.Crs is { } to && Grid.Crs is { } from && !to.Horizontal.Equals(from.Horizontal))
            throw new GridException(
                $"Rasters must share a CRS to be aligned: {Grid}, and {grid}. Use Warp to bring one into the other's CRS.", Grid, grid);
        return Resampled(grid, resampling, outside);
    }

    /// <summary>The array on a grid in another CRS. Lazy: each chunk reads the cells that it needs.</summary>
    /// <param name="grid">The grid of the result.</param>
    /// <param name="resampling">How values are found between cells.</param>
    /// <param name="outside">What integer cells get outside the array, with Nearest; floating ones are missing there.</param>
    /// <returns>
    /// As many bands. <see cref="Resampling.Nearest"/> keeps the type when it is floating, when
    /// <paramref name="outside"/> or a nodata value says what lies outside, or when nothing of the same CRS does; else,
    /// and with the other methods, integers become floating and their nodata value NaN. Chunks keep their size.
    /// </returns>
    /// <remarks>
    /// As gdalwarp: where the cell under the middle is missing the result is, but for Average; other missing cells are left out
    /// and the weights of the rest raised; where the new cells are larger, bilinear and cubic weights are stretched over them. For
    /// cells much larger than the array's, begin with a stored overview: <c>ds.ReadAtResolution(cellSize, chunks).Warp(...)</c>,
    /// or <c>ds.AlignTo(grid, chunks: ...)</c>. Positions are computed from <see cref="CrsTransform"/> to a thousandth of a cell.
    /// Longitudes are found on either side of the antimeridian; cells without a place in the array's CRS are outside.
    /// </remarks>
    /// <exception cref="GridException">One grid has a CRS and the other has none.</exception>
    /// <exception cref="CrsException">There is no way between the two CRSs.</exception>
    /// <exception cref="ArgumentException">The array's type does not hold <paramref name="outside"/>, or it was given
    /// where cells become floating.</exception>
    public LazyArray Warp(GridSpec grid, Resampling resampling = Resampling.Nearest, double? outside = null)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if ((grid.Crs is null) != (Grid.Crs is null))
            throw new GridException(
                $"Both grids need a CRS to warp between them: {Grid}, and {grid}. Give the other one too, or use AlignTo.", Grid, grid);
        return Resampled(grid, resampling, outside);
    }

    /// <summary>The array in another CRS, on a grid chosen as gdalwarp chooses it: north-up square cells over the whole
    /// array, about as many along its diagonal as before.</summary>
    /// <param name="crs">The CRS of the result.</param>
    /// <param name="resampling">How values are found between cells.</param>
    /// <param name="cell">Width and height of a cell, in the unit of the CRS; chosen when null.</param>
    /// <param name="extent">What the result covers, in the unit of the CRS; the whole array when null.</param>
    /// <param name="outside">What integer cells get outside the array, with Nearest; floating ones are missing there.</param>
    /// <exception cref="GridException">The array has no CRS, or no place in the new one.</exception>
    /// <inheritdoc cref="Warp(GridSpec, Resampling, double?)"/>
    public LazyArray Warp(Crs crs, Resampling resampling = Resampling.Nearest, (double Width, double Height)? cell = null,
        Extent? extent = null, double? outside = null)
    {
        ArgumentNullException.ThrowIfNull(crs);
        return Warp(ReprojectedGrid.Of(Grid, crs, cell, extent), resampling, outside);
    }

    /// <summary>The array in the CRS that a text means: <c>EPSG:3857</c>, WKT or PROJJSON.</summary>
    /// <inheritdoc cref="Warp(Crs, Resampling, ValueTuple{double, double}?, Extent?, double?)"/>
    public LazyArray Warp(string crs, Resampling resampling = Resampling.Nearest, (double Width, double Height)? cell = null,
        Extent? extent = null, double? outside = null)
        => Warp(Crs.FromUserInput(crs), resampling, cell, extent, outside);

    private LazyArray Resampled(GridSpec grid, Resampling resampling, double? outside)
    {
        if (!Enum.IsDefined(resampling))
            throw new ArgumentOutOfRangeException(nameof(resampling), resampling,
                $"Resampling is one of {string.Join(", ", Enum.GetNames<Resampling>())}.");
        if (Schema.RowsReduced || Schema.ColumnsReduced)
            throw new InvalidOperationException(
                "A statistic has lost rows or columns and lies on no grid; it combines with arrays as it is.");
        if (outside is { } value && (DType.IsFloating() || resampling is not Resampling.Nearest || Build.Fits(value, DType) is null))
            throw new ArgumentException(
                $"A value for cells outside the array goes with integers and Nearest; {value} for {DType} and {resampling} was given. "
                    + "Use FillMissing or Where afterwards.",
                nameof(outside));
        if (DType.IsFloating()) return With(new WarpOperation(grid, resampling).On(Node));
        var fill = outside ?? (resampling is Resampling.Nearest ? Build.Fits(NoData, DType) ?? (Covers(grid) ? 0 : null) : null);
        return fill is not null
            ? With(new WarpOperation(grid, resampling, fill).On(Node))
            : With(Build.MaskNoData(Node)).ToFloating().Resampled(grid, resampling, null);
    }

    /// <summary>Whether the middle of every cell of a grid lies in the array; only asked within one CRS.</summary>
    private bool Covers(GridSpec grid)
    {
        if (grid.Crs is { } to && Grid.Crs is { } from && !to.Horizontal.Equals(from.Horizontal)) return false;
        var map = CellMap.Between(grid, Grid);
        foreach (var (u, v) in new[] { (0.5, 0.5), (grid.Columns - 0.5, 0.5), (0.5, grid.Rows - 0.5),
            (grid.Columns - 0.5, grid.Rows - 0.5) })
        {
            var (x, y) = map.At(u, v);
            if (!(x >= 0 && y >= 0 && x <= Grid.Columns && y <= Grid.Rows)) return false;
        }
        return true;
    }
}
