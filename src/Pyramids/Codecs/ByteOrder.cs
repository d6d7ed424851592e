using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Swaps the bytes of every cell in place.</summary>
internal static class ByteOrder
{
    public static void Reverse(Span<byte> cells, int size)
    {
        switch (size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(cells);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var words = MemoryMarshal.Cast<byte, uint>(cells);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(cells);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
