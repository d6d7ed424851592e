namespace Pyramids;

/// <summary>How far a computation has come.</summary>
/// <param name="ChunksDone">Chunks read or computed in this pass.</param>
/// <param name="ChunksTotal">Chunks to read or compute in this pass.</param>
/// <param name="BytesRead">Stored bytes fetched from sources, in all passes so far.</param>
/// <param name="Elapsed">Time since the start.</param>
/// <param name="MemoryPeak">Most bytes of chunks held at once.</param>
/// <param name="Finished">Whether this is the last report of the run.</param>
/// <remarks>
/// Reports come after every chunk, from the workers' threads, and once more after a failure. <see cref="Nodes"/> and
/// <see cref="Outputs"/> are for drawings: they are made only when asked for, at most five times a second for each run;
/// in between they are the very objects given before.
/// </remarks>
public readonly record struct ComputeProgress(long ChunksDone, long ChunksTotal, long BytesRead, TimeSpan Elapsed, long MemoryPeak,
    bool Finished = false)
{
    /// <summary>Stored bytes that the passes up to this one fetch in all.</summary>
    public long BytesTotal { get; init; }

    /// <summary>Most bytes that the passes up to this one take at once, as their plans foresaw it: <c>MemoryPeak</c>
    /// never rises above it.</summary>
    public long MemoryProjected { get; init; }

    /// <summary>Which pass over the cells is running, from 1: reductions that others need come first.</summary>
    public int Pass { get; init; } = 1;

    /// <summary>Whether this is the last report of a run that ended before its time: a chunk could not be made, or it
    /// was cancelled.</summary>
    public bool Stopped { get; init; }

    /// <summary>Number of passes.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>Time since the pass began.</summary>
    public TimeSpan PassElapsed { get; init; } = Elapsed;

    /// <summary>Share done, from 0 to 1; passes count alike.</summary>
    public double Fraction => (Math.Max(1, Pass) - 1 + (ChunksTotal == 0 ? 1 : (double)ChunksDone / ChunksTotal)) / Math.Max(1, Passes);

    /// <summary>Time left at the rate so far; null before the first chunk is done.</summary>
    public TimeSpan? Remaining => ChunksDone == 0 ? null : Elapsed * ((1 - Fraction) / Fraction);

    /// <summary>Chunks done in a second of this pass.</summary>
    public double ChunksPerSecond => PassElapsed > TimeSpan.Zero ? ChunksDone / PassElapsed.TotalSeconds : 0;

    /// <summary>Stored bytes fetched in a second of the run.</summary>
    public double BytesPerSecond => Elapsed > TimeSpan.Zero ? BytesRead / Elapsed.TotalSeconds : 0;

    /// <summary>The state of every operation, inputs before their readers; for a single array the ids are those of
    /// <see cref="LazyArray.Graph()"/>.</summary>
    public IReadOnlyList<NodeProgress> Nodes => Track?.Nodes() ?? [];

    /// <summary>The state of every chunk of what this pass makes: one entry for each array or reduction.</summary>
    public IReadOnlyList<ChunkStates> Outputs => Track?.Outputs() ?? [];

    internal RunTrack? Track { get; init; }
}

/// <summary>How far one operation has come. Operations that are computed together, strip by strip, advance together.</summary>
/// <param name="Id">Number of the operation, from 1; inputs have lower ones.</param>
/// <param name="Operation">Its name: <c>read</c>, <c>slope</c>.</param>
/// <param name="State">Waiting, running, done or failed.</param>
/// <param name="ChunksDone">Chunks done in this pass.</param>
/// <param name="ChunksRunning">Chunks that workers have in hand.</param>
/// <param name="ChunksTotal">Chunks to do in this pass; 0 when the pass has none for it.</param>
public sealed record NodeProgress(int Id, string Operation, NodeState State, long ChunksDone, int ChunksRunning, long ChunksTotal);

/// <summary>What an operation is doing.</summary>
public enum NodeState
{
    /// <summary>No chunk of it has been begun.</summary>
    Waiting,

    /// <summary>Some of its chunks are done or in hand.</summary>
    Running,

    /// <summary>All its chunks are done.</summary>
    Done,

    /// <summary>One of its chunks could not be made; the run is over.</summary>
    Failed,
}

/// <summary>The states of all chunks of an output at one moment, for a picture of its chunk grid.</summary>
/// <param name="Operation">The output's last operation.</param>
/// <param name="Grid">The chunks that tasks work on; the engine chooses them, whatever the array's own chunks are.</param>
/// <param name="States">A state for each chunk, in band, row, column order.</param>
public sealed record ChunkStates(string Operation, ChunkGrid Grid, IReadOnlyList<ChunkState> States)
{
    /// <summary>The state of the chunk at a place of the chunk grid.</summary>
    public ChunkState this[int band, int row, int column] => States[checked((int)Grid.Ordinal(new(band, row, column)))];
}

/// <summary>What is happening to a chunk of an output.</summary>
public enum ChunkState : byte
{
    /// <summary>Nothing yet.</summary>
    Waiting,

    /// <summary>Cells that it needs are being read.</summary>
    Reading,

    /// <summary>It, or an intermediate chunk that it needs, is being computed or written.</summary>
    Computing,

    /// <summary>It is computed, and written when it goes to a file.</summary>
    Done,

    /// <summary>It could not be made.</summary>
    Failed,

    /// <summary>Nobody wants its cells: it is not made.</summary>
    Skipped,
}
