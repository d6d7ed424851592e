namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>Mean of the valid cells, Float64; NaN when there are none.</summary>
    /// <param name="axes">
    /// Axes to reduce, counted as in <see cref="Shape"/>: none for all; 0 for the bands of each cell, 1 for the rows, 2 for the columns,
    /// or any of them together (0 for rows and 1 for columns in an array of one band). <c>Mean(1, 2)</c> gives a value for each band.
    /// </param>
    /// <returns>
    /// A lazy array of the axes that are left. It combines with the array it came from: <c>a - a.Mean(1)</c> takes the mean
    /// of its column from each cell. An axis that went is one cell long in the grid, and this cell spans all that were there.
    /// </returns>
    /// <remarks>The same bits for any chunks and threads: blocks of 256 by 512 cells are summed on their own and merged
    /// in their order.</remarks>
    /// <exception cref="ArgumentException">The array has no such axis.</exception>
    public LazyArray Mean(params int[] axes) => Reduce(Reduction.Mean, axes);

    /// <summary>Sum of the valid cells, Float64, accumulated in double; 0 when there are none. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Sum(params int[] axes) => Reduce(Reduction.Sum, axes);

    /// <summary>Number of valid cells, Int64. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Count(params int[] axes) => Reduce(Reduction.Count, axes);

    /// <summary>Least valid cell, in the array's type, or floating where an integer array declares nodata; NaN when
    /// there is none. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Min(params int[] axes) => Reduce(Reduction.Min, axes);

    /// <summary>Greatest valid cell, in the type of <see cref="Min"/>; NaN when there is none. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Max(params int[] axes) => Reduce(Reduction.Max, axes);

    /// <summary>Population standard deviation (ddof 0) of the valid cells, Float64. Axes as for <see cref="Mean"/>.</summary>
    /// <remarks>Cells of 64 bits are taken as doubles: beyond 2^53 they are rounded, to multiples of 2048 near 2^63;
    /// subtract an offset first where that matters.</remarks>
    public LazyArray Std(params int[] axes) => Reduce(Reduction.Std, axes);

    /// <summary>Population variance (ddof 0) of the valid cells, Float64. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Var(params int[] axes) => Reduce(Reduction.Var, axes);

    /// <summary>A mask: 1 where any valid cell is not 0; 0 when there is none. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Any(params int[] axes) => NotEqualTo(0).Max(axes);

    /// <summary>A mask: 1 where no valid cell is 0, also when there is none. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray All(params int[] axes) => EqualTo(0).Max(axes).EqualTo(0);

    /// <summary>Where the least valid cell is, Int64: its position along the reduced axes, counted in (band, row,
    /// column) order; the first of equal ones; -1 when no cell is valid. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray ArgMin(params int[] axes) => Reduce(Reduction.ArgMin, axes);

    /// <summary>Where the greatest valid cell is, as <see cref="ArgMin"/>.</summary>
    public LazyArray ArgMax(params int[] axes) => Reduce(Reduction.ArgMax, axes);

    /// <summary>Median of the valid cells, exact, Float64: the mean of the two in the middle of an even number; NaN
    /// when there are none. Axes as for <see cref="Mean"/>.</summary>
    /// <remarks>How it is found: <see cref="Quantile(double, int[])"/>.</remarks>
    public LazyArray Median(params int[] axes) => Quantile(0.5, QuantileMethod.Midpoint, axes);

    /// <summary>The value that a share of the valid cells lies below, exact, Float64; on the line between two cells, as
    /// NumPy's default; NaN when there are none. Axes as for <see cref="Mean"/>.</summary>
    /// <param name="share">0 for the least cell, 0.5 for the median, 1 for the greatest.</param>
    /// <param name="axes">Axes to reduce.</param>
    /// <remarks>
    /// Never an estimate: passes over the cells count their next 16 bits within the ones already known, until the cells
    /// that are left fit in an eighth of the memory budget (64 MiB at most). An array that fits takes one pass, Float32
    /// two at most, Float64 mostly two. Quantiles of one array and the same axes, computed together, share the passes.
    /// Zonal quantiles are defined by weights and may differ between two cells.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The share does not lie in [0, 1].</exception>
    public LazyArray Quantile(double share, params int[] axes) => Quantile(share, QuantileMethod.Linear, axes);

    /// <summary>The value that a share of the valid cells lies below, with a choice of what is between two cells. As
    /// <see cref="Quantile(double, int[])"/>.</summary>
    public LazyArray Quantile(double share, QuantileMethod method, params int[] axes) => share is >= 0 and <= 1
        ? Reduce(new(Reduction.Quantile, AxesOf(axes)) { Share = share, Method = method })
        : throw new ArgumentOutOfRangeException(nameof(share), share, "The share of a quantile lies between 0 and 1.");

    /// <summary>Number of valid cells in bins of one width, Int64.</summary>
    /// <param name="bins">Number of bins.</param>
    /// <param name="least">Lower edge of the first bin.</param>
    /// <param name="greatest">Upper edge of the last bin. Cells beyond either edge are not counted.</param>
    /// <param name="perBand">Whether each band is counted on its own.</param>
    /// <returns>An array of shape (bins), or (bands, bins). x of its grid is the value: bin <c>i</c> reaches from
    /// <c>Grid.Transform.ToCrs(i, 0).X</c> to that of <c>i + 1</c>.</returns>
    /// <remarks>As <c>numpy.histogram</c>: a cell on an edge belongs to the upper bin, on the last edge to the last bin.</remarks>
    /// <exception cref="ArgumentException">The range is empty or not finite, or the number of bins is below 1 or above
    /// 16777216.</exception>
    public LazyArray Histogram(int bins, double least, double greatest, bool perBand = false)
    {
        if (bins is < 1 or > 1 << 24) throw new ArgumentOutOfRangeException(nameof(bins), bins, "A histogram has 1 to 16777216 bins.");
        if (!double.IsFinite(greatest - least) || least >= greatest)
            throw new ArgumentException(
                $"The range {least} to {greatest} of a histogram is empty or not finite; Min() and Max() of the array give one that "
                    + "holds all cells.", nameof(least));
        if (Schema.RowsReduced && Schema.ColumnsReduced && Schema.IsPlane) throw Nothing();
        var axes = perBand || Schema.IsPlane ? Axes.Plane : Axes.Bands | Axes.Plane;
        return Reduce(new(Reduction.Histogram, axes) { Bins = bins, Low = least, High = greatest });
    }

    /// <summary>Sums along the bands: each band holds the sum of those up to it, Float64. A missing cell stays missing,
    /// and the bands after it go on without it.</summary>
    public LazyArray CumSum() => With(new CumulativeOperation(Cumulation.Sum).On(Marked));

    /// <summary>Products along the bands, Float64; as <see cref="CumSum"/>.</summary>
    public LazyArray CumProd() => With(new CumulativeOperation(Cumulation.Product).On(Marked));

    /// <summary>The least cell of the bands up to each, in the array's type; as <see cref="CumSum"/>.</summary>
    public LazyArray CumMin() => With(new CumulativeOperation(Cumulation.Min).On(Marked));

    /// <summary>The greatest cell of the bands up to each, in the array's type; as <see cref="CumSum"/>.</summary>
    public LazyArray CumMax() => With(new CumulativeOperation(Cumulation.Max).On(Marked));

    private LazyArray Reduce(Reduction kind, int[] axes) => Reduce(new(kind, AxesOf(axes)));

    private LazyArray Reduce(ReduceOperation operation)
    {
        var node = operation.On(Marked);
        return node.Schema.IsReduced ? new(node, ChunkGrid.Regular(node.Schema.Bands, 1, 1, node.Schema.Bands, 1, 1)) : With(node);
    }

    private Axes AxesOf(int[] axes)
    {
        var left = new List<Axes>(3);
        if (!Schema.IsPlane) left.Add(Axes.Bands);
        if (!Schema.RowsReduced) left.Add(Axes.Rows);
        if (!Schema.ColumnsReduced) left.Add(Axes.Columns);
        if (left.Count == 0) throw Nothing();
        foreach (var axis in axes)
            if (axis < -left.Count || axis >= left.Count)
                throw new ArgumentException(
                    $"Unknown axis {axis} for an array of rank {left.Count}; axes are 0 to {left.Count - 1}.", nameof(axes));
        return (axes.Length == 0 ? left : axes.Select(axis => left[axis < 0 ? axis + left.Count : axis])).Aggregate((a, b) => a | b);
    }

    private static InvalidOperationException Nothing()
        => new("The array has been reduced over all its axes already; compute it to get its value.");
}
