using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Sorts the bits of equal-sized elements into planes, lowest bit of the first byte first, and back.</summary>
/// <remarks>
/// Blosc's bit shuffle: a byte shuffle, then every plane of bytes becomes eight planes of bits. Eight bytes are an 8x8
/// matrix of bits, so both directions are a transposition of such matrices and a shuffle of their bytes. As in c-blosc
/// 1, elements whose number is no multiple of eight are copied as they are.
/// </remarks>
internal static class BitShuffle
{
    /// <summary>Uses <paramref name="elements"/>'s copy in <paramref name="scratch"/>, which is as long.</summary>
    public static void Shuffle(ReadOnlySpan<byte> elements, Span<byte> planes, Span<byte> scratch, int size)
    {
        var count = elements.Length / size;
        if (count % 8 != 0)
        {
            elements.CopyTo(planes);
            return;
        }
        ByteShuffle.Shuffle(elements, scratch, size);
        Transpose(MemoryMarshal.Cast<byte, ulong>(scratch[..(count * size)]));
        for (var plane = 0; plane < size; plane++)
            ByteShuffle.Shuffle(scratch.Slice(plane * count, count), planes.Slice(plane * count, count), 8);
        elements[(count * size)..].CopyTo(planes[(count * size)..]);
    }

    public static void Unshuffle(ReadOnlySpan<byte> planes, Span<byte> elements, Span<byte> scratch, int size)
    {
        var count = planes.Length / size;
        if (count % 8 != 0)
        {
            planes.CopyTo(elements);
            return;
        }
        for (var plane = 0; plane < size; plane++)
            ByteShuffle.Unshuffle(planes.Slice(plane * count, count), scratch.Slice(plane * count, count), 8);
        Transpose(MemoryMarshal.Cast<byte, ulong>(scratch[..(count * size)]));
        ByteShuffle.Unshuffle(scratch[..(count * size)], elements, size);
        planes[(count * size)..].CopyTo(elements[(count * size)..]);
    }

    /// <summary>Swaps rows and columns of 8x8 bits in place (Warren, Hacker's Delight, 7-3).</summary>
    internal static void Transpose(Span<ulong> matrices)
    {
        var vectors = MemoryMarshal.Cast<ulong, Vector256<ulong>>(matrices);
        foreach (ref var x in vectors)
        {
            var t = (x ^ (x >>> 7)) & Vector256.Create(0x00AA00AA00AA00AAul);
            x ^= t ^ (t << 7);
            t = (x ^ (x >>> 14)) & Vector256.Create(0x0000CCCC0000CCCCul);
            x ^= t ^ (t << 14);
            t = (x ^ (x >>> 28)) & Vector256.Create(0x00000000F0F0F0F0ul);
            x ^= t ^ (t << 28);
        }
        foreach (ref var x in matrices[(vectors.Length * Vector256<ulong>.Count)..])
        {
            var t = (x ^ (x >>> 7)) & 0x00AA00AA00AA00AAul;
            x ^= t ^ (t << 7);
            t = (x ^ (x >>> 14)) & 0x0000CCCC0000CCCCul;
            x ^= t ^ (t << 14);
            t = (x ^ (x >>> 28)) & 0x00000000F0F0F0F0ul;
            x ^= t ^ (t << 28);
        }
    }
}
