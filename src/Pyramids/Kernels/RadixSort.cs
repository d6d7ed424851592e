using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Sorts unsigned integers byte by byte, from the lowest; bytes that are alike in all are passed over.</summary>
internal static class RadixSort
{
    private const int Few = 256;

    /// <summary>Sorts keys; the scratch space is as long as they are.</summary>
    public static void Sort<T>(Span<T> keys, Span<T> scratch) where T : unmanaged, IBinaryInteger<T>
    {
        if (keys.Length <= Few)
        {
            keys.Sort();
            return;
        }
        var bytes = Unsafe.SizeOf<T>();
        Span<int> counts = stackalloc int[8 * 256];
        counts.Clear();
        foreach (var key in keys)
        {
            var bits = ulong.CreateTruncating(key);
            for (var i = 0; i < bytes; i++) counts[(i << 8) + (byte)(bits >> (8 * i))]++;
        }
        var from = keys;
        var to = scratch[..keys.Length];
        var swapped = false;
        for (var i = 0; i < bytes; i++)
        {
            var count = counts.Slice(i << 8, 256);
            if (count[(byte)(ulong.CreateTruncating(from[0]) >> (8 * i))] == keys.Length) continue;
            var total = 0;
            for (var digit = 0; digit < 256; digit++) (count[digit], total) = (total, total + count[digit]);
            foreach (var key in from) to[count[(byte)(ulong.CreateTruncating(key) >> (8 * i))]++] = key;
            var other = from;
            from = to;
            to = other;
            swapped = !swapped;
        }
        if (swapped) from.CopyTo(keys);
    }
}
