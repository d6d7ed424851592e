using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>Writes the metadata and coordinates of a store and of its overviews; the store's own group last.</summary>
/// <param name="store">Where they go.</param>
/// <param name="levels">The raster, and its overviews each in a group of its own.</param>
internal sealed class ZarrGroupWriter(IWritableStore store, IReadOnlyList<ZarrLevel> levels)
{
    /// <summary>The key of the plan that a store was written by.</summary>
    public const string PlanAttribute = "pyramids_plan";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ZarrOptions Plain = new() { Codec = ZarrCodec.None };

    private ZarrOptions Options => levels[0].Plan.Options;

    public async ValueTask WriteAsync(CancellationToken cancellation)
    {
        var arrays = new SortedDictionary<string, (ZarrSchemaWriter Array, ZarrOptions Options)>(StringComparer.Ordinal);
        foreach (var level in levels)
        {
            arrays[level.PathOf(level.Plan.Data)] = (level.Plan.Data, level.Plan.Options);
            foreach (var (array, cells) in level.Plan.Coordinates())
            {
                arrays[level.PathOf(array)] = (array, Plain);
                await store.WriteAsync($"{level.PathOf(array)}/{Keys.KeyOf(new long[array.Shape.Length])}", cells, cancellation).ConfigureAwait(false);
            }
        }
        if (Options.Version == 2) await Write2Async(arrays, cancellation).ConfigureAwait(false);
        else await Write3Async(arrays, cancellation).ConfigureAwait(false);
    }

    private ZarrKeys Keys => new(Options.Version == 3, Options.Version == 3 ? '/' : '.');

    private async ValueTask Write2Async(SortedDictionary<string, (ZarrSchemaWriter Array, ZarrOptions Options)> arrays, CancellationToken cancellation)
    {
        var all = new JsonObject();
        foreach (var (path, (array, options)) in arrays)
        {
            all[$"{path}/.zarray"] = array.Metadata(2, options);
            all[$"{path}/.zattrs"] = array.Attributes2();
        }
        foreach (var level in levels.Reverse())
        {
            all[ZarrTree.Join(level.Group, ".zattrs")] = Attributes(level);
            all[ZarrTree.Join(level.Group, ".zgroup")] = new JsonObject { ["zarr_format"] = 2 };
        }
        foreach (var (key, document) in all) await store.WriteAsync(key, Text(document!), cancellation).ConfigureAwait(false);
        if (!Options.Consolidated) return;
        foreach (var key in all.Select(member => member.Key).Where(key => levels[0].Plan.IsMappingHidden && key.StartsWith(ZarrPlan.Mapping, StringComparison.Ordinal)).ToList())
            all.Remove(key);
        var consolidated = new JsonObject { ["metadata"] = all, ["zarr_consolidated_format"] = 1 };
        await store.WriteAsync(".zmetadata", Text(consolidated), cancellation).ConfigureAwait(false);
    }

    private async ValueTask Write3Async(SortedDictionary<string, (ZarrSchemaWriter Array, ZarrOptions Options)> arrays, CancellationToken cancellation)
    {
        var all = new JsonObject();
        foreach (var (path, (array, options)) in arrays) all[path] = array.Metadata(3, options);
        foreach (var level in levels.Skip(1)) all[level.Group] = Group3(level);
        foreach (var (path, document) in all) await store.WriteAsync($"{path}/zarr.json", Text(document!), cancellation).ConfigureAwait(false);
        var root = Group3(levels[0]);
        if (Options.Consolidated)
            root["consolidated_metadata"] = new JsonObject { ["kind"] = "inline", ["must_understand"] = false, ["metadata"] = all };
        await store.WriteAsync("zarr.json", Text(root), cancellation).ConfigureAwait(false);
    }

    private JsonObject Group3(ZarrLevel level) => new() { ["zarr_format"] = 3, ["node_type"] = "group", ["attributes"] = Attributes(level) };

    private JsonObject Attributes(ZarrLevel level)
    {
        var attributes = level.Plan.GroupAttributes();
        if (level == levels[0] && Options.Part is { } part) attributes[PlanAttribute] = part.Plan;
        if (level == levels[0] && levels.Count > 1) attributes["multiscales"] = ZarrMultiscale.Write(levels);
        return attributes;
    }

    public static byte[] Text(JsonNode document) => JsonSerializer.SerializeToUtf8Bytes(document, Indented);
}
