namespace Pyramids;

/// <summary>Where a sink's objects go: a new store, or a part of one that exists. Nothing is visible before it is complete.</summary>
internal abstract class ZarrTarget : IAsyncDisposable
{
    /// <summary>Where objects are put until then, under the keys of the store.</summary>
    public abstract FileStore Staged { get; }

    public abstract ZarrArray Array { get; }

    public abstract ZarrAxes Axes { get; }

    /// <summary>The raster that is written, with the store's nodata value.</summary>
    public abstract ArraySchema Schema { get; }

    /// <summary>Where the raster's first cell lies in the stored array: band, row and column.</summary>
    public virtual Window Origin => default;

    /// <summary>An object that holds nothing but the fill value and is left out.</summary>
    public virtual void LeaveOut(string key) { }

    /// <summary>Makes everything visible, metadata last.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A store that does not exist yet, or takes the place of one at once.</summary>
internal sealed class ZarrNewStore : ZarrTarget
{
    private readonly IReadOnlyList<ZarrLevel> levels;
    private readonly ZarrStage stage;

    public ZarrNewStore(string path, ArraySchema schema, ZarrOptions options)
    {
        levels = ZarrLevel.Of(new(schema, options));
        Array = levels[0].Array();
        stage = new(path, options.Mode);
        Staged = new(stage.Folder);
    }

    public override FileStore Staged { get; }

    public override ZarrArray Array { get; }

    public override ZarrAxes Axes => levels[0].Axes;

    public override ArraySchema Schema => levels[0].Plan.Schema;

    public override async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        for (var i = 1; i < levels.Count; i++) await new ZarrOverview(Staged, levels[i - 1], levels[i]).WriteAsync(cancellation).ConfigureAwait(false);
        await new ZarrGroupWriter(Staged, levels).WriteAsync(cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        stage.Complete();
    }

    public override async ValueTask DisposeAsync()
    {
        await Staged.DisposeAsync().ConfigureAwait(false);
        stage.Dispose();
    }
}
