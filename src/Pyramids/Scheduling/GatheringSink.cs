using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Gathers a state for every group of cells: of each band, and of each row or column when they stay. Blocks
/// merge in their order, whatever order they come in.</summary>
/// <param name="schema">The array.</param>
/// <param name="axes">Which of rows and columns go. Bands are merged at the end.</param>
internal abstract class GatheringSink<T, TState>(ArraySchema schema, Axes axes) : ReduceSink
    where T : unmanaged, INumber<T> where TState : struct, IGathered<T, TState>
{
    private readonly ChunkGrid blocks = ChunkGrid.Regular(schema.Bands, schema.Grid.Rows, schema.Grid.Columns, 1, Gathering.BlockRows,
        Gathering.BlockColumns);
    private readonly Lane[][] lanes = Lanes(schema, axes);

    protected ArraySchema Schema { get; } = schema;

    /// <summary>The groups' states, and one waiting state for each block when a band is one group.</summary>
    public override long StandingBytes
        => (lanes.Sum(band => band.Sum(lane => (long)lane.Total.Length)) + (axes == Axes.Plane ? 2 * blocks.Count : 0))
            * Unsafe.SizeOf<TState>();

    /// <summary>States that wait for blocks before them.</summary>
    public override long HeldBytes(Window window)
    {
        if (axes == Axes.Plane) return 0;
        var (_, bands, rows, columns) = blocks.Meeting(window);
        return (long)bands * rows * columns
            * (axes == Axes.Rows ? Math.Min(window.Columns, Gathering.BlockColumns) : Math.Min(window.Rows, Gathering.BlockRows))
            * Unsafe.SizeOf<TState>();
    }

    /// <summary>Gathers a few zeros.</summary>
    public override void Rehearse()
    {
        const int side = 64;
        TState.Gather(new Plane<T>(new T[side * side], side, side, side), 0, side, axes, new TState[axes == Axes.Plane ? 1 : side]);
    }

    public override ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        var (first, bands, rows, columns) = blocks.Meeting(chunk.Window);
        for (var b = 0; b < bands; b++)
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++)
                    Gather(chunk, new(first.Band + b, first.Row + r, first.Column + c));
        return ValueTask.CompletedTask;
    }

    /// <summary>States of the groups in the order of the result; bands are merged when they go.</summary>
    protected TState[] States(bool mergeBands)
    {
        var groups = lanes[0].Sum(lane => lane.Total.Length);
        var states = new TState[mergeBands ? groups : lanes.Length * groups];
        for (var band = 0; band < lanes.Length; band++)
        {
            var at = mergeBands ? 0 : band * groups;
            foreach (var lane in lanes[band])
                foreach (var state in lane.Total)
                {
                    if (mergeBands && band > 0) states[at++].Merge(state);
                    else states[at++] = state;
                }
        }
        return states;
    }

    private void Gather(Chunk chunk, ChunkIndex index)
    {
        var window = blocks.WindowOf(index);
        var (lane, turn) = axes switch
        {
            Axes.Rows => (index.Column, index.Row),
            Axes.Columns => (index.Row, index.Column),
            _ => (0, (int)(blocks.Ordinal(index) - blocks.Ordinal(index with { Row = 0, Column = 0 }))),
        };
        var into = lanes[index.Band][lane];
        var states = new TState[into.Total.Length];
        var first = ((long)window.Band * Schema.Grid.Rows + window.Row) * Schema.Grid.Columns + window.Column;
        TState.Gather(chunk.Plane<T>(window), first, Schema.Grid.Columns, axes, states);
        into.Take(turn, states);
    }

    private static Lane[][] Lanes(ArraySchema schema, Axes axes)
    {
        var (cells, block) = axes switch
        {
            Axes.Rows => (schema.Grid.Columns, Gathering.BlockColumns),
            Axes.Columns => (schema.Grid.Rows, Gathering.BlockRows),
            _ => (1, 1),
        };
        var cuts = AxisChunks.Regular(cells, block);
        return Enumerable.Range(0, schema.Bands)
            .Select(_ => Enumerable.Range(0, cuts.Count).Select(i => new Lane(cuts.SizeOf(i))).ToArray()).ToArray();
    }

    /// <summary>Groups that lie in the same blocks; a block that comes before its turn waits.</summary>
    private sealed class Lane(int groups)
    {
        private readonly Dictionary<int, TState[]> waiting = [];
        private int next;

        public TState[] Total { get; } = new TState[groups];

        public void Take(int turn, TState[] states)
        {
            lock (waiting)
            {
                if (turn != next)
                {
                    waiting.Add(turn, states);
                    return;
                }
                do
                {
                    for (var i = 0; i < states.Length; i++) Total[i].Merge(states[i]);
                    next++;
                }
                while (waiting.Remove(next, out states!));
            }
        }
    }
}

/// <summary>Count, sum, mean, variance, least and greatest.</summary>
internal sealed class MomentsSink<T>(ArraySchema schema, Axes axes) : GatheringSink<T, BlockMoments<T>>(schema, axes)
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    public override NDArray Result(ReduceNode node)
    {
        var states = States(node.Reducing.Axes.HasFlag(Axes.Bands));
        Array cells = node.Reducing.Kind switch
        {
            Reduction.Count => states.Select(state => (long)state.Moments.Weight).ToArray(),
            Reduction.Min => states.Select(state => state.Moments.Weight == 0 ? T.CreateChecked(double.NaN) : state.Least).ToArray(),
            Reduction.Max => states.Select(state => state.Moments.Weight == 0 ? T.CreateChecked(double.NaN) : state.Greatest).ToArray(),
            var kind => states.Select(state => Value(state.Moments, kind)).ToArray(),
        };
        return new(node.Schema, cells);
    }

    private static double Value(in Moments moments, Reduction kind) => kind switch
    {
        Reduction.Sum => moments.Sum,
        Reduction.Mean => moments.Average,
        Reduction.Var => moments.Variance,
        Reduction.Std => Math.Sqrt(moments.Variance),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown reduction."),
    };
}

/// <summary>Where the least and greatest cells lie.</summary>
internal sealed class ExtremesSink<T>(ArraySchema schema, Axes axes) : GatheringSink<T, BlockExtremes<T>>(schema, axes)
    where T : unmanaged, INumber<T>
{
    public override NDArray Result(ReduceNode node)
    {
        var (kind, gone) = (node.Reducing.Kind, node.Reducing.Axes);
        return new(node.Schema, States(gone.HasFlag(Axes.Bands)).Select(state => Index(state.At(kind), gone)).ToArray());
    }

    /// <summary>A position in the array as one along the axes that went.</summary>
    private long Index(long at, Axes gone)
    {
        if (at < 0) return at;
        var (row, column) = Math.DivRem(at, Schema.Grid.Columns);
        (var band, row) = Math.DivRem(row, Schema.Grid.Rows);
        long index = 0;
        if (gone.HasFlag(Axes.Bands)) index = band;
        if (gone.HasFlag(Axes.Rows)) index = index * Schema.Grid.Rows + row;
        if (gone.HasFlag(Axes.Columns)) index = index * Schema.Grid.Columns + column;
        return index;
    }
}
