using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>What changes in a store when bands are appended: the array's shape, the band axis's coordinate, and band names.</summary>
/// <param name="store">The store as it is.</param>
/// <param name="staged">Takes the objects of the coordinate.</param>
/// <param name="raster">The raster that grows.</param>
/// <param name="added">The bands.</param>
/// <param name="options">Names and coordinates of the bands.</param>
/// <param name="ledger">Notes the coordinate's objects.</param>
internal sealed class ZarrAppend(
    IByteStore store, IWritableStore staged, ZarrRaster raster, ArraySchema added, ZarrOptions options, ZarrLedger ledger)
{
    private readonly ZarrArray array = raster.Array;

    private int Bands => raster.Schema.Bands + added.Bands;

    /// <summary>Changes the metadata; values of coordinates are put beside the other objects.</summary>
    public async ValueTask EditAsync(ZarrDocuments documents, CancellationToken cancellation)
    {
        var axis = raster.Axes.Band;
        if (array.Dimensions?[axis] is { Length: > 0 } name)
            await ExtendAsync(ZarrAxes.Sibling(array, name), documents, cancellation).ConfigureAwait(false);
        await documents.EditAsync(
            array.Path, metadata => metadata["shape"]!.AsArray()[axis] = Bands, Rename, cancellation).ConfigureAwait(false);
        var group = array.Path.LastIndexOf('/') is >= 0 and var slash ? array.Path[..slash] : "";
        await documents.EditAsync(group, null, attributes =>
        {
            Rename(attributes);
            if (attributes["shape"] is JsonArray shape && shape.Count == array.Rank) shape[axis] = Bands;
        }, cancellation).ConfigureAwait(false);
    }

    private void Rename(JsonObject attributes)
    {
        foreach (var member in new[] { "long_name", "band_names" })
        {
            if (attributes[member] is not JsonArray names || names.Count != raster.Schema.Bands) continue;
            var more = options.BandNames ?? added.BandNames;
            for (var band = 0; band < added.Bands; band++)
                names.Add(band < more.Count ? more[band] : $"band {raster.Schema.Bands + band + 1}");
        }
    }

    /// <summary>Writes the values of a band axis with the new ones behind.</summary>
    private async ValueTask ExtendAsync(string path, ZarrDocuments documents, CancellationToken cancellation)
    {
        var tree = await ZarrTree.LoadAsync(store, "", cancellation).ConfigureAwait(false);
        if (tree.Find(path) is not { IsArray: true } node) return;
        var coordinate = ZarrArray.Read(node);
        if (coordinate.Rank != 1 || coordinate.Shape[0] != raster.Schema.Bands) return;
        if (coordinate.Shard is not null)
            throw new ArgumentException(
                $"The store's coordinate '{path}' lies in shards, which cannot grow here. Write the store anew with a coordinate "
                    + "in chunks.");
        var values = await ZarrCoordinates.ReadAllAsync(store, coordinate, cancellation).ConfigureAwait(false);
        double[] all = [.. values, .. Next(values, node.Name)];
        var size = coordinate.Type.Size;
        for (var start = 0; start < all.Length; start += coordinate.ChunkShape[0])
        {
            var cells = new byte[coordinate.ChunkBytes];
            CellFill.Repeat(coordinate.Fill, cells);
            for (var i = 0; i < coordinate.ChunkShape[0] && start + i < all.Length; i++)
                ZarrFill.Of(all[start + i], coordinate.Cell).CopyTo(cells, i * size);
            var encoded = new byte[coordinate.Pipeline.MaxEncodedLength(cells.Length)];
            var length = coordinate.Pipeline.Encode(cells, encoded);
            var key = coordinate.KeyOf([start / coordinate.ChunkShape[0]]);
            await staged.WriteAsync(key, encoded.AsMemory(0, length), cancellation).ConfigureAwait(false);
            ledger[key] = ZarrObject.Of(encoded.AsSpan(0, length), Moments.Empty);
        }
        await documents.EditAsync(
            path, metadata => metadata["shape"] = new JsonArray(all.Length), null, cancellation).ConfigureAwait(false);
    }

    private IEnumerable<double> Next(double[] values, string name)
    {
        if (options.BandCoordinates is { } given)
            return given.Count == added.Bands
                ? given
                : throw new ArgumentException($"BandCoordinates has {given.Count} values for {added.Bands} bands.");
        if (name != "band")
            throw new ArgumentException(
                $"The store's bands lie along '{name}', and its next values are not known. Give them as BandCoordinates, in the units of "
                + "the store.");
        return Enumerable.Range(1, added.Bands).Select(step => values[^1] + step);
    }
}
