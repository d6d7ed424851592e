using System.Text.Json;

namespace Pyramids;

/// <summary>What the metadata says of one array, of version 2 or 3; nothing of what its cells mean.</summary>
internal sealed record ZarrArray
{
    /// <summary>The most bytes of cells in one chunk that is decoded.</summary>
    public const long MaxChunkBytes = 1L << 30;
    private const int MaxRank = 32;

    /// <summary>Path of the array in its store, without a slash at the end; empty for the store's root.</summary>
    public required string Path { get; init; }

    /// <summary>The metadata's key in the store.</summary>
    public required string Key { get; init; }

    public required int Version { get; init; }

    public required ZarrType Type { get; init; }

    public required long[] Shape { get; init; }

    /// <summary>Cells of a stored object along each axis: a chunk, or a shard of chunks.</summary>
    public required long[] ObjectShape { get; init; }

    /// <summary>Cells of a chunk along each axis.</summary>
    public required int[] ChunkShape { get; init; }

    public required ZarrPipeline Pipeline { get; init; }

    /// <summary>Where chunks lie in a shard; null when each has an object of its own.</summary>
    public ZarrShardIndex? Shard { get; init; }

    public required ZarrKeys Keys { get; init; }

    /// <summary>One cell as chunks that are missing hold it, little-endian.</summary>
    public required byte[] Fill { get; init; }

    /// <summary>Whether the metadata states a fill value.</summary>
    public required bool HasFill { get; init; }

    /// <summary>Names of the axes; null when the metadata has none.</summary>
    public string?[]? Dimensions { get; init; }

    /// <summary>Attributes; an object, or undefined.</summary>
    public JsonElement Attributes { get; init; }

    public int Rank => Shape.Length;

    public DType Cell => Type.Cell ?? throw new RasterFormatException(
        $"Elements of {(Path.Length == 0 ? "the array" : $"'{Path}'")} are {Type.Name}; this reader knows "
            + $"{string.Join(", ", DTypes.All)}, Float16 and bool.", Key);

    /// <summary>Bytes of the cells of a chunk.</summary>
    public int ChunkBytes => checked((int)(ChunkShape.Aggregate(1L, (cells, size) => cells * size) * Type.Size));

    /// <summary>Key of a stored object.</summary>
    public string KeyOf(ReadOnlySpan<long> index) => Path.Length == 0 ? Keys.KeyOf(index) : $"{Path}/{Keys.KeyOf(index)}";

    public static ZarrArray Read(ZarrNode node)
    {
        var array = node.Version == 2 ? ReadVersion2(node) : ZarrArray3.Read(node);
        array.CheckSizes();
        return array;
    }

    public static long[] ReadShape(JsonElement metadata, string key)
    {
        var shape = ZarrJson.GetIntegers(metadata, "shape", key, 0, long.MaxValue >> 8);
        return shape.Length <= MaxRank
            ? shape
            : throw new RasterFormatException($"'shape' has {shape.Length} axes; at most {MaxRank} are read.", key);
    }

    private static ZarrArray ReadVersion2(ZarrNode node)
    {
        var (metadata, key) = (node.Metadata, node.Key);
        var type = ZarrType.OfVersion2(ZarrJson.Get(metadata, "dtype", key), key);
        var shape = ReadShape(metadata, key);
        var chunks = ZarrJson.GetIntegers(metadata, "chunks", key, 1, int.MaxValue);
        if (chunks.Length != shape.Length) throw RankDiffers("chunks", chunks.Length, shape.Length, key);
        var separator = ZarrJson.Find(metadata, "dimension_separator") switch
        {
            null or { ValueKind: JsonValueKind.Null } => '.',
            { } member => ZarrKeys.ReadSeparator(member, "dimension_separator", key),
        };
        var fill = type.Cell is { } cell && ZarrJson.Find(metadata, "fill_value") is { } value
            ? ZarrFill.Parse(value, cell, type.IsBigEndian, key, type.IsHalf)
            : null;
        return new()
        {
            Path = node.Path,
            Key = key,
            Version = 2,
            Type = type,
            Shape = shape,
            ObjectShape = chunks,
            ChunkShape = [.. chunks.Select(size => (int)size)],
            Pipeline = type.Cell is null ? Opaque : ZarrCodecs.OfVersion2(metadata, type, shape.Length, key),
            Keys = new(false, separator),
            Fill = fill ?? new byte[type.Size],
            HasFill = fill is not null,
            Dimensions = ZarrJson.Find(node.Attributes, "_ARRAY_DIMENSIONS") is { ValueKind: JsonValueKind.Array } names
                ? NamesOf(names, shape.Length)
                : null,
            Attributes = node.Attributes,
        };
    }

    /// <summary>Stands for the codecs of elements that are never decoded.</summary>
    public static ZarrPipeline Opaque { get; } = new(1, false, [], [], null, 0);

    public static RasterFormatException RankDiffers(string member, int found, int rank, string key)
        => new($"'{member}' has {found} axes; 'shape' has {rank}.", key);

    /// <summary>Names of the axes; null when their number is not the array's rank.</summary>
    public static string?[]? NamesOf(JsonElement names, int rank)
        => names.GetArrayLength() == rank ? [.. names.EnumerateArray().Select(name => ZarrJson.TextOf(name))] : null;

    private void CheckSizes()
    {
        Int128 cells = 1, objects = 1;
        foreach (var size in ChunkShape) cells *= size;
        if (cells * Type.Size > MaxChunkBytes)
            throw new RasterFormatException(
                $"Chunks of {string.Join("x", ChunkShape)} cells of {Type.Name} take more than {MaxChunkBytes >> 20} MiB.", Key);
        for (var axis = 0; axis < Rank; axis++)
        {
            objects *= (Shape[axis] + ObjectShape[axis] - 1) / ObjectShape[axis];
            if (objects > long.MaxValue / 2)
                throw new RasterFormatException($"'shape' and chunks make more than {long.MaxValue / 2} chunks.", Key);
        }
    }
}
