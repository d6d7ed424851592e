namespace Pyramids;

/// <summary>Operations over square windows of side 2 * radius + 1, and over windows of other shapes.</summary>
/// <remarks>
/// Each comes three times: on a lazy array; on a dataset, computed now; and on a dataset with <c>chunks</c>, lazy. All give the same bits.
/// Results are Float32, and Float64 for 32-bit integers and wider and Float64. A missing middle cell stays missing; other missing cells are left out of the
/// window, or make the result missing with <see cref="NoDataPolicy.Propagate"/>. A radius of 0 is the cell itself; one larger than the raster works.
/// </remarks>
public static partial class Focal
{
    /// <summary>Mean of a square window, in time that does not depend on its size.</summary>
    /// <param name="array">Any dtype, one or more bands.</param>
    /// <param name="radius">Cells from the middle to the side of the window, at least 0.</param>
    /// <param name="nodata">What missing cells do.</param>
    /// <param name="edges">What lies beyond the raster; by default the cells mirrored at its edge, d c b a | a b c d.</param>
    /// <returns>Same grid and chunks. Sums are taken in double precision.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative.</exception>
    public static LazyArray FocalMean(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        => Box(array, "focal mean", BoxStatistic.Mean, radius, nodata, edges);

    /// <summary>Sum of a square window, in time that does not depend on its size.</summary>
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalSum(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        => Box(array, "focal sum", BoxStatistic.Sum, radius, nodata, edges);

    /// <summary>Population standard deviation of a square window, in time that does not depend on its size.</summary>
    /// <returns>Same grid and chunks. Deviations are taken from a cell of the window, so a large offset of all cells costs no digits.</returns>
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalStd(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        => Box(array, "focal std", BoxStatistic.Std, radius, nodata, edges);

    /// <summary>Population variance of a square window, in time that does not depend on its size.</summary>
    /// <returns>Same grid and chunks. Deviations are taken from a cell of the window, so a large offset of all cells costs no digits.</returns>
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalVar(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        => Box(array, "focal var", BoxStatistic.Variance, radius, nodata, edges);

    private static LazyArray Box(LazyArray array, string operation, BoxStatistic statistic, int radius, NoDataPolicy nodata, EdgeMode edges)
    {
        CheckRadius(radius, edges);
        return array.Windowed(operation, edges, type => type is DType.Float64
            ? new BoxKernel<double>(statistic, radius, nodata) : new BoxKernel<float>(statistic, radius, nodata));
    }

    /// <summary>The array of an operation whose kernel is made for the floating type that holds the array's cells.</summary>
    internal static LazyArray Windowed(this LazyArray array, string operation, EdgeMode edges, Func<DType, FocalKernel> kernel)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (!Enum.IsDefined(edges)) throw new ArgumentOutOfRangeException(nameof(edges), edges, $"Edges are one of {string.Join(", ", Enum.GetNames<EdgeMode>())}.");
        var node = array.DType.IsFloating() ? array.Node : Build.MaskNoData(array.Node);
        var made = kernel(node.Schema.Type.Floating());
        // A value that marks missing heights may be a slope like any other: floating results declare NaN, grey bytes 0.
        return array.With(Build.Focal(operation, node, made, edges, made.OutputType.IsFloating() ? double.NaN : 0));
    }

    private static void CheckRadius(int radius, EdgeMode edges)
    {
        if (radius < 0) throw new ArgumentOutOfRangeException(nameof(radius), radius, "The radius of a window is the number of cells from its middle to its side: 0 or more.");
        if (radius > 16_383) throw new ArgumentOutOfRangeException(nameof(radius), radius, "The radius of a window is at most 16383 cells.");
        if (edges is EdgeMode.Extrapolate && radius > 1)
            throw new ArgumentException($"Edges are extrapolated for windows of radius 1 only; the radius is {radius}. Use Symmetric, Nearest or NoData.", nameof(edges));
    }
}
