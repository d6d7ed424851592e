namespace Pyramids;

/// <summary>Objects of bytes under keys, read by position from any thread. Behaviour is added by wrapping one in another.</summary>
internal interface IByteStore : IAsyncDisposable
{
    /// <summary>What messages call the store: a folder, a URL, <c>memory</c>.</summary>
    string Name { get; }

    /// <summary>Reads from <paramref name="offset"/> until the destination is full or the object ends.</summary>
    /// <returns>Bytes read; fewer than asked only at the object's end.</returns>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation);

    /// <summary>Length of an object in bytes, or null when there is none.</summary>
    ValueTask<long?> LengthAsync(string key, CancellationToken cancellation);

    /// <summary>What changes when an object is written anew: a time, or a server's tag. Null when the store knows none,
    /// or has no such object.</summary>
    ValueTask<string?> StampAsync(string key, CancellationToken cancellation) => new((string?)null);
}

/// <summary>A store that tells which objects it holds.</summary>
internal interface IListedStore : IByteStore
{
    /// <summary>Keys under a prefix, in ordinal order.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation);

    /// <summary>What lies directly in a folder, in ordinal order: names of objects, and of folders with a slash behind.
    /// Nothing below is visited.</summary>
    /// <param name="folder">A key without a slash behind; empty for the root.</param>
    /// <param name="cancellation">Ends the listing early.</param>
    IAsyncEnumerable<string> ChildrenAsync(string folder, CancellationToken cancellation);
}

/// <summary>A store that takes objects too.</summary>
internal interface IWritableStore : IListedStore
{
    /// <summary>Writes a whole object: a reader sees the old one or the new one, never a part.</summary>
    ValueTask WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Writes a whole object where there is none.</summary>
    /// <returns>False, with nothing changed, when there is one: of several who try at once, one is told true.</returns>
    ValueTask<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Gives an object another key, in place of what that key held.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    ValueTask MoveAsync(string key, string target, CancellationToken cancellation);

    /// <summary>Removes an object; nothing happens when there is none.</summary>
    ValueTask DeleteAsync(string key, CancellationToken cancellation);
}
