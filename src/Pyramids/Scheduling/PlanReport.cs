using System.Text;

namespace Pyramids;

/// <summary>What a computation is going to do, found before a cell is read.</summary>
/// <param name="Passes">Passes over the cells: reductions that others need come first.</param>
/// <param name="StoredBytes">Encoded bytes to fetch from the sources.</param>
/// <param name="BlocksReadAgain">Stored blocks that more than one task decodes within a pass.</param>
/// <param name="PeakBytes">Most bytes that chunks and working memory take at once; a run never takes more.</param>
/// <param name="BudgetBytes">The memory budget.</param>
/// <param name="Threads">Workers.</param>
[TypeFormatterSource]
public sealed record PlanReport(IReadOnlyList<PlanPass> Passes, long StoredBytes, long BlocksReadAgain, long PeakBytes, long BudgetBytes, int Threads)
{
    /// <summary>The report as text, a line for each stage.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (number, pass) in Passes.Index())
        {
            text.AppendLine($"Pass {number + 1} of {Passes.Count}: {pass.Target}, {pass.Tasks} tasks, peak {ByteSize.Format(pass.PeakBytes)}");
            foreach (var stage in pass.Stages)
                text.AppendLine($"  {stage.Operations}: {stage.Chunks} chunks of {stage.ChunkShape} {stage.Type}, {ByteSize.Format(stage.ChunkBytes)} each");
        }
        text.Append($"Reads {ByteSize.Format(StoredBytes)}, {BlocksReadAgain} stored blocks more than once; "
            + $"takes {ByteSize.Format(PeakBytes)} of {ByteSize.Format(BudgetBytes)} at most on {Threads} threads.");
        return text.ToString();
    }

    internal static PlanReport Of(Node root, EngineOptions options)
    {
        root = Walk.Share([root])[0];
        var passes = new List<PlanPass>();
        var known = new Dictionary<Node, NDArray>();
        long stored = 0, again = 0;
        foreach (var turn in ReduceTurns.Of([root]))
        {
            var sinks = ReduceSink.For(turn, options);
            var target = string.Join(", ", turn.Select(node => node.Label).Distinct());
            var most = sinks.Max(item => item.Sink.MostPasses);
            Add(sinks.Select(item => (item.Input, (IChunkSink)item.Sink)).ToArray(), most == 1 ? target : $"{target} in up to {most} rounds");
            foreach (var node in turn) known[node] = NDArray.Allocate(node.Schema);
        }
        if (!known.ContainsKey(root)) Add([(root, new MemorySink(root.Schema, allocate: false))], root.Label);
        return new(passes, stored, again, passes.Max(pass => pass.PeakBytes), options.MemoryBytes, options.Threads);

        void Add((Node, IChunkSink)[] outputs, string target)
        {
            var plan = Plan.Build(outputs, known, options.Threads, options.MemoryBytes);
            stored += plan.Projection.StoredBytes;
            again += plan.Stages.Where(stage => stage.IsSource).Sum(BlocksCut);
            passes.Add(new(target, plan.Projection.Tasks, plan.Projection.PeakBytes, plan.Stages.Select(Describe).ToArray()));
        }
    }

    private static PlanStage Describe(Stage stage)
    {
        var shape = new BlockShape(stage.Grid.Bands.Size, stage.Grid.Rows.Size, stage.Grid.Columns.Size);
        var operations = stage.Resident is not null ? (stage.Node is SourceNode ? "memory" : stage.Node.Label)
            : stage.IsSource ? stage.Node.ToString()
            : string.Join(" + ", stage.Program(0).Fused.Select(node => node.Label).DefaultIfEmpty("pass on"));
        return new(operations, stage.Grid.Count, shape, stage.Grid.LargestChunk * stage.Node.Schema.Type.Size(), stage.Node.Schema.Type);
    }

    /// <summary>Stored blocks that a stage's chunk grid cuts through.</summary>
    private static long BlocksCut(Stage stage)
    {
        var block = ((SourceNode)stage.Node).Source.Block;
        var stored = ChunkGrid.Regular(stage.Grid.Bands.Length, stage.Grid.Rows.Length, stage.Grid.Columns.Length,
            Math.Min(block.Bands, stage.Grid.Bands.Length), Math.Min(block.Rows, stage.Grid.Rows.Length), Math.Min(block.Columns, stage.Grid.Columns.Length));
        long whole = Whole(stored.Bands, stage.Grid.Bands) * Whole(stored.Rows, stage.Grid.Rows) * Whole(stored.Columns, stage.Grid.Columns);
        return stored.Count - whole;

        static long Whole(AxisChunks blocks, AxisChunks chunks)
        {
            long count = 0;
            for (var i = 0; i < blocks.Count; i++)
                if (chunks.IndexOf(blocks.Start(i)) == chunks.IndexOf(blocks.Start(i + 1) - 1)) count++;
            return count;
        }
    }
}

/// <summary>One pass over the cells.</summary>
/// <param name="Target">What the pass finds: a reduction, or the array itself.</param>
/// <param name="Tasks">Chunks read or computed.</param>
/// <param name="PeakBytes">Most bytes held at once.</param>
/// <param name="Stages">Stages, inputs first.</param>
public sealed record PlanPass(string Target, long Tasks, long PeakBytes, IReadOnlyList<PlanStage> Stages);

/// <summary>Chunks made in one way.</summary>
/// <param name="Operations">The operations that are computed together, strip by strip.</param>
/// <param name="Chunks">Number of chunks.</param>
/// <param name="ChunkShape">Bands, rows and columns of a chunk that a task works on.</param>
/// <param name="ChunkBytes">Bytes of the largest chunk.</param>
/// <param name="Type">Cell type.</param>
public sealed record PlanStage(string Operations, long Chunks, BlockShape ChunkShape, long ChunkBytes, DType Type);
