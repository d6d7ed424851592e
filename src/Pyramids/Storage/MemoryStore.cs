using System.Collections.Concurrent;

namespace Pyramids;

/// <summary>Objects in memory: for tests, and for small stores that need no file.</summary>
internal sealed class MemoryStore(string name = "memory") : IWritableStore
{
    private readonly ConcurrentDictionary<string, byte[]> objects = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>A store of one object.</summary>
    public static MemoryStore Of(string key, byte[] content)
    {
        var store = new MemoryStore();
        store.objects[StoreKeys.Check(key, store.Name)] = content;
        return store;
    }

    public ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled<int>(cancellation);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (!objects.TryGetValue(StoreKeys.Check(key, name), out var content)) throw Missing(key);
        var count = (int)Math.Min(destination.Length, Math.Max(0, content.Length - offset));
        content.AsSpan((int)Math.Min(offset, content.Length), count).CopyTo(destination.Span);
        return new(count);
    }

    public ValueTask<long?> LengthAsync(string key, CancellationToken cancellation)
        => cancellation.IsCancellationRequested
            ? ValueTask.FromCanceled<long?>(cancellation)
            : new(objects.TryGetValue(StoreKeys.Check(key, name), out var content) ? content.Length : null);

    public ValueTask WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled(cancellation);
        objects[StoreKeys.Check(key, name)] = content.ToArray();
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        => cancellation.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellation)
            : new(objects.TryAdd(StoreKeys.Check(key, name), content.ToArray()));

    public ValueTask MoveAsync(string key, string target, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled(cancellation);
        StoreKeys.Check(target, name);
        if (!objects.TryGetValue(StoreKeys.Check(key, name), out var content)) throw Missing(key);
        objects[target] = content;
        if (key != target) objects.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAsync(string key, CancellationToken cancellation)
    {
        objects.TryRemove(StoreKeys.Check(key, name), out _);
        return ValueTask.CompletedTask;
    }

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation)
        => objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray()
            .ToAsyncEnumerable();

    public IAsyncEnumerable<string> ChildrenAsync(string folder, CancellationToken cancellation)
        => StoreKeys.Children(objects.Keys, folder).ToAsyncEnumerable();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private FileNotFoundException Missing(string key) => new($"There is no object '{key}' in {name}.", key);
}
