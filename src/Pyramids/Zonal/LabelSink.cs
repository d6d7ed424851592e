using System.Numerics;

namespace Pyramids;

/// <summary>Tallies of the cells of each label: the last band holds labels, which become zones as they are met. Missing labels are no
/// zone.</summary>
/// <remarks>As with polygons, each block has tallies of its own, which are merged in block order.</remarks>
internal sealed class LabelSink : IChunkSink
{
    private readonly ArraySchema schema;
    private readonly ZonalNeeds needs;
    private readonly int bands;
    private readonly LabelValues? values;
    private readonly Lock gate = new();
    private readonly Dictionary<long, Dictionary<double, ZoneTally[]>> waiting = [];
    private readonly Dictionary<double, ZoneTally[]> tallies = [];
    private readonly int columnsOfBlocks;
    private readonly long blocks;
    private long turn;

    /// <param name="schema">Of the chunks: values, then weights when the needs say so, then labels.</param>
    /// <param name="needs">What is wanted beside moments.</param>
    public LabelSink(ArraySchema schema, ZonalNeeds needs)
    {
        (this.schema, this.needs) = (schema, needs);
        bands = schema.Bands - 1 - (needs.WeightBand ? 1 : 0);
        values = needs.Values is { } bytes ? new(schema.Type, bytes) : null;
        columnsOfBlocks = (schema.Grid.Columns + ZoneIndex.BlockColumns - 1) / ZoneIndex.BlockColumns;
        blocks = (long)columnsOfBlocks * ((schema.Grid.Rows + ZoneIndex.BlockRows - 1) / ZoneIndex.BlockRows);
    }

    public BlockShape Block => new(schema.Bands, ZoneIndex.BlockRows, ZoneIndex.BlockColumns);

    /// <summary>The values that quantiles may collect at most.</summary>
    public long StandingBytes => needs.Values ?? 0;

    /// <summary>Labels in order; after <see cref="CompleteAsync"/>.</summary>
    public double[] Labels => [.. tallies.Keys.Order()];

    public ZoneTally Tally(double label, int band) => tallies[label][band];

    /// <summary>Values of a label in a band; null when there are none. They are let go: ask once. Safe for many threads.</summary>
    public ValueDistribution? TakeValues(double label, int band) => values?.Take(label, band);

    public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        DTypes.Dispatch(chunk.Type, new Add(this, chunk, cancellation));
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellation)
    {
        if (turn != blocks) throw new InvalidOperationException("A zonal run ended before all chunks had come.");
        values?.Complete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        values?.Dispose();
        return ValueTask.CompletedTask;
    }

    public long ScratchBytes(Window window) => (1 << 20) + (needs.Cells ? window.Cells * 8 * (needs.Weights ? 2 : 1) : 0);

    private void AddChunk<T>(Chunk chunk, CancellationToken cancellation) where T : unmanaged, INumber<T>
    {
        var window = chunk.Window;
        for (var row = window.Row / ZoneIndex.BlockRows; row * ZoneIndex.BlockRows < window.RowEnd; row++)
            for (var column = window.Column / ZoneIndex.BlockColumns; column * ZoneIndex.BlockColumns < window.ColumnEnd; column++)
            {
                cancellation.ThrowIfCancellationRequested();
                Merge((long)row * columnsOfBlocks + column, AddBlock<T>(chunk, row, column));
            }
    }

    private Dictionary<double, ZoneTally[]> AddBlock<T>(Chunk chunk, int blockRow, int blockColumn) where T : unmanaged, INumber<T>
    {
        var found = new Dictionary<double, (MomentLanes[] Lanes, CellRun[] Cells)>();
        var window = chunk.Window;
        var rowEnd = Math.Min(window.RowEnd, (blockRow + 1) * ZoneIndex.BlockRows);
        int start = blockColumn * ZoneIndex.BlockColumns - window.Column, end = Math.Min(window.Columns, start + ZoneIndex.BlockColumns);
        for (var row = blockRow * ZoneIndex.BlockRows; row < rowEnd; row++)
        {
            var labels = chunk.Cells<T>().Slice(((window.Bands - 1) * window.Rows + row - window.Row) * window.Columns, window.Columns);
            for (int from = start, to; from < end; from = to)
            {
                var label = labels[from];
                for (to = from + 1; to < end && labels[to] == label;) to++;
                if (T.IsNaN(label)) continue;
                var key = double.CreateTruncating(label);
                if (!found.TryGetValue(key, out var own)) found[key] = own = (new MomentLanes[bands], Runs());
                new BlockTally<T>(chunk, bands, own.Lanes, own.Cells, blockColumn, 1, needs).Span(row, window.Column + from,
                    window.Column + to);
            }
        }
        return found.ToDictionary(f => f.Key, f => Finish(f.Key, window, f.Value.Lanes, f.Value.Cells));
    }

    private CellRun[] Runs() => needs.Cells ? [.. Enumerable.Range(0, bands).Select(_ => new CellRun(false, needs.Weights))] : [];

    private ZoneTally[] Finish(double label, Window window, MomentLanes[] lanes, CellRun[] cells)
    {
        var own = new ZoneTally[bands];
        for (var band = 0; band < bands; band++)
        {
            own[band] = new() { Moments = lanes[band].ToMoments(), Cells = lanes[band].Cells };
            if (cells.Length == 0 || cells[band].Count == 0) continue;
            needs.Finish(cells[band], new(label, IsLabel: true, window with { Band = band, Bands = 1 }), ref own[band]);
            values?.Add(label, band, cells[band]);
        }
        return own;
    }

    private void Merge(long block, Dictionary<double, ZoneTally[]> found)
    {
        lock (gate)
        {
            waiting.Add(block, found);
            for (; waiting.Remove(turn, out var next); turn++)
                foreach (var (label, own) in next)
                    if (!tallies.TryAdd(label, own))
                        for (var band = 0; band < bands; band++) tallies[label][band].Merge(own[band]);
        }
    }

    private readonly struct Add(LabelSink sink, Chunk chunk, CancellationToken cancellation) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            sink.AddChunk<T>(chunk, cancellation);
            return true;
        }
    }
}
