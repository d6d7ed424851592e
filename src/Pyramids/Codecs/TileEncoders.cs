namespace Pyramids;

/// <summary>Compresses a block of bytes. Stateless to its callers and safe for many threads.</summary>
internal interface ITileEncoder
{
    /// <summary>The most that <see cref="Encode"/> writes for so many bytes.</summary>
    int MaxEncodedLength(int length);

    /// <summary>Compresses into a buffer of at least <see cref="MaxEncodedLength"/> bytes.</summary>
    /// <returns>Bytes written.</returns>
    int Encode(ReadOnlySpan<byte> bytes, Span<byte> encoded);
}

/// <summary>The encoder of each compression.</summary>
internal static class TileEncoders
{
    public const int DefaultDeflateLevel = 1;
    public const int DefaultZstdLevel = 1;

    public static ITileEncoder Of(Compression compression, int? level = null) => compression switch
    {
        Compression.Deflate => new DeflateTileEncoder(Level(compression, level ?? DefaultDeflateLevel, 1, 9)),
        Compression.Zstd => new ZstdEncoder(Level(compression, level ?? DefaultZstdLevel, 1, 22)),
        Compression.Lzw => new LzwEncoder(),
        Compression.PackBits => new PackBitsEncoder(),
        Compression.None => new NoEncoder(),
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "Unknown compression."),
    };

    private static int Level(Compression compression, int level, int least, int most)
        => level >= least && level <= most ? level
            : throw new ArgumentOutOfRangeException(nameof(level), level, $"{compression} has the levels {least} to {most}.");

    private sealed class NoEncoder : ITileEncoder
    {
        public int MaxEncodedLength(int length) => length;

        public int Encode(ReadOnlySpan<byte> bytes, Span<byte> encoded)
        {
            bytes.CopyTo(encoded);
            return bytes.Length;
        }
    }
}
