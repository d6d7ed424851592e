namespace Pyramids.Tests;

public sealed class LazyArrayStreamingTests
{
    [Theory, InlineData(1, SchedulerKind.Threads), InlineData(4, SchedulerKind.Threads), InlineData(1, SchedulerKind.Synchronous)]
    public async Task Every_chunk_comes_once_with_its_cells_and_grid(int threads, SchedulerKind scheduler)
    {
        using var scope = Engine.Configure(threads: threads, scheduler: scheduler);
        var terrain = Given.Terrain<float>(100, 130, bands: 3, holes: 0.05);
        var array = LazyArray.From(new CountingSource(terrain, new(1, 16, 130)), (2, 32, 48)).FocalMean(2) - 1;
        var expected = array.Compute();
        var seen = new HashSet<ChunkIndex>();
        await foreach (var chunk in array.ChunksAsync(cancellation: TestContext.Current.CancellationToken))
        {
            Assert.True(seen.Add(chunk.Index));
            Assert.Equal(array.Chunks.WindowOf(chunk.Index), chunk.Window);
            Assert.Equal(array.Grid.Crop(chunk.Window.Row, chunk.Window.Column, chunk.Window.Rows, chunk.Window.Columns), chunk.Cells.Grid);
            for (var band = 0; band < chunk.Window.Bands; band++)
                for (var row = 0; row < chunk.Window.Rows; row++)
                    Assert.True(expected.RowBytes(chunk.Window.Band + band, chunk.Window.Row + row, chunk.Window.Column,
                        chunk.Window.Columns)
                        .SequenceEqual(chunk.Cells.RowBytes(band, row, 0, chunk.Window.Columns)));
        }
        Assert.Equal(array.Chunks.Count, seen.Count);
    }

    [Fact]
    public async Task The_computation_waits_for_the_loop_and_ends_when_the_loop_is_left()
    {
        using var scope = Engine.Configure(threads: 2, memory: "8MiB");
        var source = new CountingSource(Given.Terrain<float>(64 * 64, 64), new(1, 64, 64));
        var array = LazyArray.From(source, 64) + 1;
        var taken = 0;
        await foreach (var chunk in array.ChunksAsync(ahead: 1, cancellation: TestContext.Current.CancellationToken))
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            lock (source.Reads) Assert.InRange(source.Reads.Count, taken + 1, taken + 52);              // the look-ahead, not all 64
            if (++taken == 3) break;
        }
        int before;
        lock (source.Reads) before = source.Reads.Count;
        await Task.Delay(100, TestContext.Current.CancellationToken);
        lock (source.Reads) Assert.Equal(before, source.Reads.Count);
    }

    [Fact]
    public async Task Errors_cancellation_and_reductions_reach_the_loop()
    {
        var array = Given.Terrain<float>(64, 64).ToLazy(16);
        var failing = array.MapBlocks<float, float>((cells, result) => throw new InvalidOperationException("no such height"));
        var problem = await Assert.ThrowsAsync<ComputeException>(async () => { await foreach (var _ in failing.ChunksAsync()) { } });
        Assert.Contains("no such height", problem.Message, StringComparison.Ordinal);

        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => { await foreach (var _ in array.ChunksAsync(cancellation: stop.Token)) await stop.CancelAsync(); });

        var values = new List<double>();
        await foreach (var chunk in array.Mean().ChunksAsync(cancellation: TestContext.Current.CancellationToken))
            values.Add(chunk.Cells.Value);
        Assert.Equal([array.Mean().Compute().Value], values);
        await foreach (var chunk in (array - array.Mean()).ChunksAsync(cancellation: TestContext.Current.CancellationToken))
            Assert.Equal(16, chunk.Cells.Grid.Rows);

        Assert.Throws<ArgumentOutOfRangeException>(() => array.ChunksAsync(ahead: 0));
    }
}
