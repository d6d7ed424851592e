using Xunit;

namespace Pyramids.Tests;

/// <summary>Zarr stores in a bucket: written, replaced, changed in part, lengthened, resumed, read and verified.</summary>
[Collection(nameof(S3Collection))]
public sealed class ZarrS3Tests(RadosGateway gateway)
{
    private static readonly NDArray Hills = Given.Terrain<float>(300, 280);

    [Fact]
    public async Task A_store_in_a_bucket_is_written_and_read_as_on_disk()
    {
        using var scope = Engine.Configure(aws: gateway.Options);
        var url = $"{gateway.NextUrl()}/hills.zarr";
        var array = Hills.ToLazy(64);
        var options = new ZarrOptions { Chunks = new(1, 64, 64), Shards = new(1, 128, 128), BandAxis = true };
        await array.ToZarrAsync(url, options);
        await ReadAsync(url, Hills.ToDoubles());
        Assert.Contains("exists", (await Assert.ThrowsAsync<IOException>(() => array.ToZarrAsync(url, options))).Message);
        await (array * 2).ToZarrAsync(url, options with { Mode = ZarrMode.Overwrite, Shards = null });
        await ReadAsync(url, (array * 2).Compute().ToDoubles());
        await (array * 3)[..128, ..].ToZarrAsync(url, new() { Mode = ZarrMode.Region });
        double[] changed = [.. (array * 3)[..128, ..].Compute().ToDoubles(), .. (array * 2)[128.., ..].Compute().ToDoubles()];
        await ReadAsync(url, changed);
        await array.ToZarrAsync(url, new() { Mode = ZarrMode.Append });
        await ReadAsync(url, [.. changed, .. Hills.ToDoubles()]);
        await using var store = await ZarrVerify.OpenAsync(url, default);
        Assert.True((await ZarrVerify.RunAsync(store, default)).IsWhole);
    }

    [Fact]
    public async Task Large_shards_go_in_parts_and_a_write_that_failed_is_resumed()
    {
        using var scope = Engine.Configure(aws: gateway.Options);
        var url = $"{gateway.NextUrl()}/large.zarr";
        var large = Given.Terrain<double>(1024, 1200);
        var options = new ZarrOptions { Chunks = new(1, 256, 256), Shards = new(1, 512, 1280), Codec = ZarrCodec.None, Resume = "large" };
        var first = ZarrSink.Create(url, large.Schema, options);
        await using (first)
        {
            var cells = Chunk.Allocate(new(0, 0, 512, 1200), DType.Float64);
            await new MemorySource(large).ReadAsync(cells, default);
            await first.WriteAsync(0, cells, default);
        }
        Assert.Throws<RasterFormatException>(() => Dataset.ReadFile(url));
        await using (var again = ZarrSink.Create(url, large.Schema, options)) Assert.Equal(1, again.Resumed);
        await Engine.RunAsync(large.ToLazy(512), ZarrSink.Create(url, large.Schema, options), null, default);
        await ReadAsync(url, large.ToDoubles());
        await using var place = ZarrLocation.Of(url);
        Assert.Equal(["large.zarr/"], await place.Parent!.ChildrenAsync("", default).ToListAsync());
    }

    [Fact]
    public void What_cannot_be_a_store_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Hills.ToZarr("https://example.com/a.zarr"));
        Assert.Throws<ArgumentException>(() => Hills.ToZarr("s3://bucket"));
    }

    private static async Task ReadAsync(string url, double[] expected)
    {
        using var dataset = await Dataset.ReadFileAsync(url);
        Assert.Equal(expected, (await dataset.ReadArray(Chunks.Auto).ComputeAsync()).ToDoubles());
    }
}
