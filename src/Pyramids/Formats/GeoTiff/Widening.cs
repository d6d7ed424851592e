using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Samples whose bits are fewer than a cell's, made cells. Each is a whole number or a float of the same value.</summary>
internal static class Widening
{
    /// <summary>Floats of 16 bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]                                // what converts them is not loaded for other samples
    public static void Halves(ReadOnlySpan<Half> samples, Span<float> cells)
        => System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(samples, cells);

    /// <summary>Floats of 24 bits: 1 sign, 7 exponent (bias 63), 16 fraction.</summary>
    public static void Floats24(ReadOnlySpan<byte> row, Span<float> cells, bool bigEndian)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var b = row.Slice(3 * i, 3);
            cells[i] = BitConverter.UInt32BitsToSingle(
                Float24(bigEndian ? (uint)(b[0] << 16 | b[1] << 8 | b[2]) : (uint)(b[2] << 16 | b[1] << 8 | b[0])));
        }
    }

    /// <summary>Whole numbers of any width up to 32, high bit first, packed without gaps.</summary>
    public static void Bits(ReadOnlySpan<byte> row, int bits, DType type, Span<byte> cells, bool bigEndian)
    {
        switch (type)
        {
            case DType.UInt8:
                Bytes(row, bits, cells);
                break;
            case DType.UInt16:
                var shorts = MemoryMarshal.Cast<byte, ushort>(cells);
                for (var i = 0; i < shorts.Length; i++) shorts[i] = (ushort)Take(row, (long)i * bits, bits);
                break;
            default:
                var ints = MemoryMarshal.Cast<byte, uint>(cells);
                // libtiff swaps samples of three bytes when the file's order is not the machine's; the bits are then
                // read from the high one all the same.
                for (var i = 0; i < ints.Length; i++)
                {
                    var value = Take(row, (long)i * bits, bits);
                    ints[i] = bits == 24 && bigEndian ? (value & 0xFF) << 16 | value & 0xFF00 | value >> 16 : value;
                }
                break;
        }
    }

    private static void Bytes(ReadOnlySpan<byte> row, int bits, Span<byte> cells)
    {
        if (bits is 1 or 2 or 4)
        {
            var mask = (1 << bits) - 1;
            int each = 8 / bits, i = 0;
            for (; i + each <= cells.Length; i += each)
            {
                int value = row[i / each];
                for (var k = 0; k < each; k++) cells[i + k] = (byte)(value >> (8 - bits * (k + 1)) & mask);
            }
            for (; i < cells.Length; i++) cells[i] = (byte)Take(row, (long)i * bits, bits);
            return;
        }
        for (var i = 0; i < cells.Length; i++) cells[i] = (byte)Take(row, (long)i * bits, bits);
    }

    private static uint Take(ReadOnlySpan<byte> row, long bit, int bits)
    {
        var at = (int)(bit >> 3);
        ulong value = 0;
        for (var i = at; i < Math.Min(at + 5, row.Length); i++) value |= (ulong)row[i] << (8 * (4 - (i - at)));
        return (uint)(value >> (40 - (int)(bit & 7) - bits) & ((1ul << bits) - 1));
    }

    private static uint Float24(uint value)
    {
        uint sign = value >> 23 << 31, exponent = value >> 16 & 0x7F, fraction = value & 0xFFFF;
        if (exponent == 0x7F) return sign | 0x7F800000 | fraction << 7;
        if (exponent != 0) return sign | exponent + (127 - 63) << 23 | fraction << 7;
        if (fraction == 0) return sign;
        exponent = 127 - 63 + 1;
        while ((fraction & 0x10000) == 0)
        {
            fraction <<= 1;
            exponent--;
        }
        return sign | exponent << 23 | (fraction & 0xFFFF) << 7;
    }
}
