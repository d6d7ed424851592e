using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>The checksum at the end of a zlib stream (RFC 1950, section 8.2).</summary>
internal static class Adler32
{
    private const uint Modulus = 65521;

    /// <summary>Bytes that can be added before the sums must be reduced: the largest n with 255 n (n + 1) / 2 + (n +
    /// 1)(Modulus - 1) below 2^32.</summary>
    private const int Stretch = 5552;

    public static uint Compute(ReadOnlySpan<byte> bytes, uint start = 1)
    {
        uint low = start & 0xFFFF, high = start >> 16;
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, Stretch)];
            bytes = bytes[part.Length..];
            if (Avx2.IsSupported && part.Length >= 32)
            {
                Vectors(part, ref low, ref high);
                part = part[(part.Length & ~31)..];
            }
            foreach (var value in part)
            {
                low += value;
                high += low;
            }
            low %= Modulus;
            high %= Modulus;
        }
        return high << 16 | low;
    }

    // 32 bytes at a time: high grows by 32 * low + 32 b0 + 31 b1 + ... + 1 b31.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectors(ReadOnlySpan<byte> part, ref uint low, ref uint high)
    {
        var weights = Vector256.Create((sbyte)32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17,
            16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
        var blocks = part.Length / 32;
        ref var source = ref MemoryMarshal.GetReference(part);
        Vector256<uint> sums = default, before = default;
        Vector256<int> weighted = default;
        for (var i = 0; i < blocks; i++)
        {
            var v = Vector256.LoadUnsafe(ref Unsafe.Add(ref source, i * 32));
            before += sums;
            sums += Avx2.SumAbsoluteDifferences(v, Vector256<byte>.Zero).AsUInt32();
            weighted += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(v, weights), Vector256<short>.One);
        }
        high += (uint)(32 * blocks) * low + 32 * Vector256.Sum(before) + (uint)Vector256.Sum(weighted);
        low += Vector256.Sum(sums);
    }
}
