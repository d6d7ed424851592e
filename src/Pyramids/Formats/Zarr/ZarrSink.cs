namespace Pyramids;

/// <summary>Writes a raster as a Zarr store, in a folder or among objects, or into a part of one. Threads write different objects at once;
/// all appear when it is complete.</summary>
internal sealed class ZarrSink : IChunkSink
{
    private readonly ZarrTarget target;
    private readonly ZarrWriter writer;
    private readonly ChunkGrid objects;
    private readonly Window origin;
    private readonly HashSet<long> finished = [];        // of a write that is resumed
    private readonly long first, last;                   // of the objects that are written here
    private readonly bool isAll;
    private long written;

    private ZarrSink(ZarrTarget target, ZarrOptions options)
    {
        this.target = target;
        origin = target.Origin;
        writer = new(target.Objects, target.Array, target.Axes, target.Schema.NoData, options.SkipEmptyChunks);
        var (schema, whole) = (target.Schema, writer.Object);
        objects = ChunkGrid.Regular(schema.Bands, schema.Grid.Rows, schema.Grid.Columns, whole.Bands, whole.Rows, whole.Columns);
        Block = new(objects.Bands.Size, objects.Rows.Size, objects.Columns.Size);
        (first, last) = options.Part is { } part ? (part.First, part.Last) : (0, objects.Count - 1);
        if (first < 0 || last >= objects.Count || first > last)
            throw new ArgumentException(
                $"Chunks {first} to {last} were asked for; the store has {objects.Count}, 0 to {objects.Count - 1}.");
        isAll = options.Part is null && target.Finished.Count == 0;
        if (target.Finished.Count == 0) return;
        for (var i = first; i <= last; i++)
        {
            if (target.Finished.ContainsKey(writer.KeyOf(objects.At(i)))) finished.Add(i);
        }
    }

    public BlockShape Block { get; }

    /// <summary>Checks target, schema and options, and makes the folder in which objects wait until the write is complete.</summary>
    /// <exception cref="ArgumentException">The options do not fit each other, the raster or the store; or a region or an append would cut
    /// stored objects.</exception>
    /// <exception cref="GridException">A region or an append does not lie on the store's grid.</exception>
    /// <exception cref="IOException">The target exists and is not to be replaced, or cannot be written.</exception>
    public static ZarrSink Create(string path, ArraySchema schema, ZarrOptions options)
        => Create(ZarrLocation.Of(path), schema, options);

    /// <inheritdoc cref="Create(string, ArraySchema, ZarrOptions)"/>
    public static ZarrSink Create(ZarrLocation place, ArraySchema schema, ZarrOptions options)
    {
        var isUpdate = options.Mode is ZarrMode.Append or ZarrMode.Region;
        return new(isUpdate ? ZarrUpdate.Open(place, schema, options) : new ZarrNewStore(place, schema, options), options);
    }

    /// <summary>The stored objects of a new store, in their order. Nothing is written.</summary>
    /// <exception cref="ArgumentException">The options do not fit each other or the raster.</exception>
    public static ChunkGrid ObjectsOf(ArraySchema schema, ZarrOptions options)
    {
        var plan = new ZarrPlan(schema, options);
        var whole = plan.Shard ?? plan.Chunk;
        return ChunkGrid.Regular(schema.Bands, schema.Grid.Rows, schema.Grid.Columns, whole.Bands, whole.Rows, whole.Columns);
    }

    /// <summary>Objects that a write before this one had finished.</summary>
    public int Resumed => finished.Count;

    public bool Wants(Window window) => isAll || Objects(window).Any(IsWanted);

    public void Rehearse() => writer.Rehearse();

    public async ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        Check(chunk);
        var stored = new Chunk(chunk.Window.Offset(origin.Band, origin.Row, origin.Column), chunk.Type, chunk.Memory);
        foreach (var index in Objects(chunk.Window))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!IsWanted(index)) continue;
            var place = new ChunkIndex(
                origin.Band / writer.Object.Bands + index.Band,
                origin.Row / writer.Object.Rows + index.Row,
                origin.Column / writer.Object.Columns + index.Column);
            var kept = await writer.WriteAsync(place, stored, cancellation).ConfigureAwait(false);
            await target.NoteAsync(writer.KeyOf(place), kept, cancellation).ConfigureAwait(false);
            Interlocked.Increment(ref written);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        var expected = last - first + 1;
        if (written + finished.Count != expected)
            throw new InvalidOperationException($"The store has {written + finished.Count} of {expected} objects; it is not complete.");
        await target.CompleteAsync(
            Enumerable.Sequence(0L, objects.Count - 1, 1L).Select(i => writer.KeyOf(objects.At(i))), cancellation).ConfigureAwait(false);
    }

    public long ScratchBytes(Window window) => writer.ScratchBytes;

    public long StandingBytes => ZarrLedger.LineBytes * objects.Count;

    public ValueTask DisposeAsync() => target.DisposeAsync();

    private bool IsWanted(ChunkIndex index)
        => objects.Ordinal(index) is var ordinal && ordinal >= first && ordinal <= last && !finished.Contains(ordinal);

    private IEnumerable<ChunkIndex> Objects(Window window)
    {
        var (first, bands, rows, columns) = objects.Meeting(window);
        for (var i = 0L; i < (long)bands * rows * columns; i++)
            yield return new(
                first.Band + (int)(i / columns / rows), first.Row + (int)(i / columns % rows), first.Column + (int)(i % columns));
    }

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
            throw new ArgumentException(
                $"The chunk of {window} does not cover whole objects of {Block}; choose chunks that are multiples of them.");
    }
}
