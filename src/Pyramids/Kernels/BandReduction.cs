using System.Buffers;
using System.Numerics;

namespace Pyramids;

/// <summary>Reduces the bands of each cell, in the order of bands.</summary>
internal static class BandReduction
{
    /// <summary>Fills an output of one band from all bands of the input that holds its window.</summary>
    public static void Apply<T>(Reducing reducing, Chunk input, Chunk output) where T : unmanaged, INumber<T>
    {
        for (var row = 0; row < output.Window.Rows; row++)
        {
            var line = output.Window with { Band = input.Window.Band, Bands = 1, Row = output.Window.Row + row, Rows = 1 };
            switch (reducing.Kind)
            {
                case Reduction.Min or Reduction.Max:
                    Extremes(reducing.Kind, input, line, output.Plane<T>().Row(row));
                    break;
                case Reduction.ArgMin or Reduction.ArgMax:
                    Positions<T>(reducing.Kind, input, line, output.Plane<long>().Row(row));
                    break;
                case Reduction.Quantile:
                    Quantile<T>(reducing, input, line, output.Plane<double>().Row(row));
                    break;
                default:
                    Moments<T>(reducing.Kind, input, line, output, row);
                    break;
            }
        }
    }

    private static void Extremes<T>(Reduction kind, Chunk input, Window line, Span<T> result) where T : unmanaged, INumber<T>
    {
        input.Plane<T>(line).Row(0).CopyTo(result);
        for (var band = 1; band < input.Window.Bands; band++)
        {
            var cells = input.Plane<T>(line with { Band = line.Band + band }).Row(0);
            for (var i = 0; i < cells.Length; i++)
                if ((kind == Reduction.Min ? cells[i] < result[i] : cells[i] > result[i]) || T.IsNaN(result[i])) result[i] = cells[i];
        }
        for (var i = 0; i < result.Length; i++) result[i] += T.Zero;             // -0 becomes 0
    }

    private static void Positions<T>(Reduction kind, Chunk input, Window line, Span<long> result) where T : unmanaged, INumber<T>
    {
        var states = ArrayPool<BlockExtremes<T>>.Shared.Rent(result.Length);
        states.AsSpan().Clear();
        for (var band = 0; band < input.Window.Bands; band++)
        {
            var cells = input.Plane<T>(line with { Band = line.Band + band }).Row(0);
            for (var i = 0; i < cells.Length; i++) states[i].Add(cells[i], band);
        }
        for (var i = 0; i < result.Length; i++) result[i] = states[i].At(kind);
        ArrayPool<BlockExtremes<T>>.Shared.Return(states);
    }

    private static void Quantile<T>(Reducing reducing, Chunk input, Window line, Span<double> result) where T : unmanaged, INumber<T>
    {
        var bands = input.Window.Bands;
        var values = ArrayPool<T>.Shared.Rent(bands * result.Length);
        var counts = ArrayPool<int>.Shared.Rent(result.Length);
        counts.AsSpan().Clear();
        for (var band = 0; band < bands; band++)
        {
            var cells = input.Plane<T>(line with { Band = line.Band + band }).Row(0);
            for (var i = 0; i < cells.Length; i++)
                if (!T.IsNaN(cells[i])) values[i * bands + counts[i]++] = cells[i] + T.Zero;
        }
        for (var i = 0; i < result.Length; i++)
        {
            var own = values.AsSpan(i * bands, counts[i]);
            own.Sort();
            result[i] = Quantiles.OfSorted<T>(own, reducing.Share, reducing.Method);
        }
        ArrayPool<T>.Shared.Return(values);
        ArrayPool<int>.Shared.Return(counts);
    }

    private static void Moments<T>(Reduction kind, Chunk input, Window line, Chunk output, int row) where T : unmanaged, INumber<T>
    {
        var columns = line.Columns;
        var rented = ArrayPool<double>.Shared.Rent(3 * columns);
        Span<double> count = rented.AsSpan(0, columns), first = rented.AsSpan(columns, columns),
            second = rented.AsSpan(2 * columns, columns);
        rented.AsSpan().Clear();
        for (var band = 0; band < input.Window.Bands; band++)
        {
            var cells = input.Plane<T>(line with { Band = line.Band + band }).Row(0);
            for (var i = 0; i < cells.Length; i++)
            {
                if (T.IsNaN(cells[i])) continue;
                var value = double.CreateTruncating(cells[i]);
                count[i]++;
                if (kind == Reduction.Sum)
                {
                    first[i] += value;
                    continue;
                }
                var delta = value - first[i];                                    // Welford (1962)
                first[i] += delta / count[i];
                second[i] += delta * (value - first[i]);
            }
        }
        if (kind == Reduction.Count)
        {
            var counts = output.Plane<long>().Row(row);
            for (var i = 0; i < columns; i++) counts[i] = (long)count[i];
        }
        else
        {
            var values = output.Plane<double>().Row(row);
            for (var i = 0; i < columns; i++)
                values[i] = kind switch
                {
                    Reduction.Sum => first[i],
                    _ when count[i] == 0 => double.NaN,
                    Reduction.Mean
                        => double.IsFinite(first[i]) ? first[i] : Sum<T>(input, line with { Column = line.Column + i, Columns = 1 }),
                    Reduction.Var => second[i] / count[i],
                    Reduction.Std => Math.Sqrt(second[i] / count[i]),
                    _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown reduction."),
                };
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    // With an infinite cell the mean is the sum: infinite too, or NaN for both signs. Running means would lose it.
    private static double Sum<T>(Chunk input, Window cell) where T : unmanaged, INumber<T>
    {
        var sum = 0.0;
        for (var band = 0; band < input.Window.Bands; band++)
            if (input.Plane<T>(cell with { Band = cell.Band + band })[0, 0] is var value && !T.IsNaN(value))
                sum += double.CreateTruncating(value);
        return sum;
    }
}
