namespace Pyramids.Tests;

public sealed class LazyArrayGraphTests
{
    [Fact]
    public void Nodes_have_stages_and_bytes_and_edges_have_chunks()
    {
        using var scope = Engine.Configure(threads: 2, memory: "16MiB");
        var array = LazyArray.From(new CountingSource(Given.Terrain<float>(1024, 1024), new(1, 128, 1024)), 256);
        var graph = ((array.Slope() > 30) & (array > array.Mean())).Graph();
        Assert.Equal(["counting", "slope", "greater 30", "mean", "as type", "broadcast", "greater", "and"],
            graph.Nodes.Select(node => node.Label));
        Assert.All(graph.Nodes, node => Assert.True(node.ProjectedBytes > 0 && node.Stage > 0, node.Label));
        Assert.All(graph.Edges, edge => Assert.True(edge.Chunks > 0, $"{edge}"));
        var (read, slope) = (graph.Nodes[0], graph.Nodes[1]);
        var toSlope = graph.Edges.Single(edge => edge.From == read.Id && edge.To == slope.Id);
        Assert.Equal(1, toSlope.Halo);
        Assert.True(toSlope.Chunks > 8, "the halo reads the chunks above and below too");
        Assert.InRange(read.ProjectedBytes!.Value, 4 * 128 * 1024, 4 * 1024 * 1024);
        Assert.Equal(slope.Stage, graph.Nodes[^1].Stage);
        Assert.NotEqual(read.Stage, slope.Stage);
    }

    [Fact]
    public void A_graph_that_does_not_fit_the_memory_budget_is_drawn_without_its_plan()
    {
        using var scope = Engine.Configure(threads: 1, memory: "1MiB");
        var array = LazyArray.From(new CountingSource(Given.Terrain<double>(1024, 1024), new(1, 1024, 1024)), 256) + 1;
        Assert.Throws<MemoryBudgetException>(() => array.Explain());
        Assert.All(array.Graph().Nodes, node => Assert.Null(node.ProjectedBytes));
    }

    [Fact]
    public void Explain_tells_chunks_bytes_and_blocks_of_every_stage_and_a_source_once()
    {
        using var scope = Engine.Configure(threads: 2, memory: "16MiB");
        var terrain = Given.Terrain<float>(1000, 1000);
        var array = LazyArray.From(new CountingSource(terrain, new(1, 100, 1000)), 256);
        var report = ((array + 1) * array.FocalMean(5).FocalMax(9)).Explain();
        var stages = Assert.Single(report.Passes).Stages;
        Assert.Equal(["read counting", "focal mean", "add 1 + focal maximum + multiply"],
            stages.Select(stage => stage.Operations.Replace("focal max ", "focal maximum ", StringComparison.Ordinal)));
        Assert.Equal(4_000_000, report.StoredBytes);
        Assert.Equal(report.StoredBytes, stages[0].StoredBytes);
        Assert.All(stages, stage => Assert.InRange(stage.HeldBytes, stage.ChunkBytes, report.PeakBytes));
        Assert.Contains("read counting: ", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("at once; fetches 3.81 MiB", report.ToString(), StringComparison.Ordinal);
        Assert.Contains($"takes {ByteSize.Format(report.PeakBytes)} of {ByteSize.Format(16 << 20)} at most on 2 threads", report.ToString(),
            StringComparison.Ordinal);
    }
}
