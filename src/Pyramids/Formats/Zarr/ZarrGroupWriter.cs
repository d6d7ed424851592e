using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>Writes the metadata and coordinates of a store; the group's own metadata last.</summary>
internal sealed class ZarrGroupWriter(IWritableStore store, ZarrPlan plan)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ZarrOptions Plain = new() { Codec = ZarrCodec.None };

    /// <summary>The data array as a reader of this metadata understands it.</summary>
    public ZarrArray DataArray()
    {
        var (version, name) = (plan.Options.Version, plan.Data.Name);
        var metadata = ZarrJson.Parse(Text(plan.Data.Metadata(version, plan.Options)), name);
        var attributes = ZarrJson.Parse(Text(plan.Data.Attributes2()), name);
        return ZarrArray.Read(version == 3
            ? ZarrNode.OfVersion3(name, $"{name}/zarr.json", metadata)
            : ZarrNode.OfVersion2(name, $"{name}/.zarray", true, metadata, attributes));
    }

    public async ValueTask WriteAsync(CancellationToken cancellation)
    {
        var arrays = new SortedDictionary<string, (ZarrSchemaWriter Array, ZarrOptions Options)>(StringComparer.Ordinal) { [plan.Data.Name] = (plan.Data, plan.Options) };
        foreach (var (array, cells) in plan.Coordinates())
        {
            arrays[array.Name] = (array, Plain);
            await store.WriteAsync(ChunkKey(array), cells, cancellation).ConfigureAwait(false);
        }
        if (plan.Options.Version == 2) await Write2Async(arrays, cancellation).ConfigureAwait(false);
        else await Write3Async(arrays, cancellation).ConfigureAwait(false);
    }

    private async ValueTask Write2Async(SortedDictionary<string, (ZarrSchemaWriter Array, ZarrOptions Options)> arrays, CancellationToken cancellation)
    {
        var all = new JsonObject { [".zattrs"] = plan.GroupAttributes(), [".zgroup"] = new JsonObject { ["zarr_format"] = 2 } };
        foreach (var (name, (array, options)) in arrays)
        {
            all[$"{name}/.zarray"] = array.Metadata(2, options);
            all[$"{name}/.zattrs"] = array.Attributes2();
        }
        foreach (var (key, document) in all.Reverse())
            await store.WriteAsync(key, Text(document!), cancellation).ConfigureAwait(false);
        if (!plan.Options.Consolidated) return;
        foreach (var key in all.Select(member => member.Key).Where(key => plan.IsMappingHidden && key.StartsWith(ZarrPlan.Mapping, StringComparison.Ordinal)).ToList())
            all.Remove(key);
        var consolidated = new JsonObject { ["metadata"] = all, ["zarr_consolidated_format"] = 1 };
        await store.WriteAsync(".zmetadata", Text(consolidated), cancellation).ConfigureAwait(false);
    }

    private async ValueTask Write3Async(SortedDictionary<string, (ZarrSchemaWriter Array, ZarrOptions Options)> arrays, CancellationToken cancellation)
    {
        var group = new JsonObject { ["zarr_format"] = 3, ["node_type"] = "group", ["attributes"] = plan.GroupAttributes() };
        var all = new JsonObject();
        foreach (var (name, (array, options)) in arrays)
        {
            var document = array.Metadata(3, options);
            await store.WriteAsync($"{name}/zarr.json", Text(document), cancellation).ConfigureAwait(false);
            all[name] = document;
        }
        if (plan.Options.Consolidated)
            group["consolidated_metadata"] = new JsonObject { ["kind"] = "inline", ["must_understand"] = false, ["metadata"] = all };
        await store.WriteAsync("zarr.json", Text(group), cancellation).ConfigureAwait(false);
    }

    private string ChunkKey(ZarrSchemaWriter array)
        => $"{array.Name}/{new ZarrKeys(plan.Options.Version == 3, plan.Options.Version == 3 ? '/' : '.').KeyOf(new long[array.Shape.Length])}";

    public static byte[] Text(JsonNode document) => JsonSerializer.SerializeToUtf8Bytes(document, Indented);
}
