using System.Numerics;

namespace Pyramids;

/// <summary>Tallies of the cells of each label: the last band holds labels, which become zones as they are met. Missing labels are no zone.</summary>
/// <remarks>As with polygons, each block has tallies of its own, which are merged in block order.</remarks>
internal sealed class LabelSink : IChunkSink
{
    private readonly ArraySchema schema;
    private readonly int bands;
    private readonly long? valueBytes;
    private readonly Lock gate = new();
    private readonly Dictionary<long, Dictionary<double, ZoneTally[]>> waiting = [];
    private readonly Dictionary<double, ZoneTally[]> tallies = [];
    private readonly Dictionary<(double Label, int Band), ValueBag> bags = [];
    private readonly int columnsOfBlocks;
    private readonly long blocks;
    private long turn;

    public LabelSink(ArraySchema schema, long? valueBytes)
    {
        (this.schema, this.valueBytes, bands) = (schema, valueBytes, schema.Bands - 1);
        columnsOfBlocks = (schema.Grid.Columns + ZoneIndex.BlockColumns - 1) / ZoneIndex.BlockColumns;
        blocks = (long)columnsOfBlocks * ((schema.Grid.Rows + ZoneIndex.BlockRows - 1) / ZoneIndex.BlockRows);
    }

    public BlockShape Block => new(schema.Bands, ZoneIndex.BlockRows, ZoneIndex.BlockColumns);

    /// <summary>Labels in order; after <see cref="CompleteAsync"/>.</summary>
    public double[] Labels => [.. tallies.Keys.Order()];

    public ZoneTally Tally(double label, int band) => tallies[label][band];

    public ValueDistribution? TakeValues(double label, int band) => bags.Remove((label, band), out var bag) ? bag.ToDistribution() : null;

    public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        DTypes.Dispatch(chunk.Type, new Add(this, chunk, cancellation));
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellation)
        => turn == blocks ? ValueTask.CompletedTask : throw new InvalidOperationException("A zonal run ended before all chunks had come.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public long ScratchBytes(Window window) => (1 << 20) + (valueBytes is null ? 0 : window.Cells * 8);

    private void AddChunk<T>(Chunk chunk, CancellationToken cancellation) where T : unmanaged, INumber<T>
    {
        var window = chunk.Window;
        for (var row = window.Row / ZoneIndex.BlockRows; row * ZoneIndex.BlockRows < window.RowEnd; row++)
            for (var column = window.Column / ZoneIndex.BlockColumns; column * ZoneIndex.BlockColumns < window.ColumnEnd; column++)
            {
                cancellation.ThrowIfCancellationRequested();
                Merge((long)row * columnsOfBlocks + column, AddBlock<T>(chunk, new Window(row * ZoneIndex.BlockRows, column * ZoneIndex.BlockColumns, ZoneIndex.BlockRows, ZoneIndex.BlockColumns)));
            }
    }

    private Dictionary<double, ZoneTally[]> AddBlock<T>(Chunk chunk, Window block) where T : unmanaged, INumber<T>
    {
        var found = new Dictionary<double, (MomentLanes[] Lanes, CellRun[] Cells)>();
        var window = chunk.Window;
        var cells = chunk.Cells<T>();
        int rowEnd = Math.Min(window.RowEnd, block.RowEnd), start = block.Column - window.Column, end = Math.Min(window.ColumnEnd, block.ColumnEnd) - window.Column;
        for (var row = block.Row; row < rowEnd; row++)
        {
            var labels = cells.Slice((bands * window.Rows + row - window.Row) * window.Columns, window.Columns);
            for (int from = start, to; from < end; from = to)
            {
                var label = labels[from];
                for (to = from + 1; to < end && labels[to] == label;) to++;
                if (T.IsNaN(label)) continue;
                var key = double.CreateTruncating(label);
                if (!found.TryGetValue(key, out var own)) found[key] = own = (new MomentLanes[bands], [.. Enumerable.Range(0, valueBytes is null ? 0 : bands).Select(_ => new CellRun(false, false))]);
                for (var band = 0; band < bands; band++)
                {
                    var values = cells[((band * window.Rows + row - window.Row) * window.Columns + from)..];
                    own.Lanes[band].Add<T>(values, to - from);
                    if (valueBytes is not null) own.Cells[band].Add<T>(values[..(to - from)], 1);
                }
            }
        }
        foreach (var (label, own) in found)
            for (var band = 0; band < own.Cells.Length; band++) Bag(label, band).Add(own.Cells[band]);
        return found.ToDictionary(f => f.Key, f => f.Value.Lanes.Select(l => new ZoneTally { Moments = l.ToMoments(), Cells = l.Cells }).ToArray());
    }

    // Labels are not known before, so none knows its part of the room: each may fill all of it.
    private ValueBag Bag(double label, int band)
    {
        lock (bags)
        {
            if (!bags.TryGetValue((label, band), out var bag))
                bags[(label, band)] = bag = ValueBag.For(schema.Type, (int)Math.Min(Array.MaxLength / 2, valueBytes!.Value / ValueBag.BytesPerValue(schema.Type) / bands));
            return bag;
        }
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
