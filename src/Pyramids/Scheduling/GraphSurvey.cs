namespace Pyramids;

/// <summary>What the plans of a computation say of each node of its graph and of each edge.</summary>
internal sealed class GraphSurvey
{
    private const int MostBands = 16;                                     // bands beyond these are made by the same nodes, or nearly
    private readonly Dictionary<Node, (int Stage, long Bytes)> nodes = [];
    private readonly Dictionary<(Node From, Node To), long> edges = [];
    private int stages;

    /// <summary>The survey of an array's computation; an empty one when it does not fit the memory budget.</summary>
    public static GraphSurvey Of(Node root, EngineOptions options)
    {
        var survey = new GraphSurvey();
        try
        {
            foreach (var (_, plan, reductions) in PlanReport.PlansOf(root, options)) survey.Add(plan, reductions, options.Threads);
            return survey;
        }
        catch (MemoryBudgetException)
        {
            return new();
        }
    }

    /// <summary>The stage of a node, and the most bytes that it holds at once; null when it is not planned.</summary>
    public (int Stage, long Bytes)? this[Node node] => nodes.TryGetValue(node, out var found) ? found : null;

    /// <summary>Chunks of one node that another reads; null when it is not planned.</summary>
    public long? this[Node from, Node to] => edges.TryGetValue((from, to), out var found) ? found : null;

    private void Add(Plan plan, IReadOnlyList<ReduceNode> reductions, int threads)
    {
        var held = Projection.HeldByStage(plan.Tasks, plan.Projection.LookAhead);
        var made = new long[plan.Tasks.Stages.Length];
        var reads = new Dictionary<(int Reader, int Input), long>();
        for (var task = 0; task < plan.Tasks.Count; task++)
        {
            var reader = plan.Tasks.StageOf(task).Number;
            made[reader]++;
            foreach (var need in plan.Tasks.Needs(task))
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(reads,
                    (reader, plan.Tasks.StageOf(need).Number), out _)++;
        }
        foreach (var stage in plan.Stages)
        {
            var number = ++stages;
            Note(stage.Node, number, stage.Resident is null ? held[stage.Number] : stage.Node.Schema.Bytes);
            if (stage.IsSource || stage.Resident is not null) continue;
            var output = stage.Grid.WindowOf(stage.Grid.At(0));
            foreach (var band in Enumerable.Range(0, Math.Min(stage.Node.Schema.Bands, MostBands)))
                foreach (var (node, bytes) in stage.Program(band).Buffers(output with { Band = band, Bands = 1 }))
                {
                    if (node != stage.Node) Note(node, number, bytes * threads);
                    foreach (var input in node.Inputs.Distinct())
                        edges[(input, node)] = stage.Inputs.TryGetValue(input, out var from)
                            ? from.Resident is null ? reads.GetValueOrDefault((stage.Number, from.Number)) : from.Grid.Count
                            : made[stage.Number];
                }
        }
        foreach (var reduction in reductions)
            edges[(reduction.Inputs[0], reduction)] = plan.Sinks.Where(sink => sink.Node == reduction.Inputs[0])
                .Sum(sink => made[sink.Number]);
    }

    private void Note(Node node, int stage, long bytes)
        => nodes[node] = nodes.TryGetValue(node, out var before) ? (before.Stage, Math.Max(before.Bytes, bytes)) : (stage, bytes);
}
