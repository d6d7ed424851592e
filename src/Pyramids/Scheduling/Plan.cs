namespace Pyramids;

/// <summary>Stages for a set of outputs, with chunks and a look-ahead that fit the memory budget.</summary>
internal sealed class Plan
{
    private const long MostTaskBytes = 4 << 20, UsualTaskBytes = 1 << 20, LeastTaskBytes = 64 << 10;
    private const int CostlyHalo = 4, WideHalo = 32;

    // Rows of cells in memory that a task is given for each row of its halo: two more are read for it, above and below.
    private const int RowsForHalo = 5;

    private readonly Dictionary<Node, Stage> stages = [];
    private readonly HashSet<Node> haloed = [];                             // nodes that are focal, or computed from one that is
    private readonly Stack<Stage> unplanned = [];                           // stages whose inputs are still to be found
    private readonly IReadOnlyDictionary<Node, NDArray> values;
    private readonly IReadOnlyDictionary<Node, IChunkSource> kept;
    private readonly Cost cost;
    private readonly long taskBytes;

    private Plan(IReadOnlyList<Output> outputs, IReadOnlyDictionary<Node, NDArray> values, long taskBytes,
        IReadOnlyDictionary<Node, IChunkSource>? kept)
    {
        (this.values, this.taskBytes, this.kept) = (values, taskBytes, kept ?? new Dictionary<Node, IChunkSource>());
        cost = new([.. values.Keys, .. this.kept.Keys]);
        foreach (var node in Walk.InOrder(outputs.Select(output => output.Root)))
            if (node.Halo > 0 || (node is KernelNode && node.Inputs.Any(haloed.Contains))) haloed.Add(node);
        Sinks = outputs.Select(output => SinkStage(output.Root, output.Sink)).ToArray();
        while (unplanned.TryPop(out var stage)) AddInputs(stage);
        Tasks = TaskList.Of([.. Stages], Sinks);
    }

    /// <summary>One stage for each output.</summary>
    public IReadOnlyList<Stage> Sinks { get; }

    /// <summary>Every stage, inputs before their readers.</summary>
    public IReadOnlyList<Stage> Stages => Walk.InOrder(Sinks, stage => stage.Inputs.Values);

    /// <summary>The chunks to make, in their order.</summary>
    public TaskList Tasks { get; private set; }

    public Projection Projection { get; private set; }

    /// <summary>Stored bytes that each stage fetches, by the stages' numbers.</summary>
    public IReadOnlyList<long> StoredByStage { get; private set; } = [];

    /// <summary>Workers that the budget has room for: as many as were asked for, or fewer.</summary>
    public int Workers { get; private set; }

    /// <summary>The plan with the largest chunks and look-ahead that fit; with fewer workers when none does, and last
    /// with chunks spilled to a temporary file.</summary>
    /// <param name="outputs">Nodes and where their chunks go.</param>
    /// <param name="values">Reductions that are known already.</param>
    /// <param name="threads">Workers.</param>
    /// <param name="budget">Bytes that chunks and working memory may take at once.</param>
    /// <param name="kept">Arrays that an earlier pass made and kept.</param>
    /// <exception cref="MemoryBudgetException">Nothing fits.</exception>
    public static Plan Build(IReadOnlyList<Output> outputs, IReadOnlyDictionary<Node, NDArray> values, int threads, long budget,
        IReadOnlyDictionary<Node, IChunkSource>? kept = null)
    {
        var least = long.MaxValue;
        var plans = new Dictionary<long, Plan>();
        foreach (var spills in (bool[])[false, true])
            for (var workers = threads; workers >= 1; workers /= 2)
                for (var bytes = FirstTaskBytes(outputs, threads, budget); ; bytes = Math.Max(LeastTaskBytes, bytes / 2))
                {
                    var plan = plans.TryGetValue(bytes, out var known) ? known : plans[bytes] = new(outputs, values, bytes, kept);
                    plan.Workers = workers;
                    if (spills ? plan.FitsSpilled(budget) : plan.Fits(budget)) return plan;
                    least = Math.Min(least, plan.Projection.PeakBytes);
                    if (bytes == LeastTaskBytes) break;
                }
        throw new MemoryBudgetException(least, budget,
            "Raise the budget (Engine.Configure(memory: ...) or --memory), or use smaller chunks in the source and the target.");
    }

