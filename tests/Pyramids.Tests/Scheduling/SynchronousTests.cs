namespace Pyramids.Tests;

public sealed class SynchronousTests
{
    [Fact]
    public void Everything_runs_on_the_calling_thread_before_the_call_returns()
    {
        var threads = new HashSet<int>();
        var source = new Told(Given.Terrain<float>(300, 200), () => Add(threads));
        using var scope = Engine.Configure(scheduler: SchedulerKind.Synchronous, memory: "2MiB", threads: 8);
        var array = LazyArray.From(source, 50).MapBlocks<float, float>((from, to) =>
        {
            Add(threads);
            from.CopyTo(to);
        });
        var task = (array - array.Mean()).FocalMean(1).ComputeAsync(new Each(() => Add(threads)), TestContext.Current.CancellationToken);
        Assert.True(task.IsCompletedSuccessfully);
        Assert.Equal([Environment.CurrentManagedThreadId], threads);
    }

    [Fact]
    public void The_bits_are_those_of_threads()
    {
        var array = LazyArray.From(new CountingSource(Given.Terrain<float>(300, 200, holes: 0.05), new(1, 16, 16)), 50);
        foreach (var (name, apply) in TerrainOperations.All.Concat([("normalise", a => (a - a.Mean()) / a.Std()), ("std", a => a.Std())]))
        {
            var expected = apply(array).Compute();
            NDArray actual;
            using (Engine.Configure(scheduler: SchedulerKind.Synchronous, memory: "8MiB")) actual = apply(array).Compute();
            for (var row = 0; row < expected.Grid.Rows; row++)
                Assert.True(expected.RowBytes(0, row, 0, expected.Grid.Columns)
                    .SequenceEqual(actual.RowBytes(0, row, 0, expected.Grid.Columns)),
                    $"{name}, row {row}");
        }
    }

    [Fact]
    public void Settings_are_undone_with_their_scope()
    {
        Assert.Equal(SchedulerKind.Threads, Engine.Options.Scheduler);
        using (Engine.Configure(scheduler: SchedulerKind.Synchronous))
        using (Engine.Configure(threads: 3, memory: "7MiB", chunkBytes: "300KiB"))
        {
            Assert.Equal((SchedulerKind.Synchronous, 3, 7 << 20, 300 << 10),
                (Engine.Options.Scheduler, Engine.Options.Threads, Engine.Options.MemoryBytes, Engine.Options.ChunkBytes));
            using (Engine.Configure(scheduler: SchedulerKind.Threads))
                Assert.Equal((SchedulerKind.Threads, 3), (Engine.Options.Scheduler, Engine.Options.Threads));
            Assert.Equal(SchedulerKind.Synchronous, Engine.Options.Scheduler);
        }
        Assert.Equal(SchedulerKind.Threads, Engine.Options.Scheduler);
        Assert.Contains("Threads or Synchronous",
            Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Configure(scheduler: (SchedulerKind)9)).Message);
    }

    [Fact]
    public void A_failure_and_a_cancellation_end_it_too()
    {
        using var scope = Engine.Configure(scheduler: SchedulerKind.Synchronous, memory: "1MiB");
        var error = Assert.Throws<ComputeException>(() =>
            LazyArray.From(new Told(Given.Terrain<float>(30, 20), () => throw new InvalidOperationException("broken")), 50).Compute());
        Assert.Equal("read failed for bands 0..1, rows 0..30, columns 0..20: broken (told.tif)", error.Message);
        using var stop = new CancellationTokenSource();
        var task = LazyArray.From(new Told(Given.Terrain<float>(300, 200), stop.Cancel), 50).ComputeAsync(cancellation: stop.Token);
        Assert.True(task.IsCanceled);
    }

    private static void Add(HashSet<int> threads)
    {
        lock (threads) threads.Add(Environment.CurrentManagedThreadId);
    }

    private sealed class Each(Action act) : IProgress<ComputeProgress>
    {
        public void Report(ComputeProgress value) => act();
    }

    private sealed class Told(NDArray cells, Action onRead) : IChunkSource
    {
        public ArraySchema Schema => cells.Schema;

        public BlockShape Block => new(1, 10, cells.Grid.Columns);

        public string Name => "told.tif";

        public long ScratchBytes(Window window) => 0;

        public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            onRead();
            cells.CopyTo(destination);
            return ValueTask.CompletedTask;
        }
    }
}
