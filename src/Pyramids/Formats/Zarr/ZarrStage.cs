namespace Pyramids;

/// <summary>Makes the metadata of a store from what it then holds, in the order they are to appear.</summary>
internal delegate ValueTask<IReadOnlyList<(string Key, byte[] Content)>> ZarrDocumentsMaker(CancellationToken cancellation);

/// <summary>Where the objects of a write wait until all of them appear.</summary>
internal abstract class ZarrStage : IAsyncDisposable
{
    /// <summary>Takes objects under the keys of the store.</summary>
    public abstract IWritableStore Staged { get; }

    /// <summary>Makes everything visible, the metadata last.</summary>
    /// <param name="documents">Metadata in the order they are to appear, made from the store as it then is.</param>
    /// <param name="removed">Keys of objects that the store no longer has.</param>
    /// <param name="cancellation">Ends the write early, as long as nothing is visible.</param>
    public abstract ValueTask CompleteAsync(
        ZarrDocumentsMaker documents, IReadOnlyCollection<string> removed, CancellationToken cancellation);

    /// <summary>Removes what waits here though it is to be resumed: the store is there already.</summary>
    public virtual ValueTask RemoveAsync() => ValueTask.CompletedTask;

    /// <summary>Removes what is not complete, unless it is to be resumed.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>For a store that does not exist, or is to be replaced.</summary>
    /// <param name="place">The target.</param>
    /// <param name="mode">What is done about a target that exists.</param>
    /// <param name="resume">Names what is staged, which then stays when the write fails and is found again; null to leave nothing
    /// behind.</param>
    /// <param name="isShared">Whether several processes write parts of the store; else one that is written by another is refused.</param>
    /// <exception cref="IOException">The target exists and is not to be replaced, is no Zarr store, or cannot be written.</exception>
    public static ZarrStage ForNew(ZarrLocation place, ZarrMode mode, string? resume, bool isShared) => place.Folder is not null
        ? new ZarrFolderStage(place, mode, resume)
        : Task.Run(() => ZarrObjectStage.OpenAsync(place, mode, resume, isShared)).GetAwaiter().GetResult();

    /// <summary>For a part of a store that exists.</summary>
    public static ZarrStage ForUpdate(ZarrLocation place)
        => place.Folder is not null ? new ZarrFolderUpdate(place) : new ZarrObjectCommit(place, null);

    protected static async ValueTask WriteAsync(
        IWritableStore store, IReadOnlyList<(string Key, byte[] Content)> documents, CancellationToken cancellation)
    {
        foreach (var (key, content) in documents) await store.WriteAsync(key, content, cancellation).ConfigureAwait(false);
    }

    protected static async ValueTask ClearAsync(IWritableStore store, string prefix)
    {
        foreach (var key in await store.ListAsync(prefix, default).ToListAsync().ConfigureAwait(false))
            await store.DeleteAsync(key, default).ConfigureAwait(false);
    }

    protected static string Id() => Guid.NewGuid().ToString("n")[..8];
}
