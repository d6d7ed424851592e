namespace Pyramids.Fuzz;

/// <summary>Every decoder: damaged bytes give cells or <see cref="InvalidDataException"/>, and nothing is written
/// beyond the room there is.</summary>
internal static class CodecTargets
{
    private const int Length = 3000, Guard = 64;
    private const byte Mark = 0xA5;

    private static readonly Lazy<byte[]> Whole = new(() => Encode(Compression.Deflate, Content(Length, 1)));

    private delegate void Decoding(ReadOnlySpan<byte> encoded, Span<byte> decoded);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Of("deflate", (encoded, decoded) => Inflate.Zlib(encoded, decoded), Encoded(Compression.Deflate, 1, 6, 9)),
        Of("deflate-pair", DecodePair, Encoded(Compression.Deflate, 1, 6, 9)),
        Of("lzw", (encoded, decoded) => LzwDecoder.Decode(encoded, decoded), Encoded(Compression.Lzw)),
        Of("packbits", (encoded, decoded) => PackBitsDecoder.Decode(encoded, decoded), Encoded(Compression.PackBits)),
        Of("zstd", (encoded, decoded) => ZstdDecoder.Decode(encoded, decoded), Encoded(Compression.Zstd, 1, 19)),
        Of("gzip", new Gzip()),
        Of("lz4", new Lz4()),
        Of("blosc", [.. ((string[])["lz4", "zstd",
            "zlib"]).SelectMany(name => Enum.GetValues<BloscShuffle>().Select(shuffle => new Blosc(name, 5, shuffle, 4, 1024)))]),
        Jpeg("jpeg-grey", JpegSeeds.Grey, 16, 16, 1),
        Jpeg("jpeg-colour", JpegSeeds.Coloured, 16, 12, 3),
    ];

    /// <summary>Bytes with runs, ramps and noise, as rasters have them.</summary>
    public static byte[] Content(int length, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)(i / 200
                % 4 switch { 0 => 7, 1 => i / 3, 2 => random.Next(256), _ => "the cells of a raster, row by row "[i % 34] });
        return bytes;
    }

    public static byte[] Encode(Compression compression, byte[] content, int? level = null)
    {
        var encoder = TileEncoders.Of(compression, DType.UInt8, 50, level);
        var room = new byte[encoder.MaxEncodedLength(content.Length)];
        return room[..encoder.Encode(content, room)];
    }

    private static Func<byte[][]> Encoded(Compression compression, params int[] levels)
        => () => [.. (levels.Length == 0 ? [null] : levels.Select(level => (int?)level)).SelectMany((level, i) => (int[])[Length, 40])
            .Select((length, i) => Encode(compression, Content(length, i), levels.Length == 0 ? null : levels[i / 2]))];

    private static FuzzTarget Of(string name, params ICodec[] codecs)
        => new(name, () => [.. codecs.Select((codec, i) => (byte[])[(byte)i, .. Encoded(codec)])],
            input => Decode(input.AsSpan(Math.Min(1, input.Length)), Length,
                codecs[(input.Length == 0 ? 0 : input[0]) % codecs.Length].Decode),
            typeof(InvalidDataException));

    private static byte[] Encoded(ICodec codec)
    {
        var room = new byte[codec.MaxEncodedLength(Length)];
        return room[..codec.Encode(Content(Length, 3), room)];
    }

    private static FuzzTarget Of(string name, Decoding decode, Func<byte[][]> seeds)
        => new(name, seeds, input => Decode(input, Length, decode), typeof(InvalidDataException));

    // The input beside a whole stream, as the first and as the second, each into a half of the room.
    private static void DecodePair(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        var middle = decoded.Length / 2;
        Inflate.Zlib(encoded, decoded[..middle], Whole.Value, decoded[middle..]);
        Inflate.Zlib(Whole.Value, decoded[..middle], encoded, decoded[middle..]);
    }

    private static FuzzTarget Jpeg(string name, string seed, int columns, int rows, int samples)
        => new(name, () => [Convert.FromBase64String(seed)],
            input => Decode(input, columns * rows * samples,
                (encoded, decoded) => JpegDecoder.Decode([], encoded, columns, rows, samples, samples == 3, decoded)),
            typeof(InvalidDataException));

    private static void Decode(ReadOnlySpan<byte> input, int length, Decoding decode)
    {
        var room = new byte[length + 2 * Guard];
        room.AsSpan().Fill(Mark);
        try
        {
            decode(input, room.AsSpan(Guard, length));
        }
        finally
        {
            if (room.AsSpan(0, Guard).ContainsAnyExcept(Mark) || room.AsSpan(Guard + length).ContainsAnyExcept(Mark))
                throw new InvalidOperationException("Bytes outside of the room were written.");
        }
    }
}
