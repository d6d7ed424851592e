namespace Pyramids;

/// <summary>A part of a store on disk. When it is complete, a second store of linked files with the new objects takes the old one's place
/// in one step.</summary>
/// <remarks>Writers of several processes may change parts at once: each takes the store as it is when its turn comes.</remarks>
internal sealed class ZarrFolderUpdate : ZarrStage
{
    private readonly string target, folder;
    private readonly FolderLock? alive;
    private readonly IWritableStore store;

    public ZarrFolderUpdate(ZarrLocation place)
    {
        target = place.Folder!;
        FolderExchange.Sweep(Path.GetDirectoryName(target)!, Path.GetFileName(place.Beside("update-")));
        folder = place.Beside($"update-{Id()}");
        Directory.CreateDirectory(folder);
        alive = FolderLock.TryTake(folder);
        Directory.CreateDirectory(Objects);
        store = place.Wrap(new FileStore(Objects));
    }

    public override IWritableStore Staged => store;

    private string Objects => Path.Combine(folder, "objects");

    public override async ValueTask CompleteAsync(
        ZarrDocumentsMaker documents, IReadOnlyCollection<string> removed, CancellationToken cancellation)
    {
        using var taken = await FolderLock.TakeAsync(Path.GetDirectoryName(target)!, cancellation).ConfigureAwait(false);
        await WriteAsync(store, await documents(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        FolderExchange.Link(target, Objects, removed.ToHashSet(StringComparer.Ordinal));
        cancellation.ThrowIfCancellationRequested();
        FolderExchange.Replace(Objects, target);
    }

    public override async ValueTask DisposeAsync()
    {
        await store.DisposeAsync().ConfigureAwait(false);
        FolderExchange.Remove(folder);
        alive?.Dispose();
    }
}
