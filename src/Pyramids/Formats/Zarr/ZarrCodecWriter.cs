using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>Writes codecs as metadata has them.</summary>
internal static class ZarrCodecWriter
{
    /// <summary>Version 2's <c>compressor</c>; null for none.</summary>
    public static JsonObject? Compressor2(ZarrOptions options, DType type)
    {
        var level = Level(options);
        return options.Codec switch
        {
            ZarrCodec.None => null,
            ZarrCodec.Gzip => new() { ["id"] = "gzip", ["level"] = level },
            ZarrCodec.Zstd => new() { ["id"] = "zstd", ["level"] = level },
            ZarrCodec.Lz4 => new() { ["id"] = "lz4", ["acceleration"] = 1 },
            _ => new()
            {
                ["id"] = "blosc",
                ["cname"] = Stream(options),
                ["clevel"] = level,
                ["shuffle"] = type.Size() > 1 ? 1 : 0,
                ["blocksize"] = 0,
            },
        };
    }

    /// <summary>Version 3's <c>codecs</c> of a chunk.</summary>
    public static JsonArray Chunk3(ZarrOptions options, DType type)
    {
        var level = Level(options);
        var codecs = new JsonArray(Bytes(type));
        JsonObject? compressor = options.Codec switch
        {
            ZarrCodec.None => null,
            ZarrCodec.Gzip => Codec("gzip", new() { ["level"] = level }),
            ZarrCodec.Zstd => Codec("zstd", new() { ["level"] = level, ["checksum"] = false }),
            ZarrCodec.Lz4 => Codec("numcodecs.lz4", new() { ["acceleration"] = 1 }),
            _ => Codec("blosc", new()
            {
                ["cname"] = Stream(options),
                ["clevel"] = level,
                ["shuffle"] = type.Size() > 1 ? "shuffle" : "noshuffle",
                ["typesize"] = type.Size(),
                ["blocksize"] = 0,
            }),
        };
        if (compressor is not null) codecs.Add(compressor);
        return codecs;
    }

    /// <summary>Version 3's <c>codecs</c> of shards of chunks.</summary>
    public static JsonArray Shards3(ZarrOptions options, DType type, int[] chunk) => new(Codec("sharding_indexed", new()
    {
        ["chunk_shape"] = Integers(chunk),
        ["codecs"] = Chunk3(options, type),
        ["index_codecs"] = new JsonArray(Codec("bytes", new() { ["endian"] = "little" }), Codec("crc32c", null)),
        ["index_location"] = "end",
    }));

    /// <summary>Cells as they are, little-endian.</summary>
    public static JsonObject Bytes(DType type) => Codec("bytes", type.Size() > 1 ? new() { ["endian"] = "little" } : null);

    public static JsonArray Integers(IEnumerable<int> numbers) => new([.. numbers.Select(number => JsonValue.Create(number))]);

    /// <summary>The level that the options ask for, or the codec's usual one, checked.</summary>
    public static int Level(ZarrOptions options)
    {
        var (usual, smallest, largest) = options.Codec switch
        {
            ZarrCodec.Zstd => (3, 1, 22),
            ZarrCodec.Gzip => (5, 0, 9),
            _ => (5, 0, 9),
        };
        var level = options.Level ?? usual;
        return level >= smallest && level <= largest
            ? level
            : throw new ArgumentException($"The level of {options.Codec} is {level}; it is {smallest} to {largest}.", nameof(options));
    }

    private static string Stream(ZarrOptions options) => options.Codec == ZarrCodec.BloscLz4 ? "lz4" : "zstd";

    private static JsonObject Codec(string name, JsonObject? settings)
    {
        var codec = new JsonObject { ["name"] = name };
        if (settings is not null) codec["configuration"] = settings;
        return codec;
    }
}
