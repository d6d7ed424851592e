using System.Buffers.Binary;

namespace Pyramids;

/// <summary>Decodes Deflate (RFC 1951) from one span into another whose length is known, as tiles and chunks are stored.</summary>
/// <remarks>
/// The usual design for one-shot decoding: 64 bits of input in a register, tables of 12 and 8 bits with a second level,
/// two literals for a look-up where codes are short and several look-ups for each refill, matches copied by vectors. Every
/// store is checked against the end of the output: by distance in the quick loop, one by one near the ends.
/// </remarks>
internal static unsafe class Inflate
{
    /// <summary>Decodes a zlib stream (RFC 1950) and checks its sum when it ends where the output does.</summary>
    /// <returns>Bytes decoded: fewer than there is room for when the stream ends early; what exceeds the room is left.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged or end in the middle.</exception>
    public static int Zlib(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        var header = ZlibHeader(encoded);
        var count = Raw(encoded[header..], decoded, out var consumed);
        Check(encoded[header..], consumed, decoded[..count]);
        return count;
    }

    /// <summary>Decodes two zlib streams side by side, in less time than one after the other.</summary>
    /// <returns>Bytes decoded of each, as <see cref="Zlib(ReadOnlySpan{byte}, Span{byte})"/> answers.</returns>
    /// <exception cref="InvalidDataException">The bytes of one of them are damaged or end in the middle; decode them
    /// one by one to know which.</exception>
    public static (int First, int Second) Zlib(ReadOnlySpan<byte> encoded, Span<byte> decoded, ReadOnlySpan<byte> otherEncoded,
        Span<byte> otherDecoded)
    {
        encoded = encoded[ZlibHeader(encoded)..];
        otherEncoded = otherEncoded[ZlibHeader(otherEncoded)..];
        fixed (byte* source = encoded, otherSource = otherEncoded)
        fixed (byte* target = decoded, otherTarget = otherDecoded)
        {
            var first = new InflateStream(source, encoded.Length, target, decoded.Length, InflateTables.OfThread);
            var second = new InflateStream(otherSource, otherEncoded.Length, otherTarget, otherDecoded.Length,
                InflateTables.SecondOfThread);
            bool hasFirst = first.NextBlock(), hasSecond = second.NextBlock();
            while (hasFirst && hasSecond)
            {
                var (firstEnded, secondEnded) = InflateLoop.Two(ref first, ref second);
                hasFirst = first.Resume(firstEnded);
                hasSecond = second.Resume(secondEnded);
            }
            while (hasFirst) hasFirst = first.Resume(InflateLoop.One(ref first));
            while (hasSecond) hasSecond = second.Resume(InflateLoop.One(ref second));
            Check(encoded, first.Consumed, decoded[..first.Count]);
            Check(otherEncoded, second.Consumed, otherDecoded[..second.Count]);
            return (first.Count, second.Count);
        }
    }

    /// <summary>Length of the zlib header, which is checked.</summary>
    public static int ZlibHeader(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < 2) throw new InvalidDataException("A zlib stream needs a header of 2 bytes.");
        if ((encoded[0] & 15) != 8 || (encoded[0] << 8 | encoded[1]) % 31 != 0)
            throw new InvalidDataException($"Bytes {encoded[0]:X2} {encoded[1]:X2} are no zlib header.");
        if ((encoded[1] & 32) != 0) throw new InvalidDataException("The zlib stream needs a preset dictionary.");
        return 2;
    }

    /// <summary>Decodes a Deflate stream without a wrapper.</summary>
    /// <param name="encoded">The stream, and perhaps more behind it.</param>
    /// <param name="decoded">Room for the content.</param>
    /// <param name="consumed">Bytes the stream took, or -1 when it goes on where the room ends.</param>
    /// <returns>Bytes decoded.</returns>
    public static int Raw(ReadOnlySpan<byte> encoded, Span<byte> decoded, out int consumed)
    {
        fixed (byte* source = encoded)
        fixed (byte* target = decoded)
        {
            var stream = new InflateStream(source, encoded.Length, target, decoded.Length, InflateTables.OfThread);
            var more = stream.NextBlock();
            while (more) more = stream.Resume(InflateLoop.One(ref stream));
            consumed = stream.Consumed;
            return stream.Count;
        }
    }

    // The sum behind a stream that has ended; one that is cut off may lack it.
    private static void Check(ReadOnlySpan<byte> encoded, int consumed, ReadOnlySpan<byte> decoded)
    {
        if (consumed < 0 || encoded.Length - consumed < 4) return;
        if (BinaryPrimitives.ReadUInt32BigEndian(encoded[consumed..]) != Adler32.Compute(decoded))
            throw new InvalidDataException("The Adler-32 checksum at the end of the zlib stream does not match its content.");
    }
}
