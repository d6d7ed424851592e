using System.Buffers;
using System.Numerics;

namespace Pyramids;

/// <summary>One value for each band, or one for all: known only when every cell has been seen, so a run of its own comes before its readers.</summary>
internal sealed class ReduceNode(ReduceOperation operation, ArraySchema schema, Node input) : Node(operation, schema, input)
{
    public Reduction Reduction => operation.Reduction;
}

/// <summary>A single cell per band, repeated over a grid.</summary>
internal sealed class BroadcastNode(BroadcastOperation operation, ArraySchema schema, Node value) : ViewNode(operation, schema, value)
{
    public override Window InputWindow(int input, Window output) => new(Inputs[0].Schema.Bands == 1 ? 0 : output.Band, 0, 0, output.Bands, 1, 1);

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var size = output.Type.Size();
        var cell = inputs[0].Band(InputWindow(0, output.Window).Band - inputs[0].Window.Band).Bytes[..size];
        var target = output.Bytes;
        cell.CopyTo(target);
        for (var filled = size; filled < target.Length; filled *= 2)
            target[..Math.Min(filled, target.Length - filled)].CopyTo(target[filled..]);
    }
}

/// <summary>Each cell reduced over the bands.</summary>
internal sealed class BandReduceNode<T>(BandReduceOperation operation, ArraySchema schema, Node input) : KernelNode(operation, schema, input)
    where T : unmanaged, INumber<T>
{
    private readonly Reduction reduction = operation.Reduction;

    public override Window InputWindow(int inputIndex, Window output) => output with { Band = 0, Bands = Inputs[0].Schema.Bands };

    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var columns = output.Window.Columns;
        var rented = ArrayPool<double>.Shared.Rent(3 * columns);
        Span<double> count = rented.AsSpan(0, columns), first = rented.AsSpan(columns, columns), second = rented.AsSpan(2 * columns, columns);
        for (var row = 0; row < output.Window.Rows; row++)
        {
            count.Clear();
            second.Clear();
            first.Fill(reduction switch { Reduction.Min => double.PositiveInfinity, Reduction.Max => double.NegativeInfinity, _ => 0 });
            for (var band = 0; band < Inputs[0].Schema.Bands; band++)
            {
                var window = output.Window with { Band = band };
                Accumulate(inputs[0].Plane<T>(window).Row(row), count, first, second);
            }
            Finish(count, first, second, output, row);
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    private void Accumulate(ReadOnlySpan<T> cells, Span<double> count, Span<double> first, Span<double> second)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (T.IsNaN(cells[i])) continue;
            var value = double.CreateTruncating(cells[i]);
            count[i]++;
            switch (reduction)
            {
                case Reduction.Min: first[i] = Math.Min(first[i], value); break;
                case Reduction.Max: first[i] = Math.Max(first[i], value); break;
                case Reduction.Sum: first[i] += value; break;
                default:                                            // Welford (1962)
                    var delta = value - first[i];
                    first[i] += delta / count[i];
                    second[i] += delta * (value - first[i]);
                    break;
            }
        }
    }

    private void Finish(ReadOnlySpan<double> count, ReadOnlySpan<double> first, ReadOnlySpan<double> second, Chunk output, int row)
    {
        switch (reduction)
        {
            case Reduction.Count:
                var counts = output.Plane<long>().Row(row);
                for (var i = 0; i < counts.Length; i++) counts[i] = (long)count[i];
                break;
            case Reduction.Min or Reduction.Max:
                var extremes = output.Plane<T>().Row(row);
                for (var i = 0; i < extremes.Length; i++) extremes[i] = T.CreateTruncating(count[i] == 0 ? double.NaN : first[i]);
                break;
            default:
                var values = output.Plane<double>().Row(row);
                for (var i = 0; i < values.Length; i++)
                    values[i] = reduction switch
                    {
                        Reduction.Sum => first[i],
                        _ when count[i] == 0 => double.NaN,
                        Reduction.Mean => first[i],
                        Reduction.Var => second[i] / count[i],
                        _ => Math.Sqrt(second[i] / count[i]),
                    };
                break;
        }
    }
}
