using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>The <c>multiscales</c> attribute of a group: one array, or group of arrays, for each level, full resolution first.</summary>
/// <remarks>
/// OME-NGFF 0.4 and 0.5 and ndpyramid (<c>datasets</c>), the Zarr multiscales convention (<c>layout</c>), and GeoZarr
/// (<c>tile_matrix_set</c>).
/// </remarks>
internal static class ZarrMultiscale
{
    private const int MaxLevels = 64;

    /// <summary>Paths of the levels, relative to the group; empty when it has none.</summary>
    public static IReadOnlyList<string> PathsOf(JsonElement attributes)
    {
        var scales = ZarrJson.Find(attributes, "multiscales")
            ?? (ZarrJson.Find(attributes, "ome") is { } ome ? ZarrJson.Find(ome, "multiscales") : null);
        if (scales is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0) scales = list[0];
        if (scales is not { ValueKind: JsonValueKind.Object } first) return [];
        if (ZarrJson.Find(first, "tile_matrix_set") is { } matrices) return OfMatrices(matrices);
        var levels = ZarrJson.Find(first, "datasets") ?? ZarrJson.Find(first, "layout");
        if (levels is not { ValueKind: JsonValueKind.Array } found) return [];
        return Paths(found.EnumerateArray(), level => ZarrJson.Find(level, "path") ?? ZarrJson.Find(level, "asset"));
    }

    /// <summary>A tile matrix set names its levels in any order; cells grow from one to the next here.</summary>
    private static List<string> OfMatrices(JsonElement set)
    {
        if (ZarrJson.Find(set, "tileMatrices") is not { ValueKind: JsonValueKind.Array } matrices) return [];
        return Paths(matrices.EnumerateArray().Take(MaxLevels).OrderBy(CellSize), matrix => ZarrJson.Find(matrix, "id"));

        static double CellSize(JsonElement matrix)
            => (ZarrJson.Find(matrix, "cellSize") ?? ZarrJson.Find(matrix, "scaleDenominator")) is { ValueKind: JsonValueKind.Number } size
                ? size.GetDouble()
                : 0;
    }

    private static List<string> Paths(IEnumerable<JsonElement> levels, Func<JsonElement, JsonElement?> path)
        => [.. levels.Take(MaxLevels).Select(level => ZarrJson.TextOf(path(level))?.Trim('/')).OfType<string>().Where(ZarrTree.IsPath)];

    /// <summary>The attribute for a raster and its overviews.</summary>
    public static JsonObject Write(IReadOnlyList<ZarrLevel> levels)
    {
        var layout = new JsonArray();
        var full = levels[0].Plan.Schema.Grid;
        for (var i = 0; i < levels.Count; i++)
        {
            var (plan, grid) = (levels[i].Plan, levels[i].Plan.Schema.Grid);
            var entry = new JsonObject { ["asset"] = levels[i].PathOf(plan.Data) };
            if (i > 0) entry["derived_from"] = levels[i - 1].PathOf(levels[i - 1].Plan.Data);
            entry["transform"] = new JsonObject
            {
                ["scale"] = new JsonArray((double)full.Rows / grid.Rows, (double)full.Columns / grid.Columns),
                ["translation"] = new JsonArray(0.0, 0.0),
            };
            layout.Add(entry);
        }
        return new() { ["layout"] = layout, ["resampling_method"] = levels[0].Plan.Options.Overviews.ToString().ToLowerInvariant() };
    }
}
