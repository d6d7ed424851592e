namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>The operations behind the array and what feeds which, for a drawing: equal ones once, with the stages,
    /// bytes and chunks of the plan. No cell is read.</summary>
    /// <returns>Without what the plan says when the computation does not fit the memory budget.</returns>
    public GraphView Graph() => Graph(isPlanned: true);

    /// <param name="isPlanned">Say what the plan says of each operation; a plan of very many chunks takes a while.</param>
    internal GraphView Graph(bool isPlanned)
    {
        var ids = new Dictionary<Node, int>();
        var nodes = new List<GraphNode>();
        var edges = new List<GraphEdge>();
        var root = Walk.Share([Node])[0];
        var survey = isPlanned ? GraphSurvey.Of(root, Engine.Options) : null;
        foreach (var node in Walk.InOrder([root]))
        {
            var id = ids[node] = nodes.Count + 1;
            var schema = node.Schema;
            var chunks = schema.IsReduced ? 1 : schema.Whole == Schema.Whole ? Chunks.Count : Follow(schema).Count;
            var label = node is SourceNode source ? Path.GetFileName(source.Source.Name.TrimEnd('/')) : node.Label;
            nodes.Add(new(id, label, node.Label.Split(' ')[0], chunks, schema.Bytes) 
            {
                Detail = $"{string.Join(" x ", schema.Shape)} {schema.Type}".Trim(),
                ProjectedBytes = survey?[node]?.Bytes,
                Stage = survey?[node]?.Stage,
            });
            foreach (var input in node.Inputs.Distinct())
                edges.Add(new(ids[input], id) { Halo = node.Halo, Chunks = survey?[input, node] });
        }
        return new(nodes, edges);
    }

    /// <summary>What a computation would do: passes, stages, chunks, stored bytes to read, blocks read more than once,
    /// and the most memory it takes. No cell is read.</summary>
    /// <exception cref="MemoryBudgetException">The computation does not fit the memory budget.</exception>
    public PlanReport Explain() => PlanReport.Of(Node, Engine.Options);
}
