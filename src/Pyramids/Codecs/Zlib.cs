namespace Pyramids;

/// <summary>Decodes zlib streams (RFC 1950) by the quickest way at hand.</summary>
internal static class Zlib
{
    /// <summary>Bytes decoded: fewer than there is room for when the stream ends early; what exceeds the room is left.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or end in the middle.</exception>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded)
        => NativeDeflate.TryZlib(encoded, decoded, out var count) ? count : Inflate.Zlib(encoded, decoded);
}
