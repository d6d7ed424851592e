using System.Numerics;

namespace Pyramids;

/// <summary>Gathers what reductions of one array need, over blocks that are the raster's own, so that no chunking changes a bit.</summary>
internal abstract class ReduceSink : IChunkSink
{
    private const long LeastAllowance = 1 << 20, MostAllowance = 64 << 20;

    public BlockShape Block => new(1, Gathering.BlockRows, Gathering.BlockColumns);

    /// <summary>Passes over the cells that it takes at most.</summary>
    public virtual int MostPasses => 1;

    /// <summary>Whether the cells must be seen once more; known after a completed pass.</summary>
    public virtual bool NeedsAnotherPass => false;

    public abstract long StandingBytes { get; }

    public virtual long HeldBytes(Window window) => 0;

    public virtual long ScratchBytes(Window window) => 0;

    public virtual void Rehearse() { }

    public abstract ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation);

    public virtual ValueTask CompleteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The value of a reduction, when no other pass is needed.</summary>
    public abstract NDArray Result(ReduceNode node);

    /// <summary>The sinks of a turn, with the reductions that each serves: those of one array that need the same share one.</summary>
    public static IReadOnlyList<Reduced> For(IReadOnlyList<ReduceNode> turn, EngineOptions options)
    {
        var allowance = Math.Clamp(options.MemoryBytes / 8, LeastAllowance, MostAllowance);
        return turn.GroupBy(node => new Shared(node.Inputs[0], Sharing(node.Reducing))).Select(group =>
        {
            var nodes = group.ToArray();
            var sink = DTypes.Dispatch(group.Key.Input.Schema.Type, new Make(nodes, allowance, options.Threads));
            return new Reduced(sink, group.Key.Input, nodes);
        }).ToArray();
    }

    private sealed record Shared(Node Input, object Need);

    /// <summary>What a sink is made for: equal for reductions that can use one.</summary>
    private static object Sharing(Reducing reducing) => reducing.Kind switch
    {
        Reduction.Histogram => reducing,
        Reduction.Quantile => (reducing.Kind, reducing.Axes),
        Reduction.ArgMin or Reduction.ArgMax => (Reduction.ArgMin, reducing.Axes & Axes.Plane),
        _ => (Reduction.Mean, reducing.Axes & Axes.Plane),
    };

    private sealed class Make(ReduceNode[] nodes, long allowance, int threads) : IDTypeAction<ReduceSink>
    {
        public ReduceSink Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var schema = nodes[0].Inputs[0].Schema;
            var reducing = nodes[0].Reducing;
            return reducing.Kind switch
            {
                Reduction.Histogram => new HistogramSink<T>(schema, reducing),
                Reduction.Quantile
                    => new SelectionSink<T>(schema, nodes.Select(node => node.Reducing).Distinct().ToArray(), allowance, threads),
                Reduction.ArgMin or Reduction.ArgMax => new ExtremesSink<T>(schema, reducing.Axes & Axes.Plane),
                _ => new MomentsSink<T>(schema, reducing.Axes & Axes.Plane),
            };
        }
    }
}

/// <summary>Reductions of one array that one sink serves.</summary>
internal sealed record Reduced(ReduceSink Sink, Node Input, ReduceNode[] Nodes);
