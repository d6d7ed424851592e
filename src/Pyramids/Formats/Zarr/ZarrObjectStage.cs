using System.Collections.Concurrent;

namespace Pyramids;

/// <summary>A new store among objects: they go where they belong, and nothing shows them before the metadata, which are created
/// last.</summary>
internal sealed class ZarrObjectStage : ZarrStage
{
    private readonly ZarrLocation place;
    private readonly bool isKept;
    private readonly RecordingStore store;
    private readonly ZarrLease? lease;
    private bool isOpen = true;

    private ZarrObjectStage(ZarrLocation place, bool isKept, ZarrLease? lease)
        => (this.place, this.isKept, this.lease, store) = (place, isKept, lease, new(place.Store));

    public override IWritableStore Staged => store;

    /// <exception cref="IOException">The store exists and is not to be replaced, or another process writes it.</exception>
    public static async Task<ZarrStage> OpenAsync(ZarrLocation place, ZarrMode mode, string? resume, bool isShared)
    {
        if (await place.HoldsStoreAsync(default).ConfigureAwait(false))
            return mode == ZarrMode.Create ? throw Exists(place) : new ZarrObjectCommit(place, resume ?? Id());
        var lease = isShared ? null : await ZarrLease.TakeAsync(place, wait: false, default).ConfigureAwait(false);
        return new ZarrObjectStage(place, resume is not null, lease);
    }

    public override async ValueTask CompleteAsync(
        ZarrDocumentsMaker documents, IReadOnlyCollection<string> removed, CancellationToken cancellation)
    {
        var all = await documents(cancellation).ConfigureAwait(false);
        await WriteAsync(store, [.. all.SkipLast(1)], cancellation).ConfigureAwait(false);
        if (lease is not null) await lease.CheckAsync(cancellation).ConfigureAwait(false);
        var (key, content) = all[^1];
        if (!await place.Store.TryCreateAsync(key, content, cancellation).ConfigureAwait(false)
            && !await IsOwnAsync(key, content, cancellation).ConfigureAwait(false))
            throw Exists(place);
        isOpen = false;
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (isOpen) await RemoveUnfinishedAsync().ConfigureAwait(false);
            isOpen = false;
        }
        finally
        {
            if (lease is not null) await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask RemoveUnfinishedAsync()
    {
        if (isKept || await place.HoldsStoreAsync(default).ConfigureAwait(false) && !store.Written.ContainsKey("zarr.json")
            && !store.Written.ContainsKey(".zgroup"))
            return;
        foreach (var key in store.Written.Keys.OrderBy(key => key is not ("zarr.json" or ".zgroup" or ".zmetadata")))
            await place.Store.DeleteAsync(key, default).ConfigureAwait(false);
    }

    /// <summary>Whether it was this write that created the object, in an attempt whose answer was lost.</summary>
    private async ValueTask<bool> IsOwnAsync(string key, byte[] content, CancellationToken cancellation)
    {
        if (await place.Store.LengthAsync(key, cancellation).ConfigureAwait(false) != content.Length) return false;
        var found = new byte[content.Length];
        await place.Store.ReadAsync(key, 0, found, cancellation).ConfigureAwait(false);
        return found.AsSpan().SequenceEqual(content);
    }

    private static IOException Exists(ZarrLocation place)
        => new($"'{place.Store.Name}' exists. Use Mode = Overwrite to replace it, or another name.");

    /// <summary>A store that remembers what was written to it.</summary>
    private sealed class RecordingStore(IWritableStore inner) : IWritableStore
    {
        public ConcurrentDictionary<string, bool> Written { get; } = new(StringComparer.Ordinal);

        public string Name => inner.Name;

        public ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
            => inner.ReadAsync(key, offset, destination, cancellation);

        public ValueTask<long?> LengthAsync(string key, CancellationToken cancellation) => inner.LengthAsync(key, cancellation);

        public ValueTask WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        {
            Written[key] = true;
            return inner.WriteAsync(key, content, cancellation);
        }

        public ValueTask<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
            => inner.TryCreateAsync(key, content, cancellation);

        public ValueTask MoveAsync(string key, string target, CancellationToken cancellation) => inner.MoveAsync(key, target, cancellation);

        public ValueTask DeleteAsync(string key, CancellationToken cancellation) => inner.DeleteAsync(key, cancellation);

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation) => inner.ListAsync(prefix, cancellation);

        public IAsyncEnumerable<string> ChildrenAsync(string folder, CancellationToken cancellation)
            => inner.ChildrenAsync(folder, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
