namespace Pyramids;

/// <summary>Where a sink's objects go: a new store, or a part of one that exists. Nothing is visible before it is complete.</summary>
internal abstract class ZarrTarget : IAsyncDisposable
{
    private readonly ZarrLedger ledger = new();

    /// <summary>Takes objects under the keys of the store.</summary>
    public abstract IWritableStore Objects { get; }

    /// <summary>Objects that are whole from a write that was resumed.</summary>
    public virtual IReadOnlyDictionary<string, ZarrObject> Finished { get; } = new Dictionary<string, ZarrObject>();

    public abstract ZarrArray Array { get; }

    public abstract ZarrAxes Axes { get; }

    /// <summary>The raster that is written, with the store's nodata value.</summary>
    public abstract ArraySchema Schema { get; }

    /// <summary>Where the raster's first cell lies in the stored array: band, row and column.</summary>
    public virtual Window Origin => default;

    /// <summary>What was written.</summary>
    protected ZarrLedger Ledger => ledger;

    /// <summary>Notes an object that was written, or left out because it holds nothing but the fill value.</summary>
    public virtual ValueTask NoteAsync(string key, ZarrObject content, CancellationToken cancellation)
    {
        ledger[key] = content;
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes everything visible, metadata last.</summary>
    /// <param name="keys">Every object of the store.</param>
    /// <param name="cancellation">Ends the write early.</param>
    public abstract ValueTask CompleteAsync(IEnumerable<string> keys, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}
