using System.Text.Json;

namespace Pyramids;

/// <summary>An array of a store seen as a raster: its axes, schema and stored blocks.</summary>
internal sealed record ZarrRaster(ZarrArray Array, ZarrAxes Axes, ArraySchema Schema)
{
    /// <summary>Cells of a chunk, cut at the array's edge.</summary>
    public BlockShape Block => new(
        Axes.Band < 0 ? Axes.Stack?.BlockBands ?? 1 : Cut(Array.ChunkShape[Axes.Band], Schema.Bands),
        Cut(Array.ChunkShape[Axes.Row], Schema.Grid.Rows),
        Cut(Array.ChunkShape[Axes.Column], Schema.Grid.Columns));

    /// <summary>Cells of a stored object, which is a shard where there are shards, cut at the array's edge.</summary>
    public BlockShape Object => new(
        Axes.Band < 0 ? 1 : Cut(Array.ObjectShape[Axes.Band], Schema.Bands), Cut(Array.ObjectShape[Axes.Row], Schema.Grid.Rows),
        Cut(Array.ObjectShape[Axes.Column], Schema.Grid.Columns));

    public static async ValueTask<ZarrRaster> OfAsync(IByteStore store, ZarrTree tree, ZarrNode node, CancellationToken cancellation)
    {
        var array = ZarrArray.Read(node);
        var axes = ZarrAxes.Of(array, tree);
        for (var axis = 0; axis < array.Rank; axis++)
        {
            if (array.Shape[axis] is 0 or > int.MaxValue)
                throw new RasterFormatException(
                    $"'shape' is {string.Join("x", array.Shape)}; a raster has 1 to {int.MaxValue} cells along an axis.", array.Key);
        }
        var type = array.Cell;
        var bands = axes.Band < 0 ? axes.Stack?.Bands ?? 1 : (int)array.Shape[axes.Band];
        var group = tree.Find(node.Parent) is { IsArray: false } found ? found : null;
        var grid = await ZarrGeoreference.ReadAsync(store, tree, array, axes, cancellation).ConfigureAwait(false);
        return new(array, axes, new(grid, bands, type)
        {
            NoData = ZarrNoData.Find(array, group),
            BandNames = Names(array.Attributes, bands) ?? (group is null ? null : Names(group.Attributes, bands))
                ?? await ZarrBandNames.ReadAsync(store, tree, array, axes, cancellation).ConfigureAwait(false) ?? [],
            IsPlane = array.Rank == 2,
            Meaning = CfMeaning.Read(
                bands, name => Numbers(array.Attributes, name), name => Texts(array.Attributes, name)),
        });
    }

    /// <summary>A number or a list of numbers.</summary>
    private static double[]? Numbers(JsonElement attributes, string name) => ZarrJson.Find(attributes, name) switch
    {
        { ValueKind: JsonValueKind.Number } number => [number.GetDouble()],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            => [.. list.EnumerateArray().Select(item => item.GetDouble())],
        _ => null,
    };

    /// <summary>A text or a list of texts.</summary>
    private static string[]? Texts(JsonElement attributes, string name) => ZarrJson.Find(attributes, name) switch
    {
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            => [.. list.EnumerateArray().Select(item => ZarrJson.TextOf(item) ?? "")],
        var other => ZarrJson.TextOf(other) is { } text ? [text] : null,
    };

    private static int Cut(long size, int length) => (int)Math.Min(size, length);

    private static string[]? Names(JsonElement attributes, int bands)
    {
        foreach (var member in new[] { "band_names", "long_name", "band_descriptions" })
        {
            if (ZarrJson.Find(attributes, member) is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() != bands)
                continue;
            var names = list.EnumerateArray().Select(name => ZarrJson.TextOf(name)).ToArray();
            if (names.All(name => name is not null)) return names!;
        }
        return bands == 1 && ZarrJson.TextOf(ZarrJson.Find(attributes, "long_name")) is { Length: > 0 } only ? [only] : null;
    }
}
