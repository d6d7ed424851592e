namespace Pyramids;

/// <summary>How computations run.</summary>
public sealed record EngineOptions
{
    /// <summary>Workers; the number of processors unless set.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Bytes that a computation may take at once: chunks, working memory, and, of budgets from 32 MiB on, 12 to 32 MiB
    /// for the runtime's own heap and code. A quarter of the machine's memory unless set.
    /// </summary>
    public long MemoryBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Bytes that <see cref="Chunks.Auto"/> grows chunks toward: 128 MiB, or a sixteenth of the memory budget
    /// when that is less.</summary>
    public long ChunkBytes { get => Math.Min(chunkBytes, Math.Max(1 << 20, MemoryBytes / 16)); init => chunkBytes = value; }

    /// <summary>
    /// Folder of the temporary files for cells that the memory budget has no room for; the system's own for temporary files
    /// when null. They have no name there while they are used, and nothing of them is left, whatever ends the process.
    /// </summary>
    public string? SpillFolder { get; init; }

    /// <summary>Who computes: workers, or the caller alone.</summary>
    public SchedulerKind Scheduler { get; init; } = SchedulerKind.Threads;

    private readonly long chunkBytes = 128L << 20;

    /// <summary>Workers that a computation has: one when it is synchronous.</summary>
    internal int Workers => Scheduler == SchedulerKind.Synchronous ? 1 : Threads;

    /// <summary>
    /// Whether the thread that asks for a run is one of its workers and returns when it is done: it has nothing else to
    /// do. A command's thread is so, and what never waits need not be made ready to.
    /// </summary>
    internal bool CallerWorks { get => callerWorks || Scheduler == SchedulerKind.Synchronous; init => callerWorks = value; }

    private readonly bool callerWorks;

    internal void Check()
    {
        if (Threads is < 1 or > 4096)
            throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "The number of threads must lie between 1 and 4096.");
        if (MemoryBytes < 1 << 20)
            throw new ArgumentOutOfRangeException(nameof(MemoryBytes), MemoryBytes,
                "The memory budget must be at least 1 MiB (1048576 bytes).");
        if (Scheduler is not (SchedulerKind.Threads or SchedulerKind.Synchronous))
            throw new ArgumentOutOfRangeException(nameof(Scheduler), Scheduler, "The scheduler is Threads or Synchronous.");
        if (chunkBytes < 1) throw new ArgumentOutOfRangeException(nameof(ChunkBytes), chunkBytes, "The size of a chunk must be positive.");
    }
}

/// <summary>Who computes the chunks.</summary>
public enum SchedulerKind
{
    /// <summary>Workers side by side, as many as <see cref="EngineOptions.Threads"/> says. Where there are several,
    /// arrays of 2^20 cells and more are rehearsed on one thread beside the caller while a run is planned.</summary>
    Threads,

    /// <summary>The thread that asks, chunk after chunk in one order, before the call returns: for a debugger and a
    /// profiler. The bits are the same.</summary>
    Synchronous,
}
