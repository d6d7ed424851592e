using System.Numerics;

namespace Pyramids;

/// <summary>Values that stand for whole rows, columns or bands: known only when every cell has been seen, so a run of
/// its own comes before its readers.</summary>
internal sealed class ReduceNode(ReduceOperation operation, ArraySchema schema, Node input) : Node(operation, schema, input)
{
    public Reducing Reducing { get; } = operation.Reducing;
}

/// <summary>Reduced values, repeated over a grid along the axes that they lack.</summary>
internal sealed class BroadcastNode(BroadcastOperation operation, ArraySchema schema, Node value) : ViewNode(operation, schema, value)
{
    public override Window InputWindow(int input, Window output)
    {
        var from = Inputs[0].Schema;
        if (from.Bands == 1) output = output with { Band = 0 };
        if (from.Grid.Rows == 1) output = output with { Row = 0, Rows = 1 };
        if (from.Grid.Columns == 1) output = output with { Column = 0, Columns = 1 };
        return output;
    }

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var window = InputWindow(0, output.Window);
        var (size, columns) = (output.Type.Size(), output.Window.Columns);
        var from = inputs[0].Band(window.Band - inputs[0].Window.Band);
        for (var row = 0; row < output.Window.Rows; row++)
        {
            var target = output.Bytes.Slice(row * columns * size, columns * size);
            if (row > 0 && window.Rows == 1)
            {
                output.Bytes[..target.Length].CopyTo(target);
                continue;
            }
            var at = (window.Row + row - from.Window.Row) * from.Window.Columns + window.Column - from.Window.Column;
            var cells = from.Bytes.Slice(at * size, window.Columns * size);
            cells.CopyTo(target);
            for (var filled = cells.Length; filled < target.Length; filled *= 2)
                target[..Math.Min(filled, target.Length - filled)].CopyTo(target[filled..]);
        }
    }
}

/// <summary>Each cell reduced over the bands.</summary>
internal sealed class BandReduceNode<T>(ReduceOperation operation, ArraySchema schema, Node input) : KernelNode(operation, schema, input)
    where T : unmanaged, INumber<T>
{
    private readonly Reducing reducing = operation.Reducing;

    public override Window InputWindow(int inputIndex, Window output) => output with { Band = 0, Bands = Inputs[0].Schema.Bands };

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output) => BandReduction.Apply<T>(reducing, inputs[0], output);
}

/// <summary>Each cell carried along the bands.</summary>
internal sealed class CumulativeNode<T, TResult>(CumulativeOperation operation, ArraySchema schema, Node input)
    : KernelNode(operation, schema, input)
    where T : unmanaged, INumber<T> where TResult : unmanaged, INumber<TResult>
{
    private readonly Cumulation kind = operation.Kind;

    public override Window InputWindow(int inputIndex, Window output) => output with { Band = 0, Bands = output.BandEnd };

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output) => Cumulate.Apply<T, TResult>(kind, inputs[0], output);
}
