using System.Runtime.InteropServices;

namespace Pyramids;

public static partial class Focal
{
    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalMean(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalMean(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalMean(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalMean(this Dataset array, int radius, [Optional, DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalMean(radius, nodata, edges);

    /// <inheritdoc cref="FocalSum(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalSum(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalSum(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalSum(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalSum(this Dataset array, int radius, [Optional, DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalSum(radius, nodata, edges);

    /// <inheritdoc cref="FocalStd(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalStd(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalStd(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalStd(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalStd(this Dataset array, int radius, [Optional, DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalStd(radius, nodata, edges);

    /// <inheritdoc cref="FocalVar(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static NDArray FocalVar(this Dataset array, int radius, NoDataPolicy nodata = NoDataPolicy.Skip, EdgeMode edges = EdgeMode.Symmetric)
        => array.ReadArray(Chunks.Auto).FocalVar(radius, nodata, edges).Compute();

    /// <inheritdoc cref="FocalVar(LazyArray, int, NoDataPolicy, EdgeMode)"/>
    public static LazyArray FocalVar(this Dataset array, int radius, [Optional, DefaultParameterValue(NoDataPolicy.Skip)] NoDataPolicy nodata,
        [Optional, DefaultParameterValue(EdgeMode.Symmetric)] EdgeMode edges, Chunks chunks)
        => array.ReadArray(chunks).FocalVar(radius, nodata, edges);
}
