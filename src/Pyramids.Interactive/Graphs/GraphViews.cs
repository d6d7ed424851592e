namespace Pyramids.Interactive;

/// <summary>Describes the operations below an array. Their schemas are enough; nothing is planned or read.</summary>
internal static class GraphViews
{
    public static GraphView Of(LazyArray array)
    {
        var (ids, nodes, edges) = (new Dictionary<Node, int>(ReferenceEqualityComparer.Instance), new List<GraphNode>(), new List<GraphEdge>());
        foreach (var node in InOrder(array.Node))
        {
            var id = ids[node] = nodes.Count;
            var grid = array.Follow(node.Schema);
            nodes.Add(new(id, Label(node), node.Operation, node.Schema.IsReduced ? 1 : grid.Count, node.Schema.IsReduced ? (long)node.Schema.Bands * node.Schema.Type.Size() : node.Schema.Bytes) { Detail = node.Schema.Type.ToString() });
            foreach (var input in node.Inputs.Distinct())
                edges.Add(new(ids[input], id) { Chunks = nodes[ids[input]].Chunks, Halo = node.Halo });
        }
        return new(nodes, edges);
    }

    /// <summary>Names of the files and stores below an array, without their folders.</summary>
    public static string Sources(LazyArray array)
    {
        var names = InOrder(array.Node).OfType<SourceNode>().Select(Label).Distinct().ToList();
        return string.Join(", ", names.Take(3)) + (names.Count > 3 ? $" and {names.Count - 3} more" : "");
    }

    // Depth first with a stack of our own: a chain of operations may be longer than the thread's stack is deep.
    private static List<Node> InOrder(Node root)
    {
        var (done, open, stack) = (new List<Node>(), new HashSet<Node>(ReferenceEqualityComparer.Instance), new Stack<(Node Node, bool Inputs)>());
        stack.Push((root, false));
        while (stack.TryPop(out var top))
        {
            if (top.Inputs) { done.Add(top.Node); continue; }
            if (!open.Add(top.Node)) continue;
            stack.Push((top.Node, true));
            for (var i = top.Node.Inputs.Count - 1; i >= 0; i--)
                if (!open.Contains(top.Node.Inputs[i])) stack.Push((top.Node.Inputs[i], false));
        }
        return done;
    }

    private static string Label(Node node)
        => node is SourceNode { Source: var source } ? source.Name.TrimEnd('/', '\\') is var name && name.LastIndexOfAny(['/', '\\']) is >= 0 and var cut ? name[(cut + 1)..] : name : node.Operation;
}
