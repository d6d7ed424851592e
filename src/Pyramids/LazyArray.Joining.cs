namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>Arrays laid end to end along an axis. Cell types meet in the smallest that holds all; where integers
    /// declare different nodata, or only some do, in a floating one. No cell is copied before it is needed.</summary>
    /// <param name="arrays">Arrays that adjoin: along rows each begins where the one before ends, with the same
    /// columns; along columns likewise; along bands all share a grid.</param>
    /// <param name="axis">0 for bands, 1 for rows, 2 for columns; 0 for rows and 1 for columns when all arrays are
    /// (row, column). Negative axes count from the last.</param>
    /// <returns>An array over the joined grid, with the chunk sizes of the first.</returns>
    /// <exception cref="ArgumentException">No array or an unknown axis was given, or numbers of bands differ.</exception>
    /// <exception cref="GridException">The grids do not adjoin; the message names both. Arrays without a georeference
    /// need fit in size only.</exception>
    public static LazyArray Concatenate(IReadOnlyList<LazyArray> arrays, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        if (arrays.Count == 0) throw new ArgumentException("No array was given to concatenate.", nameof(arrays));
        foreach (var array in arrays)
            if (array.Schema.RowsReduced || array.Schema.ColumnsReduced)
                throw new ArgumentException("A statistic has lost rows or columns and cannot be concatenated; compute it first.",
                    nameof(arrays));
        var rank = arrays.All(array => array.Schema.IsPlane) ? 2 : 3;
        if (axis < -rank || axis >= rank)
            throw new ArgumentException($"Unknown axis {axis} for arrays of rank {rank}; axes are 0 to {rank - 1}.", nameof(axis));
        var along = (axis < 0 ? axis + rank : axis) + 3 - rank;
        return along == 0 ? Stack([.. arrays]) : Adjoined(arrays, alongRows: along == 1);
    }

    /// <summary>The bands in another order.</summary>
    /// <param name="order">Every band once: <c>Transpose(2, 1, 0)</c> turns three bands around. Rows and columns stay
    /// where their grid has them.</param>
    /// <returns>Same grid and chunks. For pixels with their bands side by side, as (row, column, band), see
    /// <see cref="NDArray.ToBandLast{T}"/>.</returns>
    /// <exception cref="ArgumentException">A band is left out, or given twice.</exception>
    public LazyArray Transpose(params int[] order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (!order.Order().SequenceEqual(Enumerable.Range(0, Schema.Bands)))
            throw new ArgumentException(
                $"The order {string.Join(", ", order)} is none of {Schema.Bands} bands; give each of 0 to {Schema.Bands - 1} once, or "
                    + "pick some with Bands.", nameof(order));
        return Schema.IsPlane ? this : Bands(order);
    }

    private static LazyArray Adjoined(IReadOnlyList<LazyArray> arrays, bool alongRows)
    {
        var first = arrays[0];
        var origins = new List<(int Row, int Column)>();
        int rows = 0, columns = 0;
        foreach (var array in arrays)
        {
            if (array.Schema.Bands != first.Schema.Bands)
                throw new ArgumentException(
                    $"Arrays of {first.Schema.Bands} and {array.Schema.Bands} bands cannot be laid side by side; take bands with Bands "
                        + "first.", nameof(arrays));
            var (grid, fits) = (array.Grid, alongRows ? array.Grid.Columns == first.Grid.Columns : array.Grid.Rows == first.Grid.Rows);
            var expected = new GridSpec(grid.Rows, grid.Columns, first.Grid.Transform.Shift(columns, rows), first.Grid.Crs);
            if (!fits || !(IsBare(grid) && IsBare(first.Grid)) && !expected.Matches(grid))
                throw new GridException(
                    $"Rasters must adjoin to be laid {(alongRows ? "one below the other" : "side by side")}: {first.Grid} goes on at "
                        + $"{expected}, and {grid} was given. Use AlignTo, or another order.",
                    first.Grid, grid);
            origins.Add((rows, columns));
            if (alongRows) rows = checked(rows + grid.Rows);
            else columns = checked(columns + grid.Columns);
        }
        if (arrays.Count == 1) return first;
        var places = new MosaicOperation(new(origins.Select(origin => origin.Row)), new(origins.Select(origin => origin.Column)));
        return first.With(places.On(Build.Alike([.. arrays.Select(array => array.Node)])));
    }

    private static bool IsBare(GridSpec grid) => grid.Crs is null && grid.Transform == Affine.Identity;
}
