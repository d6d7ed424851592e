namespace Pyramids.Tests;

public sealed class SpillingTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pyramids-spill");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Theory, InlineData(1), InlineData(2), InlineData(4)]
    public async Task Intermediate_chunks_that_memory_has_no_room_for_go_to_a_file_and_the_bits_stay(int threads)
    {
        // Two bands of one costly intermediate: all of it is needed again when the second band comes.
        var cells = Given.Terrain<float>(900, 700);
        var expected = Graph(cells.ToLazy(Chunks.Whole)).Compute();
        var source = new CountingSource(cells, new(1, 50, 700));
        using var scope = Engine.Configure(new EngineOptions { Threads = threads, MemoryBytes = 3 << 20, SpillFolder = folder.FullName });
        var graph = Graph(LazyArray.From(source, 100));
        var plan = graph.Explain();
        Assert.InRange(plan.SpilledBytes, 1, 4 * cells.Schema.Bytes);
        Assert.Contains("to a temporary file", plan.ToString());
        Assert.InRange(plan.PeakBytes, 1, 3 << 20);
        var sink = new KeepingSink(expected.Schema);
        var report = await Engine.RunAsync(graph, sink, null, Cancellation);
        Assert.InRange(report.PeakBytes, 1, report.ProjectedBytes);
        for (var band = 0; band < 2; band++)
            for (var row = 0; row < 900; row++)
                Assert.True(expected.RowBytes(band, row, 0, 700).SequenceEqual(sink.Cells.RowBytes(band, row, 0, 700)),
                    $"band {band}, row {row}");
        Assert.Empty(folder.EnumerateFileSystemInfos());

        static LazyArray Graph(LazyArray a)
        {
            var costly = a.FocalMean(2);
            return LazyArray.Stack(costly.FocalMax(6), costly.FocalMin(6));
        }
    }

    [Fact]
    public async Task Local_files_are_read_again_rather_than_spilled_and_remote_ones_spilled()
    {
        foreach (var (name, spills) in new[] { ("dem.tif", false), ("https://example.com/dem.tif", true) })
        {
            var source = new Named(Given.Terrain<float>(900, 700), name);
            using var scope = Engine.Configure(new EngineOptions { Threads = 1, MemoryBytes = 2 << 20, SpillFolder = folder.FullName });
            var a = LazyArray.From(source, 100);
            var graph = LazyArray.Stack(a + 1, a + 2);
            Assert.Equal(spills, graph.Explain().SpilledBytes > 0);
            var sink = new KeepingSink(graph.Schema);
            var report = await Engine.RunAsync(graph, sink, null, Cancellation);
            Assert.InRange(report.PeakBytes, 1, report.ProjectedBytes);
            Assert.Equal(spills ? 1 : 2, Math.Round(source.CellsRead / (900.0 * 700), 1), 0.2);
            Assert.Equal(source.Cells.Span<float>()[699 * 700 + 3] + 2, sink.Cells.Span<float>()[(900 + 699) * 700 + 3]);
        }
    }

    [Fact]
    public async Task Nothing_is_left_after_a_failure_or_a_cancellation()
    {
        using var stop = new CancellationTokenSource();
        var count = 0;
        foreach (var ending in new Action[] { () => throw new InvalidOperationException("broken"), stop.Cancel })
        {
            count = 0;
            var source = new Named(Given.Terrain<float>(900, 700), "https://example.com/dem.tif");
            using var scope = Engine.Configure(new EngineOptions { Threads = 2, MemoryBytes = 2 << 20, SpillFolder = folder.FullName });
            var a = LazyArray.From(source, 100).FocalMean(1);
            var graph = LazyArray.Stack(a + 1, a.FocalMax(5)).MapBlocks<float, float>((from, to) =>
            {
                if (Interlocked.Increment(ref count) == 1000) ending();
                from.CopyTo(to);
            });
            await Assert.ThrowsAnyAsync<Exception>(() => Engine.RunAsync(graph, new KeepingSink(graph.Schema), null, stop.Token));
            Assert.Empty(folder.EnumerateFileSystemInfos());
            Assert.True(count >= 1000);
        }
    }

    [Fact]
    public async Task An_array_persisted_beyond_the_budget_lies_in_a_file_without_a_name()
    {
        var cells = Given.Terrain<float>(900, 700);
        var source = new CountingSource(cells, new(1, 50, 700));
        using var scope = Engine.Configure(new EngineOptions { Threads = 2, MemoryBytes = 2 << 20, SpillFolder = folder.FullName });
        var kept = await (LazyArray.From(source, 100) * 2).PersistAsync(cancellation: Cancellation);
        Assert.IsType<SpilledArray>(Assert.IsType<SourceNode>(kept.Node).Source);
        if (!OperatingSystem.IsWindows()) Assert.Empty(folder.EnumerateFileSystemInfos());
        var before = source.Reads.Values.Sum();
        Assert.Equal((double)(cells.ToLazy() * 2).Mean().Compute(), (double)kept.Mean().Compute());
        Assert.Equal(2 * cells.Span<float>()[500 * 700 + 33], kept[500..501, 33..34].Compute().Span<float>()[0]);
        Assert.Equal(before, source.Reads.Values.Sum());
        var small = await kept[..10, ..10].PersistAsync(cancellation: Cancellation);
        Assert.IsType<MemorySource>(Assert.IsType<SourceNode>(small.Node).Source);
    }

    [Fact]
    public void A_folder_that_takes_no_file_is_named()
    {
        using var scope = Engine.Configure(
            new EngineOptions { MemoryBytes = 2 << 20, SpillFolder = Path.Combine(folder.FullName, "missing") });
        Assert.Contains("missing",
            Assert.Throws<DirectoryNotFoundException>(() => Given.Terrain<float>(900, 700).ToLazy().Persist()).Message);
    }

    private sealed class Named(NDArray cells, string name) : IChunkSource
    {
        private long read;

        public long CellsRead => read;

        public NDArray Cells => cells;

        public ArraySchema Schema => cells.Schema;

        public BlockShape Block => new(1, 10, cells.Grid.Columns);

        public string Name => name;

        public long ScratchBytes(Window window) => 0;

        public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            Interlocked.Add(ref read, destination.Window.Cells);
            cells.CopyTo(destination);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class KeepingSink(ArraySchema schema) : IChunkSink
    {
        public NDArray Cells { get; } = NDArray.Allocate(schema);

        public BlockShape Block => new(1, 50, schema.Grid.Columns);

        public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
        {
            Cells.CopyFrom(chunk);
            return ValueTask.CompletedTask;
        }

        public ValueTask CompleteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public long ScratchBytes(Window window) => 0;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
