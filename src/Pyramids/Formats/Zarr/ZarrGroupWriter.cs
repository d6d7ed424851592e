using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>Writes the coordinates of a store and of its overviews, and makes the metadata; the store's own group last.</summary>
/// <param name="store">Where coordinates go.</param>
/// <param name="levels">The raster, and its overviews each in a group of its own.</param>
/// <param name="ledger">What was written so far.</param>
internal sealed class ZarrGroupWriter(IWritableStore store, IReadOnlyList<ZarrLevel> levels, ZarrLedger ledger)
{
    /// <summary>The key of the plan that a store was written by.</summary>
    public const string PlanAttribute = "pyramids_plan";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly ZarrOptions Plain = new() { Codec = ZarrCodec.None };

    /// <summary>An array, and the options that its metadata follow.</summary>
    private sealed record Described(ZarrSchemaWriter Array, ZarrOptions Options);

    private ZarrOptions Options => levels[0].Plan.Options;

    /// <returns>Metadata in the order they are to appear.</returns>
    public async ValueTask<IReadOnlyList<(string Key, byte[] Content)>> WriteAsync(CancellationToken cancellation)
    {
        var arrays = new SortedDictionary<string, Described>(StringComparer.Ordinal);
        foreach (var level in levels)
        {
            var path = level.PathOf(level.Plan.Data);
            arrays[path] = new(level.Plan.Data.With(ledger.Statistics(path, level.Plan.Schema.Whole.Cells)), level.Plan.Options);
            foreach (var (array, cells) in level.Plan.Coordinates())
            {
                arrays[level.PathOf(array)] = new(array, Plain);
                var key = $"{level.PathOf(array)}/{Keys.KeyOf(new long[array.Shape.Length])}";
                await store.WriteAsync(key, cells, cancellation).ConfigureAwait(false);
                ledger[key] = ZarrObject.Of(cells, Moments.Empty);
            }
        }
        var documents = new List<(string, byte[])> { (ZarrLedger.Key, ledger.Bytes()) };
        documents.AddRange(Options.Version == 2 ? Documents2(arrays) : Documents3(arrays));
        return documents;
    }

    private ZarrKeys Keys => new(Options.Version == 3, Options.Version == 3 ? '/' : '.');

    private IEnumerable<(string Key, byte[] Content)> Documents2(SortedDictionary<string, Described> arrays)
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
        // The root's mark comes last: without it there is no store.
        foreach (var (key, document) in all.Where(member => member.Key != ".zgroup")) yield return (key, Text(document!));
        var mark = Text(all[".zgroup"]!);
        if (!Options.Consolidated)
        {
            yield return (".zgroup", mark);
            yield break;
        }
        if (levels[0].Plan.IsMappingHidden)
        {
            var mapping = all.Select(member => member.Key).Where(key => key.StartsWith(ZarrPlan.Mapping, StringComparison.Ordinal));
            foreach (var key in mapping.ToList()) all.Remove(key);
        }
        var consolidated = new JsonObject { ["metadata"] = all, ["zarr_consolidated_format"] = 1 };
        yield return (".zmetadata", Text(consolidated));
        yield return (".zgroup", mark);
    }

    private IEnumerable<(string Key, byte[] Content)> Documents3(SortedDictionary<string, Described> arrays)
    {
        var all = new JsonObject();
        foreach (var (path, (array, options)) in arrays) all[path] = array.Metadata(3, options);
        foreach (var level in levels.Skip(1)) all[level.Group] = Group3(level);
        foreach (var (path, document) in all) yield return ($"{path}/zarr.json", Text(document!));
        var root = Group3(levels[0]);
        if (Options.Consolidated)
            root["consolidated_metadata"] = new JsonObject { ["kind"] = "inline", ["must_understand"] = false, ["metadata"] = all };
        yield return ("zarr.json", Text(root));
    }

    private JsonObject Group3(ZarrLevel level)
        => new() { ["zarr_format"] = 3, ["node_type"] = "group", ["attributes"] = Attributes(level) };

    private JsonObject Attributes(ZarrLevel level)
    {
        var attributes = level.Plan.GroupAttributes();
        if (level == levels[0] && Options.Part is { } part) attributes[PlanAttribute] = part.Plan;
        if (level == levels[0] && Options.Provenance is { } provenance) attributes["provenance"] = provenance.DeepClone();
        if (level == levels[0] && levels.Count > 1) attributes["multiscales"] = ZarrMultiscale.Write(levels);
        return attributes;
    }

    /// <summary>A document in ASCII, which is all that zarr-python 2 reads; quotes are not escaped, for people who read it.</summary>
    public static byte[] Text(JsonNode document)
    {
        var text = new StringBuilder();
        foreach (var c in document.ToJsonString(Indented))
        {
            if (char.IsAscii(c)) text.Append(c);
            else text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
