using ZstdSharp;

namespace Pyramids;

/// <summary>Zstandard frames, by ZstdSharp. RFC 8878.</summary>
internal sealed class ZstdEncoder(int level) : ITileEncoder
{
    [ThreadStatic] private static Compressor? threadCompressor;

    public int MaxEncodedLength(int length) => Compressor.GetCompressBound(length);

    public int Encode(ReadOnlySpan<byte> bytes, Span<byte> encoded)
    {
        var compressor = threadCompressor ??= new Compressor(level);
        compressor.Level = level;
        return compressor.Wrap(bytes, encoded);
    }
}
