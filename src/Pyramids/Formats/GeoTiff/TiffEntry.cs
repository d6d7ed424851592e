using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Pyramids;

/// <summary>A tag of a directory with its values.</summary>
/// <param name="Tag">Which.</param>
/// <param name="Type">Type of the values.</param>
/// <param name="Count">How many.</param>
/// <param name="Field">Where in the file the entry lies.</param>
/// <param name="Position">Where in the file the values begin.</param>
/// <param name="Value">The values as stored; null when they were not read.</param>
/// <param name="Problem">Why the values cannot be read; null when they can.</param>
internal sealed record TiffEntry(TiffTag Tag, TiffType Type, long Count, long Field, long Position, byte[]? Value, string? Problem)
{
    /// <summary>Whether the values are whole numbers.</summary>
    public bool IsInteger => Type is not (TiffType.Ascii or TiffType.Rational or TiffType.SRational or TiffType.Float or TiffType.Double);

    /// <summary>A whole number; values above what a long holds come out as its largest.</summary>
    public long Integer(int index, bool bigEndian)
    {
        var bytes = Value.AsSpan(index * Type.Size());
        return Type switch
        {
            TiffType.Byte or TiffType.Undefined => bytes[0],
            TiffType.SByte => (sbyte)bytes[0],
            TiffType.Short => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            TiffType.SShort => bigEndian ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes),
            TiffType.Long or TiffType.Ifd
                => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            TiffType.SLong => bigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes),
            TiffType.SLong8 => bigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes),
            TiffType.Long8 or TiffType.Ifd8 => (long)Math.Min(long.MaxValue,
                bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
            _ => throw new InvalidOperationException($"{Type} is no whole number."),
        };
    }

    /// <summary>Any number.</summary>
    public double Number(int index, bool bigEndian)
    {
        var bytes = Value.AsSpan(index * Type.Size());
        return Type switch
        {
            TiffType.Float => bigEndian ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes),
            TiffType.Double => bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            TiffType.Rational => bigEndian
                ? BinaryPrimitives.ReadUInt32BigEndian(bytes) / (double)BinaryPrimitives.ReadUInt32BigEndian(bytes[4..])
                : BinaryPrimitives.ReadUInt32LittleEndian(bytes) / (double)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            TiffType.SRational => bigEndian
                ? BinaryPrimitives.ReadInt32BigEndian(bytes) / (double)BinaryPrimitives.ReadInt32BigEndian(bytes[4..])
                : BinaryPrimitives.ReadInt32LittleEndian(bytes) / (double)BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            TiffType.Ascii => double.NaN,
            _ => Integer(index, bigEndian),
        };
    }

    /// <summary>Text up to its closing zero: UTF-8, or Latin-1 when it is not that.</summary>
    public string Text()
    {
        ReadOnlySpan<byte> bytes = Value;
        if (bytes.IndexOf((byte)0) is var zero and >= 0) bytes = bytes[..zero];
        return (Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }
}
