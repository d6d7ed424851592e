namespace Pyramids;

/// <summary>Where a sink's objects go: a new store, or a part of one that exists. Nothing is visible before it is complete.</summary>
internal abstract class ZarrTarget : IAsyncDisposable
{
    /// <summary>Where objects are put until then, under the keys of the store.</summary>
    public abstract FileStore Staged { get; }

    /// <summary>Takes objects, and notes which are whole where a write can be resumed.</summary>
    public virtual IWritableStore Objects => Staged;

    /// <summary>Whether an object is whole from a write that was resumed.</summary>
    public virtual bool IsFinished(string key) => false;

    /// <summary>Whether any object is.</summary>
    public virtual bool IsResumed => false;

    public abstract ZarrArray Array { get; }

    public abstract ZarrAxes Axes { get; }

    /// <summary>The raster that is written, with the store's nodata value.</summary>
    public abstract ArraySchema Schema { get; }

    /// <summary>Where the raster's first cell lies in the stored array: band, row and column.</summary>
    public virtual Window Origin => default;

    /// <summary>An object that holds nothing but the fill value and is left out.</summary>
    public virtual void LeaveOut(string key) { }

    /// <summary>Makes everything visible, metadata last.</summary>
    /// <param name="keys">Every object of the store.</param>
    /// <param name="cancellation">Ends the write early.</param>
    public abstract ValueTask CompleteAsync(IEnumerable<string> keys, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}
