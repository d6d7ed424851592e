using System.Numerics;

namespace Pyramids;

/// <summary>Operations over square windows of side 2 * radius + 1, and over windows of other shapes.</summary>
/// <remarks>
/// Each comes three times: on a lazy array; on a dataset, computed now; and on a dataset with <c>chunks</c>, lazy. All give the same bits.
/// Results are Float32, and Float64 for 32-bit integers and wider and Float64. A missing middle cell stays missing;
/// other missing cells are left out of the window, or make the result missing with
/// <see cref="NoDataPolicy.Propagate"/>. A radius of 0 is the cell itself; one larger than the raster works.
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
    public static LazyArray FocalMean(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => Square(array, FocalStatistic.Mean, radius, nodata, edges);

    /// <summary>Sum of a square window, in time that does not depend on its size.</summary>
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalSum(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => Square(array, FocalStatistic.Sum, radius, nodata, edges);

    /// <summary>Population standard deviation of a square window, in time that does not depend on its size.</summary>
    /// <returns>Same grid and chunks. Deviations are taken from a cell of the window, so a large offset of all cells
    /// costs no digits.</returns>
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalStd(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => Square(array, FocalStatistic.Std, radius, nodata, edges);

    /// <summary>Population variance of a square window, in time that does not depend on its size.</summary>
    /// <returns>Same grid and chunks. Deviations are taken from a cell of the window, so a large offset of all cells
    /// costs no digits. Infinite where Float32 does not hold it: cells 1e19 apart have a variance of 1e38.</returns>
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalVar(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => Square(array, FocalStatistic.Variance, radius, nodata, edges);

    /// <summary>Least cell of a square window, in time that hardly grows with its size.</summary>
    /// <returns>Same grid and chunks.</returns>
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalMin(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => Square(array, FocalStatistic.Min, radius, nodata, edges);

    /// <summary>Greatest cell of a square window, in time that hardly grows with its size.</summary>
    /// <returns>Same grid and chunks.</returns>
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalMax(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => Square(array, FocalStatistic.Max, radius, nodata, edges);

    /// <summary>Greatest less least cell of a square window, in time that hardly grows with its size.</summary>
    /// <returns>Same grid and chunks.</returns>
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalRange(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => Square(array, FocalStatistic.Range, radius, nodata, edges);

    /// <summary>Median of a square window: the middle cell, or the mean of the two in the middle. Its time hardly grows
    /// with the radius.</summary>
    /// <returns>Same grid and chunks.</returns>
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalMedian(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => Square(array, FocalStatistic.Median, radius, nodata, edges);

    /// <summary>The most frequent cell of a square window; of several, the least. Time grows with the radius.</summary>
    /// <returns>Same grid and chunks.</returns>
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalMajority(this LazyArray array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => Square(array, FocalStatistic.Majority, radius, nodata, edges);

    /// <summary>A statistic of windows of any shape: circles, rings, or one of your own.</summary>
    /// <param name="array">Any dtype, one or more bands.</param>
    /// <param name="statistic">What is computed of the cells of a window.</param>
    /// <param name="footprint">Which cells belong to it. Squares are the fast ones; for others time grows with the number of cells.</param>
    /// <param name="nodata">What missing cells do.</param>
    /// <param name="edges">What lies beyond the raster; by default the cells mirrored at its edge, d c b a | a b c d.</param>
    /// <returns>Same grid and chunks. Missing where no cell of the window is there.</returns>
    public static LazyArray FocalStatistics(this LazyArray array, FocalStatistic statistic, Footprint footprint,
        NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
    {
        ArgumentNullException.ThrowIfNull(footprint);
        CheckRadius(footprint.Radius, edges);
        return array.Windowed(new FocalStatisticOperation(statistic, footprint, nodata, edges));
    }

    /// <summary>Weighted sum of a window: each cell times the weight that lies over it, not mirrored.</summary>
    /// <param name="array">Any dtype, one or more bands.</param>
    /// <param name="kernel">Weights, an odd number of rows and columns. A weight of 0 leaves its cell out, missing or not.
    /// A kernel that is a column times a row is run as the two.</param>
    /// <param name="nodata">
    /// What missing cells do. Left out, their weight is given to the others, in proportion, when the weights do not sum
    /// to 0; when they do, as in a derivative, a missing cell makes the result missing.
    /// </param>
    /// <param name="edges">What lies beyond the raster; by default the cells mirrored at its edge, d c b a | a b c d.</param>
    /// <returns>Same grid and chunks. Sums are taken in double precision.</returns>
    /// <exception cref="ArgumentException">A number of rows or columns is even, or a weight is not finite.</exception>
    public static LazyArray Convolve(this LazyArray array, double[,] kernel, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (kernel.GetLength(0) % 2 == 0 || kernel.GetLength(1) % 2 == 0)
            throw new ArgumentException(
                $"A kernel has odd numbers of rows and columns, so that one weight is in the middle; {kernel.GetLength(0)} by "
                    + $"{kernel.GetLength(1)} were given.",
                nameof(kernel));
        foreach (var weight in kernel)
            if (!double.IsFinite(weight))
                throw new ArgumentException($"A weight is {weight}; finite numbers were expected, 0 to leave a cell out.", nameof(kernel));
        CheckRadius(Math.Max(kernel.GetLength(0), kernel.GetLength(1)) / 2, edges);
        return array.Windowed(new ConvolveOperation(kernel.GetLength(0), new(kernel.Cast<double>()), nodata, edges));
    }

    /// <summary>Smooths by a normal distribution.</summary>
    /// <param name="array">Any dtype, one or more bands.</param>
    /// <param name="sigma">Standard deviation, in cells.</param>
    /// <param name="truncate">How many standard deviations the window reaches.</param>
    /// <param name="nodata">What missing cells do; left out, their weight is given to the others.</param>
    /// <param name="edges">What lies beyond the raster; by default the cells mirrored at its edge, d c b a | a b c d.</param>
    /// <returns>Same grid and chunks. Weights sum to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public static LazyArray Gaussian(this LazyArray array, double sigma, double truncate = 4, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
    {
        if (!(sigma > 0 && double.IsFinite(sigma)))
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "The standard deviation is a positive number of cells.");
        if (!(truncate > 0 && truncate * sigma <= 16_383))
            throw new ArgumentOutOfRangeException(nameof(truncate), truncate,
                "The window reaches a positive number of standard deviations, at most 16383 cells.");
        return array.Convolve(FocalKernels.Gaussian(sigma, (int)(truncate * sigma + 0.5)), nodata, edges);
    }

    /// <summary>Any function of a square window, of single precision.</summary>
    /// <param name="array">Any dtype whose cells Float32 holds: up to 16 bits, and Float32.</param>
    /// <param name="function">
    /// Takes the cells of a window, row by row, and gives the result; it is compiled code, called from many threads at
    /// once. Missing cells are NaN; the middle one is there.
    /// </param>
    /// <param name="radius">Cells from the middle to the side of the window, at least 0.</param>
    /// <param name="nodata">Whether windows with missing cells are given to the function, or are missing themselves.</param>
    /// <param name="edges">What lies beyond the raster; by default the cells mirrored at its edge, d c b a | a b c d.</param>
    /// <returns>Same grid and chunks, Float32. A missing middle cell stays missing, and the function is not called for it.</returns>
    /// <exception cref="ArgumentException">The array is computed in Float64: 32-bit integers and wider, and Float64.</exception>
    public static LazyArray FocalApply(this LazyArray array, Func<ReadOnlySpan<float>, float> function, int radius,
        NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        => array.FocalApply<float>(function, radius, nodata, edges);

    /// <summary>Any function of a square window, in the precision of its cells.</summary>
    /// <typeparam name="T">float, or double for arrays of 32-bit integers and wider, and Float64.</typeparam>
    /// <exception cref="ArgumentException">The array is computed in another type.</exception>
    /// <inheritdoc cref="FocalApply(LazyArray, Func{ReadOnlySpan{float}, float}, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalApply<T>(this LazyArray array, Func<ReadOnlySpan<T>, T> function, int radius,
        NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return array.FocalApply<T, DelegateFunction<T>>(new(function), radius, nodata, edges);
    }

    /// <summary>Any function of a square window, as a struct that is built into the loop.</summary>
    /// <typeparam name="T">float, or double for arrays of 32-bit integers and wider, and Float64.</typeparam>
    /// <typeparam name="TFunction">The function.</typeparam>
    /// <exception cref="ArgumentException">The array is computed in another type.</exception>
    /// <inheritdoc cref="FocalApply(LazyArray, Func{ReadOnlySpan{float}, float}, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalApply<T, TFunction>(this LazyArray array, TFunction function, int radius,
        NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IWindowFunction<T>
    {
        CheckRadius(radius, edges);
        return array.Windowed(new FocalApplyOperation<T, TFunction>(function, radius, nodata, edges));
    }

    private static LazyArray Square(LazyArray array, FocalStatistic statistic, int radius, NoDataPolicy nodata, EdgeMode edges)
    {
        CheckRadius(radius, edges);
        return array.FocalStatistics(statistic, Footprint.Square(radius), nodata, edges);
    }

    /// <summary>A focal operation over the array's cells, missing ones NaN.</summary>
    internal static LazyArray Windowed(this LazyArray array, FocalOperation operation)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (operation.Edges is < EdgeMode.Symmetric or > EdgeMode.Constant)
            throw new ArgumentOutOfRangeException(nameof(operation), operation.Edges,
                $"Edges are one of {string.Join(", ", Enum.GetNames<EdgeMode>())}.");
        return array.With(operation.Over(Build.Marked(array.Node)));
    }

    private static void CheckRadius(int radius, EdgeMode edges)
    {
        if (radius < 0)
            throw new ArgumentOutOfRangeException(nameof(radius), radius,
                "The radius of a window is the number of cells from its middle to its side: 0 or more.");
        if (radius > 16_383)
            throw new ArgumentOutOfRangeException(nameof(radius), radius,
                $"The radius of a window is at most 16383 cells; {radius} was given.");
        if (edges is EdgeMode.Extrapolate && radius > 1)
            throw new ArgumentException(
                $"Edges are extrapolated for windows of radius 1 only; the radius is {radius}. Use Symmetric, Nearest or NoData.",
                nameof(edges));
    }
}
