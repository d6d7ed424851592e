namespace Pyramids.Tests;

public sealed class KeptArraysTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pyramids-kept");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_costly_is_made_once_for_its_mean_and_its_cells()
    {
        var cells = Given.Terrain<float>(300, 200);
        var calls = 0;
        var expected = (cells.ToLazy() * 1).FocalApply(window => window[3] + window[5], 1);
        using var scope = Engine.Configure(new EngineOptions { Threads = 2, MemoryBytes = 8 << 20, SpillFolder = folder.FullName });
        var costly = LazyArray.From(new CountingSource(cells, new(1, 20, 200)), 50).FocalApply(window =>
        {
            Interlocked.Increment(ref calls);
            return window[3] + window[5];
        }, 1);
        var graph = (costly - costly.Mean()) / costly.Std() + costly.Median();
        var report = graph.Explain();
        Assert.Contains(report.Passes[^1].Stages, stage => stage.Operations.StartsWith("kept ", StringComparison.Ordinal));
        Assert.Equal(0, calls);
        var actual = await graph.ComputeAsync(cancellation: Cancellation);
        Assert.InRange(calls, 300 * 200, 1.1 * 300 * 200);                      // every cell once, and a few at the edges of chunks
        var right = ((expected - expected.Mean()) / expected.Std() + expected.Median()).Compute();
        for (var row = 0; row < 300; row++)
            Assert.True(right.RowBytes(0, row, 0, 200).SequenceEqual(actual.RowBytes(0, row, 0, 200)), $"row {row}");
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task What_is_cheap_is_made_again()
    {
        var source = new CountingSource(Given.Terrain<float>(300, 200), new(1, 20, 200));
        var slope = LazyArray.From(source, 50).Slope();
        Assert.DoesNotContain("kept", (slope - slope.Mean()).Explain().ToString());
        await (slope - slope.Mean()).ComputeAsync(cancellation: Cancellation);
        Assert.All(source.Reads.Values, reads => Assert.Equal(2, reads));
    }

    [Fact]
    public async Task Both_the_array_and_its_reduction_may_be_asked_for()
    {
        var cells = Given.Terrain<float>(300, 200);
        var median = LazyArray.From(new CountingSource(cells, new(1, 20, 200)), 50).FocalMedian(3);
        var results = await Engine.ComputeAsync([median, median.Max(), median - median.Min()], cancellation: Cancellation);
        var expected = cells.ToLazy().FocalMedian(3).Compute();
        Assert.Equal(expected.Span<float>().ToArray(), results[0].Span<float>().ToArray());
        Assert.Equal(expected.Span<float>().ToArray().Max(), (float)results[1]);
    }

    [Theory, InlineData(1), InlineData(3), InlineData(4), InlineData(20)]
    public async Task A_costly_operation_below_another_window_is_made_once_for_each_cell(int radius)
    {
        var cells = Given.Terrain<float>(500, 400);
        var source = new CountingSource(cells, new(1, 32, 400));
        var calls = 0;
        using var scope = Engine.Configure(threads: 2, memory: "16MiB");
        var inner = LazyArray.From(source, 64).FocalApply(window =>
        {
            Interlocked.Increment(ref calls);
            return window[0];
        }, 2);
        await inner.FocalMean(radius).ComputeAsync(cancellation: Cancellation);
        Assert.Equal(500 * 400, calls);
        Assert.All(source.Reads.Values, reads => Assert.Equal(1, reads));
    }

    [Fact]
    public async Task A_failure_leaves_no_file()
    {
        using var scope = Engine.Configure(new EngineOptions { Threads = 2, MemoryBytes = 8 << 20, SpillFolder = folder.FullName });
        var costly = LazyArray.From(new CountingSource(Given.Terrain<float>(300, 200), new(1, 20, 200)), 50).FocalMedian(3);
        var graph = (costly - costly.Mean()).MapBlocks<float, float>((_, _) => throw new InvalidOperationException("broken"));
        await Assert.ThrowsAsync<ComputeException>(() => graph.ComputeAsync(cancellation: Cancellation));
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }
}
