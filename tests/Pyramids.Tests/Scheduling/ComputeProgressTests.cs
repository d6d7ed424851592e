using System.Diagnostics;

namespace Pyramids.Tests;

public sealed class ComputeProgressTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Passes_chunks_and_bytes_add_up()
    {
        var source = new CountingSource(Given.Terrain<float>(300, 300), new(1, 10, 300));
        var array = LazyArray.From(source, 10);
        using var scope = Engine.Configure(threads: 2, memory: "1MiB");
        var reports = new Collect();
        await (array - array.Mean()).ComputeAsync(reports, Cancellation);
        Assert.All(reports.All, report => Assert.Equal(2, report.Passes));
        Assert.Equal([1, 2], reports.All.Select(report => report.Pass).Distinct().Order());
        Assert.Single(reports.All, report => report.Finished);
        var last = reports.All[^1];
        Assert.True(last.Finished);
        Assert.Equal((1, last.ChunksTotal, 2 * 300 * 300 * 4L, last.BytesTotal),
            (last.Fraction, last.ChunksDone, last.BytesRead, last.BytesRead));
        Assert.Equal(TimeSpan.Zero, last.Remaining);
        Assert.True(last.ChunksPerSecond > 0 && last.BytesPerSecond > 0);
        Assert.True(last.PassElapsed <= last.Elapsed);
    }

    [Fact]
    public async Task Every_output_chunk_goes_from_waiting_over_reading_and_computing_to_done()
    {
        var seen = new List<ChunkStates>();
        var array = LazyArray.From(new CountingSource(Given.Terrain<float>(400, 300), new(1, 10, 300)), 10);
        using var scope = Engine.Configure(threads: 1, memory: "1MiB");
        await (array + 1).ComputeAsync(new Each(report =>
        {
            Thread.Sleep(20);
            if (seen.Count == 0 || !ReferenceEquals(seen[^1], report.Outputs[0])) seen.Add(report.Outputs[0]);
        }), Cancellation);
        Assert.True(seen.Count >= 3, $"{seen.Count} snapshots");
        Assert.All(seen, states => Assert.Equal(states.Grid.Count, states.States.Count));
        Assert.Contains(ChunkState.Waiting, seen[0].States);
        Assert.Contains(seen, states => states.States.Any(state => state is ChunkState.Reading or ChunkState.Computing));
        Assert.All(seen[^1].States, state => Assert.Equal(ChunkState.Done, state));
        Assert.Equal(ChunkState.Done, seen[^1][0, seen[^1].Grid.Rows.Count - 1, 0]);
        foreach (var (before, after) in seen.Zip(seen.Skip(1)))
            Assert.All(before.States.Zip(after.States),
                pair => Assert.True(pair.First <= pair.Second, $"{pair.First} became {pair.Second}"));
    }

    [Fact]
    public async Task Snapshots_are_taken_at_most_five_times_a_second()
    {
        var snapshots = new HashSet<ChunkStates>(ReferenceEqualityComparer.Instance);
        var nodes = new HashSet<IReadOnlyList<NodeProgress>>(ReferenceEqualityComparer.Instance);
        var array = LazyArray.From(new CountingSource(Given.Terrain<float>(1500, 300), new(1, 5, 300)), 10);
        using var scope = Engine.Configure(threads: 2, memory: "1MiB");
        var clock = Stopwatch.StartNew();
        await (array + 1).ComputeAsync(new Each(report =>
        {
            lock (snapshots)
            {
                snapshots.Add(report.Outputs[0]);
                nodes.Add(report.Nodes);
            }
        }), Cancellation);
        var most = 5 * clock.Elapsed.TotalSeconds + 2;                            // the first one and the last
        Assert.InRange(snapshots.Count, 2, most);
        Assert.InRange(nodes.Count, 2, most);
    }

    [Fact]
    public async Task Every_operation_has_its_state_under_the_id_that_the_drawing_has()
    {
        var array = LazyArray.From(new CountingSource(Given.Terrain<float>(200, 300), new(1, 10, 300)), 10);
        var result = ((array - array.Mean()) * 2).FocalMean(2);
        var reports = new Collect();
        using var scope = Engine.Configure(threads: 2, memory: "2MiB");
        List<NodeState>? first = null;
        await result.ComputeAsync(new Each(report =>
        {
            lock (reports) first ??= report.Nodes.Select(node => node.State).ToList();
            reports.Report(report);
        }), Cancellation);
        var graph = result.Graph();
        var nodes = reports.All[^1].Nodes;
        Assert.Equal(graph.Nodes.Select(node => (node.Id, node.Operation.Split(' ')[0])),
            nodes.Select(node => (node.Id, node.Operation.Split(' ')[0])));
        Assert.All(nodes, node => Assert.Equal(NodeState.Done, node.State));
        Assert.Contains(NodeState.Waiting, first!);
        var focal = nodes[^1];
        Assert.True(focal.ChunksTotal > 1 && focal.ChunksDone == focal.ChunksTotal && focal.ChunksRunning == 0);
    }

    [Fact]
    public async Task A_failure_is_shown_where_it_happened()
    {
        var cells = Given.Terrain<float>(200, 300);
        cells.Span<float>()[150 * 300 + 7] = 1e9f;
        var array = LazyArray.From(new CountingSource(cells, new(1, 10, 300)), 10);
        ComputeProgress last = default;
        using var scope = Engine.Configure(threads: 2, memory: "1MiB");
        await Assert.ThrowsAsync<ComputeException>(() => array.AsType(DType.UInt8, Casting.Round).ComputeAsync(new Each(report =>
        {
            if (report.Outputs[0].States.Contains(ChunkState.Failed)) last = report;
        }), Cancellation));
        var states = last.Outputs[0];
        var failed = states.Grid.WindowOf(states.Grid.At(states.States.ToList().IndexOf(ChunkState.Failed)));
        Assert.InRange(150, failed.Row, failed.RowEnd - 1);
        Assert.Equal(NodeState.Failed, last.Nodes[^1].State);
        Assert.False(last.Finished);
    }

    private sealed class Each(Action<ComputeProgress> act) : IProgress<ComputeProgress>
    {
        public void Report(ComputeProgress value) => act(value);
    }

    private sealed class Collect : IProgress<ComputeProgress>
    {
        public List<ComputeProgress> All { get; } = [];

        public void Report(ComputeProgress value)
        {
            lock (All) All.Add(value);
        }
    }
}
