namespace Pyramids;

/// <summary>Arrays of one cell type laid side by side: each begins at its row and column, and together they cover every
/// cell once.</summary>
internal sealed class MosaicNode(MosaicOperation places, ArraySchema schema, IReadOnlyList<Node> inputs) : ViewNode(places, schema, inputs)
{
    private readonly (int Row, int Column)[] origins = inputs.Select((_, i) => (places.Rows[i], places.Columns[i])).ToArray();

    public override bool IsMask => Inputs.All(input => input.IsMask);

    /// <summary>A strip that is copied to the far side of the raster is kept, or all between would be read with it.</summary>
    public override bool KeepsInput(int input) => places.Wraps && Inputs[input] is SliceNode;

    public override Window InputWindow(int inputIndex, Window output)
    {
        var (row, column) = origins[inputIndex];
        var grid = Inputs[inputIndex].Schema.Grid;
        var common = output.Offset(0, -row, -column).Intersect(new(output.Band, 0, 0, output.Bands, grid.Rows, grid.Columns));
        return common.IsEmpty ? new(output.Band, 0, 0, output.Bands, 0, 0) : common;
    }

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var size = output.Type.Size();
        for (var i = 0; i < inputs.Length; i++)
        {
            var window = InputWindow(i, output.Window);
            if (window.IsEmpty) continue;
            var from = inputs[i].Band(window.Band - inputs[i].Window.Band);
            int top = window.Row + origins[i].Row - output.Window.Row, left = window.Column + origins[i].Column - output.Window.Column;
            for (var row = 0; row < window.Rows; row++)
            {
                var start = ((window.Row + row - from.Window.Row) * from.Window.Columns + window.Column - from.Window.Column) * size;
                from.Bytes.Slice(start, window.Columns * size)
                    .CopyTo(output.Bytes[(((top + row) * output.Window.Columns + left) * size)..]);
            }
        }
    }
}
