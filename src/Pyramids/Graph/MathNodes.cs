namespace Pyramids;

/// <summary>Any function from rows of cells to rows of cells.</summary>
internal sealed class MapNode<TIn, TOut, TKernel>(Operation operation, ArraySchema schema, Node input, TKernel kernel)
    : LocalNode(operation, schema, input)
    where TIn : unmanaged where TOut : unmanaged where TKernel : IBlockKernel<TIn, TOut>
{
    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var x = inputs[0].Plane<TIn>(output.Window);
        var result = output.Plane<TOut>();
        for (var row = 0; row < result.Rows; row++)
        {
            result.Row(row).Clear();                                 // what the function leaves out is 0, not what lay there
            kernel.Invoke(x.Row(row), result.Row(row));
        }
    }
}

/// <summary>Any function of the cells of two arrays.</summary>
internal sealed class MapPairNode<TLeft, TRight, TOut>(Operation operation, ArraySchema schema, Node left, Node right,
    Func<TLeft, TRight, TOut> function) : LocalNode(operation, schema, left, right)
    where TLeft : unmanaged where TRight : unmanaged where TOut : unmanaged
{
    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var x = inputs[0].Plane<TLeft>(output.Window);
        var y = inputs[1].Plane<TRight>(output.Window);
        var result = output.Plane<TOut>();
        for (var row = 0; row < result.Rows; row++)
        {
            ReadOnlySpan<TLeft> lefts = x.Row(row);
            ReadOnlySpan<TRight> rights = y.Row(row);
            var cells = result.Row(row);
            for (var i = 0; i < cells.Length; i++) cells[i] = function(lefts[i], rights[i]);
        }
    }
}
