using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>The part of a store that lies in one of its folders.</summary>
internal sealed class PrefixStore(IWritableStore inner, string folder) : IWritableStore
{
    public string Name => $"{inner.Name}/{folder}";

    public ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
        => inner.ReadAsync(KeyOf(key), offset, destination, cancellation);

    public ValueTask<long?> LengthAsync(string key, CancellationToken cancellation) => inner.LengthAsync(KeyOf(key), cancellation);

    public ValueTask<string?> StampAsync(string key, CancellationToken cancellation) => inner.StampAsync(KeyOf(key), cancellation);

    public ValueTask WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        => inner.WriteAsync(KeyOf(key), content, cancellation);

    public ValueTask<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
        => inner.TryCreateAsync(KeyOf(key), content, cancellation);

    public ValueTask MoveAsync(string key, string target, CancellationToken cancellation)
        => inner.MoveAsync(KeyOf(key), KeyOf(target), cancellation);

    public ValueTask DeleteAsync(string key, CancellationToken cancellation) => inner.DeleteAsync(KeyOf(key), cancellation);

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var key in inner.ListAsync($"{folder}/{prefix}", cancellation).ConfigureAwait(false))
            yield return key[(folder.Length + 1)..];
    }

    public IAsyncEnumerable<string> ChildrenAsync(string below, CancellationToken cancellation)
        => inner.ChildrenAsync(below.Length == 0 ? folder : $"{folder}/{StoreKeys.Check(below, Name)}", cancellation);

    /// <summary>The whole store belongs to whoever made it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string KeyOf(string key) => $"{folder}/{StoreKeys.Check(key, Name)}";
}
