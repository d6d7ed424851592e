namespace Pyramids.Tests;

public class ByteStoresTests
{
    [Theory]
    [InlineData("s3://bucket/a/b.tif", "https://bucket.s3.amazonaws.com/a/b.tif"),
        InlineData("s3://my.bucket/b.tif", "https://s3.amazonaws.com/my.bucket/b.tif")]
    [InlineData("gs://bucket/b.tif", "https://storage.googleapis.com/bucket/b.tif"),
        InlineData("https://example.com/b.tif?x=1", "https://example.com/b.tif?x=1")]
    public void Bucket_names_become_addresses(string url, string expected) => Assert.Equal(expected, ByteStores.HttpUrl(url));

    [Theory, InlineData("s3://bucket"), InlineData("s3://bucket/"), InlineData("gs:///key")]
    public void A_bucket_without_a_key_is_an_argument_error(string url) => Assert.Throws<ArgumentException>(() => ByteStores.HttpUrl(url));

    [Theory, InlineData("dem.tif", false), InlineData("/data/dem.tif", false), InlineData("C:\\dem.tif", false),
        InlineData("https://x/dem.tif", true), InlineData("s3://b/dem.tif", true), InlineData("ftp://x/y", false)]
    public void Paths_and_URLs_are_told_apart(string name, bool isRemote) => Assert.Equal(isRemote, ByteStores.IsRemote(name));

    [Fact]
    public void A_path_gives_a_file_store_and_a_URL_a_cached_one()
    {
        Assert.IsType<FileStore>(ByteStores.For("dem.tif").Store);
        var (store, key) = ByteStores.For("https://example.com/folder/dem.tif");
        Assert.IsType<CachingStore>(store);
        Assert.Equal(("https://example.com/folder/", "dem.tif"), (store.Name, key));
    }
}
