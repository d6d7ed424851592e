namespace Pyramids;

/// <summary>Writes a raster as a Zarr store in a local folder. Threads write different objects at once; the store appears at its path when it is complete.</summary>
internal sealed class ZarrSink : IChunkSink
{
    private readonly ZarrPlan plan;
    private readonly ZarrTarget target;
    private readonly FileStore store;
    private readonly ZarrGroupWriter group;
    private readonly ZarrWriter writer;
    private readonly ChunkGrid objects;
    private long written, bytes;

    private ZarrSink(ZarrPlan plan, ZarrTarget target)
    {
        (this.plan, this.target) = (plan, target);
        store = new(target.Folder);
        group = new(store, plan);
        var axes = plan.Schema.IsPlane ? new ZarrAxes(-1, 0, 1) : new ZarrAxes(0, 1, 2);
        writer = new(store, group.DataArray(), axes, plan.Schema.NoData, plan.Options.SkipEmptyChunks);
        var (grid, block) = (plan.Schema.Grid, plan.Shard ?? plan.Chunk);
        objects = ChunkGrid.Regular(plan.Schema.Bands, grid.Rows, grid.Columns, block.Bands, block.Rows, block.Columns);
        Block = new(objects.Bands.Size, objects.Rows.Size, objects.Columns.Size);
    }

    public BlockShape Block { get; }

    /// <summary>Bytes of encoded chunks written so far.</summary>
    public long StoredBytes => Interlocked.Read(ref bytes);

    /// <summary>Checks target, schema and options, and makes the folder in which the store is built.</summary>
    /// <exception cref="ArgumentException">The options do not fit each other or the raster.</exception>
    /// <exception cref="IOException">The target exists and is not to be replaced, or cannot be written.</exception>
    public static ZarrSink Create(string path, ArraySchema schema, ZarrOptions options)
    {
        var plan = new ZarrPlan(schema, options);
        var target = new ZarrTarget(path, options.Mode);
        try
        {
            return new(plan, target);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    public async ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        Check(chunk);
        var (first, bands, rows, columns) = objects.Meeting(chunk.Window);
        for (var i = 0L; i < (long)bands * rows * columns; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var index = new ChunkIndex(first.Band + (int)(i / columns / rows), first.Row + (int)(i / columns % rows), first.Column + (int)(i % columns));
            Interlocked.Add(ref bytes, await writer.WriteAsync(index, chunk, cancellation).ConfigureAwait(false));
            Interlocked.Increment(ref written);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        if (written != objects.Count)
            throw new InvalidOperationException($"The store has {written} of {objects.Count} objects; it is not complete.");
        await group.WriteAsync(cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        target.Complete();
    }

    public long ScratchBytes(Window window) => writer.ScratchBytes;

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync().ConfigureAwait(false);
        target.Dispose();
    }

    private void Check(Chunk chunk)
    {
        var window = chunk.Window;
        if (chunk.Type != plan.Schema.Type) throw new ArgumentException($"The chunk holds {chunk.Type}; the store holds {plan.Schema.Type}.");
        var (first, bands, rows, columns) = objects.Meeting(window);
        var last = new ChunkIndex(first.Band + bands - 1, first.Row + rows - 1, first.Column + columns - 1);
        var (begin, end) = (objects.WindowOf(first), objects.WindowOf(last));
        if (!plan.Schema.Whole.Contains(window) || window.IsEmpty
            || (begin.Band, begin.Row, begin.Column) != (window.Band, window.Row, window.Column)
            || (end.BandEnd, end.RowEnd, end.ColumnEnd) != (window.BandEnd, window.RowEnd, window.ColumnEnd))
            throw new ArgumentException($"The chunk of {window} does not cover whole objects of {Block}; choose chunks that are multiples of them.");
    }
}
