using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Moments of every column of a block, row after row.</summary>
internal static class ColumnMoments
{
    public static void Of<T>(Plane<T> block, Span<BlockMoments<T>> states) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        const int Most = Gathering.BlockColumns;
        Span<double> buffer = stackalloc double[5 * Most];
        Span<double> row = buffer[..Most], counts = buffer.Slice(Most, Most), sums = buffer.Slice(2 * Most, Most),
            means = buffer.Slice(3 * Most, Most), squares = buffer[(4 * Most)..];
        buffer.Clear();
        Span<T> least = stackalloc T[block.Columns], greatest = stackalloc T[block.Columns];
        least.Fill(Bounds<T>.Highest);
        greatest.Fill(Bounds<T>.Lowest);
        for (var r = 0; r < block.Rows; r++)
        {
            var cells = block.Row(r);
            Conversion.Row(cells, row[..cells.Length]);
            AddValid(row, counts, sums);
            Bound(cells, least, greatest);
        }
        for (var c = 0; c < block.Columns; c++) means[c] = sums[c] / counts[c];
        for (var r = 0; r < block.Rows; r++)
        {
            var cells = block.Row(r);
            Conversion.Row(cells, row[..cells.Length]);
            AddSquares(row, means, squares);
        }
        for (var c = 0; c < block.Columns; c++)
            states[c] = counts[c] == 0 ? default : BlockMoments<T>.From(counts[c], sums[c], squares[c], least[c], greatest[c]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddValid(ReadOnlySpan<double> row, Span<double> counts, Span<double> sums)
    {
        var cells = MemoryMarshal.Cast<double, Vector256<double>>(row);
        Span<Vector256<double>> count = MemoryMarshal.Cast<double, Vector256<double>>(counts),
            sum = MemoryMarshal.Cast<double, Vector256<double>>(sums);
        for (var i = 0; i < cells.Length; i++)
        {
            var valid = Vector256.Equals(cells[i], cells[i]);
            count[i] += valid & Vector256<double>.One;
            sum[i] += cells[i] & valid;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquares(ReadOnlySpan<double> row, ReadOnlySpan<double> means, Span<double> squares)
    {
        var cells = MemoryMarshal.Cast<double, Vector256<double>>(row);
        var mean = MemoryMarshal.Cast<double, Vector256<double>>(means);
        var square = MemoryMarshal.Cast<double, Vector256<double>>(squares);
        for (var i = 0; i < cells.Length; i++)
        {
            var difference = cells[i] - mean[i];
            square[i] += (difference * difference) & Vector256.Equals(difference, difference);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Bound<T>(ReadOnlySpan<T> cells, Span<T> least, Span<T> greatest) where T : unmanaged, INumber<T>
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(cells);
        Span<Vector<T>> low = MemoryMarshal.Cast<T, Vector<T>>(least), high = MemoryMarshal.Cast<T, Vector<T>>(greatest);
        for (var i = 0; i < vectors.Length; i++)
        {
            low[i] = Vector.ConditionalSelect(Vector.LessThan(vectors[i], low[i]), vectors[i], low[i]);
            high[i] = Vector.ConditionalSelect(Vector.GreaterThan(vectors[i], high[i]), vectors[i], high[i]);
        }
        for (var i = vectors.Length * Vector<T>.Count; i < cells.Length; i++)
        {
            if (cells[i] < least[i]) least[i] = cells[i];
            if (cells[i] > greatest[i]) greatest[i] = cells[i];
        }
    }
}
