using Xunit;

namespace Pyramids.Tests;

public sealed class ZarrOverviewTests
{
    [Theory, InlineData(2), InlineData(3)]
    public async Task Levels_halve_down_to_one_chunk_and_average_what_is_there(int version)
    {
        using var folder = new QuickFolder();
        var schema = Stores.Schema(64, 48, 2, DType.Float32) with { NoData = -9 };
        var cells = Chunk.Allocate(schema.Whole, DType.Float32);
        for (var i = 0; i < cells.Cells<float>().Length; i++) cells.Cells<float>()[i] = i % 48 + 100 * (i / 48 % 64);
        cells.Cells<float>()[0] = cells.Cells<float>()[1] = float.NaN;
        for (var i = 0; i < 4; i++) cells.Plane<float>(1)[i / 2, i % 2] = float.NaN;
        var options = new ZarrOptions { Version = version, Chunks = new(1, 16, 16), Overviews = OverviewResampling.Average,
            Shards = version == 3 ? new(1, 32, 32) : null };
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, options), schema, cells, blocks: 1, threads: 2);
        await using var dataset = Dataset.ReadFile(folder["a.zarr"]);
        Assert.Equal([(32, 24), (16, 12)], dataset.Overviews.Select(grid => (grid.Rows, grid.Columns)));
        Assert.Equal(schema.Grid.Transform.Shift(0, 0, 2, 2), dataset.Overviews[0].Transform);
        Assert.Equal(schema.Grid.Crs, dataset.Overviews[1].Crs);
        var half = await Stores.Read(dataset.OverviewSources[0]);
        Assert.Equal(100.5f, half.Plane<float>()[0, 0]);                    // the two valid cells below two missing ones
        Assert.Equal(-9, half.Plane<float>(1)[0, 0]);                       // four missing cells
        Assert.Equal(2.5f + 50, half.Plane<float>()[0, 1]);
        Assert.Equal(46.5f + 6250, half.Plane<float>()[31, 23]);
        Assert.Equal(45.5f + 6150, (await Stores.Read(dataset.OverviewSources[1])).Plane<float>()[15, 11]);
        await Stores.Equal(await Stores.Read(dataset.OverviewSources[0]), dataset.OverviewSources[0]);
    }

    [Fact]
    public async Task Levels_of_OME_NGFF_are_overviews()
    {
        static string Level(int side) => Hand.Array2(("shape", $"[{side}, {side}]"), ("chunks", $"[{side}, {side}]"));
        var store = Hand.Store((".zgroup", """{"zarr_format": 2}"""),
            (".zattrs", """{"multiscales": [{"version": "0.4", "datasets": [{"path": "0"}, {"path": "1"}]}]}"""),
            ("0/.zarray", Level(4)), ("1/.zarray", Level(2)), ("1/0.0", "hex: 0100 0200 0300 0400"));
        Assert.Equal(16, Hand.Cells<short>(store).Length);
        using var folder = new QuickFolder();
        await foreach (var key in store.ListAsync("", default))
        {
            var bytes = new byte[(await store.LengthAsync(key, default))!.Value];
            await store.ReadAsync(key, 0, bytes, default);
            Directory.CreateDirectory(Path.GetDirectoryName(folder["o.zarr/" + key])!);
            await File.WriteAllBytesAsync(folder["o.zarr/" + key], bytes);
        }
        await using var dataset = Dataset.ReadFile(folder["o.zarr"]);
        var level = await Stores.Read(Assert.Single(dataset.OverviewSources));
        Assert.Equal([1, 2, 3, 4], level.Cells<short>().ToArray());
    }
}
