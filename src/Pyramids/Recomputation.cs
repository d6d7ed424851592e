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
        if (ledger is null || ZarrJson.Find(tree.Start.Attributes, "provenance") is not { } provenance || ZarrJson.Find(provenance, "plan") is not { } text) return new(false, 0, []);
        var plan = PlanDocument.Parse(text.GetRawText());
        if (plan.Write is not ZarrWrite { Options.Mode: ZarrMode.Create or ZarrMode.Overwrite } write) return new(false, 0, []);
        var datasets = new Dictionary<string, Dataset>();
        try
        {
            var array = await plan.OpenAsync(datasets, cancellation).ConfigureAwait(false);
            var all = Enumerable.Range(0, (int)Math.Min(int.MaxValue, plan.Chunks)).ToArray();
            if (count < all.Length) new Random(seed).Shuffle(all);
            var different = new List<string>();
            var sample = all.Take(count).Order().ToList();
            foreach (var ordinal in sample)
            {
                var (key, found) = await ComputeAsync(array, write.Options, ordinal, cancellation).ConfigureAwait(false);
                if (ledger[key] is not { } kept || kept.Digest != found.Digest || kept.Length != found.Length) different.Add(key);
            }
            return new(true, sample.Count, different);
        }
        finally
        {
            foreach (var dataset in datasets.Values) await dataset.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Makes one object as the store's writer would.</summary>
    private static async Task<(string Key, ZarrObject Object)> ComputeAsync(LazyArray array, ZarrOptions options, long ordinal, CancellationToken cancellation)
    {
        var level = new ZarrLevel("", new(array.Schema, options));
        var writer = new ZarrWriter(new MemoryStore(), level.Array(), level.Axes, level.Plan.Schema.NoData, options.SkipEmptyChunks);
        var objects = ZarrSink.ObjectsOf(array.Schema, options);
        var (index, window) = (objects.At(ordinal), objects.WindowOf(objects.At(ordinal)));
        var (bands, rows, columns) = (window.Band..window.BandEnd, window.Row..window.RowEnd, window.Column..window.ColumnEnd);
        var part = array.Schema.IsPlane ? array[rows, columns] : array[bands, rows, columns];
        var cells = await part.ComputeAsync(cancellation: cancellation).ConfigureAwait(false);
        var chunk = Chunk.Allocate(window, array.DType);
        var whole = new Chunk(cells.Schema.Whole, array.DType, chunk.Memory);
        await new MemorySource(cells).ReadAsync(whole, cancellation).ConfigureAwait(false);
        return (writer.KeyOf(index), await writer.WriteAsync(index, chunk, cancellation).ConfigureAwait(false));
    }
}
