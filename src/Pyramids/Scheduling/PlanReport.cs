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
public sealed record PlanReport(IReadOnlyList<PlanPass> Passes, long StoredBytes, long BlocksReadAgain, long PeakBytes,
    long BudgetBytes, int Threads)
{
    /// <summary>Bytes of chunks that go into a temporary file, because memory has no room for them until they are needed.</summary>
    public long SpilledBytes { get; init; }

    /// <summary>The report as text, a line for each stage.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (number, pass) in Passes.Index())
        {
            text.AppendLine(
                $"Pass {number + 1} of {Passes.Count}: {pass.Target}, {pass.Tasks} tasks, peak {ByteSize.Format(pass.PeakBytes)}");
            foreach (var stage in pass.Stages) text.AppendLine($"  {stage}");
        }
        text.Append($"Reads {ByteSize.Format(StoredBytes)}, {BlocksReadAgain} stored blocks more than once; "
            + $"takes {ByteSize.Format(PeakBytes)} of {ByteSize.Format(BudgetBytes)} at most on {Threads} threads.");
        if (SpilledBytes > 0) text.Append($" Spills {ByteSize.Format(SpilledBytes)} to a temporary file.");
        return text.ToString();
    }

    internal static PlanReport Of(Node root, EngineOptions options)
    {
        var passes = new List<PlanPass>();
        var (spilled, workers) = (0L, options.Workers);
        foreach (var (target, plan, _) in PlansOf(Walk.Share([root])[0], options))
        {
            spilled += plan.Projection.SpilledBytes;
            workers = Math.Min(workers, plan.Workers);
            var held = Projection.HeldByStage(plan.Tasks, plan.Projection.LookAhead);
            passes.Add(new(target, plan.Projection.Tasks, plan.Projection.PeakBytes,
                plan.Stages.Select(stage => Describe(stage, held[stage.Number], plan.StoredByStage[stage.Number])).ToArray()));
        }
        var stages = passes.SelectMany(pass => pass.Stages).ToArray();
        return new(passes, stages.Sum(stage => stage.StoredBytes), stages.Sum(stage => stage.BlocksReadAgain),
            passes.Max(pass => pass.PeakBytes), options.MemoryBytes, workers) { SpilledBytes = spilled };
    }

    /// <summary>The plan of each pass with what it finds; those of reductions come before that of the array itself.</summary>
    internal static IEnumerable<(string Target, Plan Plan, IReadOnlyList<ReduceNode> Reductions)> PlansOf(Node root, EngineOptions options)
    {
        var known = new Dictionary<Node, NDArray>();
        using var kept = new KeptArrays([root], options);
        foreach (var turn in ReduceTurns.Of([root]))
        {
            var sinks = ReduceSink.For(turn, options);
            var target = string.Join(", ", turn.Select(node => node.Label).Distinct());
            var most = sinks.Max(item => item.Sink.MostPasses);
            var again = sinks.Where(item => item.Sink.MostPasses > 1).Select(item => item.Input).ToArray();
            kept.KeepSources(turn, known, again);
            yield return (most == 1 ? target : $"{target} in up to {most} rounds",
                kept.Plan(TeeSink.Together(sinks.Select(item => new Output(item.Input, item.Sink))), known), turn);
            foreach (var node in kept.Worth(turn, known, again)) kept.AddPlanned(node);
            kept.AssumeRead();
            foreach (var node in turn) known[node] = NDArray.Allocate(node.Schema);
        }
        if (!known.ContainsKey(root))
            yield return (root.Label, kept.Plan([new Output(root, new MemorySink(root.Schema, allocate: false))], known), []);
    }

    private static PlanStage Describe(Stage stage, long held, long stored)
    {
        var shape = new BlockShape(stage.Grid.Bands.Size, stage.Grid.Rows.Size, stage.Grid.Columns.Size);
        var operations = stage.Resident is not null ? (stage.Node is SourceNode ? "memory" : stage.Node.Label)
            : stage.Source is KeptSource kept ? $"{stage.Node}, {ByteSize.Format(kept.Room)} of it kept in memory between passes"
            : stage.IsSource ? (stage.Node is SourceNode ? stage.Node.ToString() : $"kept {stage.Node.Label}")
            : string.Join(" + ", stage.Program(0).Fused.Select(node => node.Label).DefaultIfEmpty("pass on"));
        return new(operations, stage.Grid.Count, shape, stage.Grid.LargestChunk * stage.Node.Schema.Type.Size(), stage.Node.Schema.Type)
        {
            HeldBytes = held,
            StoredBytes = stored,
            BlocksReadAgain = stage.IsSource && stage.Resident is null ? BlocksCut(stage) : 0,
        };
    }

    /// <summary>Stored blocks that a stage's chunk grid cuts through.</summary>
    private static long BlocksCut(Stage stage)
    {
        var block = stage.Source!.Block;
        var stored = ChunkGrid.Regular(stage.Grid.Bands.Length, stage.Grid.Rows.Length, stage.Grid.Columns.Length,
            Math.Min(block.Bands, stage.Grid.Bands.Length), Math.Min(block.Rows, stage.Grid.Rows.Length),
            Math.Min(block.Columns, stage.Grid.Columns.Length));
        long whole = Whole(stored.Bands, stage.Grid.Bands) * Whole(stored.Rows, stage.Grid.Rows) * Whole(stored.Columns,
            stage.Grid.Columns);
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
public sealed record PlanStage(string Operations, long Chunks, BlockShape ChunkShape, long ChunkBytes, DType Type)
{
    /// <summary>Most bytes that its chunks take at once; 0 for cells that are in memory from the start.</summary>
    public long HeldBytes { get; init; }

    /// <summary>Encoded bytes that it fetches; 0 unless it reads a source.</summary>
    public long StoredBytes { get; init; }

    /// <summary>Stored blocks of its source that more than one of its chunks meets.</summary>
    public long BlocksReadAgain { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text =
            $"{Operations}: {Chunks} {(Chunks == 1 ? "chunk" : "chunks")} of {ChunkShape} {Type}, {ByteSize.Format(ChunkBytes)} each";
        if (HeldBytes > 0) text += $", {ByteSize.Format(HeldBytes)} at once";
        if (StoredBytes > 0) text += $"; fetches {ByteSize.Format(StoredBytes)}";
        return BlocksReadAgain > 0 ? $"{text}, {BlocksReadAgain} stored blocks more than once" : text;
    }
}
