namespace Pyramids;

/// <summary>Nodes that move cells and compute nothing.</summary>
internal abstract class ViewNode(Operation operation, ArraySchema schema, params IReadOnlyList<Node> inputs)
    : KernelNode(operation, schema, inputs)
{
    protected static void Copy(Chunk from, Window window, Chunk to)
    {
        var size = to.Type.Size();
        var band = from.Band(window.Band - from.Window.Band);
        for (var row = 0; row < window.Rows; row++)
        {
            var start = ((window.Row + row - band.Window.Row) * band.Window.Columns + window.Column - band.Window.Column) * size;
            band.Bytes.Slice(start, window.Columns * size).CopyTo(to.Bytes.Slice(row * window.Columns * size, window.Columns * size));
        }
    }
}

/// <summary>A part of an array: bands, rows and columns from a first cell, every <c>step</c>-th of them.</summary>
internal sealed class SliceNode(SliceOperation part, ArraySchema schema, Node input) : ViewNode(part, schema, input)
{
    private readonly int rowStep = part.RowStep, columnStep = part.ColumnStep;

    public override Window InputWindow(int inputIndex, Window output)
        => new(part.Band + output.Band, part.Row + (rowStep > 0 ? output.Row : output.RowEnd - 1) * rowStep,
            part.Column + (columnStep > 0 ? output.Column : output.ColumnEnd - 1) * columnStep,
            output.Bands, (output.Rows - 1) * Math.Abs(rowStep) + 1, (output.Columns - 1) * Math.Abs(columnStep) + 1);

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var window = InputWindow(0, output.Window);
        if (rowStep == 1 && columnStep == 1)
        {
            Copy(inputs[0], window, output);
            return;
        }
        var from = inputs[0].Band(window.Band - inputs[0].Window.Band);
        var size = output.Type.Size();
        for (var r = 0; r < output.Window.Rows; r++)
        {
            var start = ((part.Row + (output.Window.Row + r) * rowStep - from.Window.Row) * from.Window.Columns + part.Column
                + output.Window.Column * columnStep - from.Window.Column) * size;
            var target = output.Bytes.Slice(r * output.Window.Columns * size, output.Window.Columns * size);
            for (var c = 0; c < output.Window.Columns; c++)
                from.Bytes.Slice(start + c * columnStep * size, size).CopyTo(target[(c * size)..]);
        }
    }
}

/// <summary>Bands picked from an array, in any order.</summary>
internal sealed class BandsNode(Operation operation, ArraySchema schema, Node input, IReadOnlyList<int> bands)
    : ViewNode(operation, schema, input)
{
    public override Window InputWindow(int inputIndex, Window output) => output with { Band = bands[output.Band] };

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output) => Copy(inputs[0], InputWindow(0, output.Window), output);
}

/// <summary>The bands of several arrays one after another.</summary>
internal sealed class StackNode(Operation operation, ArraySchema schema, IReadOnlyList<Node> inputs) : ViewNode(operation, schema, inputs)
{
    private readonly (int Input, int Band)[] origins =
        inputs.SelectMany((node, i) => Enumerable.Range(0, node.Schema.Bands).Select(band => (i, band))).ToArray();

    public override Window InputWindow(int inputIndex, Window output)
    {
        var (origin, band) = origins[output.Band];
        return origin == inputIndex ? output with { Band = band } : output with { Bands = 0 };
    }

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var (origin, _) = origins[output.Window.Band];
        Copy(inputs[origin], InputWindow(origin, output.Window), output);
    }
}
