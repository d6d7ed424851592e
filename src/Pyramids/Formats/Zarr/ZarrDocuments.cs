using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>Changes the metadata of a store where they are kept: in a node's own documents and in consolidated ones.</summary>
internal sealed class ZarrDocuments(IByteStore store, int version)
{
    private readonly Dictionary<string, JsonObject> documents = new(StringComparer.Ordinal);

    /// <summary>What was changed, in the order it is to appear: what lies deepest first.</summary>
    public IEnumerable<(string Key, byte[] Content)> Changed
        => documents.OrderByDescending(document => document.Key.Count(c => c == '/'))
            .ThenBy(document => document.Key, StringComparer.Ordinal)
            .Select(document => (document.Key, ZarrGroupWriter.Text(document.Value)));

    /// <param name="path">The array or group.</param>
    /// <param name="metadata">Changes its metadata; null to leave them.</param>
    /// <param name="attributes">Changes its attributes; null to leave them.</param>
    /// <param name="cancellation">Ends the reading early.</param>
    public async ValueTask EditAsync(
        string path, Action<JsonObject>? metadata, Action<JsonObject>? attributes, CancellationToken cancellation)
    {
        if (version == 3)
        {
            await ChangeAsync(
                ZarrTree.Join(path, "zarr.json"), node => Change(node, metadata, attributes), cancellation).ConfigureAwait(false);
            if (path.Length > 0)
                await ChangeAsync(
                    "zarr.json", root => Change(root["consolidated_metadata"]?["metadata"]?[path] as JsonObject, metadata, attributes),
                    cancellation).ConfigureAwait(false);
            return;
        }
        foreach (var (name, change) in new[] { (".zarray", metadata), (".zattrs", attributes) })
        {
            if (change is null) continue;
            var key = ZarrTree.Join(path, name);
            await ChangeAsync(key, change, cancellation).ConfigureAwait(false);
            await ChangeAsync(".zmetadata", root =>
            {
                if (root["metadata"]?[key] is JsonObject found) change(found);
            }, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a document anew as it is, where there is one.</summary>
    public ValueTask TouchAsync(string key, CancellationToken cancellation) => ChangeAsync(key, _ => { }, cancellation);

    private static void Change(JsonObject? node, Action<JsonObject>? metadata, Action<JsonObject>? attributes)
    {
        if (node is null) return;
        metadata?.Invoke(node);
        if (node["attributes"] is JsonObject found) attributes?.Invoke(found);
    }

    private async ValueTask ChangeAsync(string key, Action<JsonObject> change, CancellationToken cancellation)
    {
        if (!documents.TryGetValue(key, out var document))
        {
            if (await store.LengthAsync(key, cancellation).ConfigureAwait(false) is not { } length) return;
            var bytes = new byte[length];
            await store.ReadAsync(key, 0, bytes, cancellation).ConfigureAwait(false);
            try
            {
                documents[key] = document = JsonNode.Parse(bytes)!.AsObject();
            }
            catch (JsonException inner)
            {
                throw new RasterFormatException(
                    $"The metadata cannot be changed, for they are no strict JSON: {inner.Message} Write the store anew.",
                    key, null, inner);
            }
        }
        change(document);
    }
}
