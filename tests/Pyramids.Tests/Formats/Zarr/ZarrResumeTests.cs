using Xunit;

namespace Pyramids.Tests;

public sealed class ZarrResumeTests(ITestOutputHelper output)
{
    private static readonly ZarrOptions Options = new() { Chunks = new(1, 16, 16), Resume = "hills 1", SkipEmptyChunks = true };

    [Fact]
    public async Task A_write_that_was_cut_off_goes_on_and_ends_in_the_same_bytes()
    {
        using var folder = new QuickFolder();
        var random = new Random(5);
        int moments = 60, resumed = 0;
        var schema = Stores.Schema(70, 50, 2, DType.Float32) with { NoData = -1 };
        var cells = Written.Cells(schema);
        cells.Bytes[..(cells.Bytes.Length / 4 / 4 * 4)].Clear();
        foreach (ref var cell in cells.Cells<float>()[..800]) cell = float.NaN;
        await Written.Write(ZarrSink.Create(folder["whole.zarr"], schema, Options with { Resume = null }), schema, cells);
        var expected = Files(folder["whole.zarr"]);
        for (var moment = 0; moment < moments; moment++)
        {
            var windows = Written.Windows(schema, new(1, 16, 16), 1);
            var done = new HashSet<Window>();
            for (var run = 0; ; run++)
            {
                await using var sink = ZarrSink.Create(folder["a.zarr"], schema, Options);
                // one is damaged after each run
                Assert.True(sink.Resumed >= done.Count - run, $"{sink.Resumed} of {done.Count} are known");
                resumed += sink.Resumed;
                var stop = run == 2 ? int.MaxValue : random.Next(windows.Count);
                foreach (var window in windows.OrderBy(_ => random.Next()).Where(window => sink.Wants(window)))
                {
                    if (stop-- == 0) break;
                    await sink.WriteAsync(0, Written.Cut(cells, window), default);
                    done.Add(window);
                }
                Assert.False(Directory.Exists(folder["a.zarr"]));
                if (run == 2)
                {
                    await sink.CompleteAsync(default);
                    break;
                }
                await sink.DisposeAsync();
                Damage(folder, random);
            }
            Assert.Equal(expected, Files(folder["a.zarr"]));
            Assert.Equal([folder["a.zarr"], folder["whole.zarr"]], Directory.GetFileSystemEntries(folder.Path).Order());
            Directory.Delete(folder["a.zarr"], recursive: true);
        }
        output.WriteLine($"{2 * moments} interruptions, {resumed} objects not written again");
    }

    [Fact]
    public void A_computation_that_failed_computes_only_the_rest_when_it_runs_again()
    {
        using var folder = new QuickFolder();
        var terrain = Given.Terrain<float>(2048, 3072);
        var counted = new FailingSource(terrain, int.MaxValue);
        (LazyArray.From(counted, 512) + 1).ToZarr(folder["b.zarr"], Options with { Chunks = new(1, 512, 512) });
        Assert.True(counted.Reads > 3, $"{counted.Reads} reads");
        Directory.Delete(folder["b.zarr"], recursive: true);
        var source = new FailingSource(terrain, counted.Reads - 1);
        var array = LazyArray.From(source, 512) + 1;
        Assert.ThrowsAny<Exception>(() => array.ToZarr(folder["a.zarr"], Options with { Chunks = new(1, 512, 512) }));
        Assert.False(Directory.Exists(folder["a.zarr"]));
        var before = source.Reads;
        array.ToZarr(folder["a.zarr"], Options with { Chunks = new(1, 512, 512) });
        Assert.InRange(source.Reads - before, 1, counted.Reads / 2);
        using var dataset = Dataset.ReadFile(folder["a.zarr"]);
        Assert.Equal((terrain.ToLazy(512) + 1).Compute().ToDoubles(), dataset.ReadArray().ToDoubles());
        Assert.Equal([folder["a.zarr"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Another_name_or_another_raster_does_not_resume_and_two_writers_do_not_meet()
    {
        using var folder = new QuickFolder();
        var schema = Stores.Schema(40, 40, 1, DType.Float32);
        await using var first = ZarrSink.Create(folder["a.zarr"], schema, Options);
        await first.WriteAsync(0, Written.Cut(Written.Cells(schema), new(0, 0, 16, 16)), default);
        Assert.Throws<IOException>(() => ZarrSink.Create(folder["a.zarr"], schema, Options));
        await using var named = ZarrSink.Create(folder["a.zarr"], schema, Options with { Resume = "hills 2" });
        await using var typed = ZarrSink.Create(folder["a.zarr"], schema with { Type = DType.Float64 }, Options);
        Assert.Equal((0, 0), (named.Resumed, typed.Resumed));
        await first.DisposeAsync();
        await using var again = ZarrSink.Create(folder["a.zarr"], schema, Options);
        Assert.Equal(1, again.Resumed);
    }

    /// <summary>What a crash may leave: a cut object, a cut line in the journal.</summary>
    private static void Damage(QuickFolder folder, Random random)
    {
        var journal = Assert.Single(Directory.GetFiles(folder.Path, ".a.zarr.partial-*.journal"));
        var objects = Directory.GetFiles(Path.ChangeExtension(journal, null), "*", SearchOption.AllDirectories);
        if (objects.Length > 0 && random.Next(2) == 0)
        {
            var path = objects[random.Next(objects.Length)];
            using var file = File.OpenWrite(path);
            file.SetLength(random.Next((int)file.Length));
            return;
        }
        using var lines = File.OpenWrite(journal);
        if (lines.Length > 0) lines.SetLength(lines.Length - 1);
    }

    private static SortedDictionary<string, string> Files(string root)
        => new(Directory.GetFiles(root, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(root, path),
            path => Convert.ToHexString(File.ReadAllBytes(path))));

    /// <summary>A source that fails at its n-th read.</summary>
    private sealed class FailingSource(NDArray cells, int failing) : IChunkSource
    {
        private int reads;

        public int Reads => reads;

        public ArraySchema Schema => cells.Schema;

        public BlockShape Block => new(1, 512, 512);

        public string Name => "failing";

        public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            if (Interlocked.Increment(ref reads) == failing) throw new IOException("The disk is gone.");
            return new MemorySource(cells).ReadAsync(destination, cancellation);
        }
    }
}
