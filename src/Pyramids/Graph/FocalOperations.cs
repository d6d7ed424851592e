using System.Numerics;

namespace Pyramids;

/// <summary>A kernel over the window around each cell, made for the floating type that holds the input's cells and for its grid.</summary>
/// <param name="Edges">What lies beyond the raster. The input of a periodic one is larger than the result by the kernel's halo.</param>
internal abstract record FocalOperation(EdgeMode Edges) : Operation
{
    public sealed override Node On(params IReadOnlyList<Node> inputs)
    {
        var schema = One(inputs).Schema;
        var kernel = Kernel(schema.Type.Floating(), schema.Grid);
        if (Edges is EdgeMode.Periodic)
            schema = schema with { Grid = MosaicOperation.Inner(schema.Grid, kernel.Halo, kernel.Halo, kernel.Halo, kernel.Halo) };
        // A value that marks missing heights may be a slope like any other: floating results declare NaN, grey bytes 0.
        var result = schema with { Type = kernel.OutputType, NoData = kernel.OutputType.IsFloating() ? double.NaN : 0 };
        return new FocalNode(this, result, Build.Cast(inputs[0], kernel.InputType), kernel);
    }

    /// <summary>The operation over an array that has no halo of its own: a periodic one gets it.</summary>
    public Node Over(Node input)
    {
        if (Edges is not EdgeMode.Periodic) return On(input);
        var halo = Kernel(input.Schema.Type.Floating(), input.Schema.Grid).Halo;
        return On(MosaicOperation.Wrap(input, halo, halo, halo, halo));
    }

    protected abstract FocalKernel Kernel(DType type, GridSpec grid);
}

/// <summary>A statistic of windows of any shape.</summary>
internal sealed record FocalStatisticOperation(FocalStatistic Statistic, Footprint Footprint, NoDataPolicy NoData, EdgeMode Edges)
    : FocalOperation(Edges)
{
    public override string Label => $"focal {Statistic.ToString().ToLowerInvariant()}";

    protected override FocalKernel Kernel(DType type, GridSpec grid) => FocalKernels.Make(type, Statistic, Footprint, NoData);
}

/// <summary>A weighted sum of windows.</summary>
/// <param name="Rows">Rows of the kernel; odd.</param>
/// <param name="Weights">Row by row.</param>
/// <param name="NoData">What missing cells do.</param>
/// <param name="Edges">What lies beyond the raster.</param>
internal sealed record ConvolveOperation(int Rows, Values<double> Weights, NoDataPolicy NoData, EdgeMode Edges) : FocalOperation(Edges)
{
    public override string Label => "convolve";

    protected override FocalKernel Kernel(DType type, GridSpec grid)
    {
        if (Rows < 1 || Rows % 2 == 0 || Weights.Count % (2 * Rows) != Rows)
            throw new ArgumentException($"{Weights.Count} weights do not make {Rows} rows of an odd number.");
        var kernel = new double[Rows, Weights.Count / Rows];
        for (var i = 0; i < kernel.Length; i++) kernel[i / kernel.GetLength(1), i % kernel.GetLength(1)] = Weights[i];
        return type is DType.Float64 ? new ConvolutionKernel<double>(kernel, NoData) : new ConvolutionKernel<float>(kernel, NoData);
    }
}

/// <summary>A function of the caller's, of square windows.</summary>
internal sealed record FocalApplyOperation<T, TFunction>(TFunction Function, int Radius, NoDataPolicy NoData, EdgeMode Edges)
    : FocalOperation(Edges)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : struct, IWindowFunction<T>
{
    public override string Label => "focal apply";

    public override bool CallsBack => true;

    public override Operation Portable => new NamedFocalOperation(NamedFunctions.NameOf(Function, Label), Radius, NoData, Edges);

    protected override FocalKernel Kernel(DType type, GridSpec grid) => DTypes.Of<T>() == type
        ? FunctionKernels.Make<T, TFunction>(Function, Radius, NoData)
        : throw new ArgumentException($"The function takes {typeof(T).Name}, and windows of this array are {type}. Use "
            + (type is DType.Float64
                ? "FocalApply<double>, or AsType(DType.Float32) first."
                : "FocalApply<float>, or AsType(DType.Float64) first."));
}
