using System.Security.Cryptography;
using System.Text;

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
    public abstract ValueTask CompleteAsync(CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A store that does not exist yet, or takes the place of one at once.</summary>
internal sealed class ZarrNewStore : ZarrTarget
{
    private readonly IReadOnlyList<ZarrLevel> levels;
    private const string JournalEnd = ".journal";
    private readonly ZarrStage stage;
    private readonly ZarrJournal? journal;

    public ZarrNewStore(string path, ArraySchema schema, ZarrOptions options)
    {
        levels = ZarrLevel.Of(new(schema, options));
        Array = levels[0].Array();
        var resume = options.Resume is { } name ? Identity(name) : null;
        stage = new(path, options.Mode, resume);
        Staged = new(stage.Folder);
        Objects = Staged;
        if (resume is null) return;
        journal = new(stage.Folder + JournalEnd, stage.Folder);
        Objects = new ZarrJournalStore(Staged, journal);
    }

    public override IWritableStore Objects { get; }

    public override bool IsResumed => journal is { IsEmpty: false };

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
        journal?.Dispose();
        if (journal is not null) File.Delete(stage.Folder + JournalEnd);
    }

    public override bool IsFinished(string key) => journal?.IsFinished(key) ?? false;

    public override void LeaveOut(string key) => journal?.Add(key, []);

    public override async ValueTask DisposeAsync()
    {
        journal?.Dispose();
        await Staged.DisposeAsync().ConfigureAwait(false);
        stage.Dispose();
    }

    /// <summary>What makes two writes the same: their name, and all that their metadata say.</summary>
    private string Identity(string name)
    {
        var text = string.Join('\n', [name, .. levels.Select(level => level.Plan.Data.Metadata(level.Plan.Options.Version, level.Plan.Options).ToJsonString() + level.Plan.GroupAttributes().ToJsonString())]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
