namespace Pyramids;

/// <summary>How computations run.</summary>
public sealed record EngineOptions
{
    /// <summary>Workers; the number of processors unless set.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes that the chunks and working memory of a computation may take at once; a quarter of the machine's memory unless set.</summary>
    public long MemoryBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Bytes that <see cref="Chunks.Auto"/> grows chunks toward: 128 MiB, or a sixteenth of the memory budget when that is less.</summary>
    public long ChunkBytes { get => Math.Min(chunkBytes, Math.Max(1 << 20, MemoryBytes / 16)); init => chunkBytes = value; }

    private readonly long chunkBytes = 128L << 20;

    internal void Check()
    {
        if (Threads is < 1 or > 4096) throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "The number of threads must lie between 1 and 4096.");
        if (MemoryBytes < 1 << 20) throw new ArgumentOutOfRangeException(nameof(MemoryBytes), MemoryBytes, "The memory budget must be at least 1 MiB (1048576 bytes).");
        if (chunkBytes < 1) throw new ArgumentOutOfRangeException(nameof(ChunkBytes), chunkBytes, "The size of a chunk must be positive.");
    }
}
