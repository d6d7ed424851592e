namespace Pyramids;

/// <summary>Writes a raster as a Zarr store in a local folder, or into a part of one. Threads write different objects at once; all appear when it is complete.</summary>
internal sealed class ZarrSink : IChunkSink
{
    private readonly ZarrTarget target;
    private readonly ZarrWriter writer;
    private readonly ChunkGrid objects;
    private readonly Window origin;
    private long written, bytes;

    private ZarrSink(ZarrTarget target, bool skipEmptyChunks)
    {
        this.target = target;
        origin = target.Origin;
        writer = new(target.Staged, target.Array, target.Axes, target.Schema.NoData, skipEmptyChunks);
        var (schema, whole) = (target.Schema, writer.Object);
        objects = ChunkGrid.Regular(schema.Bands, schema.Grid.Rows, schema.Grid.Columns, whole.Bands, whole.Rows, whole.Columns);
        Block = new(objects.Bands.Size, objects.Rows.Size, objects.Columns.Size);
    }

    public BlockShape Block { get; }

    /// <summary>Bytes of encoded chunks written so far.</summary>
    public long StoredBytes => Interlocked.Read(ref bytes);

    /// <summary>Checks target, schema and options, and makes the folder in which objects wait until the write is complete.</summary>
    /// <exception cref="ArgumentException">The options do not fit each other, the raster or the store; or a region or an append would cut stored objects.</exception>
    /// <exception cref="GridException">A region or an append does not lie on the store's grid.</exception>
    /// <exception cref="IOException">The target exists and is not to be replaced, or cannot be written.</exception>
    public static ZarrSink Create(string path, ArraySchema schema, ZarrOptions options)
        => new(options.Mode is ZarrMode.Append or ZarrMode.Region ? ZarrUpdate.Open(path, schema, options) : new ZarrNewStore(path, schema, options), options.SkipEmptyChunks);

    public async ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        Check(chunk);
        var stored = new Chunk(chunk.Window.Offset(origin.Band, origin.Row, origin.Column), chunk.Type, chunk.Memory);
        var (first, bands, rows, columns) = objects.Meeting(chunk.Window);
        for (var i = 0L; i < (long)bands * rows * columns; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var index = new ChunkIndex(
                origin.Band / writer.Object.Bands + first.Band + (int)(i / columns / rows), origin.Row / writer.Object.Rows + first.Row + (int)(i / columns % rows),
                origin.Column / writer.Object.Columns + first.Column + (int)(i % columns));
            var length = await writer.WriteAsync(index, stored, cancellation).ConfigureAwait(false);
            if (length == 0) target.LeaveOut(writer.KeyOf(index));
            Interlocked.Add(ref bytes, length);
            Interlocked.Increment(ref written);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        if (written != objects.Count)
            throw new InvalidOperationException($"The store has {written} of {objects.Count} objects; it is not complete.");
        await target.CompleteAsync(cancellation).ConfigureAwait(false);
    }

    public long ScratchBytes(Window window) => writer.ScratchBytes;

    public ValueTask DisposeAsync() => target.DisposeAsync();

    private void Check(Chunk chunk)
    {
        var (window, schema) = (chunk.Window, target.Schema);
        if (chunk.Type != schema.Type) throw new ArgumentException($"The chunk holds {chunk.Type}; the store holds {schema.Type}.");
        var (first, bands, rows, columns) = objects.Meeting(window);
        var last = new ChunkIndex(first.Band + bands - 1, first.Row + rows - 1, first.Column + columns - 1);
        var (begin, end) = (objects.WindowOf(first), objects.WindowOf(last));
        if (!schema.Whole.Contains(window) || window.IsEmpty
            || (begin.Band, begin.Row, begin.Column) != (window.Band, window.Row, window.Column)
            || (end.BandEnd, end.RowEnd, end.ColumnEnd) != (window.BandEnd, window.RowEnd, window.ColumnEnd))
            throw new ArgumentException($"The chunk of {window} does not cover whole objects of {Block}; choose chunks that are multiples of them.");
    }
}
