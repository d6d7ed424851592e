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
}

/// <summary>A store that takes objects too.</summary>
internal interface IWritableStore : IByteStore
{
    /// <summary>Writes a whole object: a reader sees the old one or the new one, never a part.</summary>
    ValueTask WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Removes an object; nothing happens when there is none.</summary>
    ValueTask DeleteAsync(string key, CancellationToken cancellation);

    /// <summary>Keys under a prefix, in ordinal order.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation);
}
