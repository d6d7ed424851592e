namespace Pyramids.Interactive.Tests.Display;

public class GraphSvgTests
{
    [Fact]
    public void A_node_lies_below_all_that_it_reads()
    {
        var graph = Given.Large(40);
        var layout = GraphLayout.Of(graph, 100, 10);
        Assert.All(graph.Edges, e => Assert.True(layout[e.To].Layer > layout[e.From].Layer));
        Assert.All(layout.Routes, r => Assert.False(r.Back));
        foreach (var layer in graph.Nodes.GroupBy(n => layout[n.Id].Layer))
        {
            var xs = layer.Select(n => layout[n.Id].X).Order().ToList();
            for (var i = 1; i < xs.Count; i++) Assert.True(xs[i] - xs[i - 1] >= 109.9, "boxes must not overlap");
        }
        Assert.All(graph.Nodes, n => Assert.InRange(layout[n.Id].X, 49.9, layout.Width - 49.9));
    }

    [Fact]
    public void A_chain_is_straight()
    {
        var chain = new GraphView([.. Enumerable.Range(0, 5).Select(i => new GraphNode(i, "n", "n", 1, 1))],
            [.. Enumerable.Range(0, 4).Select(i => new GraphEdge(i, i + 1))]);
        var layout = GraphLayout.Of(chain, 100, 10);
        Assert.All(chain.Nodes, n => Assert.Equal(50, layout[n.Id].X, 6));
    }

    [Fact]
    public void Sixty_nodes_are_drawn_and_sixty_one_are_grouped_by_operation()
    {
        Assert.Contains(">scene3.tif<", GraphSvg.Draw(Given.Large(60)).ToString());
        var grouped = GraphSvg.Draw(Given.Large(61)).ToString();
        Assert.DoesNotContain(">scene3.tif<", grouped);
        Assert.Contains("drawn by kind of operation, 6 boxes", grouped);
        var large = GraphSvg.Grouped(Given.Large(61));
        Assert.Equal(Given.Large(61).Nodes.Sum(n => n.Chunks), large.Nodes.Sum(n => n.Chunks));
    }

    [Fact]
    public void A_graph_of_a_hundred_kinds_has_sixty_boxes_at_most()
    {
        var graph = new GraphView([.. Enumerable.Range(0, 300).Select(i => new GraphNode(i, $"n{i}", $"kind {i % 100}", 1, 1))],
            [.. Enumerable.Range(0, 299).Select(i => new GraphEdge(i, i + 1))]);
        Assert.InRange(GraphSvg.Grouped(graph).Nodes.Count, 2, 60);
        Assert.InRange(GraphSvg.Draw(graph).Length, 1, Rendering.MostBytes);
    }

    [Fact]
    public void Cycles_and_edges_to_nowhere_do_no_harm()
    {
        var graph = new GraphView([new(0, "a", "a", 1, 1), new(1, "b", "b", 1, 1)], [new(0, 1), new(1, 0), new(0, 0), new(1, 7)]);
        Assert.Single(GraphLayout.Of(graph, 100, 10).Routes, r => r.Back);
        Assert.NotEmpty(GraphSvg.Draw(graph).ToString());
        Assert.Contains("empty graph", GraphSvg.Draw(new([], [])).ToString());
    }
}
