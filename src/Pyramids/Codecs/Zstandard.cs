using ZstdSharp;

namespace Pyramids;

/// <summary>One Zstandard frame (RFC 8878).</summary>
internal sealed class Zstandard(int level) : ICodec
{
    public string Name => "zstd";

    public int MaxEncodedLength(int decodedLength) => Compressor.GetCompressBound(decodedLength);

    public void Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded) => ZstdDecoder.Fill(encoded, decoded);

    public int Encode(ReadOnlySpan<byte> decoded, Span<byte> encoded) => ZstdCompressors.Of(level).Wrap(decoded, encoded);
}
