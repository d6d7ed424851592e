namespace Pyramids.Tests;

public sealed class DeferredWriteTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("writes");

    public void Dispose() => folder.Delete(recursive: true);

    private string this[string name] => Path.Combine(folder.FullName, name);

    [Fact]
    public void Arrays_and_writes_that_were_put_off_run_in_one_pass_over_their_source()
    {
        var terrain = Given.Terrain<float>(128, 192);
        var source = new CountingSource(terrain, new(1, 32, 192));
        var array = LazyArray.From(source, 64);
        var slope = array.Slope();
        DeferredWrite tif = slope.ToGeoTiff(this["a.tif"], new() { BlockSize = 64 }, compute: false),
            cog = (array + 1).ToCog(this["b.tif"], compute: false), zarr = (slope > 20).ToZarr(this["c.zarr"], compute: false);
        Assert.Empty(folder.EnumerateFileSystemInfos());
        var results = Engine.Compute(tif, array * 2, cog, zarr);
        Assert.All(source.Reads.Values, count => Assert.Equal(1, count));
        Assert.Equal([true, false, true, true], results.Select(result => result is null));
        Assert.Equal((terrain.ToLazy() * 2).Compute().ToDoubles(), results[1]!.ToDoubles());
        Assert.Equal(terrain.ToLazy().Slope().Compute().ToDoubles(), Dataset.ReadFile(this["a.tif"]).ReadArray().ToDoubles());
        Assert.Equal((terrain.ToLazy() + 1).Compute().ToDoubles(), Dataset.ReadFile(this["b.tif"]).ReadArray().ToDoubles());
        Assert.Equal((terrain.ToLazy().Slope() > 20).Compute().ToDoubles(), Dataset.ReadFile(this["c.zarr"]).ReadArray().ToDoubles());
        Assert.Equal((1, 3 * 2), (tif.Objects.Count, zarr.Objects.Count));
    }

    [Fact]
    public void A_write_is_checked_when_it_is_put_off_and_computed_on_its_own_when_asked()
    {
        var array = Given.Terrain<float>(40, 40).ToLazy(16);
        Assert.Throws<ArgumentException>(() => array.ToGeoTiff(this["a.tif"], new() { BlockSize = 17 }, compute: false));
        var write = array.ToZarr(this["a.zarr"], compute: false);
        Assert.Contains("two writes go", Assert.Throws<ArgumentException>(() => Engine.Compute(write,
            array.ToZarr(this["a.zarr"], compute: false))).Message.Replace("2 writes", "two writes", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Empty(folder.EnumerateFileSystemInfos());
        write.Compute();
        Assert.True(Directory.Exists(this["a.zarr"]));
        Assert.True(File.Exists(array.ToGeoTiff(this["b.tif"], compute: true).Path));
    }

    [Fact]
    public void One_that_fails_leaves_no_target()
    {
        var array = Given.Terrain<float>(64, 64).ToLazy(32);
        var failing = array.MapBlocks<float, float>((cells, result) => throw new InvalidOperationException("no"));
        Assert.Throws<ComputeException>(
            () => Engine.Compute(array.ToGeoTiff(this["a.tif"], compute: false), failing.ToZarr(this["b.zarr"], compute: false)));
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }
}
