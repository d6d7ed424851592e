namespace Pyramids;

/// <summary>Collects an array in memory.</summary>
internal sealed class MemorySink(ArraySchema schema, bool allocate = true) : IMappedSink
{
    private readonly NDArray? result = allocate ? NDArray.Allocate(schema) : null;

    public NDArray Result => result ?? throw new InvalidOperationException("The sink was made for planning only.");

    public BlockShape Block => new(1, 1, 1);

    public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        Result.CopyFrom(chunk);
        return ValueTask.CompletedTask;
    }

    public bool TryMap(Window window, out Chunk chunk)
    {
        chunk = default;
        if (window.Bands != 1 || window.Columns != Result.Grid.Columns || !Result.TryMap(out var whole)) return false;
        chunk = whole.Band(window.Band).RowRange(window.Row, window.Rows);
        return true;
    }

    public ValueTask CompleteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public long ScratchBytes(Window window) => 0;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
