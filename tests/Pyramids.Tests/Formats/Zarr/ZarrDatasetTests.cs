using Xunit;

namespace Pyramids.Tests;

public sealed class ZarrDatasetTests
{
    [Theory, InlineData(2), InlineData(3)]
    public async Task A_lazy_array_goes_to_a_store_and_comes_back_with_its_grid(int version)
    {
        using var folder = new ScratchFolder();
        var terrain = Given.Terrain<float>(150, 130, holes: 0.05);
        terrain.ToLazy(40).ToZarr(folder["a.zarr"], new() { Version = version });
        await using var dataset = Dataset.FromZarr(folder["a.zarr"]);
        Assert.Equal(("Zarr", new BlockShape(1, 40, 40)), (dataset.Format, dataset.Block));
        Assert.True(dataset.Grid.Matches(terrain.Grid));
        Assert.Equal([150, 130], dataset.Shape);
        Assert.Equal(terrain.ToDoubles(), dataset.ReadArray().ToDoubles());
        Assert.Equal((terrain.ToLazy(64) * 2).Compute().ToDoubles(), (dataset.ReadArray(33) * 2).Compute().ToDoubles());
    }

    [Fact]
    public void An_array_inside_a_store_is_opened_by_its_path()
    {
        using var folder = new ScratchFolder();
        var terrain = Given.Terrain<short>(30, 20);
        terrain.ToZarr(folder["a.zarr"], new() { Variable = "height" });
        using var dataset = Dataset.ReadFile(folder["a.zarr/height"]);
        Assert.True(dataset.Grid.Matches(terrain.Grid));
        Assert.Equal(terrain.ToDoubles(), dataset.ReadArray().ToDoubles());
        Assert.Contains(("array", "height"), dataset.Facts);
    }

    [Fact]
    public void A_folder_that_is_no_store_is_refused()
    {
        using var folder = new ScratchFolder();
        var error = Assert.Throws<RasterFormatException>(() => Dataset.ReadFile(folder.Path));
        Assert.Contains("no Zarr array or group", error.Message);
        Assert.Contains(folder.Path, error.Message);
    }
}
