namespace Pyramids;

/// <summary>Any function from rows of cells to rows of cells.</summary>
internal sealed class MapNode<TIn, TOut>(Operation operation, ArraySchema schema, Node input, BlockFunction<TIn, TOut> function) : LocalNode(operation, schema, input)
    where TIn : unmanaged where TOut : unmanaged
{
    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var x = inputs[0].Plane<TIn>(output.Window);
        var result = output.Plane<TOut>();
        for (var row = 0; row < result.Rows; row++)
        {
            result.Row(row).Clear();                                 // what the function leaves out is 0, not what lay there
            function(x.Row(row), result.Row(row));
        }
    }
}
