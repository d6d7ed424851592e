using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>What changes in a store when bands are appended: the array's shape, the band axis's coordinate, and band names.</summary>
internal sealed class ZarrAppend(FileStore store, FileStore staged, ZarrRaster raster, ArraySchema added, ZarrOptions options)
{
    private readonly Dictionary<string, JsonObject> documents = new(StringComparer.Ordinal);
    private readonly ZarrArray array = raster.Array;

    private int Bands => raster.Schema.Bands + added.Bands;

    /// <summary>Metadata in the order they are to appear; values of coordinates are put beside the other objects.</summary>
    public async ValueTask<IReadOnlyList<(string Key, byte[] Content)>> DocumentsAsync(CancellationToken cancellation)
    {
        var axis = raster.Axes.Band;
        if (array.Dimensions?[axis] is { Length: > 0 } name) await ExtendAsync(ZarrAxes.Sibling(array, name), cancellation).ConfigureAwait(false);
        await EditAsync(array.Path, metadata => metadata["shape"]!.AsArray()[axis] = Bands, Rename, cancellation).ConfigureAwait(false);
        var group = array.Path.LastIndexOf('/') is >= 0 and var slash ? array.Path[..slash] : "";
        await EditAsync(group, null, attributes =>
        {
            Rename(attributes);
            if (attributes["shape"] is JsonArray shape && shape.Count == array.Rank) shape[axis] = Bands;
        }, cancellation).ConfigureAwait(false);
        return [.. documents.OrderByDescending(document => document.Key.Count(c => c == '/')).ThenBy(document => document.Key, StringComparer.Ordinal)
            .Select(document => (document.Key, ZarrGroupWriter.Text(document.Value)))];
    }

    private void Rename(JsonObject attributes)
    {
        foreach (var member in new[] { "long_name", "band_names" })
        {
            if (attributes[member] is not JsonArray names || names.Count != raster.Schema.Bands) continue;
            var more = options.BandNames ?? added.BandNames;
            for (var band = 0; band < added.Bands; band++) names.Add(band < more.Count ? more[band] : $"band {raster.Schema.Bands + band + 1}");
        }
    }

    /// <summary>Writes the values of a band axis with the new ones behind.</summary>
    private async ValueTask ExtendAsync(string path, CancellationToken cancellation)
    {
        var tree = await ZarrTree.LoadAsync(store, "", cancellation).ConfigureAwait(false);
        if (tree.Find(path) is not { IsArray: true } node) return;
        var coordinate = ZarrArray.Read(node);
        if (coordinate.Rank != 1 || coordinate.Shape[0] != raster.Schema.Bands || coordinate.Shard is not null) return;
        var values = await ZarrCoordinates.ReadAllAsync(store, coordinate, cancellation).ConfigureAwait(false);
        double[] all = [.. values, .. Next(values, node.Name)];
        var size = coordinate.Type.Size;
        for (var start = 0; start < all.Length; start += coordinate.ChunkShape[0])
        {
            var cells = new byte[coordinate.ChunkBytes];
            CellFill.Repeat(coordinate.Fill, cells);
            for (var i = 0; i < coordinate.ChunkShape[0] && start + i < all.Length; i++) ZarrFill.Of(all[start + i], coordinate.Cell).CopyTo(cells, i * size);
            var encoded = new byte[coordinate.Pipeline.MaxEncodedLength(cells.Length)];
            var length = coordinate.Pipeline.Encode(cells, encoded);
            await staged.WriteAsync(coordinate.KeyOf([start / coordinate.ChunkShape[0]]), encoded.AsMemory(0, length), cancellation).ConfigureAwait(false);
        }
        await EditAsync(path, metadata => metadata["shape"] = new JsonArray(all.Length), null, cancellation).ConfigureAwait(false);
    }

    private IEnumerable<double> Next(double[] values, string name)
    {
        if (options.BandCoordinates is { } given)
            return given.Count == added.Bands ? given : throw new ArgumentException($"BandCoordinates has {given.Count} values for {added.Bands} bands.");
        if (name != "band")
            throw new ArgumentException($"The store's bands lie along '{name}', and its next values are not known. Give them as BandCoordinates, in the units of the store.");
        return Enumerable.Range(1, added.Bands).Select(step => values[^1] + step);
    }

    /// <summary>Changes a node's metadata where they are kept: in its own documents and in consolidated ones.</summary>
    private async ValueTask EditAsync(string path, Action<JsonObject>? metadata, Action<JsonObject>? attributes, CancellationToken cancellation)
    {
        if (array.Version == 3)
        {
            await ChangeAsync(ZarrTree.Join(path, "zarr.json"), node => Change(node, metadata, attributes), cancellation).ConfigureAwait(false);
            if (path.Length > 0)
                await ChangeAsync("zarr.json", root => Change(root["consolidated_metadata"]?["metadata"]?[path] as JsonObject, metadata, attributes), cancellation).ConfigureAwait(false);
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
                throw new RasterFormatException($"The metadata cannot be changed, for they are no strict JSON: {inner.Message} Write the store anew.", key, null, inner);
            }
        }
        change(document);
    }
}
