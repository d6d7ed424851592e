namespace Pyramids;

/// <summary>An array in memory as a source of chunks. The engine reads its cells where they lie.</summary>
internal sealed class MemorySource(NDArray array) : IChunkSource
{
    public NDArray Array { get; } = array;

    public ArraySchema Schema => Array.Schema;

    public BlockShape Block => new(1, 1, Schema.Grid.Columns);

    public string Name => "memory";

    public object Identity => Array;

    public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        Array.CopyTo(destination);
        return ValueTask.CompletedTask;
    }

    public long ScratchBytes(Window window) => 0;

    public long StoredBytes(Window window) => 0;
}
