namespace Pyramids;

/// <summary>Deflate in a zlib wrapper. RFC 1950, RFC 1951.</summary>
internal sealed class DeflateTileEncoder(int level) : ITileEncoder
{
    public int MaxEncodedLength(int length) => DeflateEncoder.MaxEncodedLength(length);

    public int Encode(ReadOnlySpan<byte> bytes, Span<byte> encoded) => DeflateEncoder.EncodeZlib(bytes, encoded, level);
}
