using ZstdSharp;

namespace Pyramids;

/// <summary>Zstandard contexts that each thread makes once and keeps.</summary>
internal static class ZstdContexts
{
    [ThreadStatic] private static Dictionary<int, Compressor>? compressors;
    [ThreadStatic] private static Decompressor? decompressor;

    public static Compressor Compressor(int level)
    {
        compressors ??= [];
        if (!compressors.TryGetValue(level, out var found)) compressors.Add(level, found = new(level));
        return found;
    }

    /// <summary>Fills <paramref name="decoded"/> wholly from one or more frames.</summary>
    /// <exception cref="InvalidDataException">The frames are damaged or hold another number of bytes.</exception>
    public static void Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        int length;
        try
        {
            length = (decompressor ??= new()).Unwrap(encoded, decoded);
        }
        catch (Exception inner) when (inner is ZstdException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"The Zstandard frame of {encoded.Length} bytes is damaged: {inner.Message}", inner);
        }
        if (length != decoded.Length)
            throw new InvalidDataException($"The Zstandard frame holds {length} bytes; {decoded.Length} are expected.");
    }
}
