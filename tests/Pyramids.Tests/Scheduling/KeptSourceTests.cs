namespace Pyramids.Tests;

public sealed class KeptSourceTests
{
    private const int Rows = 1200, Columns = 900;                               // 4.1 MiB in 48 blocks of 150 by 150 cells
    private static readonly NDArray Cells = Given.Terrain<float>(Rows, Columns);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData("1GiB", 1), InlineData("16MiB", 1), InlineData("3MiB", 2)]
    public async Task Encoded_blocks_are_decoded_once_for_all_passes_where_the_budget_has_room(string memory, int times)
    {
        var source = new Encoded(Cells);
        var (actual, peak, projected) = await Run(source, memory);
        Assert.Equal(Bits(Graph(Cells.ToLazy()).Compute()), Bits(actual));
        Assert.All(source.Reads.Values, reads => Assert.Equal(times, reads));
        Assert.Equal(48, source.Reads.Count);
        Assert.InRange(peak, 1, projected);
    }

    [Fact]
    public async Task A_part_is_kept_where_there_is_room_for_a_part()
    {
        var source = new Encoded(Cells);
        var (actual, peak, projected) = await Run(source, "6MiB");
        Assert.Equal(Bits(Graph(Cells.ToLazy()).Compute()), Bits(actual));
        Assert.InRange(source.Reads.Values.Count(reads => reads == 1), 10, 38);
        Assert.InRange(source.Reads.Values.Max(), 2, 2);
        Assert.InRange(peak, 1, projected);
        Assert.InRange(projected, 1, 6 << 20);
    }

    [Fact]
    public async Task Cells_that_are_not_encoded_are_read_again()
    {
        var source = new CountingSource(Cells, new(1, 150, 150));
        await Graph(LazyArray.From(source, 150)).ComputeAsync(cancellation: Cancellation);
        Assert.All(source.Reads.Values, reads => Assert.Equal(2, reads));
    }

    [Fact]
    public async Task One_pass_keeps_nothing()
    {
        var array = LazyArray.From(new Encoded(Cells), 150);
        Assert.DoesNotContain("kept", array.Slope().Explain().ToString());
        var results = await Engine.ComputeAsync([array.Mean(), array.Std()], cancellation: Cancellation);
        Assert.All(results, result => Assert.True(double.IsFinite((double)result)));
    }

    [Theory, InlineData("1GiB", 1), InlineData("3MiB", 2)]
    public void The_plan_says_what_is_kept_and_what_is_fetched(string memory, int times)
    {
        using var scope = Engine.Configure(threads: 2, memory: memory);
        var report = Graph(LazyArray.From(new Encoded(Cells), 150)).Explain();
        Assert.Equal(times * Cells.Schema.Bytes / 4, report.StoredBytes);
        Assert.Equal(times == 1, report.ToString().Contains("kept in memory between passes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_counts_bytes_that_are_fetched_once()
    {
        var steps = new List<ComputeProgress>();
        await Graph(LazyArray.From(new Encoded(Cells), 150)).ComputeAsync(new Listener(steps.Add), Cancellation);
        Assert.Equal(Cells.Schema.Bytes / 4, steps[^1].BytesRead);
        Assert.InRange(steps[^1].MemoryPeak, Cells.Schema.Bytes, steps[^1].MemoryProjected);
    }

    private static LazyArray Graph(LazyArray heights) => ((heights - heights.Mean()) / heights.Std()).Slope();

    private static byte[] Bits(NDArray array)
        => Enumerable.Range(0, Rows).SelectMany(row => array.RowBytes(0, row, 0, Columns).ToArray()).ToArray();

    private static async Task<(NDArray Cells, long Peak, long Projected)> Run(IChunkSource source, string memory)
    {
        using var scope = Engine.Configure(threads: 2, memory: memory);
        var sink = new MemorySink(Cells.Schema);
        var report = await Engine.RunAsync(Graph(LazyArray.From(source, 150)), sink, null, Cancellation);
        return (sink.Result, report.PeakBytes, report.ProjectedBytes);
    }

    private sealed class Listener(Action<ComputeProgress> listen) : IProgress<ComputeProgress>
    {
        public void Report(ComputeProgress value)
        {
            lock (listen) listen(value);
        }
    }

    /// <summary>Counts reads, as of blocks that take a quarter of their cells' bytes where they are stored.</summary>
    private sealed class Encoded(NDArray cells) : IChunkSource
    {
        private readonly CountingSource source = new(cells, new(1, 150, 150));

        public Dictionary<ChunkIndex, int> Reads => source.Reads;

        public ArraySchema Schema => source.Schema;

        public BlockShape Block => source.Block;

        public string Name => source.Name;

        public long ScratchBytes(Window window) => 0;

        public long StoredBytes(Window window) => window.Cells * Schema.Type.Size() / 4;

        public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation) => source.ReadAsync(destination, cancellation);
    }
}
