namespace Pyramids;

/// <summary>Reductions below a graph's roots, in turns: those of a turn need no other of the same or a later one.</summary>
internal static class ReduceTurns
{
    public static IEnumerable<IReadOnlyList<ReduceNode>> Of(IEnumerable<Node> roots)
    {
        var waiting = new List<ReduceNode>();
        var below = new Dictionary<Node, HashSet<ReduceNode>>();
        foreach (var root in roots) Below(root);
        var left = waiting.ToHashSet();
        while (left.Count > 0)
        {
            var turn = waiting.Where(node => left.Contains(node) && !below[node.Inputs[0]].Overlaps(left)).ToArray();
            yield return turn;
            left.ExceptWith(turn);
        }

        HashSet<ReduceNode> Below(Node node)
        {
            if (below.TryGetValue(node, out var found)) return found;
            found = [];
            foreach (var input in node.Inputs) found.UnionWith(Below(input));
            if (node is ReduceNode reduce)
            {
                waiting.Add(reduce);
                found.Add(reduce);
            }
            return below[node] = found;
        }
    }
}
