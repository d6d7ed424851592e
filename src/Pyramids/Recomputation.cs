using System.Text.Json;

namespace Pyramids;

/// <summary>What a recomputation of some objects of a store found.</summary>
/// <param name="Plan">Whether the store holds the plan it was written by.</param>
/// <param name="Objects">Objects computed again.</param>
/// <param name="Different">Keys of those that came out otherwise than the ledger says.</param>
internal sealed record RecomputationReport(bool Plan, int Objects, IReadOnlyList<string> Different);

/// <summary>Computes a random sample of a store's objects again, from the plan that the store holds.</summary>
internal static class Recomputation
{
    /// <param name="store">The store.</param>
    /// <param name="count">Objects to compute, at most.</param>
    /// <param name="seed">Chooses them.</param>
    /// <param name="cancellation">Ends the check early.</param>
    /// <exception cref="PlanException">An input has changed since, or the plan cannot be run by this program.</exception>
    public static async Task<RecomputationReport> RunAsync(IListedStore store, int count, int seed, CancellationToken cancellation)
    {
        var tree = await ZarrTree.LoadAsync(store, "", cancellation).ConfigureAwait(false);
        var ledger = await ZarrLedger.ReadAsync(store, cancellation).ConfigureAwait(false);
        if (ledger is null || ZarrJson.Find(tree.Start.Attributes, "provenance") is not { } provenance) return new(false, 0, []);
        var datasets = new Dictionary<string, Dataset>();
        try
        {
            if (await OpenAsync(provenance, datasets, cancellation).ConfigureAwait(false) is not { } array) return new(false, 0, []);
            var raster = (await ZarrStore.OpenAsync(store, null, cancellation).ConfigureAwait(false)).Raster;
            if (raster.Schema.Whole != array.Schema.Whole) return new(false, 0, []);                       // lengthened since
            var shape = raster.Object;
            var objects = ChunkGrid.Regular(array.Schema.Bands, array.Schema.Grid.Rows, array.Schema.Grid.Columns, shape.Bands,
                shape.Rows, shape.Columns);
            var all = Enumerable.Range(0, (int)Math.Min(int.MaxValue, objects.Count)).ToArray();
            if (count < all.Length) new Random(seed).Shuffle(all);
            var different = new List<string>();
            var sample = all.Take(count).Order().ToList();
            foreach (var ordinal in sample)
            {
                var window = objects.WindowOf(objects.At(ordinal));
                var (key, found) = await ComputeAsync(array, raster, ledger, objects.At(ordinal), window,
                    cancellation).ConfigureAwait(false);
                if (ledger[key] is not { } kept || kept.Digest != found.Digest || kept.Length != found.Length) different.Add(key);
            }
            return new(true, sample.Count, different);
        }
        finally
        {
            foreach (var dataset in datasets.Values) await dataset.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The array that was written: by its plan, or the one input of a copy.</summary>
    private static async Task<LazyArray?> OpenAsync(JsonElement provenance, Dictionary<string, Dataset> datasets,
        CancellationToken cancellation)
    {
        if (ZarrJson.Find(provenance, "plan") is { } text)
        {
            var plan = PlanDocument.Parse(text.GetRawText());
            return plan.Write is ZarrWrite { Options.Mode: ZarrMode.Create or ZarrMode.Overwrite }
                ? await plan.OpenAsync(datasets, cancellation).ConfigureAwait(false)
                : null;
        }
        if (ZarrJson.Find(provenance, "operations") is not { ValueKind: JsonValueKind.Array } operations || operations.GetArrayLength() > 0
            || ZarrJson.Find(provenance, "inputs") is not { ValueKind: JsonValueKind.Array } inputs || inputs.GetArrayLength() != 1
            || ZarrJson.TextOf(ZarrJson.Find(inputs[0], "fingerprint")) is not { } fingerprint
            || ZarrJson.TextOf(ZarrJson.Find(inputs[0], "uri")) is not { } uri
            || ZarrJson.TextOf(ZarrJson.Find(inputs[0], "part")) is not { } part) return null;
        var dataset = datasets[uri] = await Dataset.ReadFileAsync(uri, cancellation).ConfigureAwait(false);
        return dataset.Fingerprint == fingerprint
            ? LazyArray.From(dataset.Read(part), Chunks.Auto)
            : throw new PlanException(
                $"'{uri}' has changed since the store was written: it was {fingerprint} and is {dataset.Fingerprint}. Nothing can be "
                    + "computed again.");
    }

    /// <summary>Makes one object as the store's writer would.</summary>
    private static async Task<(string Key, ZarrObject Object)> ComputeAsync(
        LazyArray array, ZarrRaster raster, ZarrLedger ledger, ChunkIndex index, Window window, CancellationToken cancellation)
    {
        var key = new ZarrWriter(new MemoryStore(), raster.Array, raster.Axes, raster.Schema.NoData, false).KeyOf(index);
        var writer = new ZarrWriter(new MemoryStore(), raster.Array, raster.Axes, raster.Schema.NoData,
            skipEmptyChunks: ledger[key]?.Length == 0);
        var (bands, rows, columns) = (window.Band..window.BandEnd, window.Row..window.RowEnd, window.Column..window.ColumnEnd);
        var part = array.Schema.IsPlane ? array[rows, columns] : array[bands, rows, columns];
        var cells = await part.ComputeAsync(cancellation: cancellation).ConfigureAwait(false);
        var chunk = Chunk.Allocate(window, array.DType);
        await new MemorySource(cells).ReadAsync(new(cells.Schema.Whole, array.DType, chunk.Memory), cancellation).ConfigureAwait(false);
        return (key, await writer.WriteAsync(index, chunk, cancellation).ConfigureAwait(false));
    }
}
