using System.Buffers.Binary;
using System.IO.Hashing;

namespace Pyramids;

/// <summary>A checksum before compression, behind the bytes or (as numcodecs has its older ones) before them.</summary>
internal sealed class ChecksumFilter(string name, bool isAtStart) : ZarrFilter
{
    private const int Size = 4;

    public override string Name => name;

    public override long EncodedLength(long length) => length + Size;

    /// <returns>Null when there is no such checksum.</returns>
    public static ChecksumFilter? Of(string name, string? location) => name switch
    {
        "crc32c" => new(name, location == "start"),
        "fletcher32" => new(name, isAtStart: false),
        "crc32" or "adler32" => new(name, location != "end"),
        _ => null,
    };

    public override int Encode(ReadOnlySpan<byte> source, int length, Span<byte> target)
    {
        source[..length].CopyTo(target[(isAtStart ? Size : 0)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[(isAtStart ? 0 : length)..], Sum(source[..length]));
        return length + Size;
    }

    public override int Decode(ReadOnlySpan<byte> source, int length, Span<byte> target)
    {
        if (length < Size) throw new InvalidDataException($"{length} bytes are too few to hold a {name} checksum.");
        var content = source.Slice(isAtStart ? Size : 0, length - Size);
        var (stated, found) = (BinaryPrimitives.ReadUInt32LittleEndian(source[(isAtStart ? 0 : length - Size)..]), Sum(content));
        if (stated != found)
            throw new InvalidDataException($"The {name} checksum is {found:x8} and should be {stated:x8}; the bytes are damaged.");
        content.CopyTo(target);
        return content.Length;
    }

    private uint Sum(ReadOnlySpan<byte> bytes)
        => name switch
        {
            "crc32" => Crc32.HashToUInt32(bytes),
            "adler32" => Adler32.Compute(bytes),
            "fletcher32" => Fletcher32.Compute(bytes),
            _ => Crc32C.Compute(bytes),
        };
}
