using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Takes the cells of a raster once, in any order, and holds a tally for each band and zone.</summary>
/// <remarks>Cells are added up in blocks that lie fixed on the raster and merged in block order: chunks and threads change no
/// bit.</remarks>
internal sealed class ZonalSink : IChunkSink, IZoneResults
{
    private readonly ArraySchema schema;
    private readonly ZoneIndex index;
    private readonly ZonalNeeds needs;
    private readonly int bands;
    private readonly ZoneTally[][] tallies;
    private readonly ValueBag?[][] bags;
    private readonly int[] limits;
    private readonly BlockMerger[] mergers;
    private readonly ConcurrentBag<Scratch> scratch = [];

    /// <param name="schema">Of the chunks; with weights in the last band when the needs say so.</param>
    /// <param name="index">The zones on the schema's grid.</param>
    /// <param name="needs">What is wanted beside moments.</param>
    public ZonalSink(ArraySchema schema, ZoneIndex index, ZonalNeeds? needs = null)
    {
        (this.schema, this.index, this.needs) = (schema, index, needs ?? ZonalNeeds.Nothing);
        bands = schema.Bands - (this.needs.WeightBand ? 1 : 0);
        tallies = new ZoneTally[bands][];
        bags = new ValueBag?[bands][];
        mergers = new BlockMerger[bands];
        for (var band = 0; band < bands; band++)
        {
            tallies[band] = new ZoneTally[index.Zones];
            Array.Fill(tallies[band], ZoneTally.Empty);
            bags[band] = this.needs.Values is null ? [] : new ValueBag?[index.Zones];
            mergers[band] = new(index, band, tallies[band]);
        }
        if (this.needs.Values is not { } bytes) limits = [];
        else limits = ValueLimits.Share(index, bytes / bands / ValueBag.BytesPerValue(schema.Type, index.Method == ZonalMethod.Fractional));
    }

    /// <summary>The canonical block.</summary>
    public BlockShape Block => new(needs.WeightBand ? schema.Bands : 1, ZoneIndex.BlockRows, ZoneIndex.BlockColumns);

    public ZoneIndex Index => index;

    public int Zones => index.Zones;

    public ZoneTally Tally(int band, int zone) => tallies[band][zone];

    /// <summary>Tallies of the zones in a band; final after <see cref="CompleteAsync"/>.</summary>
    public ReadOnlySpan<ZoneTally> Tallies(int band) => tallies[band];

    /// <summary>Values of a zone in a band, after <see cref="CompleteAsync"/>; null when there are none. They are let go: ask
    /// once.</summary>
    public ValueDistribution? TakeValues(int band, int zone) => Interlocked.Exchange(ref bags[band][zone], null)?.ToDistribution();

    /// <summary>Whether the last band of the chunks holds weights.</summary>
    public bool TakesWeights => needs.WeightBand;

    /// <summary>Bands that have tallies.</summary>
    public int Bands => bands;

    /// <summary>Tallies, zones, and the values that quantiles may collect at most.</summary>
    public long StandingBytes => (long)bands * index.Zones * Unsafe.SizeOf<ZoneTally>() + index.HeldBytes + (needs.Values ?? 0);

    public bool Wants(Window window) => index.Wants(window);

    public long ScratchBytes(Window window)
    {
        var gathered = needs.Cells ? 8L * (1 + (index.Method == ZonalMethod.Fractional ? 1 : 0) + (needs.Weights ? 1 : 0)) : 0;
        return (1 << 20) + window.Cells * gathered;
    }

    /// <summary>Takes a few zeros under one zone, unless an accumulator of the caller's would see them.</summary>
    public void Rehearse()
    {
        if (needs.Cells) return;
        var grid = new GridSpec(16, 16, Affine.Identity);
        var zone = new Polygon(new([new(0.2, 0.2), new(15, 1), new(9, 14), new(0.2, 0.2)]));
        using var few = ZoneIndex.Build(grid, [zone], index.Method);
        var small = schema with { Grid = grid, Bands = bands };
        var cells = new byte[small.Whole.Cells * schema.Type.Size()];
        _ = new ZonalSink(small, few).WriteAsync(0, new(small.Whole, schema.Type, cells), CancellationToken.None);
    }

