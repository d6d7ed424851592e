using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Finds cells of given ranks without sorting, exactly: each pass counts the next bits of the cells that can
/// still be meant, or collects these cells when they are few.</summary>
/// <remarks>
/// Cells are taken as unsigned integers of the same order. After a pass it is known which leading bits the cell of a rank
/// has, and which rank it has among the cells with these. Counts and sets of cells do not depend on the order of chunks.
/// </remarks>
internal sealed class SelectionSink<T> : ReduceSink where T : unmanaged, INumber<T>
{
    private readonly ArraySchema schema;
    private readonly Reducing[] quantiles;
    private readonly RankTargets<T> targets;
    private readonly long allowance;
    private readonly int threads;
    private readonly Axes axes;
    private readonly ConcurrentBag<long[]> tables = [];
    private long[]? shared;                                            // one table for all threads when each its own would be too much
    private T[]? collected;
    private int digits;

    public SelectionSink(ArraySchema schema, Reducing[] quantiles, long allowance, int threads)
    {
        (this.schema, this.quantiles, this.allowance, this.threads) = (schema, quantiles, allowance, threads);
        axes = quantiles[0].Axes;
        var grid = schema.Grid;
        var perBand = !axes.HasFlag(Axes.Rows) ? grid.Rows : !axes.HasFlag(Axes.Columns) ? grid.Columns : 1;
        var groups = checked(perBand * (axes.HasFlag(Axes.Bands) ? 1 : schema.Bands));
        targets = new(groups, quantiles, schema.Whole.Cells / groups);
        Prepare();
    }

    public override bool NeedsAnotherPass => !targets.IsComplete;

    public override long StandingBytes => Math.Max(allowance, TableBytes(1, targets.Most)) + targets.Bytes;

    public override int MostPasses
    {
        get
        {
            if (collected is not null) return 1;
            int passes = 1, left = OrderedBits.Count<T>() - digits;
            for (; left > 0; passes++) left -= Digits(left, targets.Most);
            return passes;
        }
    }

    public override ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        var window = chunk.Window;
        var counts = collected is not null ? null
            : shared ?? (tables.TryTake(out var own) ? own : new long[TableBytes(digits, targets.Tables) / sizeof(long)]);
        var perBand = targets.Groups / (axes.HasFlag(Axes.Bands) ? 1 : schema.Bands);
        for (var band = 0; band < window.Bands; band++)
        {
            var plane = chunk.Plane<T>(band);
            var first = axes.HasFlag(Axes.Bands) ? 0 : (window.Band + band) * perBand;
            for (var row = 0; row < window.Rows; row++)
            {
                cancellation.ThrowIfCancellationRequested();
                var group = first + (axes.HasFlag(Axes.Rows) ? axes.HasFlag(Axes.Columns) ? 0 : window.Column : window.Row + row);
                var step = axes.HasFlag(Axes.Columns) ? 0 : 1;
                if (counts is null) Collect(plane.Row(row), group, step);
                else Count(plane.Row(row), group, step, counts);
            }
        }
        if (counts is not null && shared is null) tables.Add(counts);
        return ValueTask.CompletedTask;
    }

    public override ValueTask CompleteAsync(CancellationToken cancellation)
    {
        if (collected is not null) targets.Finish(collected);
        else
        {
            var total = shared;
            foreach (var own in tables)
                if (total is null) total = own;
                else
                    for (var i = 0; i < own.Length; i++) total[i] += own[i];
            targets.Narrow(total ?? new long[TableBytes(digits, targets.Tables) / sizeof(long)], digits);
        }
        tables.Clear();
        (shared, collected) = (null, null);
        if (!targets.IsComplete) Prepare();
        return ValueTask.CompletedTask;
    }

    public override NDArray Result(ReduceNode node)
    {
        var which = Array.IndexOf(quantiles, node.Reducing);
        return new(node.Schema, Enumerable.Range(0, targets.Groups).Select(group => targets.Quantile(group, which)).ToArray());
    }

    /// <summary>Chooses between collecting and counting, and how many bits to count by.</summary>
    private void Prepare()
    {
        if (targets.Candidates <= allowance / Unsafe.SizeOf<T>())
        {
            collected = new T[targets.Candidates];
            return;
        }
        digits = Digits(targets.BitsLeft, targets.Tables);
        if (TableBytes(digits, targets.Tables) * threads > allowance) shared = new long[TableBytes(digits, targets.Tables) / sizeof(long)];
    }

    private int Digits(int left, int tablesOfGroup)
    {
        var most = Math.Min(16, left);
        while (most > 1 && TableBytes(most, tablesOfGroup) > allowance) most--;
        return most;
    }

    private long TableBytes(int bits, int tablesOfGroup) => (long)targets.Groups * tablesOfGroup * sizeof(long) << bits;

    private void Count(ReadOnlySpan<T> cells, int group, int step, long[] counts)
    {
        var (shift, mask) = (targets.BitsLeft - digits, (1UL << digits) - 1);
        foreach (var cell in cells)
        {
            if (!T.IsNaN(cell))
            {
                var bits = OrderedBits.Of(cell);
                var table = targets.TableOf(group, bits);
                if (table >= 0)
                {
                    ref var count = ref counts[((long)group * targets.Tables + table << digits) + (long)(bits >> shift & mask)];
                    if (shared is null) count++;
                    else Interlocked.Increment(ref count);
                }
            }
            group += step;
        }
    }

    private void Collect(ReadOnlySpan<T> cells, int group, int step)
    {
        if (step == 0)
        {
            targets.CollectRow(cells, group, collected!);
            return;
        }
        foreach (var cell in cells)
        {
            if (!T.IsNaN(cell) && targets.TableOf(group, OrderedBits.Of(cell)) is >= 0 and var table)
                collected![targets.Reserve(group, table, 1)] = cell + T.Zero;
            group++;
        }
    }
}
