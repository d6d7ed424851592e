using System.Text.Json;

namespace Pyramids;

/// <summary>Reads an array's <c>zarr.json</c> of version 3.</summary>
internal static class ZarrArray3
{
    private static readonly string[] Members =
    [
        "zarr_format", "node_type", "shape", "data_type", "chunk_grid", "chunk_key_encoding", "fill_value", "codecs", "attributes",
        "storage_transformers", "dimension_names",
    ];

    public static ZarrArray Read(ZarrNode node)
    {
        var (metadata, key) = (node.Metadata, node.Key);
        CheckMembers(metadata, Members, key);
        var type = ZarrType.OfVersion3(ZarrJson.Get(metadata, "data_type", key), key);
        var shape = ZarrArray.ReadShape(metadata, key);
        var objects = ReadGrid(metadata, shape.Length, key);
        var (shard, chunks, pipeline) = type.Cell is null
            ? (null, [.. objects.Select(size => (int)Math.Min(size, int.MaxValue))], ZarrArray.Opaque)
            : ReadCodecs(metadata, type, objects, key);
        var fill = type.Cell is { } cell ? ZarrFill.Parse(ZarrJson.Get(metadata, "fill_value", key), cell, false, key, type.IsHalf) : null;
        return new()
        {
            Path = node.Path,
            Key = key,
            Version = 3,
            Type = type,
            Shape = shape,
            ObjectShape = objects,
            ChunkShape = chunks,
            Shard = shard,
            Pipeline = pipeline,
            Keys = ZarrKeys.Read(metadata, key),
            Fill = fill ?? new byte[type.Size],                       // GDAL writes null where no nodata is set, and means 0
            HasFill = fill is not null,
            Dimensions = ZarrJson.Find(metadata, "dimension_names") is { ValueKind: JsonValueKind.Array } names
                ? ZarrArray.NamesOf(names, shape.Length)
                : null,
            Attributes = node.Attributes,
        };
    }

    /// <summary>Refuses members that are unknown and must be understood.</summary>
    public static void CheckMembers(JsonElement metadata, string[] known, string key)
    {
        foreach (var member in ZarrJson.Members(metadata, key))
        {
            if (known.Contains(member.Name) || ZarrJson.Find(member.Value, "must_understand") is { ValueKind: JsonValueKind.False })
                continue;
            throw new RasterFormatException(
                $"The member '{Clip(member.Name)}' is not known, and must be understood to read the array.", key);
        }
        if (ZarrJson.Find(metadata, "storage_transformers") is { ValueKind: JsonValueKind.Array } transformers
            && transformers.GetArrayLength() > 0)
            throw new RasterFormatException($"'storage_transformers' is {ZarrJson.Short(transformers)}; this reader knows none.", key);
    }

    private static string Clip(string name) => name.Length <= 80 ? name : name[..77] + "...";

    private static long[] ReadGrid(JsonElement metadata, int rank, string key)
    {
        var grid = ZarrJson.GetObject(metadata, "chunk_grid", key);
        var name = ZarrJson.GetString(grid, "name", key);
        if (name != "regular") throw new RasterFormatException($"'chunk_grid' is '{name}'; this reader knows 'regular'.", key);
        var shape = ZarrJson.GetIntegers(ZarrJson.GetObject(grid, "configuration", key), "chunk_shape", key, 1, long.MaxValue >> 8);
        return shape.Length == rank ? shape : throw ZarrArray.RankDiffers("chunk_shape", shape.Length, rank, key);
    }

    private static (ZarrShardIndex?, int[], ZarrPipeline) ReadCodecs(JsonElement metadata, ZarrType type, long[] objects, string key)
    {
        var codecs = Chain(metadata, "codecs", key);
        var sharding = codecs.FindIndex(codec => ZarrCodecs.NameOf(codec, "name", "codecs", key) == "sharding_indexed");
        if (sharding < 0)
        {
            if (objects.Any(size => size > int.MaxValue))
                throw new RasterFormatException(
                    $"'chunk_shape' is {string.Join("x", objects)}; a chunk has at most {int.MaxValue} cells along an axis.", key);
            return (null, [.. objects.Select(size => (int)size)], ZarrCodecs.OfVersion3(codecs, "codecs", type, objects.Length, key));
        }
        if (codecs.Count > 1)
            throw new RasterFormatException(
                "'codecs' has more than 'sharding_indexed'; this reader knows it alone, with other codecs inside.", key);
        var settings = ZarrCodecs.Settings(codecs[0]);
        var chunks = ZarrJson.GetIntegers(settings, "chunk_shape", key, 1, int.MaxValue);
        if (chunks.Length != objects.Length) throw ZarrArray.RankDiffers("chunk_shape", chunks.Length, objects.Length, key);
        for (var axis = 0; axis < chunks.Length; axis++)
        {
            if (objects[axis] % chunks[axis] != 0)
                throw new RasterFormatException(
                    $"Shards of {objects[axis]} cells along axis {axis} are no multiple of their chunks of {chunks[axis]}.", key);
        }
        return (ZarrShardIndex.Read(settings, objects, chunks, key), [.. chunks.Select(size => (int)size)],
            ZarrCodecs.OfVersion3(Chain(settings, "codecs", key), "codecs of sharding_indexed", type, objects.Length, key));
    }

    public static List<JsonElement> Chain(JsonElement parent, string member, string key)
        => ZarrJson.Get(parent, member, key) is { ValueKind: JsonValueKind.Array } codecs
            ? [.. codecs.EnumerateArray()]
            : throw ZarrJson.Unexpected(ZarrJson.Get(parent, member, key), member, "an array of codecs", key);
}
