namespace Pyramids;

/// <summary>Any function of whole tiles of a size of their own.</summary>
internal sealed class TileNode<TIn, TOut>(TileOperation<TIn, TOut> operation, ArraySchema schema, Node input)
    : KernelNode(operation, schema, input)
    where TIn : unmanaged where TOut : unmanaged
{
    private readonly int tileRows = operation.Rows, tileColumns = operation.Columns;

    public override double Cost => 20;                               // nobody knows what the function does

    public override BlockShape Block => new(1, tileRows, tileColumns);

    public override Window InputWindow(int inputIndex, Window output)
    {
        int row = output.Row / tileRows * tileRows, column = output.Column / tileColumns * tileColumns;
        var rowEnd = Math.Min(Schema.Grid.Rows, (output.RowEnd + tileRows - 1) / tileRows * tileRows);
        var columnEnd = Math.Min(Schema.Grid.Columns, (output.ColumnEnd + tileColumns - 1) / tileColumns * tileColumns);
        return output with { Row = row, Column = column, Rows = rowEnd - row, Columns = columnEnd - column };
    }

    public override long ScratchBytes(Window output)
        => InputWindow(0, output) == output ? 0 : (long)tileRows * tileColumns * Schema.Type.Size();

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var (whole, from) = (Schema.Whole, inputs[0]);
        var all = InputWindow(0, output.Window);
        var aligned = all == output.Window;
        using var memory = aligned ? null : new NativeBuffer((long)tileRows * tileColumns * DTypes.Of<TOut>().Size());
        output.Bytes.Clear();                                        // what the function leaves out is 0, not what lay there
        for (var row = all.Row; row < all.RowEnd; row += tileRows)
            for (var column = all.Column; column < all.ColumnEnd; column += tileColumns)
            {
                Interruption.Check();
                var tile = (output.Window with { Row = row, Column = column, Rows = tileRows,
                    Columns = tileColumns }).Intersect(whole with { Band = output.Window.Band, Bands = 1 });
                var cells = from.Plane<TIn>(tile);
                var result = aligned ? output.Plane<TOut>(tile) : new Chunk(tile, output.Type, memory!.Memory).Plane<TOut>();
                if (!aligned) result.Cells.Clear();
                operation.Function(new(cells.Cells, cells.Stride, 0, tile, tile), new(result, tile));
                if (aligned) continue;
                var common = tile.Intersect(output.Window);
                result.Slice(common.Row - tile.Row, common.Column - tile.Column, common.Rows, common.Columns)
                    .CopyTo(output.Plane<TOut>(common));
            }
    }
}

/// <summary>The same cells, computed on their own and kept until they are read.</summary>
internal sealed class KeepNode(KeepOperation operation, Node input) : ViewNode(operation, input.Schema, input)
{
    public override bool IsMask => Inputs[0].IsMask;

    public override bool KeepsInput(int inputIndex) => true;

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output) => Copy(inputs[0], output.Window, output);
}
