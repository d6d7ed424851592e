using System.Threading.Channels;

namespace Pyramids;

/// <summary>Hands chunks to a reader as they are made, and waits while it has not taken those before.</summary>
internal sealed class StreamSink(ArraySchema schema, ChunkGrid chunks, ChannelWriter<ArrayChunk> writer, int ahead) : IChunkSink
{
    public BlockShape Block => new(chunks.Bands.Size, chunks.Rows.Size, chunks.Columns.Size);

    /// <summary>The chunks that wait, and the one that the reader has in hand.</summary>
    public long StandingBytes => (ahead + 1) * LargestBytes;

    private long LargestBytes => chunks.LargestChunk * schema.Type.Size();

    public async ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        var (first, bands, rows, columns) = chunks.Meeting(chunk.Window);
        for (var i = 0L; i < (long)bands * rows * columns; i++)
        {
            var index = new ChunkIndex(first.Band + (int)(i / columns / rows), first.Row + (int)(i / columns % rows),
                first.Column + (int)(i % columns));
            await writer.WriteAsync(Cut(index, chunk), cancellation).ConfigureAwait(false);
        }
    }

    public ValueTask CompleteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public long ScratchBytes(Window window) => LargestBytes;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ArrayChunk Cut(ChunkIndex index, Chunk from)
    {
        var window = chunks.WindowOf(index);
        var cells = NDArray.Allocate(schema with
        {
            Bands = window.Bands,
            Grid = schema.Grid.Crop(window.Row, window.Column, window.Rows, window.Columns),
            BandNames = schema.BandNames.Count == 0 ? [] : schema.BandNames.Skip(window.Band).Take(window.Bands).ToArray(),
        });
        for (var band = 0; band < window.Bands; band++)
            for (var row = 0; row < window.Rows; row++)
            {
                var start = (((long)(window.Band + band - from.Window.Band) * from.Window.Rows + window.Row + row - from.Window.Row)
                    * from.Window.Columns + window.Column - from.Window.Column) * from.Type.Size();
                from.Bytes.Slice((int)start, window.Columns * from.Type.Size()).CopyTo(cells.RowBytes(band, row, 0, window.Columns));
            }
        return new(index, window, cells);
    }
}

/// <summary>One computed chunk of an array.</summary>
/// <param name="Index">Its place in the array's chunk grid.</param>
/// <param name="Window">Its cells in the array.</param>
/// <param name="Cells">The cells, with their part of the grid.</param>
public sealed record ArrayChunk(ChunkIndex Index, Window Window, NDArray Cells);
