using System.Text.Json;

namespace Pyramids;

/// <summary>Reads the codecs of an array's metadata; whatever is unknown is refused by name.</summary>
internal static class ZarrCodecs
{
    private const string Known = "none, gzip, zlib, zstd, lz4, blosc, crc32c, shuffle, transpose, bytes and sharding_indexed, and of "
        + "numcodecs' filters delta, fixedscaleoffset, quantize, bitround, astype, packbits, crc32, adler32 and fletcher32";

    /// <summary>Version 2: <c>order</c>, <c>filters</c> and <c>compressor</c>.</summary>
    public static ZarrPipeline OfVersion2(JsonElement array, ZarrType type, int rank, string key)
    {
        var before = new List<ZarrFilter>();
        var after = 0;
        ICodec? compressor = null;
        if (ZarrJson.Find(array, "filters") is { ValueKind: not JsonValueKind.Null } filters)
        {
            if (filters.ValueKind != JsonValueKind.Array) throw ZarrJson.Unexpected(filters, "filters", "null or an array", key);
            foreach (var filter in filters.EnumerateArray())
                Add(NameOf(filter, "id", "filters", key), filter, "filters", type, before, ref compressor, ref after, key);
        }
        if (ZarrJson.Get(array, "compressor", key) is var member && member.ValueKind != JsonValueKind.Null)
            Add(NameOf(member, "id", "compressor", key), member, "compressor", type, before, ref compressor, ref after, key);
        var order = ZarrJson.GetString(array, "order", key) switch
        {
            "C" => Enumerable.Range(0, rank),
            "F" => Enumerable.Range(0, rank).Reverse(),
            var other => throw new RasterFormatException($"'order' is \"{other}\"; expected \"C\" or \"F\".", key),
        };
        if (type.IsHalf) before.Insert(0, new HalfFilter(type.IsBigEndian));
        return new(Math.Max(1, type.Size), type.IsBigEndian && !type.IsHalf, [.. order], before, compressor, after);
    }

    /// <summary>Version 3: a chain of codecs for one chunk, without sharding.</summary>
    public static ZarrPipeline OfVersion3(IEnumerable<JsonElement> codecs, string member, ZarrType type, int rank, string key)
    {
        var order = Enumerable.Range(0, rank).ToArray();
        bool? bigEndian = null;
        var before = new List<ZarrFilter>();
        var after = 0;
        ICodec? compressor = null;
        foreach (var codec in codecs)
        {
            var name = NameOf(codec, "name", member, key);
            var settings = Settings(codec);
            if (name == "transpose") order = Transposed(order, settings, bigEndian is null, key);
            else if (name is "bytes" or "endian") bigEndian = Endian(settings, type.Size, bigEndian is null, key);
            else if (bigEndian is null && Short(name) == "bitround") continue;     // what it rounded stays rounded
            else if (bigEndian is null && ZarrFilters.Of(Short(name), settings, key) is ElementFilter filter) before.Add(filter);
            else if (bigEndian is null)
                throw new RasterFormatException($"'{member}' has the codec '{name}' before 'bytes'; this reader knows {Known}.", key);
            else Add(name, settings, member, type, before, ref compressor, ref after, key);
        }
        if (bigEndian is null) throw new RasterFormatException($"'{member}' has no 'bytes' codec.", key);
        if (bigEndian.Value && before.Any(filter => filter is ElementFilter))
            throw new RasterFormatException(
                $"'{member}' has filters of numcodecs before 'bytes' of big end first; this reader knows little.", key);
        if (type.IsHalf) before.Insert(0, new HalfFilter(bigEndian.Value));
        return new(type.Size, bigEndian.Value && !type.IsHalf, order, before, compressor, after);
    }

    public static string NameOf(JsonElement codec, string nameMember, string member, string key)
    {
        if (codec.ValueKind == JsonValueKind.String && nameMember == "name") return ZarrJson.AsString(codec, member, key);
        return codec.ValueKind == JsonValueKind.Object
            ? ZarrJson.GetString(codec, nameMember, key)
            : throw ZarrJson.Unexpected(codec, member, "codecs that are objects", key);
    }

    public static JsonElement Settings(JsonElement codec)
        => ZarrJson.Find(codec, "configuration") is { ValueKind: JsonValueKind.Object } settings ? settings : default;

    private static void Add(
        string name, JsonElement settings, string member, ZarrType type, List<ZarrFilter> before, ref ICodec? compressor, ref int after,
        string key)
    {
        name = Short(name);
        if (name == "crc32c" && compressor is not null)
        {
            after++;
            return;
        }
        if (compressor is not null)
            throw new RasterFormatException(
                $"'{member}' has '{name}' after the compressor '{compressor.Name}'; this reader undoes one compressor.", key);
        if (name == "bitround") return;                                            // what it rounded stays rounded
        if (ZarrFilters.Of(name, settings, key) is { } filter) before.Add(filter);
        else compressor = Compressor(name, settings, member, type.Size, key);
    }