    /// <summary>The plan for all workers beside bytes that others hold, which count for its projection; null when that
    /// would take spilling or fewer workers.</summary>
    public static Plan? TryBuildBeside(
        long others, IReadOnlyList<Output> outputs, IReadOnlyDictionary<Node, NDArray> values, int threads, long budget,
        IReadOnlyDictionary<Node, IChunkSource>? kept)
    {
        for (var bytes = FirstTaskBytes(outputs, threads, budget - others); ; bytes = Math.Max(LeastTaskBytes, bytes / 2))
        {
            var plan = new Plan(outputs, values, bytes, kept) { Workers = threads };
            if (plan.Fits(budget, others)) return plan;
            if (bytes == LeastTaskBytes) return null;
        }
    }

    /// <summary>
    /// Bytes of a task's largest chunk to begin with. Small ones are still in the cache when they are read again, and
    /// memory that was never touched costs more than all that is computed in it; but halos of windows weigh more on small
    /// chunks, cells in memory have no chunk of their own, so that wide halos may have many rows, and some sources read
    /// several blocks together in less time.
    /// </summary>
    private static long FirstTaskBytes(IReadOnlyList<Output> outputs, int threads, long budget)
    {
        long together = 0, rowsForHalo = 0;
        var (widest, isWide, isInMemory) = (0, false, false);
        foreach (var node in Walk.InOrder(outputs.Select(output => output.Root)))
        {
            widest = Math.Max(widest, node.Schema.Type.Size());
            isWide |= node.Halo >= WideHalo;
            isInMemory |= node is SourceNode { Source: MemorySource };
            rowsForHalo = Math.Max(rowsForHalo, (long)RowsForHalo * node.Halo * node.Schema.Grid.Columns);
            if (node is SourceNode { Source: { BlocksTogether: > 1, Block: var block } source })
                together = Math.Max(together, (long)source.BlocksTogether * block.Bands * block.Rows * block.Columns);
        }
        var most = isInMemory ? Math.Clamp(rowsForHalo * widest, MostTaskBytes, 8 * MostTaskBytes)
            : isWide ? MostTaskBytes
            : Math.Clamp(together * widest, UsualTaskBytes, MostTaskBytes);
        return Math.Clamp(budget / (threads * 24L), LeastTaskBytes, most);
    }

    private bool Fits(long budget, long others = 0)
    {
        var footing = Projection.Footing.Of(Tasks, budget);
        footing = footing with { Standing = footing.Standing + others };
        StoredByStage = footing.StoredByStage;
        for (var lookAhead = 8 * Workers; lookAhead >= 1; lookAhead /= 2)
        {
            Projection = Projection.Of(Tasks, footing, lookAhead, Workers);
            if (Projection.PeakBytes <= budget) return true;
        }
        return false;
    }

    /// <summary>Tries with chunks stored away or read again; what does not fit so has single tasks that need more.</summary>
    private bool FitsSpilled(long budget)
    {
        var whole = Tasks;
        var footing = Projection.Footing.Of(whole, budget);
        var room = budget - footing.Standing - Workers * footing.Scratch;
        Projection = Projection.Of(whole, footing, 1, Workers);
        for (var lookAhead = 4 * Workers; lookAhead >= 1 && room > 0; lookAhead /= 2)
        {
            if (Spilling.Of(whole, room, lookAhead) is not { } tasks) continue;
            var with = Projection.Footing.Of(tasks, budget);
            var projection = Projection.Of(tasks, with, lookAhead, Workers);
            if (projection.PeakBytes > budget) continue;
            (Tasks, Projection, StoredByStage) = (tasks, projection, with.StoredByStage);
            return true;
        }
        return false;
    }

    private Stage SinkStage(Node root, IChunkSink sink)
    {
        var schema = root.Schema;
        var source = FirstSource(root);
        var inMemory = source is MemorySource;
        var block = source is null || !SameCells(source.Schema, schema) ? sink.Block : Common(sink.Block, source.Block, schema);
        // else every band's tasks would hold the cells of all
        if (schema.Bands > 1 && MixesBands(root)) block = block with { Bands = schema.Bands };
        var bytes = taskBytes * schema.Type.Size() / Math.Max(schema.Type.Size(), WidestSource(root));
        var grid = ExecutionGrid.Choose(schema, block, bytes, fullRows: sink is IMappedSink && inMemory);
        var stage = new Stage(root, grid, sink);
        unplanned.Push(stage);
        return stage;
    }

