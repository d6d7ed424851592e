using ZstdSharp;

namespace Pyramids;

/// <summary>Zstandard frames of tiles, by ZstdSharp. RFC 8878.</summary>
internal sealed class ZstdEncoder(int level) : ITileEncoder
{
    public int MaxEncodedLength(int length) => Compressor.GetCompressBound(length);

    public int Encode(ReadOnlySpan<byte> bytes, Span<byte> encoded) => ZstdCompressors.Of(level).Wrap(bytes, encoded);
}
