using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Rounds grey values to bytes as gdaldem writes them: the nearest integer, half upward, and 0 where the value is missing.</summary>
internal static class GreyBytes
{
    /// <summary>Values must be NaN or in [0, 255.5).</summary>
    public static void Round<T>(ReadOnlySpan<T> values, Span<byte> bytes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var done = typeof(T) == typeof(float) ? RoundVectors(MemoryMarshal.Cast<T, float>(values), bytes) : 0;
        for (; done < values.Length; done++)
            bytes[done] = T.IsNaN(values[done]) ? (byte)0 : byte.CreateTruncating(values[done] + T.CreateTruncating(0.5));
    }

    private static int RoundVectors(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        var done = 0;
        for (; done + Vector256<byte>.Count <= values.Length; done += Vector256<byte>.Count)
        {
            var v = values.Slice(done, Vector256<byte>.Count);
            var low = Vector256.Narrow(Integers(v), Integers(v[8..]));
            var high = Vector256.Narrow(Integers(v[16..]), Integers(v[24..]));
            Vector256.Narrow(low, high).AsByte().CopyTo(bytes[done..]);
        }
        return done;
    }

    // The conversion gives NaN as 0, or as the least integer, whose low byte is 0 as well.
    private static Vector256<int> Integers(ReadOnlySpan<float> values)
        => Vector256.ConvertToInt32Native(Vector256.Create(values) + Vector256.Create(0.5f));
}
