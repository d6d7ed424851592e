namespace Pyramids;

/// <summary>Reductions below a graph's roots, in turns: those of a turn need no other of the same or a later one.</summary>
internal static class ReduceTurns
{
    public static IEnumerable<IReadOnlyList<ReduceNode>> Of(IEnumerable<Node> roots)
    {
        // A reduction's turn is how many others lie below one another under it; nodes pass that number on.
        var turns = new Dictionary<Node, int>();
        var waiting = new List<(ReduceNode Node, int Turn)>();
        foreach (var node in Walk.InOrder(roots))
        {
            var turn = 0;
            foreach (var input in node.Inputs) turn = Math.Max(turn, turns[input]);
            if (node is ReduceNode reduce) waiting.Add((reduce, turn++));
            turns[node] = turn;
        }
        return waiting.Count == 0 ? []
            : waiting.GroupBy(item => item.Turn, item => item.Node).OrderBy(group => group.Key)
                .Select(group => (IReadOnlyList<ReduceNode>)group.ToArray());
    }
}
