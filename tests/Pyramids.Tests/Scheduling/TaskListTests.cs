namespace Pyramids.Tests;

public sealed class TaskListTests
{
    [Fact]
    public void A_pending_chunk_takes_less_than_200_bytes()
    {
        var array = LazyArray.From(new Blocks(200), 2048) + 1;
        Build();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var plan = Build();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;            // more than is held: lists double as they grow
        var chunks = plan.Sinks[0].Grid.Count;
        Assert.InRange(chunks, 40_000, plan.Projection.Tasks);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{(double)allocated / chunks:F1} bytes allocated for each of {chunks} pending chunks");
        Assert.InRange((double)allocated / chunks, 20, 200);

        Plan Build() => Plan.Build([new(array.Node, new DiscardSink(16))], new Dictionary<Node, NDArray>(), 2, 1L << 30);
    }

    [Fact]
    public void Every_task_comes_after_those_it_needs_and_is_counted_by_them()
    {
        var source = new CountingSource(Given.Terrain<float>(700, 500), new(1, 50, 60));
        var array = LazyArray.From(source, 100);
        var plan = Plan.Build(
            [new((array.FocalMean(20) - array).Node, new DiscardSink(16)), new(array.FocalMax(3).Node, new DiscardSink(16))],
                new Dictionary<Node, NDArray>(), 2, 6 << 20);
        var tasks = plan.Tasks;
        var readers = new int[tasks.Count];
        var made = new HashSet<(Stage, int)>();
        for (var task = 0; task < tasks.Count; task++)
        {
            Assert.True(made.Add((tasks.StageOf(task), tasks.OrdinalOf(task))));
            Assert.Equal(tasks.Needs(task).Length, tasks.Needs(task).ToArray().Distinct().Count());
            foreach (var need in tasks.Needs(task))
            {
                Assert.InRange(need, 0, task - 1);
                readers[need]++;
            }
        }
        Assert.All(readers, (count, task) => Assert.Equal(tasks.Readers(task), count));
        Assert.Equal(tasks.Stages.Where(stage => stage.Sink is not null).Sum(stage => stage.Grid.Count),
            Enumerable.Range(0, tasks.Count).Count(task => tasks.StageOf(task).Sink is not null));
        Assert.All(Enumerable.Range(0, tasks.Count).Where(task => tasks.StageOf(task).Sink is null),
            task => Assert.True(tasks.Readers(task) > 0));
    }

    private sealed class Blocks(int side) : IChunkSource
    {
        public ArraySchema Schema { get; } = new(new GridSpec(side * 2048, side * 2048, Affine.NorthUp(0, 0, 1, 1)), 1, DType.UInt8);

        public BlockShape Block => new(1, 2048, 2048);

        public string Name => "blocks";

        public long ScratchBytes(Window window) => 0;

        public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation) => throw new NotSupportedException("Only planned.");
    }
}
