using System.Text;

namespace Pyramids;

/// <summary>A computation as a drawing needs it: which operations there are and which feeds which. No cell is read to make one.</summary>
/// <param name="Nodes">Operations, sources first.</param>
/// <param name="Edges">Which node's chunks another one reads.</param>
[TypeFormatterSource]
public sealed record GraphView(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges)
{
    /// <summary>One line for each node with what it reads.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FormattableString.Invariant($"Graph of {Nodes.Count} operations, {Nodes.Sum(n => n.Chunks)} chunks"));
        foreach (var node in Nodes)
        {
            var inputs = string.Join(", ", Edges.Where(e => e.To == node.Id).Select(e => e.From));
            text.Append(FormattableString.Invariant($"\n  {node.Id}: {node.Label}"));
            if (node.Operation != node.Label) text.Append($" [{node.Operation}]");
            text.Append(FormattableString.Invariant($", {node.Chunks} chunks, {node.Bytes} bytes"));
            if (inputs.Length > 0) text.Append($"  <- {inputs}");
        }
        return text.ToString();
    }
}

/// <summary>One operation of a <see cref="GraphView"/>.</summary>
/// <param name="Id">A number that no other node of the graph has.</param>
/// <param name="Label">What the node is called: <c>slope</c>, <c>a + b</c>, a file's name.</param>
/// <param name="Operation">Its kind; nodes of one kind are drawn as one when the graph is large.</param>
/// <param name="Chunks">Chunks that it computes or reads.</param>
/// <param name="Bytes">Bytes of all its cells.</param>
public sealed record GraphNode(int Id, string Label, string Operation, long Chunks, long Bytes)
{
    /// <summary>What else to say of the node, such as shape and cell type; null for nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>Bytes that the planner expects the node to hold at once; null when not planned.</summary>
    public long? ProjectedBytes { get; init; }

    /// <summary>Nodes of one stage are computed in one pass over the cells; null when not planned.</summary>
    public int? Stage { get; init; }
}

/// <summary>One node reads another one's chunks.</summary>
/// <param name="From">Id of the node that is read.</param>
/// <param name="To">Id of the node that reads.</param>
public sealed record GraphEdge(int From, int To)
{
    /// <summary>Chunks that pass along the edge; null to say nothing.</summary>
    public long? Chunks { get; init; }

    /// <summary>Cells that the reader needs beyond a chunk on each side.</summary>
    public int Halo { get; init; }
}
