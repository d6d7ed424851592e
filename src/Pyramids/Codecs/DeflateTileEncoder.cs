using System.IO.Compression;

namespace Pyramids;

/// <summary>Deflate in a zlib wrapper. RFC 1950, RFC 1951.</summary>
internal sealed class DeflateTileEncoder(int level) : ITileEncoder
{
    public int MaxEncodedLength(int length) => length + length / 1024 + 64;

    public unsafe int Encode(ReadOnlySpan<byte> bytes, Span<byte> encoded)
    {
        fixed (byte* target = encoded)
        {
            using var stream = new UnmanagedMemoryStream(target, 0, encoded.Length, FileAccess.Write);
            using (var zlib = new ZLibStream(stream, level >= 6 ? CompressionLevel.Optimal : CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(bytes);
            return (int)stream.Position;
        }
    }
}
