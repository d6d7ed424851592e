namespace Pyramids;

/// <summary>A function of the caller's: what it makes has the schema of its input with another cell type. In a plan it
/// stands by its name, when it has one.</summary>
internal abstract record CallerOperation : Operation
{
    public abstract override Operation Portable { get; }

    public override bool CallsBack => true;

    protected ArraySchema Result<TOut>(ArraySchema schema) where TOut : unmanaged
        => DTypes.Of<TOut>() is var type && type.IsFloating()
            ? schema with { Type = type, NoData = double.NaN }
            : schema with { Type = type, NoData = null };

    protected Node Check<T>(Node input, string method) where T : unmanaged
    {
        var (from, given) = (DTypes.Of<T>(), input.Schema.Type);
        return from == given ? input
            : throw new ArgumentException(
                $"The function takes {from} cells and the array has {given}; write {method} for {given}, or AsType(DType.{from}) first.");
    }
}

/// <summary>A function from rows of cells to rows of cells.</summary>
internal sealed record MapOperation<TIn, TOut, TKernel>(TKernel Kernel) : CallerOperation
    where TIn : unmanaged where TOut : unmanaged where TKernel : IBlockKernel<TIn, TOut>
{
    public override string Label => "map blocks";

    public override Operation Portable => new NamedMapOperation(NamedFunctions.NameOf(Kernel, Label));

    public override Node On(params IReadOnlyList<Node> inputs)
        => new MapNode<TIn, TOut, TKernel>(this, Result<TOut>(One(inputs).Schema), Check<TIn>(inputs[0], "MapBlocks"), Kernel);
}

/// <summary>A function of the cells of two arrays.</summary>
internal sealed record MapPairOperation<TLeft, TRight, TOut>(Func<TLeft, TRight, TOut> Function) : CallerOperation
    where TLeft : unmanaged where TRight : unmanaged where TOut : unmanaged
{
    public override string Label => "map blocks";

    public override Operation Portable => new NamedPairOperation(NamedFunctions.NameOf(Function, Label));

    public override Node On(params IReadOnlyList<Node> inputs) => inputs is [var left, var right]
        ? new MapPairNode<TLeft, TRight, TOut>(this, Result<TOut>(left.Schema), Check<TLeft>(left, "MapBlocks"),
            Check<TRight>(right, "MapBlocks"), Function)
        : throw Expected(2, inputs);
}

/// <summary>A function of cells and those around them. The input of a periodic one is larger than the result by the depth.</summary>
internal sealed record OverlapOperation<TIn, TOut, TKernel>(TKernel Kernel, Depth Depth, Boundary Boundary) : CallerOperation
    where TIn : unmanaged where TOut : unmanaged where TKernel : IOverlapKernel<TIn, TOut>
{
    public override string Label => "map overlap";

    public override Operation Portable => new NamedOverlapOperation(NamedFunctions.NameOf(Kernel, Label),
        [Depth.Top, Depth.Bottom, Depth.Left, Depth.Right, Depth.BandsBefore, Depth.BandsAfter], Boundary.Mode, Boundary.Value,
        Boundary.IsOpen);

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var schema = Result<TOut>(One(inputs).Schema);
        if (Boundary.Mode is EdgeMode.Periodic)
            schema = schema with { Grid = MosaicOperation.Inner(schema.Grid, Depth.Top, Depth.Bottom, Depth.Left, Depth.Right) };
        return new OverlapNode<TIn, TOut, TKernel>(this, schema, Check<TIn>(inputs[0], "MapOverlap"));
    }

    /// <summary>The operation over an array that has no halo of its own: a periodic one gets it.</summary>
    public Node Over(Node input)
        => On(Boundary.Mode is EdgeMode.Periodic ? MosaicOperation.Wrap(input, Depth.Top, Depth.Bottom, Depth.Left, Depth.Right) : input);
}

/// <summary>A function of whole tiles of a size of their own.</summary>
internal sealed record TileOperation<TIn, TOut>(OverlapFunction<TIn, TOut> Function, int Rows, int Columns) : CallerOperation
    where TIn : unmanaged where TOut : unmanaged
{
    public override string Label => "map tiles";

    public override Operation Portable => new NamedTilesOperation(NamedFunctions.NameOf(Function, Label), Rows, Columns);

    public override Node On(params IReadOnlyList<Node> inputs)
        => new TileNode<TIn, TOut>(this, Result<TOut>(One(inputs).Schema), Check<TIn>(inputs[0], "MapTiles"));
}
