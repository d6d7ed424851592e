namespace Pyramids.Tests;

public sealed class SchedulerTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(8)]
    public async Task Each_stored_block_is_read_once_whatever_the_chunks(int threads)
    {
        foreach (var chunks in new Chunks[] { 1, 10, 33, Chunks.Whole })
        {
            var source = new CountingSource(Given.Terrain<float>(90, 120), new(1, 16, 32));
            using (Engine.Configure(threads: threads, memory: "2MiB"))
                await (LazyArray.From(source, chunks) * 2).ComputeAsync(cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(6 * 4, source.Reads.Count);
            Assert.All(source.Reads.Values, reads => Assert.Equal(1, reads));
        }
    }

    [Fact]
    public async Task Memory_stays_under_what_the_plan_projects_and_under_the_budget()
    {
        var source = new CountingSource(Given.Terrain<float>(2000, 1500), new(1, 100, 100));
        var array = LazyArray.From(source, 100);
        using var scope = Engine.Configure(threads: 2, memory: "3MiB");
        var report = await Engine.RunAsync((array + 1) * (array - 1), new DiscardSink(50), null, TestContext.Current.CancellationToken);
        Assert.InRange(report.PeakBytes, 1, 3 << 20);
        Assert.InRange(report.ProjectedBytes, report.PeakBytes, 3 << 20);
    }

    [Fact]
    public async Task A_plan_that_cannot_fit_is_refused_before_a_cell_is_read()
    {
        var source = new CountingSource(Given.Terrain<float>(3000, 3000), new(1, 3000, 3000));
        using var scope = Engine.Configure(memory: "4MiB");
        var error = await Assert.ThrowsAsync<MemoryBudgetException>(
            () => (LazyArray.From(source, Chunks.Auto) + 1).ComputeAsync(cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("memory budget is 4.00 MiB", error.Message);
        Assert.Empty(source.Reads);
    }

    [Fact]
    public async Task The_first_error_ends_the_run_and_names_the_chunk()
    {
        var error = await Assert.ThrowsAsync<ComputeException>(
            () => Given.Grid("1 2\n3 4.5").AsType(DType.UInt8).ComputeAsync(cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("as type failed for bands 0..1, rows 0..2", error.Message);
    }

    [Fact]
    public async Task Cancellation_ends_a_run_and_leaves_the_process_usable()
    {
        using var stop = new CancellationTokenSource();
        var source = new SlowSource(Given.Terrain<float>(400, 400), () => stop.Cancel());
        using var scope = Engine.Configure(memory: "1MiB");                  // little memory cuts the work into many reads
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => (LazyArray.From(source, 10) + 1).ComputeAsync(cancellation: stop.Token));
        Assert.InRange(source.Reads, 5, 8);
        Assert.Equal(2, (double)(Given.Grid("1") + 1).Max().Compute());
    }

    [Fact]
    public async Task Progress_counts_chunks_to_the_end()
    {
        var reports = new List<ComputeProgress>();
        var array = LazyArray.From(new CountingSource(Given.Terrain<float>(300, 300), new(1, 10, 300)), 10);
        using var scope = Engine.Configure(memory: "1MiB");
        await (array + 1).ComputeAsync(new Collect(reports), TestContext.Current.CancellationToken);
        Assert.True(reports[^1].Finished);
        Assert.Equal(reports[^1].ChunksTotal, reports[^1].ChunksDone);
        Assert.Equal(1, reports[^1].Fraction);
    }

    private sealed class Collect(List<ComputeProgress> reports) : IProgress<ComputeProgress>
    {
        public void Report(ComputeProgress value)
        {
            lock (reports) reports.Add(value);
        }
    }

    private sealed class SlowSource(NDArray cells, Action onFifth) : IChunkSource
    {
        public int Reads;

        public ArraySchema Schema => cells.Schema;

        public BlockShape Block => new(1, 5, 400);

        public string Name => "slow";

        public long ScratchBytes(Window window) => 0;

        public async ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            if (Interlocked.Increment(ref Reads) == 5) onFifth();
            await Task.Delay(1, cancellation);
            cells.CopyTo(destination);
        }
    }
}
