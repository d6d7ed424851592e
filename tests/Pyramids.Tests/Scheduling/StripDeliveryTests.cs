using Xunit;

namespace Pyramids.Tests.Scheduling;

/// <summary>Chunks that go to a sink strip by strip, as they are computed.</summary>
public sealed class StripDeliveryTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(700, 900, 1), InlineData(700, 900, 3), InlineData(1, 900, 1), InlineData(900, 1, 1), InlineData(3000, 40, 1)]
    public async Task A_computed_file_is_that_of_whole_chunks_for_any_threads_chunks_and_budget(int rows, int columns, int bands)
    {
        var stored = await Stored(rows, columns, bands);
        await using var dataset = Dataset.ReadFile(stored);
        var expected = await Expected(dataset.ReadArray(Chunks.Auto));
        foreach (var (threads, chunk, memory) in new[] { (1, 50, 4 << 20), (8, 300, 64 << 20), (2, 128, 1 << 30) })
        {
            using var scope = Engine.Configure(new EngineOptions { Threads = threads, MemoryBytes = memory, SpillFolder = folder.Path });
            var path = folder[$"{threads}.tif"];
            var graph = Focal(dataset.ReadArray(chunk));
            var sink = GeoTiffSink.Create(path, graph.Schema, Options);
            Assert.True(((IStripSink)sink).TakesStrips);
            var report = await Engine.RunAsync(graph, sink, null, Cancellation);
            Assert.Equal(expected, await File.ReadAllBytesAsync(path, Cancellation));
            Assert.InRange(report.PeakBytes, 1, report.ProjectedBytes);
        }
    }

    [Fact]
    public async Task Nothing_is_left_after_a_failure_or_a_cancellation_between_strips()
    {
        await using var dataset = Dataset.ReadFile(await Stored(700, 900, 1));
        using var stop = new CancellationTokenSource();
        foreach (var ending in new Action[] { () => throw new InvalidOperationException("broken"), stop.Cancel })
        {
            var count = 0;
            using var scope = Engine.Configure(threads: 2);
            var graph = dataset.ReadArray(Chunks.Auto).MapBlocks<float, float>((from, to) =>
            {
                if (Interlocked.Increment(ref count) == 2) ending();
                from.CopyTo(to);
            }).FocalMean(2);
            var path = folder["a.tif"];
            var problem = await Assert.ThrowsAnyAsync<Exception>(
                () => Engine.RunAsync(graph, GeoTiffSink.Create(path, graph.Schema, Options), null, stop.Token));
            Assert.True(count >= 2, problem.Message);
            Assert.DoesNotContain("Writing", problem.Message, StringComparison.Ordinal);
            Assert.Equal([folder["stored.tif"]], Directory.GetFiles(folder.Path));
        }
    }

    [Fact]
    public async Task A_strip_that_cannot_be_written_is_told_as_such_and_ends_the_run()
    {
        await using var dataset = Dataset.ReadFile(await Stored(700, 900, 1));
        var sink = new FullDisk(strips: 3);
        var problem = await Assert.ThrowsAsync<ComputeException>(
            () => Engine.RunAsync(Focal(dataset.ReadArray(Chunks.Auto)), sink, null, Cancellation));
        Assert.Equal("Writing focal mean", problem.Operation);
        Assert.Contains("no room", problem.Message, StringComparison.Ordinal);
        Assert.Equal(sink.Begun, sink.Disposed);
        Assert.False(sink.Completed);
    }

    [Fact]
    public async Task A_file_that_lacks_strips_is_not_completed()
    {
        var schema = new ArraySchema(new(300, 280, Affine.NorthUp(0, 0, 1, 1)), 1, DType.Float32);
        var cells = Written.Cells(schema);
        await using var sink = (IStripSink)GeoTiffSink.Create(folder["a.tif"], schema, Options);
        using (var writer = sink.Begin(schema.Whole, Cancellation)) writer.Write(cells.RowRange(0, 200));
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(async () => await sink.CompleteAsync(Cancellation));
        Assert.Contains("holes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_ends_before_the_next_tile()
    {
        var schema = new ArraySchema(new(300, 280, Affine.NorthUp(0, 0, 1, 1)), 1, DType.Float32);
        await using var sink = GeoTiffSink.Create(folder["a.tif"], schema, Options);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await sink.WriteAsync(0, Written.Cells(schema), new CancellationToken(canceled: true)));
    }

    private static GeoTiffOptions Options => new() { Compression = Compression.None, BlockSize = 128, Interleave = BandInterleave.Band };

    private static LazyArray Focal(LazyArray cells) => cells.FocalMean(2);

    private async Task<string> Stored(int rows, int columns, int bands)
    {
        var cells = Given.Terrain<float>(rows, columns, bands, holes: 0.02);
        var path = folder["stored.tif"];
        var sink = GeoTiffSink.Create(path, cells.Schema, new() { BlockSize = 64, NoData = -9999 });
        await Engine.RunAsync(cells.ToLazy(), sink, null, Cancellation);
        return path;
    }

    /// <summary>The file that a sink makes of whole chunks.</summary>
    private async Task<byte[]> Expected(LazyArray cells)
    {
        var graph = Focal(cells);
        var computed = await graph.ComputeAsync(cancellation: Cancellation);
        var whole = Chunk.Allocate(graph.Schema.Whole, graph.Schema.Type);
        computed.CopyTo(whole);
        var path = folder["expected.tif"];
        await Written.Write(GeoTiffSink.Create(path, graph.Schema, Options), graph.Schema, whole);
        return await File.ReadAllBytesAsync(path, Cancellation);
    }

    private sealed class FullDisk(int strips) : IStripSink
    {
        private int left = strips, begun, disposed;

        public int Begun => begun;

        public int Disposed => disposed;

        public bool Completed { get; private set; }

        public BlockShape Block => new(1, 64, 64);

        public bool TakesStrips => true;

        public IStripWriter Begin(Window window, CancellationToken cancellation)
        {
            Interlocked.Increment(ref begun);
            return new Writer(this);
        }

        public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
            => throw new InvalidOperationException("Whole chunks are not asked for.");

        public ValueTask CompleteAsync(CancellationToken cancellation)
        {
            Completed = true;
            return ValueTask.CompletedTask;
        }

        public long ScratchBytes(Window window) => 0;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private sealed class Writer(FullDisk disk) : IStripWriter
        {
            public void Write(Chunk strip)
            {
                if (Interlocked.Decrement(ref disk.left) < 0) throw new IOException("There is no room left.");
            }

            public void Dispose() => Interlocked.Increment(ref disk.disposed);
        }
    }
}
