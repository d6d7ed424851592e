using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

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
        if (!objects.TryGetValue(StoreKeys.Check(key, name), out var content))
            throw new FileNotFoundException($"There is no object '{key}' in {name}.", key);
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

    public ValueTask DeleteAsync(string key, CancellationToken cancellation)
    {
        objects.TryRemove(StoreKeys.Check(key, name), out _);
        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var key in objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return key;
        }
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
