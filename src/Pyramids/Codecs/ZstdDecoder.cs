using ZstdSharp;

namespace Pyramids;

/// <summary>Decodes Zstandard frames (RFC 8878) with a decompressor kept for each thread.</summary>
internal static class ZstdDecoder
{
    [ThreadStatic] private static Decompressor? mine;

    /// <summary>Bytes decoded; fewer than there is room for when the content is shorter.</summary>
    /// <exception cref="InvalidDataException">The frame is damaged, or its content longer than the room.</exception>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        try
        {
            return (mine ??= new()).Unwrap(encoded, decoded);
        }
        catch (Exception inner) when (inner is ZstdException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"The Zstandard frame is damaged: {inner.Message}.", inner);
        }
    }

    /// <summary>Fills <paramref name="decoded"/> wholly from one or more frames.</summary>
    /// <exception cref="InvalidDataException">The frames are damaged or hold another number of bytes.</exception>
    public static void Fill(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        var length = Decode(encoded, decoded);
        if (length != decoded.Length)
            throw new InvalidDataException($"The Zstandard frame holds {length} bytes; {decoded.Length} are expected.");
    }
}
