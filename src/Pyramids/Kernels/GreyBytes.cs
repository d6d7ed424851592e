using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int RoundVectors(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        var count = Math.Min(values.Length, bytes.Length) / 32 * 32;
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(bytes);
        for (nuint i = 0; i < (nuint)count; i += 32)
        {
            if (Avx512F.IsSupported)
            {
                Avx512F.ConvertToVector128Byte(Wide(ref from, i)).StoreUnsafe(ref to, i);
                Avx512F.ConvertToVector128Byte(Wide(ref from, i + 16)).StoreUnsafe(ref to, i + 16);
                continue;
            }
            var low = Vector256.Narrow(Integers(ref from, i), Integers(ref from, i + 8));
            var high = Vector256.Narrow(Integers(ref from, i + 16), Integers(ref from, i + 24));
            Vector256.Narrow(low, high).AsByte().StoreUnsafe(ref to, i);
        }
        return count;
    }

    // The conversion gives NaN as 0, or as the least integer, whose low byte is 0 as well.
    private static Vector256<int> Integers(ref float first, nuint index) => Vector256.ConvertToInt32Native(Vector256.LoadUnsafe(ref first, index) + Vector256.Create(0.5f));

    private static Vector512<int> Wide(ref float first, nuint index) => Vector512.ConvertToInt32Native(Vector512.LoadUnsafe(ref first, index) + Vector512.Create(0.5f));
}
