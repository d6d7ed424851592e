namespace Pyramids;

/// <summary>A store among objects as readers see it while a committed change takes its place: what waits comes before what is
/// there.</summary>
internal sealed class ZarrCommitted : IListedStore
{
    private readonly IListedStore store, parent;
    private readonly Dictionary<string, string> waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> removed = new(StringComparer.Ordinal);

    private ZarrCommitted(IListedStore store, IListedStore parent) => (this.store, this.parent) = (store, parent);

    public string Name => store.Name;

    /// <summary>The store itself when nothing waits beside it.</summary>
    public static async ValueTask<IListedStore> OpenAsync(
        IListedStore store, IListedStore parent, string name, CancellationToken cancellation)
    {
        var found = await ZarrObjectCommit.FindAsync(parent, name, cancellation).ConfigureAwait(false);
        if (found.Count == 0) return store;
        var seen = new ZarrCommitted(store, parent);
        foreach (var (folder, plan) in found)
        {
            foreach (var key in plan.Moved) seen.waiting[key] = $"{folder}/objects/{key}";
            seen.removed.UnionWith(plan.Removed);
        }
        return seen;
    }

    public async ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        if (removed.Contains(key)) throw new FileNotFoundException($"There is no object '{key}' in {Name}.", key);
        if (waiting.TryGetValue(key, out var place))
        {
            try
            {
                return await parent.ReadAsync(place, offset, destination, cancellation).ConfigureAwait(false);
            }
            catch (FileNotFoundException)
            {
                // It has taken its place since.
            }
        }
        return await store.ReadAsync(key, offset, destination, cancellation).ConfigureAwait(false);
    }

    public async ValueTask<long?> LengthAsync(string key, CancellationToken cancellation)
    {
        if (removed.Contains(key)) return null;
        if (waiting.TryGetValue(key, out var place) && await parent.LengthAsync(place, cancellation).ConfigureAwait(false) is { } length)
            return length;
        return await store.LengthAsync(key, cancellation).ConfigureAwait(false);
    }

    public async ValueTask<string?> StampAsync(string key, CancellationToken cancellation)
        => (waiting.TryGetValue(key, out var place) ? await parent.StampAsync(place, cancellation).ConfigureAwait(false) : null)
            ?? await store.StampAsync(key, cancellation).ConfigureAwait(false);

    public async IAsyncEnumerable<string> ListAsync(
        string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var present = await store.ListAsync(prefix, cancellation).ToListAsync(cancellation).ConfigureAwait(false);
        var keys = present.Concat(waiting.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)));
        foreach (var key in keys.Where(key => !removed.Contains(key)).Distinct().Order(StringComparer.Ordinal)) yield return key;
    }

    public async IAsyncEnumerable<string> ChildrenAsync(
        string folder, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var keys = await ListAsync(folder.Length == 0 ? "" : folder + "/", cancellation).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var name in StoreKeys.Children(keys, folder)) yield return name;
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync().ConfigureAwait(false);
        await parent.DisposeAsync().ConfigureAwait(false);
    }
}