    /// <summary>A codec's name without the prefix that zarr-python gives those of numcodecs in version 3.</summary>
    private static string Short(string name)
        => name.StartsWith("numcodecs.", StringComparison.Ordinal) ? name["numcodecs.".Length..] : name;

    private static ICodec Compressor(string name, JsonElement settings, string member, int cellSize, string key) => name switch
    {
        "gzip" or "zlib" => new Gzip(name, (int)Math.Max(0, Setting(settings, "level", 5, -1, 9, key))),
        "zstd" => new Zstandard((int)Setting(settings, "level", 3, -131072, 22, key)),
        "lz4" => new Lz4(),
        "blosc" => OfBlosc(settings, cellSize, key),
        _ => throw new RasterFormatException($"'{member}' has the codec '{name}'; this reader knows {Known}.", key),
    };

    private static Blosc OfBlosc(JsonElement settings, int cellSize, string key)
    {
        var compressor = ZarrJson.TextOf(ZarrJson.Find(settings, "cname")) ?? "lz4";
        var shuffle = ZarrJson.Find(settings, "shuffle") switch
        {
            null => BloscShuffle.Bytes,
            { ValueKind: JsonValueKind.Number } number => ZarrJson.AsInteger(number, "shuffle", key, -1, 2) switch
            {
                0 => BloscShuffle.None,
                1 => BloscShuffle.Bytes,
                2 => BloscShuffle.Bits,
                _ => cellSize == 1 ? BloscShuffle.Bits : BloscShuffle.Bytes,           // -1: numcodecs chooses
            },
            { } text => ZarrJson.AsString(text, "shuffle", key) switch
            {
                "noshuffle" or "NONE" => BloscShuffle.None,                            // as GDAL copies its option
                "shuffle" or "BYTE" => BloscShuffle.Bytes,
                "bitshuffle" or "BIT" => BloscShuffle.Bits,
                _ => throw ZarrJson.Unexpected(text, "shuffle", "noshuffle, shuffle or bitshuffle", key),
            },
        };
        var typeSize = (int)Setting(settings, "typesize", cellSize, 1, 255, key);
        var blockSize = (int)Setting(settings, "blocksize", 0, 0, int.MaxValue, key);
        return new(compressor, (int)Setting(settings, "clevel", 5, 0, 9, key), shuffle, typeSize, blockSize);
    }

    public static long Setting(JsonElement settings, string member, long absent, long smallest, long largest, string key)
        => ZarrJson.Find(settings, member) is { } found && found.ValueKind != JsonValueKind.Null
            ? ZarrJson.AsInteger(found, member, key, smallest, largest)
            : absent;

    private static bool Endian(JsonElement settings, int cellSize, bool isFirst, string key)
    {
        if (!isFirst) throw new RasterFormatException("'codecs' has two 'bytes' codecs.", key);
        if (ZarrJson.Find(settings, "endian") is not { } endian)
            return cellSize == 1
                ? false
                : throw new RasterFormatException($"'endian' of the 'bytes' codec is missing for cells of {cellSize} bytes.", key);
        return ZarrJson.AsString(endian, "endian", key) switch
        {
            "little" => false,
            "big" => true,
            _ => throw ZarrJson.Unexpected(endian, "endian", "\"little\" or \"big\"", key),
        };
    }

    private static int[] Transposed(int[] order, JsonElement settings, bool isBeforeBytes, string key)
    {
        if (!isBeforeBytes) throw new RasterFormatException("'codecs' has 'transpose' after 'bytes'.", key);
        var member = ZarrJson.Get(settings, "order", key);
        var axes = member.ValueKind == JsonValueKind.String
            ? ZarrJson.AsString(member, "order", key) switch
            {
                "C" => Enumerable.Range(0, order.Length).ToArray(),
                "F" => Enumerable.Range(0, order.Length).Reverse().ToArray(),
                _ => throw ZarrJson.Unexpected(member, "order", "a permutation of the axes", key),
            }
            : [.. ZarrJson.GetIntegers(settings, "order", key, 0, order.Length - 1).Select(axis => (int)axis)];
        if (axes.Length != order.Length || axes.Distinct().Count() != axes.Length)
            throw ZarrJson.Unexpected(member, "order", $"a permutation of the {order.Length} axes", key);
        return [.. axes.Select(axis => order[axis])];
    }
}
