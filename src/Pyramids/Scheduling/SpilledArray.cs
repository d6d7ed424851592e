namespace Pyramids;

/// <summary>A whole array in a temporary file: rows one after another, band by band. The file goes with the last array
/// that reads it.</summary>
internal sealed class SpilledArray(ArraySchema schema, SpillFile? file) : IChunkSource
{
    public ArraySchema Schema => schema;

    public BlockShape Block => new(1, 1, 1);

    public string Name => "temporary file";

    public long ScratchBytes(Window window) => 0;

    public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var (offset, bytes) in Parts(destination)) File.Read(offset, bytes.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes the cells; an array that is not completed leaves nothing.</summary>
    public IChunkSink ToSink() => new Sink(this);

    /// <summary>Runs of bytes that lie together in the file: all rows at once when they are whole.</summary>
    private IEnumerable<(long Offset, Memory<byte> Bytes)> Parts(Chunk chunk)
    {
        var window = chunk.Window;
        var size = schema.Type.Size();
        var together = window.Columns == schema.Grid.Columns ? window.Rows : 1;
        for (var band = 0; band < window.Bands; band++)
            for (var row = 0; row < window.Rows; row += together)
                yield return ((((long)(window.Band + band) * schema.Grid.Rows + window.Row + row) * schema.Grid.Columns + window.Column)
                    * size,
                    chunk.Memory.Slice((band * window.Rows + row) * window.Columns * size, together * window.Columns * size));
    }

    private sealed class Sink(SpilledArray array) : IChunkSink
    {
        private bool completed;

        public BlockShape Block => new(1, 1, 1);

        public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (offset, bytes) in array.Parts(chunk)) array.File.Write(offset, bytes.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask CompleteAsync(CancellationToken cancellation)
        {
            completed = true;
            return ValueTask.CompletedTask;
        }

        public long ScratchBytes(Window window) => 0;

        public ValueTask DisposeAsync()
        {
            if (!completed) array.File.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private SpillFile File => file ?? throw new InvalidOperationException("The array was made for planning only.");
}
