namespace Pyramids;

/// <summary>A store that is built in a folder beside its target and takes the target's place at once when it is complete.</summary>
internal sealed class ZarrFolderStage : ZarrStage
{
    private readonly string target, staged;
    private readonly ZarrMode mode;
    private readonly bool isKept;
    private readonly FileStore files;
    private readonly IWritableStore store;
    private readonly FolderLock? alive;
    private bool isOpen = true;

    public ZarrFolderStage(ZarrLocation place, ZarrMode mode, string? resume)
    {
        (target, this.mode, isKept) = (place.Folder!, mode, resume is not null);
        Check();
        var folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder '{folder}' of '{target}' does not exist. Make it first.");
        if (!isKept) FolderExchange.Sweep(folder, Path.GetFileName(place.Beside("partial-")));
        staged = place.Beside($"partial-{resume ?? Id()}");
        Directory.CreateDirectory(staged);
        alive = isKept ? null : FolderLock.TryTake(staged);
        files = new(staged);
        store = place.Wrap(files);
    }

    public override IWritableStore Staged => store;

    public override async ValueTask CompleteAsync(
        ZarrDocumentsMaker documents, IReadOnlyCollection<string> removed, CancellationToken cancellation)
    {
        await WriteAsync(store, await documents(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        if (isKept) files.RemoveUnfinished();
        using var taken = await FolderLock.TakeAsync(Path.GetDirectoryName(target)!, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        Check();
        FolderExchange.Replace(staged, target);
        isOpen = false;
    }

    public override ValueTask RemoveAsync()
    {
        isOpen = false;
        FolderExchange.Remove(staged);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await store.DisposeAsync().ConfigureAwait(false);
        if (isOpen && !isKept) FolderExchange.Remove(staged);
        isOpen = false;
        alive?.Dispose();
    }

    private void Check()
    {
        if (File.Exists(target))
            throw new IOException($"'{target}' is a file; a Zarr store is a folder. Use another name or remove the file.");
        if (!Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any()) return;
        if (mode == ZarrMode.Create) throw new IOException($"'{target}' exists. Use Mode = Overwrite to replace it, or another name.");
        if (!ZarrStore.IsStore(target))
            throw new IOException($"'{target}' is a folder that holds no Zarr store; it is not replaced. Use another name or remove it.");
    }
}
