using System.Buffers.Binary;
using K4os.Compression.LZ4;

namespace Pyramids;

/// <summary>One LZ4 block behind its decoded length in four bytes, as numcodecs' <c>lz4</c> stores it.</summary>
internal sealed class Lz4 : ICodec
{
    private const int Header = 4;

    public string Name => "lz4";

    public int MaxEncodedLength(int decodedLength) => checked(Header + Lz4Encoder.MaxEncodedLength(decodedLength));

    public void Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        if (encoded.Length < Header) throw new InvalidDataException($"{encoded.Length} bytes are too few for an LZ4 block and its length.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(encoded);
        if (length != decoded.Length) throw new InvalidDataException($"The LZ4 block holds {length} bytes; {decoded.Length} are expected.");
        DecodeBlock(encoded[Header..], decoded);
    }

    public int Encode(ReadOnlySpan<byte> decoded, Span<byte> encoded)
    {
        BinaryPrimitives.WriteInt32LittleEndian(encoded, decoded.Length);
        return Header + Lz4Encoder.Encode(decoded, encoded[Header..]);
    }

    /// <summary>Undoes a block without a header.</summary>
    public static void DecodeBlock(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        if (decoded.Length == 0) return;
        var length = encoded.Length == 0 ? -1 : LZ4Codec.Decode(encoded, decoded);
        if (length != decoded.Length)
            throw new InvalidDataException($"The LZ4 block of {encoded.Length} bytes is damaged; it should hold {decoded.Length} bytes.");
    }
}
