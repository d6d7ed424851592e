namespace Pyramids.Tests.Scheduling;

public class RehearsalTests
{
    private const int Rows = 1100, Columns = 1000;

    public static TheoryData<string> Operations => [.. InvarianceTests.Operations.Select(operation => operation.Name)];

    [Theory, MemberData(nameof(Operations))]
    public void Any_operation_is_rehearsed_without_a_failure(string name)
        => Assert.Null(Record.Exception(() => Rehearsal.Run([Applied(name)])));

    [Theory]
    [InlineData("add", 1), InlineData("slope of slope", 1), InlineData("focal std", 1), InlineData("warp", 1)]
    [InlineData("sum over bands", 1), InlineData("normalise", 1), InlineData("any over rows", 1), InlineData("all over rows", 2)]
    public void What_kernels_compute_is_rehearsed_and_so_is_what_reductions_read_of_them(string name, int arrays)
        => Assert.Equal(arrays, Rehearsal.Run([Applied(name)]));

    [Theory]
    [InlineData("sum over all"), InlineData("median over columns"), InlineData("histogram"), InlineData("reduction of a reduction")]
    [InlineData("map cells"), InlineData("map tiles of tiles"), InlineData("focal apply"), InlineData("overlap nearest")]
    public void Reductions_of_stored_cells_and_functions_of_the_caller_are_not_rehearsed(string name)
        => Assert.Equal(0, Rehearsal.Run([Applied(name)]));

    [Fact]
    public void Functions_of_the_caller_are_called_for_the_cells_of_the_run_alone()
    {
        var calls = 0L;
        var array = NDArray.From(new float[Rows, Columns]).ToLazy(500);
        var focal = array.Slope().FocalApply(Count, radius: 0);
        Assert.Equal(0, Rehearsal.Run([focal.Node, (focal + 1).Max().Node]));
        Assert.Equal(0, calls);
        Assert.Equal(2, Rehearsal.Run([array.Slope().Node, (array + 1).Max().Node]));
        using (Engine.Configure(threads: 2)) (focal + 1).Max().Compute();
        Rehearsal.Settle();
        Assert.Equal((long)Rows * Columns, calls);

        float Count(ReadOnlySpan<float> window)
        {
            Interlocked.Increment(ref calls);
            return window[0];
        }
    }

    public static TheoryData<string> Commands => [.. Made.Keys];

    private static Dictionary<string, Func<LazyArray, LazyArray>> Made { get; } = new()
    {
        ["slope"] = heights => heights.Slope(), ["aspect"] = heights => heights.Aspect(), ["hillshade"] = heights => heights.Hillshade(),
        ["curvature"] = heights => heights.Curvature(CurvatureKind.Total), ["tpi"] = heights => heights.Tpi(),
        ["tri"] = heights => heights.Tri(), ["roughness"] = heights => heights.Roughness(),
        ["mean"] = heights => heights.FocalMean(1), ["std"] = heights => heights.FocalStd(5), ["max"] = heights => heights.FocalMax(10),
        ["median"] = heights => heights.FocalMedian(2), ["majority"] = heights => heights.FocalMajority(1),
    };

    [Theory, MemberData(nameof(Commands))]
    public void What_commands_compute_can_be_rehearsed_on_heights_in_memory(string name)
    {
        using var heights = Engine.Heights();
        Assert.Equal(1, Rehearsal.Run([Made[name](heights.ReadArray(Chunks.Auto)).Node]));
    }

