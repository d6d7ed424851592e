namespace Pyramids;

/// <summary>How far a computation has come.</summary>
/// <param name="ChunksDone">Chunks read or computed.</param>
/// <param name="ChunksTotal">Chunks to read or compute in all.</param>
/// <param name="BytesRead">Stored bytes fetched from sources.</param>
/// <param name="Elapsed">Time since the start.</param>
/// <param name="MemoryPeak">Most bytes of chunks held at once.</param>
/// <param name="Finished">Whether this is the last report of the run.</param>
public readonly record struct ComputeProgress(long ChunksDone, long ChunksTotal, long BytesRead, TimeSpan Elapsed, long MemoryPeak, bool Finished = false)
{
    /// <summary>Share done, from 0 to 1.</summary>
    public double Fraction => ChunksTotal == 0 ? 1 : (double)ChunksDone / ChunksTotal;

    /// <summary>Time left at the rate so far; null before the first chunk is done.</summary>
    public TimeSpan? Remaining => ChunksDone == 0 ? null : Elapsed * ((double)(ChunksTotal - ChunksDone) / ChunksDone);
}
