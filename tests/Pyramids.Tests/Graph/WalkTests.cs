namespace Pyramids.Tests;

public sealed class WalkTests
{
    [Fact]
    public void Inputs_come_before_their_readers_and_every_node_once()
    {
        var a = Given.Terrain<float>(8, 8).ToLazy();
        var sum = (a + 1) * (a + 1) + a;
        var order = Walk.InOrder([sum.Node, a.Node]);
        Assert.Equal(order.Count, order.Distinct().Count());
        foreach (var node in order)
            foreach (var input in node.Inputs) Assert.True(order.IndexOf(input) < order.IndexOf(node));
    }

    [Fact]
    public void Equal_operations_over_equal_inputs_are_one_node()
    {
        var a = Given.Terrain<float>(8, 8).ToLazy();
        var twice = (a.Slope() + 1).FocalMean(2) * (a.Slope() + 1).FocalMean(2)
            - a.FocalStatistics(FocalStatistic.Mean, Footprint.Circle(1)) * a.FocalStatistics(FocalStatistic.Mean, Footprint.Circle(1));
        Assert.Equal(["read", "slope", "add 1", "focal mean", "multiply", "focal mean", "multiply", "subtract"],
            Walk.InOrder(Walk.Share([twice.Node])).Select(node => node.Label));
    }

    [Fact]
    public void Different_parameters_arrays_and_functions_stay_apart()
    {
        var cells = Given.Terrain<float>(8, 8);
        var a = cells.ToLazy();
        LazyArray[] different =
        [
            a + 1, a + 2, 1 - a, a - 1, a.Slope(), a.Slope(zFactor: 2), a.FocalMean(1), a.FocalMean(1, edges: EdgeMode.Nearest),
            Given.Terrain<float>(8, 8).ToLazy() + 1,
            a.FocalApply(window => window[0], 1), a.FocalApply(window => window[0], 1), a.Where(a > 1, 0), a.Where(a > 1, double.NaN),
            a.Bands(0), a.Band(0).Bands(0, 0), a[..4, ..4], a[..4, ..5],
        ];
        Assert.Equal(different.Length, Walk.Share(different.Select(array => array.Node).ToArray()).Distinct().Count());
        Assert.Single(Walk.Share([(a + 1).Node, (cells.ToLazy(3) + 1).Node]).Distinct());
    }

    [Fact]
    public void A_chain_of_ten_thousand_operations_is_drawn_explained_and_computed()
    {
        var array = Given.Grid("1 2\n3 4");
        var chain = array;
        for (var i = 0; i < 10_000; i++) chain += 1;
        Assert.Equal(10_001, chain.Graph().Nodes.Count);
        Assert.Contains("add 1", chain.Explain().ToString(), StringComparison.Ordinal);
        Assert.Equal(10_004, chain.Compute().Span<float>()[3]);
    }

    [Fact]
    public void A_graph_of_shared_nodes_does_not_grow_with_the_paths_through_it()
    {
        var array = Given.Grid("1 2\n3 4").AsType(DType.Float64);
        var doubled = array;
        for (var i = 0; i < 60; i++) doubled += doubled;              // 2^60 paths
        Assert.Equal(Math.Pow(2, 62), doubled.Compute().Span<double>()[3]);
    }
}