    /// <summary>Finds the nodes below a stage's own whose chunks come from other stages.</summary>
    private void AddInputs(Stage stage)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>([stage.Node]);
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node) || stage.Inputs.ContainsKey(node)) continue;
            if (node is not KernelNode || (kept.ContainsKey(node) && node != stage.Node))
            {
                stage.Inputs[node] = InputStage(node, stage.Grid);
                continue;
            }
            for (var i = node.Inputs.Count - 1; i >= 0; i--)
            {
                var input = node.Inputs[i];
                if ((IsCostlyToRepeat(input, node) || (input is KernelNode && node.KeepsInput(i))) && !stage.Inputs.ContainsKey(input))
                    stage.Inputs[input] = InputStage(input, stage.Grid);
                pending.Push(input);
            }
        }
    }

    private Stage InputStage(Node node, ChunkGrid reader)
    {
        if (stages.TryGetValue(node, out var known)) return known;
        if (values.TryGetValue(node, out var value)) return stages[node] = new(node, Whole(node.Schema), resident: value);
        if (kept.TryGetValue(node, out var source))
            return stages[node] = new(node, ExecutionGrid.ForInput(node.Schema, source.Block, reader, taskBytes), kept: source);
        switch (node)
        {
            case SourceNode { Source: MemorySource memory }:
                return stages[node] = new(node, Whole(node.Schema), resident: memory.Array);
            case SourceNode read:
                return stages[node] = new(node, ExecutionGrid.ForInput(node.Schema, read.Source.Block, reader, taskBytes));
            case KernelNode:
                var stage = stages[node] = new(node, ExecutionGrid.ForInput(node.Schema, node.Block, reader, taskBytes));
                unplanned.Push(stage);
                return stage;
            default:
                throw new InvalidOperationException($"The value of '{node.Label}' is not known yet.");
        }
    }

    /// <summary>Whether computing an input's halo again and again would cost more than keeping its chunks.</summary>
    private bool IsCostlyToRepeat(Node input, Node reader)
        => input is KernelNode && reader.Halo > 0 && haloed.Contains(input) && (reader.Halo >= CostlyHalo || cost.IsWorthSharing(input));

    /// <summary>Whether a band of the result needs several bands of what it is computed from.</summary>
    private static bool MixesBands(Node root) => Walk.InOrder([root], node => node is KernelNode ? node.Inputs : []).OfType<KernelNode>()
        .Any(node => Enumerable.Range(0, node.Inputs.Count)
            .Any(input => node.InputWindow(input, new(node.Schema.Bands - 1, 0, 0, 1, 1, 1)).Bands > 1));

    /// <summary>Bytes of the largest cells that are read for the root's, one for one.</summary>
    private static int WidestSource(Node root)
    {
        var widest = 0;
        foreach (var node in Walk.InOrder([root], node => node is KernelNode ? node.Inputs : []))
            if (node is SourceNode && SameCells(node.Schema, root.Schema)) widest = Math.Max(widest, node.Schema.Type.Size());
        return widest;
    }

    private static IChunkSource? FirstSource(Node node) => Walk.InOrder([node]).OfType<SourceNode>().FirstOrDefault()?.Source;

    private static bool SameCells(ArraySchema a, ArraySchema b) => a.Grid.Rows == b.Grid.Rows && a.Grid.Columns == b.Grid.Columns;

    /// <summary>A block of whole objects of both, when that is not much larger than either.</summary>
    private static BlockShape Common(BlockShape sink, BlockShape source, ArraySchema schema)
    {
        int Fit(int a, int b, int length)
        {
            a = Math.Min(a, length);
            b = Math.Min(b, length);
            if (a == length || b == length) return length;
            var common = a / Divisors.Greatest(a, b) * b;
            return common <= 4096 && common <= length ? (int)common : a;
        }
        var rows = Fit(sink.Rows, source.Rows, schema.Grid.Rows);
        var columns = Fit(sink.Columns, source.Columns, schema.Grid.Columns);
        var whole = (long)rows * columns * schema.Type.Size() <= 2 * MostTaskBytes;
        return whole ? new(sink.Bands, rows, columns) : sink;
    }

    private static ChunkGrid Whole(ArraySchema schema)
        => ChunkGrid.Regular(schema.Bands, schema.Grid.Rows, schema.Grid.Columns, schema.Bands, schema.Grid.Rows, schema.Grid.Columns);
}
