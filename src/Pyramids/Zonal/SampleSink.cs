using System.Numerics;

namespace Pyramids;

/// <summary>Picks up the cells that points need; chunks without any are not wanted.</summary>
internal sealed class SampleSink : IChunkSink
{
    private readonly record struct Pick(int Point, int Row, int Column, double Weight);

    private readonly ArraySchema schema;
    private readonly Dictionary<(int Row, int Column), List<(int Slot, int Row, int Column)>> blocks = [];
    private readonly List<Pick> picks = [];
    private readonly double[][] cells;
    private readonly int points;

    /// <param name="schema">Of the chunks.</param>
    /// <param name="points">In cells: column and row, (0.5, 0.5) being the centre of the first cell; NaN for none.</param>
    /// <param name="sampling">One cell or four.</param>
    public SampleSink(ArraySchema schema, IReadOnlyList<(double Column, double Row)> points, Sampling sampling)
    {
        (this.schema, this.points) = (schema, points.Count);
        for (var i = 0; i < points.Count; i++) Choose(i, points[i].Column, points[i].Row, sampling);
        cells = new double[schema.Bands][];
        for (var band = 0; band < schema.Bands; band++)
        {
            cells[band] = new double[picks.Count];
            Array.Fill(cells[band], double.NaN);
        }
        foreach (var (slot, pick) in picks.Index())
        {
            var key = (pick.Row / ZoneIndex.BlockRows, pick.Column / ZoneIndex.BlockColumns);
            if (!blocks.TryGetValue(key, out var list)) blocks[key] = list = [];
            list.Add((slot, pick.Row, pick.Column));
        }
    }

    public BlockShape Block => new(1, ZoneIndex.BlockRows, ZoneIndex.BlockColumns);

    public bool Wants(Window window)
    {
        for (var row = window.Row / ZoneIndex.BlockRows; row * ZoneIndex.BlockRows < window.RowEnd; row++)
            for (var column = window.Column / ZoneIndex.BlockColumns; column * ZoneIndex.BlockColumns < window.ColumnEnd; column++)
                if (blocks.ContainsKey((row, column))) return true;
        return false;
    }

    /// <summary>For each point the value of a band, null where it lies outside or a cell is missing.</summary>
    public double?[] Values(int band)
    {
        var values = new double?[points];
        foreach (var (slot, pick) in picks.Index()) values[pick.Point] = (values[pick.Point] ?? 0) + pick.Weight * cells[band][slot];
        for (var i = 0; i < points; i++)
            if (values[i] is { } value && double.IsNaN(value)) values[i] = null;
        return values;
    }

    public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        DTypes.Dispatch(chunk.Type, new Take(this, chunk));
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public long ScratchBytes(Window window) => 0;

    private void Choose(int point, double column, double row, Sampling sampling)
    {
        int rows = schema.Grid.Rows, columns = schema.Grid.Columns;
        if (!(column >= 0 && column < columns && row >= 0 && row < rows)) return;
        if (sampling == Sampling.Nearest)
        {
            picks.Add(new(point, (int)row, (int)column, 1));
            return;
        }
        double x = Math.Clamp(column - 0.5, 0, columns - 1), y = Math.Clamp(row - 0.5, 0, rows - 1);
        int left = Math.Min((int)x, Math.Max(0, columns - 2)), top = Math.Min((int)y, Math.Max(0, rows - 2));
        double fx = x - left, fy = y - top;
        foreach (var (r, c, weight) in new[] { (top, left, (1 - fx) * (1 - fy)), (top, left + 1, fx * (1 - fy)),
            (top + 1, left, (1 - fx) * fy), (top + 1, left + 1, fx * fy) })
            if (weight > 0) picks.Add(new(point, r, c, weight));
    }

    private void Pickup<T>(Chunk chunk) where T : unmanaged, INumber<T>
    {
        var window = chunk.Window;
        var all = chunk.Cells<T>();
        for (var blockRow = window.Row / ZoneIndex.BlockRows; blockRow * ZoneIndex.BlockRows < window.RowEnd; blockRow++)
            for (var column = window.Column / ZoneIndex.BlockColumns; column * ZoneIndex.BlockColumns < window.ColumnEnd; column++)
                if (blocks.TryGetValue((blockRow, column), out var wanted))
                    foreach (var (slot, r, c) in wanted)
                        for (var band = 0; band < window.Bands; band++)
                        {
                            var at = (band * window.Rows + r - window.Row) * window.Columns + c - window.Column;
                            cells[window.Band + band][slot] = double.CreateTruncating(all[at]);
                        }
    }

    private readonly struct Take(SampleSink sink, Chunk chunk) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            sink.Pickup<T>(chunk);
            return true;
        }
    }
}
