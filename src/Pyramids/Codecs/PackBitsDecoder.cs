namespace Pyramids;

/// <summary>Decodes PackBits (TIFF 6.0, section 9): runs of equal bytes and stretches of literal ones.</summary>
internal static class PackBitsDecoder
{
    /// <summary>Bytes decoded: fewer than there is room for when the stream ends early; what exceeds the room is left.</summary>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        int from = 0, to = 0;
        while (from < encoded.Length && to < decoded.Length)
        {
            var head = (sbyte)encoded[from++];
            if (head >= 0)
            {
                var count = Math.Min(Math.Min(head + 1, decoded.Length - to), encoded.Length - from);
                encoded.Slice(from, count).CopyTo(decoded[to..]);
                from += head + 1;
                to += count;
            }
            else if (head != -128 && from < encoded.Length)
            {
                var count = Math.Min(1 - head, decoded.Length - to);
                decoded.Slice(to, count).Fill(encoded[from++]);
                to += count;
            }
        }
        return to;
    }
}
