namespace Pyramids;

/// <summary>Ways through graphs, without recursion: a chain of operations may be longer than a stack is deep.</summary>
internal static class Walk
{
    /// <summary>Every node below the roots and the roots themselves, once, inputs before their readers.</summary>
    public static List<Node> InOrder(IEnumerable<Node> roots) => InOrder(roots, node => node.Inputs);

    /// <inheritdoc cref="InOrder(IEnumerable{Node})"/>
    public static List<T> InOrder<T>(IEnumerable<T> roots, Func<T, IEnumerable<T>> inputs) where T : notnull
    {
        var found = new List<T>();
        var seen = new HashSet<T>();
        var pending = new Stack<(T Node, bool Expanded)>();
        foreach (var root in roots.Reverse()) pending.Push((root, false));
        while (pending.TryPop(out var item))
        {
            if (item.Expanded) found.Add(item.Node);
            else if (seen.Add(item.Node))
            {
                pending.Push((item.Node, true));
                foreach (var input in inputs(item.Node).Reverse())
                    if (!seen.Contains(input)) pending.Push((input, false));
            }
        }
        return found;
    }

    /// <summary>The same graphs with equal nodes made one: equal operations over the same inputs, and readings of the same cells.</summary>
    /// <returns>What stands for each of the roots, in their order.</returns>
    public static Node[] Share(IReadOnlyList<Node> roots)
    {
        var standIns = new Dictionary<Node, Node>();
        var known = new Dictionary<Node, Node>(new EqualNodes());
        foreach (var node in InOrder(roots))
        {
            var shared = node.With(node.Inputs.Select(input => standIns[input]).ToArray());
            if (!known.TryAdd(shared, shared)) shared = known[shared];
            standIns[node] = shared;
        }
        return roots.Select(root => standIns[root]).ToArray();
    }

    private sealed class EqualNodes : IEqualityComparer<Node>
    {
        public bool Equals(Node? a, Node? b)
            => ReferenceEquals(a, b)
                || (a is not null && b is not null && a.Operation.Equals(b.Operation) && a.Inputs.SequenceEqual(b.Inputs));

        public int GetHashCode(Node node)
        {
            var hash = new HashCode();
            hash.Add(node.Operation);
            foreach (var input in node.Inputs) hash.Add(input);
            return hash.ToHashCode();
        }
    }
}
