using System.Text.Json;

namespace Pyramids;

/// <summary>The <c>multiscales</c> attribute of a group: one array for each level, full resolution first.</summary>
/// <remarks>OME-NGFF 0.4 and 0.5 (<c>datasets</c>), and the Zarr multiscales convention (<c>layout</c>).</remarks>
internal static class ZarrMultiscale
{
    private const int MaxLevels = 64;

    /// <summary>Paths of the levels, relative to the group; empty when it has none.</summary>
    public static IReadOnlyList<string> PathsOf(JsonElement attributes)
    {
        var scales = ZarrJson.Find(attributes, "multiscales") ?? (ZarrJson.Find(attributes, "ome") is { } ome ? ZarrJson.Find(ome, "multiscales") : null);
        if (scales is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0) scales = list[0];
        if (scales is not { ValueKind: JsonValueKind.Object } first) return [];
        var levels = ZarrJson.Find(first, "datasets") ?? ZarrJson.Find(first, "layout");
        if (levels is not { ValueKind: JsonValueKind.Array } found) return [];
        var paths = new List<string>();
        foreach (var level in found.EnumerateArray().Take(MaxLevels))
        {
            var path = ZarrJson.TextOf(ZarrJson.Find(level, "path") ?? ZarrJson.Find(level, "asset"));
            if (path is not null) paths.Add(path.Trim('/'));
        }
        return paths;
    }
}
