using System.Runtime.InteropServices;

namespace Pyramids;

public static partial class Focal
{
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalMean(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalMean(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalMean(this Dataset array, int radius, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalMean(radius, nodata, edges);

    /// <inheritdoc cref="FocalSum(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalSum(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalSum(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalSum(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalSum(this Dataset array, int radius, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalSum(radius, nodata, edges);

    /// <inheritdoc cref="FocalStd(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalStd(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalStd(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalStd(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalStd(this Dataset array, int radius, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalStd(radius, nodata, edges);

    /// <inheritdoc cref="FocalVar(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalVar(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalVar(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalVar(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalVar(this Dataset array, int radius, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalVar(radius, nodata, edges);

    /// <inheritdoc cref="FocalMin(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalMin(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalMin(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalMin(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalMin(this Dataset array, int radius, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalMin(radius, nodata, edges);

    /// <inheritdoc cref="FocalMax(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalMax(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalMax(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalMax(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalMax(this Dataset array, int radius, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalMax(radius, nodata, edges);

    /// <inheritdoc cref="FocalRange(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalRange(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalRange(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalRange(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalRange(this Dataset array, int radius, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalRange(radius, nodata, edges);

    /// <inheritdoc cref="FocalMedian(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalMedian(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalMedian(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalMedian(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalMedian(this Dataset array, int radius, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalMedian(radius, nodata, edges);

    /// <inheritdoc cref="FocalMajority(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalMajority(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalMajority(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalMajority(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalMajority(this Dataset array, int radius, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalMajority(radius, nodata, edges);

    /// <inheritdoc cref="FocalStatistics(LazyArray, FocalStatistic, Footprint, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalStatistics(this Dataset array, FocalStatistic statistic, Footprint footprint,
        NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalStatistics(statistic, footprint, nodata, edges).Compute();

    /// <inheritdoc cref="FocalStatistics(LazyArray, FocalStatistic, Footprint, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalStatistics(this Dataset array, FocalStatistic statistic, Footprint footprint, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalStatistics(statistic, footprint, nodata, edges);

    /// <inheritdoc cref="Convolve(LazyArray, double[,], NoDataPolicy, EdgeMode)"/>
    public static NDArray Convolve(this Dataset array, double[,] kernel, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).Convolve(kernel, nodata, edges).Compute();

    /// <inheritdoc cref="Convolve(LazyArray, double[,], NoDataPolicy, EdgeMode)"/>
    public static LazyArray Convolve(this Dataset array, double[,] kernel, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).Convolve(kernel, nodata, edges);

    /// <inheritdoc cref="Gaussian(LazyArray, double, double, NoDataPolicy, EdgeMode)"/>
    public static NDArray Gaussian(this Dataset array, double sigma, double truncate = 4, NoDataPolicy nodata = NoDataPolicy.Skip,
        EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).Gaussian(sigma, truncate, nodata, edges).Compute();

    /// <inheritdoc cref="Gaussian(LazyArray, double, double, NoDataPolicy, EdgeMode)"/>
    public static LazyArray Gaussian(this Dataset array, double sigma, [Optional, DefaultParameterValue(4.0)] double truncate,
        [Optional, DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).Gaussian(sigma, truncate, nodata, edges);

    /// <inheritdoc cref="FocalApply(LazyArray, Func{ReadOnlySpan{float}, float}, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalApply(this Dataset array, Func<ReadOnlySpan<float>, float> function, int radius,
        NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalApply(function, radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalApply(LazyArray, Func{ReadOnlySpan{float}, float}, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalApply(this Dataset array, Func<ReadOnlySpan<float>, float> function, int radius, [Optional,
        DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalApply(function, radius, nodata, edges);
}
