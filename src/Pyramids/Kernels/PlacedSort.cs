using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>A cell's key beside its place in a plane.</summary>
internal readonly struct Placed<TKey>(TKey key, int row, int column) where TKey : unmanaged, IBinaryInteger<TKey>
{
    public readonly TKey Key = key;
    private readonly uint place = (uint)row << 16 | (uint)column;

    public int Row => (int)(place >> 16);

    public int Column => (int)(place & 0xFFFF);
}

/// <summary>Sorts keys with their places, eleven bits at a time from the lowest; bits that are alike in all are passed over.</summary>
internal static class PlacedSort
{
    private const int DigitBits = 11, Digits = 1 << DigitBits;

    /// <summary>The cells of a plane that are there, in order; equal ones as they come row by row. The plane has at
    /// most 65536 rows and columns.</summary>
    /// <param name="plane">Cells.</param>
    /// <param name="items">Room for all of them.</param>
    /// <param name="scratch">As much again.</param>
    /// <returns>Those of <paramref name="items"/> or of <paramref name="scratch"/>.</returns>
    public static Span<Placed<TKey>> Of<T, TKey>(Plane<T> plane, Span<Placed<TKey>> items, Span<Placed<TKey>> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKey : unmanaged, IBinaryInteger<TKey>
    {
        var count = 0;
        for (var row = 0; row < plane.Rows; row++)
        {
            ReadOnlySpan<T> cells = plane.Row(row);
            for (var column = 0; column < cells.Length; column++)
                if (!T.IsNaN(cells[column])) items[count++] = new(TKey.CreateTruncating(OrderedBits.Of(cells[column])), row, column);
        }
        return Sort(items[..count], scratch[..count]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Span<Placed<TKey>> Sort<TKey>(Span<Placed<TKey>> from, Span<Placed<TKey>> to)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        if (from.Length < 2) return from;
        var digits = (8 * Unsafe.SizeOf<TKey>() + DigitBits - 1) / DigitBits;
        Span<int> counts = stackalloc int[digits * Digits];
        counts.Clear();
        foreach (ref readonly var item in from)
            for (var i = 0; i < digits; i++) counts[i * Digits + Digit(item.Key, i)]++;
        for (var i = 0; i < digits; i++)
        {
            var places = counts.Slice(i * Digits, Digits);
            if (places[Digit(from[0].Key, i)] == from.Length) continue;
            var total = 0;
            foreach (ref var place in places) (place, total) = (total, total + place);
            foreach (ref readonly var item in from) to[places[Digit(item.Key, i)]++] = item;
            var other = from;
            from = to;
            to = other;
        }
        return from;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digit<TKey>(TKey key, int digit) where TKey : unmanaged, IBinaryInteger<TKey>
        => (int)(uint.CreateTruncating(key >> (digit * DigitBits)) & (Digits - 1));
}