    [Theory]
    [InlineData(2, 1), InlineData(1, 0)]
    public void A_command_is_rehearsed_on_another_thread_where_there_is_a_second_worker(int threads, int times)
    {
        Assert.SkipWhen(Environment.ProcessorCount == 1, "This machine has one processor, on which nothing is rehearsed.");
        var made = new List<int>();
        using (Engine.Configure(threads: threads, memory: "512MiB"))
            Engine.Rehearse(heights =>
            {
                made.Add(Environment.CurrentManagedThreadId);
                return heights.ReadArray(Chunks.Auto).Slope();
            });
        Rehearsal.Settle();
        Assert.Equal(times, made.Count);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, made);
    }

    [Fact]
    public void Rehearsals_run_one_after_the_other_in_the_order_they_were_begun()
    {
        var (order, running, most) = (new List<int>(), 0, 0);
        for (var i = 0; i < 100; i++)
        {
            var number = i;
            Rehearsal.Beside(() =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                order.Add(number);
                Interlocked.Decrement(ref running);
            });
        }
        Rehearsal.Settle();
        Assert.Equal(Enumerable.Range(0, 100), order);
        Assert.Equal(1, most);
    }

    [Fact]
    public void What_fails_in_a_rehearsal_is_not_told()
    {
        Rehearsal.Beside(() => throw new InvalidOperationException("rehearsed"));
        Rehearsal.Settle();
        var ran = false;
        Rehearsal.Beside(() => ran = true);
        Rehearsal.Settle();
        Assert.True(ran);
    }

    [Theory]
    [InlineData(Compression.None, false, false, 1), InlineData(Compression.Deflate, false, false, 1)]
    [InlineData(Compression.Deflate, true, false, 1), InlineData(Compression.Zstd, false, true, 3)]
    public async Task A_sink_writes_the_same_file_whether_it_rehearsed_or_not(Compression compression, bool sparse, bool cog, int bands)
    {
        using var folder = new ScratchFolder();
        var schema = new ArraySchema(new(300, 280, Affine.NorthUp(0, 0, 1, 1)), bands, DType.Float32) { NoData = double.NaN };
        var cells = Written.Cells(schema);
        var files = new List<byte[]>();
        foreach (var rehearse in (bool[])[false, true])
        {
            var path = Path.Combine(folder.Path, $"{rehearse}.tif");
            IChunkSink sink = cog
                ? CogSink.Create(path, schema, new CogOptions { Compression = compression, BlockSize = 64 })
                : GeoTiffSink.Create(path, schema, new() { Compression = compression, Sparse = sparse, BlockSize = 64 });
            if (rehearse) sink.Rehearse();
            await Written.Write(sink, schema, cells);
            files.Add(File.ReadAllBytes(path));
        }
        Assert.Equal(files[0], files[1]);
    }

    [Theory]
    [InlineData(ZarrCodec.None, 2), InlineData(ZarrCodec.BloscLz4, 2), InlineData(ZarrCodec.BloscZstd, 3), InlineData(ZarrCodec.Gzip, 3)]
    public async Task A_store_has_the_same_objects_whether_its_sink_and_its_source_rehearsed_or_not(ZarrCodec codec, int version)
    {
        using var folder = new ScratchFolder();
        var schema = new ArraySchema(new(300, 280, Affine.NorthUp(0, 0, 1, 1)), 1, DType.Float32) { NoData = double.NaN };
        var stores = new List<Dictionary<string, byte[]>>();
        foreach (var rehearse in (bool[])[false, true])
        {
            var path = Path.Combine(folder.Path, $"{rehearse}.zarr");
            IChunkSink sink = ZarrSink.Create(path, schema, new() { Codec = codec, Version = version, Chunks = new(1, 64, 64) });
            if (rehearse) sink.Rehearse();
            await Written.Write(sink, schema, Written.Cells(schema));
            stores.Add(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(path, file), File.ReadAllBytes));
            await using var opened = await Dataset.ReadFileAsync(path);
            foreach (var source in Walk.InOrder([opened.ReadArray(Chunks.Auto).Node]).OfType<SourceNode>()) source.Source.Rehearse();
        }
        Assert.True(stores[0].Count > 20);
        Assert.Equal(stores[0].Keys.Order(), stores[1].Keys.Order());
        foreach (var (key, bytes) in stores[0]) Assert.True(bytes.AsSpan().SequenceEqual(stores[1][key]), key);
    }

    private static Node Applied(string name)
        => InvarianceTests.Operations.Single(operation => operation.Name == name)
            .Apply(NDArray.From(new GridSpec(64, 90, Affine.NorthUp(500_000, 5_000_000, 10, 10), Crs.FromEpsg(32633)),
                new float[2 * 64 * 90]).ToLazy(40)).Node;
}
