namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>The operations behind the array and what feeds which, for a drawing. No cell is read.</summary>
    public GraphView Graph()
    {
        var ids = new Dictionary<Node, int>();
        var nodes = new List<GraphNode>();
        var edges = new List<GraphEdge>();
        foreach (var node in Walk.InOrder(Walk.Share([Node])))
        {
            var id = ids[node] = nodes.Count + 1;
            var schema = node.Schema;
            var chunks = schema.IsReduced ? 1 : schema.Whole == Schema.Whole ? Chunks.Count : Follow(schema).Count;
            var label = node is SourceNode source ? Path.GetFileName(source.Source.Name.TrimEnd('/')) : node.Label;
            nodes.Add(new(id, label, node.Label.Split(' ')[0], chunks, schema.Bytes) { Detail = $"{string.Join(" x ", schema.Shape)} {schema.Type}".Trim() });
            foreach (var input in node.Inputs.Distinct()) edges.Add(new(ids[input], id) { Halo = node.Halo });
        }
        return new(nodes, edges);
    }

    /// <summary>What a computation would do: passes, stages, chunks, stored bytes to read, blocks read more than once, and the most memory it takes. No cell is read.</summary>
    /// <exception cref="MemoryBudgetException">The computation does not fit the memory budget.</exception>
    public PlanReport Explain() => PlanReport.Of(Node, Engine.Options);
}
