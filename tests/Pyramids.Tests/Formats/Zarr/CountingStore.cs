namespace Pyramids.Tests;

/// <summary>A store that lists what is read from another.</summary>
internal sealed class CountingStore(IWritableStore inner) : IWritableStore
{
    public List<(string Key, int Bytes)> Reads { get; } = [];

    public string Name => inner.Name;

    public ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        lock (Reads) Reads.Add((key, destination.Length));
        return inner.ReadAsync(key, offset, destination, cancellation);
    }

    public ValueTask<long?> LengthAsync(string key, CancellationToken cancellation) => inner.LengthAsync(key, cancellation);

    public ValueTask WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        => inner.WriteAsync(key, content, cancellation);

    public ValueTask<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        => inner.TryCreateAsync(key, content, cancellation);

    public ValueTask MoveAsync(string key, string target, CancellationToken cancellation) => inner.MoveAsync(key, target, cancellation);

    public IAsyncEnumerable<string> ChildrenAsync(string folder, CancellationToken cancellation)
        => inner.ChildrenAsync(folder, cancellation);

    public ValueTask DeleteAsync(string key, CancellationToken cancellation) => inner.DeleteAsync(key, cancellation);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation) => inner.ListAsync(prefix, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
