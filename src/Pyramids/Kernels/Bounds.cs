using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>The least and the greatest of cells; NaN is neither.</summary>
internal static class Bounds<T> where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    /// <summary>No cell is greater: where the search for the least begins.</summary>
    public static T Highest { get; } = DTypes.Of<T>().IsFloating() ? T.CreateChecked(double.PositiveInfinity) : T.MaxValue;

    /// <summary>No cell is less.</summary>
    public static T Lowest { get; } = DTypes.Of<T>().IsFloating() ? T.CreateChecked(double.NegativeInfinity) : T.MinValue;

    /// <summary>Widens the bounds so that the cells lie within.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ReadOnlySpan<T> cells, ref T least, ref T greatest)
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(cells);
        var (low, high) = (least, greatest);
        if (vectors.Length > 0)
        {
            // Two searches side by side: each waits for its own last step only.
            Vector<T> lows = new(low), highs = new(high), otherLows = lows, otherHighs = highs;
            for (var i = 0; i + 1 < vectors.Length; i += 2)
            {
                Vector<T> vector = vectors[i], other = vectors[i + 1];
                lows = Vector.ConditionalSelect(Vector.LessThan(vector, lows), vector, lows);
                highs = Vector.ConditionalSelect(Vector.GreaterThan(vector, highs), vector, highs);
                otherLows = Vector.ConditionalSelect(Vector.LessThan(other, otherLows), other, otherLows);
                otherHighs = Vector.ConditionalSelect(Vector.GreaterThan(other, otherHighs), other, otherHighs);
            }
            var last = vectors[^1];
            otherLows = Vector.ConditionalSelect(Vector.LessThan(last, otherLows), last, otherLows);
            otherHighs = Vector.ConditionalSelect(Vector.GreaterThan(last, otherHighs), last, otherHighs);
            lows = Vector.ConditionalSelect(Vector.LessThan(otherLows, lows), otherLows, lows);
            highs = Vector.ConditionalSelect(Vector.GreaterThan(otherHighs, highs), otherHighs, highs);
            for (var lane = 0; lane < Vector<T>.Count; lane++)
            {
                if (lows[lane] < low) low = lows[lane];
                if (highs[lane] > high) high = highs[lane];
            }
        }
        foreach (var cell in cells[(vectors.Length * Vector<T>.Count)..])
        {
            if (cell < low) low = cell;
            if (cell > high) high = cell;
        }
        (least, greatest) = (low, high);
    }
}
