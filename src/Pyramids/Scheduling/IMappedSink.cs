namespace Pyramids;

/// <summary>A sink in memory, whose cells can be computed in place.</summary>
internal interface IMappedSink : IChunkSink
{
    /// <summary>The sink's own memory for a window, when its cells lie there densely.</summary>
    bool TryMap(Window window, out Chunk chunk);
}