    public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        if (chunk.Window.Row % ZoneIndex.BlockRows != 0 || chunk.Window.Column % ZoneIndex.BlockColumns != 0)
            throw new ArgumentException($"The chunk {chunk.Window} does not begin at a block of {Block}.");
        if (!scratch.TryTake(out var own)) own = new();
        // Masked cells are floating; what is named here is compiled ahead.
        if (chunk.Type == DType.Float32) AddChunk<float>(chunk, own, cancellation);
        else if (chunk.Type == DType.Float64) AddChunk<double>(chunk, own, cancellation);
        else DTypes.Dispatch(chunk.Type, new Add(this, chunk, own, cancellation));
        scratch.Add(own);
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellation)
    {
        foreach (var merger in mergers)
            if (!merger.IsComplete) throw new InvalidOperationException("A zonal run ended before all chunks under the zones had come.");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        index.Dispose();
        return ValueTask.CompletedTask;
    }

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
        var chunkBands = window.Bands - (needs.WeightBand ? 1 : 0);
        own.Begin(blocks * chunkBands, needs.Cells ? this : null);
        var lanesUsed = blocks * chunkBands;
        var visitor = new BlockTally<T>(chunk, chunkBands, own.Lanes.AsSpan(0, lanesUsed), own.Runs.AsSpan(0, needs.Cells ? lanesUsed : 0),
            firstBlock, blocks, needs);
        foreach (var part in index.PartsIn(rowOfBlocks, ref own.Pages))
        {
            int first = Math.Max(part.FirstColumn, window.Column), end = Math.Min(part.EndColumn, window.ColumnEnd);
            if (first >= end) continue;
            // Only the blocks that the part spans are touched.
            int from = first / ZoneIndex.BlockColumns - firstBlock, to = (end - 1) / ZoneIndex.BlockColumns - firstBlock + 1;
            for (var band = 0; band < chunkBands; band++) visitor.Lanes[(band * blocks + from)..(band * blocks + to)].Clear();
            Scan(part, window with { Column = first, Columns = end - first }, own, ref visitor);
            for (var band = 0; band < chunkBands; band++)
                for (var i = band * blocks + from; i < band * blocks + to; i++)
                {
                    ref readonly var lanes = ref visitor.Lanes[i];
                    if (lanes.Cells == 0 && lanes.Shares == 0) continue;
                    var tally = new ZoneTally { Moments = lanes.ToMoments(), Cells = lanes.Cells + lanes.Shares };
                    if (needs.Cells) Finish(visitor.Runs[i], window with { Band = window.Band + band, Bands = 1 }, part.Zone, ref tally);
                    own.Found[i].Add((part.Zone, tally));
                }
        }
        for (var band = 0; band < chunkBands; band++)
            for (var block = 0; block < blocks; block++)
                if (index.Wants(rowOfBlocks, firstBlock + block))
                    mergers[window.Band + band].Add(rowOfBlocks, firstBlock + block,
                        CollectionsMarshal.AsSpan(own.Found[band * blocks + block]));
    }

    // What the cells of a zone in one block give beside moments.
    private void Finish(CellRun cells, Window window, int zone, ref ZoneTally tally)
    {
        if (cells.Count == 0) return;
        needs.Finish(cells, new(zone, IsLabel: false, window), ref tally);
        if (needs.Values is not null)
        {
            ref var bag = ref bags[window.Band][zone];
            if (Volatile.Read(ref bag) is null) Interlocked.CompareExchange(ref bag, ValueBag.For(schema.Type, limits[zone]), null);
            bag!.Add(cells);
        }
        cells.Clear();
    }

    private void Scan<TVisitor>(in ZonePart part, Window window, Scratch own, ref TVisitor visitor)
        where TVisitor : IShareVisitor, allows ref struct
    {
        var edges = part.Edges(ref own.Edges);
        if (index.Method != ZonalMethod.Fractional)
        {
            own.Spans.Scan(edges, window, index.Method == ZonalMethod.AllTouched, ref visitor);
            return;
        }
        // Block by block, so that no bit depends on the chunk.
        for (var block = window.Column / ZoneIndex.BlockColumns; block * ZoneIndex.BlockColumns < window.ColumnEnd; block++)
        {
            var column = block * ZoneIndex.BlockColumns;
            own.Shares.Scan(edges, window with { Column = column, Columns = Math.Min(ZoneIndex.BlockColumns, index.Grid.Columns - column) },
                ref visitor);
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
        public Edge[] Edges = [];
        public Corner[] Pages = [];
        public MomentLanes[] Lanes = [];
        public CellRun[] Runs = [];
        public List<(int Zone, ZoneTally Tally)>[] Found = [];

        public void Begin(int blocks, ZonalSink? gathering)
        {
            if (Lanes.Length < blocks) Lanes = new MomentLanes[blocks];
            while (Found.Length < blocks) Found = [.. Found, []];
            foreach (var list in Found) list.Clear();
            if (gathering is null) return;
            while (Runs.Length < blocks) Runs = [.. Runs, new(gathering.index.Method == ZonalMethod.Fractional, gathering.needs.Weights)];
        }
    }
}
