namespace Pyramids.Tests;

/// <summary>Takes chunks of square objects and keeps nothing.</summary>
internal sealed class DiscardSink(int side) : IChunkSink
{
    public BlockShape Block => new(1, side, side);

    public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask CompleteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public long ScratchBytes(Window window) => 0;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
