using Xunit;

namespace Pyramids.Tests;

public sealed class ZarrSinkTests
{
    public static TheoryData<DType, ZarrCodec, int> Matrix()
    {
        var matrix = new TheoryData<DType, ZarrCodec, int>();
        foreach (var type in DTypes.All)
            foreach (var codec in Enum.GetValues<ZarrCodec>())
                foreach (var version in new[] { 2, 3 })
                    matrix.Add(type, codec, version);
        return matrix;
    }

    [Theory, MemberData(nameof(Matrix))]
    public async Task What_is_written_is_read_back(DType type, ZarrCodec codec, int version)
    {
        using var folder = new QuickFolder();
        var schema = Stores.Schema(70, 53, 3, type);
        var cells = Written.Cells(schema);
        var options = new ZarrOptions { Version = version, Codec = codec, Chunks = new(2, 16, 20) };
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, options), schema, cells, threads: 3);
        await using var source = await Stores.Open(folder["a.zarr"]);
        Assert.Equal(schema.Grid.Transform, source.Schema.Grid.Transform);
        Assert.Equal(Crs.FromEpsg(32633), source.Schema.Grid.Crs);
        Assert.Equal((type, 3, false), (source.Schema.Type, source.Schema.Bands, source.Schema.IsPlane));
        Assert.Equal(new(2, 16, 20), source.Block);
        await Stores.Equal(cells, source);
        Assert.Equal([folder["a.zarr"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Shards_hold_many_chunks_in_one_object(bool skipEmpty)
    {
        using var folder = new QuickFolder();
        var schema = Stores.Schema(100, 90, 1, DType.Float32) with { IsPlane = true, NoData = -9999 };
        var cells = Written.Cells(schema);
        for (var row = 0; row < 32; row++) cells.Plane<float>().Row(row)[..32].Fill(float.NaN);
        var options = new ZarrOptions { Chunks = new(1, 16, 8), Shards = new(1, 64, 32), SkipEmptyChunks = skipEmpty };
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, options), schema, cells, blocks: 1, threads: 2);
        Assert.Equal(6, Directory.GetFiles(Path.Combine(folder["a.zarr"], "data/c"), "*", SearchOption.AllDirectories).Length);
        await using var source = await Stores.Open(folder["a.zarr"]);
        Assert.Equal(new(1, 16, 8), source.Block);
        Assert.Equal(-9999, source.Schema.NoData);
        var expected = Stores.Copy(cells);
        foreach (ref var cell in expected.Cells<float>()) cell = float.IsNaN(cell) ? -9999 : cell;
        await Stores.Equal(expected, source);
    }

    [Theory, InlineData(2), InlineData(3)]
    public async Task Empty_chunks_are_left_out_and_read_as_the_fill_value(int version)
    {
        using var folder = new QuickFolder();
        var schema = Stores.Schema(64, 64, 1, DType.Float64) with { NoData = double.NaN };
        var cells = Chunk.Allocate(schema.Whole, schema.Type);
        cells.Cells<double>().Fill(double.NaN);
        cells.Cells<double>()[70] = 5;
        var options = new ZarrOptions { Version = version, Chunks = new(1, 16, 16), SkipEmptyChunks = true };
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, options), schema, cells);
        Assert.Single(Directory.GetFiles(Path.Combine(folder["a.zarr"], "data"), "*", SearchOption.AllDirectories),
            path => !Path.GetFileName(path).Contains('z'));
        await using var source = await Stores.Open(folder["a.zarr"]);
        Assert.Equal(double.NaN, source.Schema.NoData);
        Assert.Equal(cells.Cells<double>().ToArray(), (await Stores.Read(source)).Cells<double>().ToArray());
    }

    [Fact]
    public async Task Nothing_is_left_when_a_write_is_given_up()
    {
        using var folder = new QuickFolder();
        var schema = Stores.Schema(64, 64, 1, DType.Int16);
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, new()), schema, Written.Cells(schema), complete: false);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task An_existing_target_is_refused_or_replaced_at_once()
    {
        using var folder = new QuickFolder();
        var schema = Stores.Schema(20, 20, 1, DType.Int16);
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, new()), schema, Written.Cells(schema));
        var error = Assert.Throws<IOException>(() => ZarrSink.Create(folder["a.zarr"], schema, new()));
        Assert.Contains(folder["a.zarr"], error.Message);
        var other = Written.Cells(schema, seed: 2);
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, new() { Mode = ZarrMode.Overwrite }), schema, other);
        await using (var source = await Stores.Open(folder["a.zarr"])) await Stores.Equal(other, source);
        Assert.Equal([folder["a.zarr"]], Directory.GetFileSystemEntries(folder.Path));
        Directory.CreateDirectory(folder["home"]);
        File.WriteAllText(folder["home/letter.txt"], "dear");
        Assert.Throws<IOException>(() => ZarrSink.Create(folder["home"], schema, new() { Mode = ZarrMode.Overwrite }));
        Assert.Throws<IOException>(() => ZarrSink.Create(folder["home/letter.txt"], schema, new() { Mode = ZarrMode.Overwrite }));
    }

    [Fact]
    public async Task A_chunk_that_cuts_an_object_is_refused()
    {
        using var folder = new QuickFolder();
        var schema = Stores.Schema(64, 64, 1, DType.Int16);
        await using var sink = ZarrSink.Create(folder["a.zarr"], schema, new() { Chunks = new(1, 16, 16) });
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await sink.WriteAsync(0, Chunk.Allocate(new(0, 0, 20, 16), DType.Int16), default));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await sink.CompleteAsync(default));
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused_before_anything_is_made()
    {
        using var folder = new QuickFolder();
        var schema = Stores.Schema(64, 64, 2, DType.Int16);
        foreach (var options in new ZarrOptions[]
        {
            new() { Version = 1 }, new() { Version = 2, Shards = new(1, 64, 64) }, new() { Chunks = new(1, 0, 5) },
            new() { Chunks = new(1, 10, 10), Shards = new(1, 15, 20) },
            new() { Level = 77 }, new() { Variable = "x" }, new() { Variable = "a/b" }, new() { BandNames = ["one"] },
        })
            Assert.Throws<ArgumentException>(() => ZarrSink.Create(folder["a.zarr"], schema, options));
        Assert.Throws<ArgumentException>(() => ZarrSink.Create(folder["a.zarr"], schema with { NoData = 1e9 }, new()));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
