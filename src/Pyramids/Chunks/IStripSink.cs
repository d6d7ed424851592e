namespace Pyramids;

/// <summary>A sink that can take the rows of a chunk as they are made, while they are still in the cache.</summary>
internal interface IStripSink : IChunkSink
{
    /// <summary>Whether it can, of chunks of one band.</summary>
    bool TakesStrips { get; }

    /// <summary>Begins a chunk that covers whole stored objects, as <see cref="IChunkSink.WriteAsync"/> does.</summary>
    IStripWriter Begin(Window window, CancellationToken cancellation);
}

/// <summary>Takes the rows of one chunk, from the first to the last; only then is it written.</summary>
internal interface IStripWriter : IDisposable
{
    /// <summary>Takes the next rows, as wide as the chunk; their cells are valid until this returns.</summary>
    void Write(Chunk strip);
}
