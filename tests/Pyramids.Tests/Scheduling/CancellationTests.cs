namespace Pyramids.Tests;

public sealed class CancellationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Two_hundred_runs_cancelled_at_random_moments_end_soon_and_leave_nothing()
    {
        using var trial = new CancellationTrial(Given.Terrain<float>(600, 500, holes: 0.01));
        using var scope = Engine.Configure(threads: 2, memory: "64MiB");
        var report = await trial.RunAsync(200, lookForThreads: false);
        output.WriteLine(report.ToString());
        Assert.Empty(report.Faults);
        Assert.Equal(200, report.Latencies.Count);
        // other tests share the processors; the benchmark `cancel` holds it to 100
        Assert.InRange(report.Percentile(0.99), 0, 2000);
    }

    [Fact]
    public async Task No_source_is_read_and_no_sink_written_after_the_run_has_ended()
    {
        var source = new Busy(Given.Terrain<float>(400, 300));
        using var scope = Engine.Configure(threads: 4, memory: "4MiB");
        for (var i = 0; i < 50; i++)
        {
            using var stop = new CancellationTokenSource();
            source.Stop = (i * 7, stop);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => (LazyArray.From(source, 10).FocalMean(2) + 1).ComputeAsync(cancellation: stop.Token));
            Assert.Equal(0, source.Running);
            var reads = source.Reads;
            await Task.Yield();
            Assert.Equal(reads, source.Reads);
            source.Reads = 0;
        }
    }

    private sealed class Busy(NDArray cells) : IChunkSource
    {
        public int Reads, Running;

        public (int After, CancellationTokenSource Source) Stop { get; set; }

        public ArraySchema Schema => cells.Schema;

        public BlockShape Block => new(1, 1, 300);

        public string Name => "busy";

        public long ScratchBytes(Window window) => 0;

        public async ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            Interlocked.Increment(ref Running);
            try
            {
                if (Interlocked.Add(ref Reads, destination.Window.Rows) > Stop.After) await Stop.Source.CancelAsync();
                await Task.Yield();
                cells.CopyTo(destination);
            }
            finally
            {
                Interlocked.Decrement(ref Running);
            }
        }
    }
}
