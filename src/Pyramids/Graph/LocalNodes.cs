using System.Numerics;

namespace Pyramids;

/// <summary>A node whose every cell comes from the same cell of its inputs: a loop over rows and no more.</summary>
internal abstract class LocalNode(Operation operation, ArraySchema schema, params IReadOnlyList<Node> inputs)
    : KernelNode(operation, schema, inputs)
{
    public sealed override bool MovesWithOutput => true;
}

internal sealed class UnaryNode<T, TOp>(Operation operation, ArraySchema schema, Node input, TOp op) : LocalNode(operation, schema, input)
    where T : unmanaged where TOp : IUnaryOp<T>
{
    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        Plane<T> x = inputs[0].Plane<T>(output.Window), result = output.Plane<T>();
        for (var row = 0; row < result.Rows; row++) op.Invoke(x.Row(row), result.Row(row));
    }
}

internal sealed class BinaryNode<T, TOp>(Operation operation, ArraySchema schema, Node left, Node right)
    : LocalNode(operation, schema, left, right), IFusable
    where T : unmanaged, INumber<T> where TOp : IBinaryOp
{
    public object? Fuse(object[] inputs) => TOp.HasLanes && Fused.Takes<T>() ? Fused.Binary<T, TOp>(inputs[0], inputs[1]) : null;

    public override bool IsMask => TOp.KeepsMasks && Inputs[0].IsMask && Inputs[1].IsMask;

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        Plane<T> x = inputs[0].Plane<T>(output.Window), y = inputs[1].Plane<T>(output.Window), result = output.Plane<T>();
        for (var row = 0; row < result.Rows; row++) TOp.Invoke(x.Row(row), y.Row(row), result.Row(row));
    }
}

/// <summary>An array and a number; the number stands right, or left when <paramref name="reversed"/>.</summary>
internal sealed class BinaryScalarNode<T, TOp>(Operation operation, ArraySchema schema, Node input, T scalar, bool reversed)
    : LocalNode(operation, schema, input), IFusable
    where T : unmanaged, INumber<T> where TOp : IBinaryOp
{
    public object? Fuse(object[] inputs) => !TOp.HasLanes || !Fused.Takes<T>() ? null
        : reversed ? Fused.Binary<T, TOp>(new NumberCells<T>(scalar),
            inputs[0]) : Fused.Binary<T, TOp>(inputs[0], new NumberCells<T>(scalar));

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        Plane<T> x = inputs[0].Plane<T>(output.Window), result = output.Plane<T>();
        for (var row = 0; row < result.Rows; row++)
        {
            if (reversed) TOp.Invoke(scalar, x.Row(row), result.Row(row));
            else TOp.Invoke(x.Row(row), scalar, result.Row(row));
        }
    }
}

/// <summary>A mask of 1 and 0; 0 where a cell is missing.</summary>
internal sealed class CompareNode<T, TOp>(Operation operation, ArraySchema schema, Node left, Node right)
    : LocalNode(operation, schema, left, right), IFusable
    where T : unmanaged, INumber<T> where TOp : IComparison
{
    public object? Fuse(object[] inputs) => Fused.Takes<T>() ? Fused.Compared<T, TOp>(inputs[0], inputs[1]) : null;

    public override bool IsMask => true;

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        Plane<T> x = inputs[0].Plane<T>(output.Window), y = inputs[1].Plane<T>(output.Window);
        var result = output.Plane<byte>();
        for (var row = 0; row < result.Rows; row++) Compare.Rows<T, TOp>(x.Row(row), y.Row(row), result.Row(row));
    }
}

internal sealed class CompareScalarNode<T, TOp>(Operation operation, ArraySchema schema, Node input, T scalar)
    : LocalNode(operation, schema, input), IFusable
    where T : unmanaged, INumber<T> where TOp : IComparison
{
    public object? Fuse(object[] inputs) => Fused.Takes<T>() ? Fused.Compared<T, TOp>(inputs[0], new NumberCells<T>(scalar)) : null;

    public override bool IsMask => true;

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var x = inputs[0].Plane<T>(output.Window);
        var result = output.Plane<byte>();
        for (var row = 0; row < result.Rows; row++) Compare.Rows<T, TOp>(x.Row(row), scalar, result.Row(row));
    }
}

/// <summary>Cells of one array where a mask is not 0, cells of another elsewhere.</summary>
internal sealed class WhereNode<T>(Operation operation, ArraySchema schema, Node mask, Node array, Node other)
    : LocalNode(operation, schema, mask, array, other), IFusable
    where T : unmanaged
{
    public object? Fuse(object[] inputs) => Fused.Takes<T>() ? Fused.Chosen<T>(inputs[0], inputs[1], inputs[2]) : null;

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var mask = inputs[0].Plane<byte>(output.Window);
        Plane<T> x = inputs[1].Plane<T>(output.Window), y = inputs[2].Plane<T>(output.Window), result = output.Plane<T>();
        for (var row = 0; row < result.Rows; row++) Select.Rows(mask.Row(row), x.Row(row), y.Row(row), result.Row(row));
    }
}

internal sealed class WhereScalarNode<T>(Operation operation, ArraySchema schema, Node mask, Node array, T other)
    : LocalNode(operation, schema, mask, array), IFusable
    where T : unmanaged
{
    public object? Fuse(object[] inputs) => Fused.Takes<T>() ? Fused.Chosen<T>(inputs[0], inputs[1], new NumberCells<T>(other)) : null;

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var mask = inputs[0].Plane<byte>(output.Window);
        Plane<T> x = inputs[1].Plane<T>(output.Window), result = output.Plane<T>();
        for (var row = 0; row < result.Rows; row++) Select.Rows(mask.Row(row), x.Row(row), other, result.Row(row));
    }
}

/// <summary>Another cell type.</summary>
internal sealed class CastNode<TFrom, TTo>(Operation operation, ArraySchema schema, Node input, Casting casting)
    : LocalNode(operation, schema, input)
    where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, INumber<TTo>, IMinMaxValue<TTo>
{
    private readonly TTo? missing =
        schema.NoData is { } value && !double.IsNaN(value) && !schema.Type.IsFloating() ? TTo.CreateSaturating(value) : null;
    private readonly TFrom? absent = !input.Schema.Type.IsFloating() && Build.Fits(input.Schema.NoData, input.Schema.Type) is { } value
        ? TFrom.CreateSaturating(value)
        : null;

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var x = inputs[0].Plane<TFrom>(output.Window);
        var result = output.Plane<TTo>();
        for (var row = 0; row < result.Rows; row++) Cast.Row(x.Row(row), result.Row(row), casting, missing, absent);
    }
}

/// <summary>Stored cells as floating ones, with the nodata value turned into NaN.</summary>
internal sealed class MissingNode<TFrom, TTo>(Operation operation, ArraySchema schema, Node input, TFrom noData)
    : LocalNode(operation, schema, input), IGatheringNode
    where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, IFloatingPointIeee754<TTo>
{
    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output) => Fill(inputs[0], output, output.Window);

    public void Gather(Chunk from, Chunk to)
    {
        var common = from.Window.Intersect(to.Window);
        if (!common.IsEmpty) Fill(from, to, common);
    }

    private void Fill(Chunk from, Chunk to, Window window)
    {
        var x = from.Plane<TFrom>(window);
        var result = to.Plane<TTo>(window);
        for (var row = 0; row < result.Rows; row++) Missing.Row(x.Row(row), result.Row(row), noData);
    }
}
