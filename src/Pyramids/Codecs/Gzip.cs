using System.IO.Compression;

namespace Pyramids;

/// <summary>Deflate in a gzip or a zlib envelope: decoded by the system's libdeflate when it has one, else through the runtime's library.</summary>
/// <param name="name"><c>gzip</c> or <c>zlib</c>.</param>
/// <param name="level">0 (stored) to 9 (smallest).</param>
internal sealed unsafe class Gzip(string name = "gzip", int level = 5) : ICodec
{
    private readonly ZLibCompressionOptions options = new() { CompressionLevel = level };

    public string Name => name;

    private bool IsGzip => name == "gzip";

    public int MaxEncodedLength(int decodedLength) => checked(decodedLength + decodedLength / 1000 + 256);

    public void Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        if (encoded.IsEmpty) throw new InvalidDataException($"The {name} stream is empty.");
        var isWhole = IsGzip ? NativeDeflate.TryGzip(encoded, decoded, out var count) : NativeDeflate.TryZlib(encoded, decoded, out count);
        if (isWhole && count == decoded.Length) return;
        // Several members, or damage: the runtime reads the former and tells the latter.
        try
        {
            fixed (byte* start = encoded)
            {
                using var bytes = new UnmanagedMemoryStream(start, encoded.Length);
                using Stream inflate = IsGzip ? new GZipStream(bytes, CompressionMode.Decompress) : new ZLibStream(bytes, CompressionMode.Decompress);
                var done = inflate.ReadAtLeast(decoded, decoded.Length, throwOnEndOfStream: false);
                if (done < decoded.Length) throw new InvalidDataException($"The {name} stream ends after {done} of {decoded.Length} bytes.");
                if (inflate.ReadByte() >= 0) throw new InvalidDataException($"The {name} stream holds more than the {decoded.Length} bytes expected.");
            }
        }
        catch (IOException inner)
        {
            throw new InvalidDataException($"The {name} stream is damaged: {inner.Message}", inner);
        }
    }

    public int Encode(ReadOnlySpan<byte> decoded, Span<byte> encoded)
    {
        fixed (byte* start = encoded)
        {
            using var bytes = new UnmanagedMemoryStream(start, 0, encoded.Length, FileAccess.Write);
            using (Stream deflate = IsGzip ? new GZipStream(bytes, options, leaveOpen: true) : new ZLibStream(bytes, options, leaveOpen: true))
                deflate.Write(decoded);
            return (int)bytes.Position;
        }
    }
}
