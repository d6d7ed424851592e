namespace Pyramids;

/// <summary>Where chunks go to. Nothing is visible at the target before <see cref="CompleteAsync"/> returned; disposal
/// without it removes all traces.</summary>
/// <remarks>
/// A sink is made by a factory that has checked the target and knows the schema: <c>SinkFactory(schema,
/// cancellation)</c>. The schema's cell type is the one that chunks arrive in; a floating chunk holds NaN for missing
/// cells and the sink writes the schema's nodata value for it.
/// </remarks>
internal interface IChunkSink : IAsyncDisposable
{
    /// <summary>The stored objects: no two calls of <see cref="WriteAsync"/> touch the same one.</summary>
    BlockShape Block { get; }

    /// <summary>Whether any cell of a window is wanted; chunks that are not wanted are neither computed nor written.</summary>
    bool Wants(Window window) => true;

    /// <summary>Writes a chunk that covers whole stored objects (cut at the raster's edge). Called from several threads at once.</summary>
    /// <param name="sequence">Position of the chunk in the order of the run, from 0 without gaps: a sink that appends
    /// keeps this order.</param>
    /// <param name="chunk">The cells; valid until the task ends.</param>
    /// <param name="cancellation">Ends the write early.</param>
    ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation);

    /// <summary>Does once, with a few cells, what writes do before anything is stored, so that it is compiled before
    /// the first of them.</summary>
    void Rehearse() { }

    /// <summary>Makes everything visible at the target at once, metadata last.</summary>
    ValueTask CompleteAsync(CancellationToken cancellation);

    /// <summary>Bytes of working memory that writing a window takes beyond the chunk.</summary>
    long ScratchBytes(Window window);

    /// <summary>Bytes that the sink keeps of a window from its write until all windows before it are written.</summary>
    long HeldBytes(Window window) => 0;

    /// <summary>Bytes that the sink itself holds during the whole run, whatever the chunks.</summary>
    long StandingBytes => 0;
}
