using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Takes the cells of a raster once, in any order, and holds a tally for each band and zone.</summary>
/// <remarks>Cells are added up in blocks that lie fixed on the raster and merged in block order: chunks and threads change no bit.</remarks>
internal sealed class ZonalSink : IChunkSink
{
    private readonly ArraySchema schema;
    private readonly ZoneIndex index;
    private readonly ZoneTally[][] tallies;
    private readonly BlockMerger[] mergers;
    private readonly ConcurrentBag<Scratch> scratch = [];

    public ZonalSink(ArraySchema schema, ZoneIndex index)
    {
        (this.schema, this.index) = (schema, index);
        tallies = new ZoneTally[schema.Bands][];
        mergers = new BlockMerger[schema.Bands];
        for (var band = 0; band < schema.Bands; band++)
        {
            tallies[band] = new ZoneTally[index.Zones];
            Array.Fill(tallies[band], ZoneTally.Empty);
            mergers[band] = new(index, band, tallies[band]);
        }
    }

    /// <summary>The canonical block.</summary>
    public BlockShape Block => new(1, ZoneIndex.BlockRows, ZoneIndex.BlockColumns);

    public ZoneIndex Index => index;

    /// <summary>Tallies of the zones in a band; final after <see cref="CompleteAsync"/>.</summary>
    public ReadOnlySpan<ZoneTally> Tallies(int band) => tallies[band];

    public bool Wants(Window window) => index.Wants(window);

    public long ScratchBytes(Window window)
        => ((long)window.Columns / ZoneIndex.BlockColumns + 1) * window.Bands * Marshal.SizeOf<ZoneTally>() * 16 + (1 << 20);

    public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        if (chunk.Window.Row % ZoneIndex.BlockRows != 0 || chunk.Window.Column % ZoneIndex.BlockColumns != 0)
            throw new ArgumentException($"The chunk {chunk.Window} does not begin at a block of {Block}.");
        if (!scratch.TryTake(out var own)) own = new();
        DTypes.Dispatch(chunk.Type, new Add(this, chunk, own, cancellation));
        scratch.Add(own);
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellation)
    {
        foreach (var merger in mergers)
            if (!merger.IsComplete) throw new InvalidOperationException("A zonal run ended before all chunks under the zones had come.");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void AddChunk<T>(Chunk chunk, Scratch own, CancellationToken cancellation) where T : unmanaged, INumber<T>
    {
        var window = chunk.Window;
        for (var row = window.Row; row < window.RowEnd; row += ZoneIndex.BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            AddRowOfBlocks<T>(chunk, window with { Row = row, Rows = Math.Min(ZoneIndex.BlockRows, window.RowEnd - row) }, own);
        }
    }

    private void AddRowOfBlocks<T>(Chunk chunk, Window window, Scratch own) where T : unmanaged, INumber<T>
    {
        int rowOfBlocks = window.Row / ZoneIndex.BlockRows, firstBlock = window.Column / ZoneIndex.BlockColumns;
        var blocks = (window.ColumnEnd - 1) / ZoneIndex.BlockColumns + 1 - firstBlock;
        own.Begin(blocks * window.Bands);
        var visitor = new BlockTally<T>(chunk, own.Lanes.AsSpan(0, blocks * window.Bands), blocks);
        foreach (ref readonly var part in index.PartsIn(rowOfBlocks))
        {
            int first = Math.Max(part.FirstColumn, window.Column), end = Math.Min(part.EndColumn, window.ColumnEnd);
            if (first >= end) continue;
            visitor.Lanes.Clear();
            Scan(part, window with { Column = first, Columns = end - first }, own, ref visitor);
            for (var i = 0; i < visitor.Lanes.Length; i++)
            {
                ref readonly var lanes = ref visitor.Lanes[i];
                if (lanes.Cells > 0 || lanes.Shares > 0) own.Found[i].Add((part.Zone, new() { Moments = lanes.ToMoments(), Cells = lanes.Cells + lanes.Shares }));
            }
        }
        for (var band = 0; band < window.Bands; band++)
            for (var block = 0; block < blocks; block++)
                if (index.Wants(rowOfBlocks, firstBlock + block))
                    mergers[window.Band + band].Add(rowOfBlocks, firstBlock + block, CollectionsMarshal.AsSpan(own.Found[band * blocks + block]));
    }

    private void Scan<TVisitor>(in ZonePart part, Window window, Scratch own, ref TVisitor visitor) where TVisitor : IShareVisitor, allows ref struct
    {
        var edges = index.EdgesOf(part);
        if (index.Method != ZonalMethod.Fractional)
        {
            own.Spans.Scan(edges, window, index.Method == ZonalMethod.AllTouched, ref visitor);
            return;
        }
        // Block by block, so that no bit depends on the chunk.
        for (var block = window.Column / ZoneIndex.BlockColumns; block * ZoneIndex.BlockColumns < window.ColumnEnd; block++)
        {
            var column = block * ZoneIndex.BlockColumns;
            own.Shares.Scan(edges, window with { Column = column, Columns = Math.Min(ZoneIndex.BlockColumns, index.Grid.Columns - column) }, ref visitor);
        }
    }

    private readonly struct Add(ZonalSink sink, Chunk chunk, Scratch own, CancellationToken cancellation) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            sink.AddChunk<T>(chunk, own, cancellation);
            return true;
        }
    }

    /// <summary>What one thread needs for one chunk; kept for the next.</summary>
    private sealed class Scratch
    {
        public readonly SpanScanner Spans = new();
        public readonly ShareScanner Shares = new();
        public MomentLanes[] Lanes = [];
        public List<(int Zone, ZoneTally Tally)>[] Found = [];

        public void Begin(int blocks)
        {
            if (Lanes.Length < blocks) Lanes = new MomentLanes[blocks];
            while (Found.Length < blocks) Found = [.. Found, []];
            foreach (var list in Found) list.Clear();
        }
    }
}
