using Xunit;

namespace Pyramids.Tests;

public sealed class ZarrUrlTests
{
    [Theory, InlineData(2, true), InlineData(3, true), InlineData(3, false)]
    public async Task A_store_behind_a_URL_reads_like_a_folder(int version, bool consolidated)
    {
        using var folder = new QuickFolder();
        var schema = Stores.Schema(40, 30, 1, DType.Int16) with { IsPlane = true, NoData = 0 };
        var cells = Written.Cells(schema);
        var options = new ZarrOptions { Version = version, Consolidated = consolidated, Chunks = new(1, 16, 16),
            Shards = version == 3 ? new(1, 32, 32) : null, SkipEmptyChunks = true };
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema, options), schema, cells, blocks: 1);
        await using var server = new TestServer();
        foreach (var path in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
            server.Objects[Path.GetRelativePath(folder.Path, path)] = await File.ReadAllBytesAsync(path);
        await using var dataset = Dataset.ReadFile(server.Url + "a.zarr");
        Assert.Equal(("Zarr", schema.Grid), (dataset.Format, dataset.Grid));
        await Stores.Equal(cells, dataset.Source);
    }

    [Theory]
    [InlineData("https://host/a.zarr", true)]
    [InlineData("https://host/b/a.zarr/data", true)]
    [InlineData("https://host/a.zarrow/b.tif", false)]
    [InlineData("https://host/b.tif?x=a.zarr", false)]
    public void Stores_are_known_by_the_end_of_a_segment(string url, bool isStore) => Assert.Equal(isStore, ZarrStore.IsStoreUrl(url));
}
