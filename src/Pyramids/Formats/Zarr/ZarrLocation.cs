namespace Pyramids;

/// <summary>Where a Zarr store is written: a folder on disk, or a name in a store that takes objects; and what lies beside it until it is
/// complete.</summary>
internal sealed class ZarrLocation : IAsyncDisposable
{
    private readonly IWritableStore? parent;              // null on disk

    private ZarrLocation(string name, string? folder, IWritableStore? parent)
    {
        (Name, Folder, this.parent) = (name, folder, parent);
        Store = parent is null ? new FileStore(folder!) : new PrefixStore(parent, name);
        Wrap = store => store;
    }

    /// <summary>A place whose staged folders are wrapped: for tests that let calls fail.</summary>
    internal ZarrLocation(ZarrLocation place, Func<IWritableStore, IWritableStore> wrap) : this(place.Name, place.Folder, place.parent)
        => Wrap = wrap;

    /// <summary>The last part of its path.</summary>
    public string Name { get; }

    /// <summary>Its folder on disk, with a full path; null when it is elsewhere.</summary>
    public string? Folder { get; }

    /// <summary>The store's objects.</summary>
    public IWritableStore Store { get; }

    /// <summary>What stores of staged folders are wrapped in.</summary>
    public Func<IWritableStore, IWritableStore> Wrap { get; }

    /// <summary>How long a writer among objects may give no sign of life before another takes its place.</summary>
    public TimeSpan Patience { get; private set; } = TimeSpan.FromSeconds(30);

    /// <summary>The store that holds it and what lies beside it; null on disk.</summary>
    public IWritableStore? Parent => parent;

    /// <exception cref="ArgumentException">The URL is none that can be written.</exception>
    /// <exception cref="IOException">The path cannot be a store.</exception>
    public static ZarrLocation Of(string pathOrUrl)
    {
        if (ByteStores.IsRemote(pathOrUrl))
        {
            if (!pathOrUrl.StartsWith("s3://", StringComparison.Ordinal))
                throw new ArgumentException($"'{pathOrUrl}' cannot be written: stores are written to folders and to s3://bucket/key.");
            var trimmed = pathOrUrl.TrimEnd('/');
            var slash = trimmed.LastIndexOf('/');
            if (slash <= "s3://".Length)
                throw new ArgumentException($"'{pathOrUrl}' names a bucket; a store needs a key in it, such as {trimmed}/a.zarr.");
            return In(S3Store.ForUrl(trimmed[..slash]), trimmed[(slash + 1)..]);
        }
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(pathOrUrl));
        return Path.GetDirectoryName(folder) is null
            ? throw new IOException($"'{pathOrUrl}' cannot be a Zarr store: it is the root of a file system.")
            : new(Path.GetFileName(folder), folder, null);
    }

    /// <summary>A name in a store of objects.</summary>
    public static ZarrLocation In(IWritableStore parent, string name, TimeSpan? patience = null)
    {
        var place = new ZarrLocation(StoreKeys.Check(name, parent.Name), null, parent);
        if (patience is { } time) place.Patience = time;
        return place;
    }

    /// <summary>Key or folder of something that lies beside the store and begins with its name.</summary>
    public string Beside(string ending)
        => Folder is null ? $".{Name}.{ending}" : Path.Combine(Path.GetDirectoryName(Folder)!, $".{Name}.{ending}");

    /// <summary>Whether an array or a group is there.</summary>
    public async ValueTask<bool> HoldsStoreAsync(CancellationToken cancellation)
    {
        if (Folder is not null) return ZarrStore.IsStore(Folder);
        foreach (var mark in (string[])["zarr.json", ".zgroup", ".zarray"])
        {
            if (await Store.LengthAsync(mark, cancellation).ConfigureAwait(false) is not null) return true;
        }
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync().ConfigureAwait(false);
        if (parent is not null) await parent.DisposeAsync().ConfigureAwait(false);
    }
}
