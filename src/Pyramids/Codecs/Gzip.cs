using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Pyramids;

/// <summary>Deflate in a gzip (RFC 1952) or a zlib (RFC 1950) envelope.</summary>
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
        if (TryWhole(encoded, decoded)) return;
        // Several members, or damage: the runtime reads the former and tells the latter.
        try
        {
            fixed (byte* start = encoded)
            {
                using var bytes = new UnmanagedMemoryStream(start, encoded.Length);
                using Stream inflate =
                    IsGzip ? new GZipStream(bytes, CompressionMode.Decompress) : new ZLibStream(bytes, CompressionMode.Decompress);
                var done = inflate.ReadAtLeast(decoded, decoded.Length, throwOnEndOfStream: false);
                if (done < decoded.Length)
                    throw new InvalidDataException($"The {name} stream ends after {done} of {decoded.Length} bytes.");
                if (inflate.ReadByte() >= 0)
                    throw new InvalidDataException($"The {name} stream holds more than the {decoded.Length} bytes expected.");
            }
        }
        catch (IOException inner)
        {
            throw new InvalidDataException($"The {name} stream is damaged: {inner.Message}", inner);
        }
    }

    // One stream that is as long as it should be, at once; answers false for all else.
    private bool TryWhole(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        try
        {
            var header = IsGzip ? GzipHeader(encoded) : Inflate.ZlibHeader(encoded);
            if (header < 0 || Inflate.Raw(encoded[header..], decoded, out var consumed) != decoded.Length || consumed < 0) return false;
            var trailer = encoded[(header + consumed)..];
            if (!IsGzip) return trailer.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(trailer) == Adler32.Compute(decoded);
            return trailer.Length == 8 && BinaryPrimitives.ReadUInt32LittleEndian(trailer) == Crc32.HashToUInt32(decoded)
                && BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) == (uint)decoded.Length;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    // Length of a header without the optional fields, which no encoder of chunks writes; else -1.
    private static int GzipHeader(ReadOnlySpan<byte> encoded) => encoded is [0x1F, 0x8B, 8, 0, _, _, _, _, _, _, ..] ? 10 : -1;

    public int Encode(ReadOnlySpan<byte> decoded, Span<byte> encoded)
    {
        fixed (byte* start = encoded)
        {
            using var bytes = new UnmanagedMemoryStream(start, 0, encoded.Length, FileAccess.Write);
            using (Stream deflate =
                IsGzip ? new GZipStream(bytes, options, leaveOpen: true) : new ZLibStream(bytes, options, leaveOpen: true))
                deflate.Write(decoded);
            return (int)bytes.Position;
        }
    }
}
