using System.Buffers.Binary;
using System.Numerics;

namespace Pyramids;

/// <summary>The CRC of Castagnoli's polynomial, as Zarr's <c>crc32c</c> codec appends it to a block of bytes.</summary>
internal static class Crc32C
{
    /// <summary>Bytes that a checksum takes.</summary>
    public const int Size = 4;

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>The bytes before the checksum at the end, once it is found right.</summary>
    /// <exception cref="InvalidDataException">The checksum is missing or differs.</exception>
    public static ReadOnlySpan<byte> Verified(ReadOnlySpan<byte> checkedBytes)
    {
        if (checkedBytes.Length < Size)
            throw new InvalidDataException($"{checkedBytes.Length} bytes are too few to end in a crc32c checksum.");
        var content = checkedBytes[..^Size];
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(checkedBytes[^Size..]), found = Compute(content);
        return found == expected
            ? content
            : throw new InvalidDataException($"The crc32c checksum is {found:x8} and should be {expected:x8}; the bytes are damaged.");
    }

    /// <summary>Writes the checksum of the first <paramref name="length"/> bytes behind them.</summary>
    /// <returns>Length with the checksum.</returns>
    public static int Append(Span<byte> bytes, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[length..], Compute(bytes[..length]));
        return length + Size;
    }
}
