using Xunit;

namespace Pyramids.Tests;

/// <summary>The contract against a real server of S3.</summary>
[Collection(nameof(S3Collection))]
public sealed class S3StoreTests(RadosGateway gateway) : WritableStoreContract
{
    private protected override int Many => 16;

    private protected override IWritableStore Make() => S3Store.ForUrl(gateway.NextUrl(), gateway.Options);

    [Fact]
    public async Task A_listing_of_many_pages_is_whole()
    {
        await using var store = new S3Store("pyramids", Guid.NewGuid().ToString("n"), gateway.Options) { PageSize = 7 };
        await Parallel.ForAsync(0, 40,
            async (i, cancellation) => await store.WriteAsync($"n/{i:d4}", ReadOnlyMemory<byte>.Empty, cancellation));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"n/{i:d4}"), await store.ListAsync("n/", default).ToListAsync());
        Assert.Equal(40, await store.ChildrenAsync("n", default).CountAsync());
    }

    [Fact]
    public async Task Who_may_not_and_what_is_not_there_are_told_apart()
    {
        await using var wrong = S3Store.ForUrl(gateway.NextUrl(), gateway.Options with { SecretKey = "guessed" });
        Assert.Contains("refuses",
            (await Assert.ThrowsAsync<RemoteException>(async () => await wrong.ReadAsync("a", 0, new byte[1], default))).Message);
        await using var unsigned = S3Store.ForUrl(gateway.NextUrl(),
            new AwsOptions { Unsigned = true, Endpoint = gateway.Options.Endpoint });
        Assert.Contains("Unsigned = true for a public bucket",
            (await Assert.ThrowsAsync<RemoteException>(async () => await unsigned.WriteAsync("a", new byte[1], default))).Message);
        await using var nowhere = S3Store.ForUrl("s3://nowhere/a", gateway.Options);
        Assert.Contains("no bucket 'nowhere'",
            (await Assert.ThrowsAsync<RemoteException>(async () => await nowhere.ReadAsync("a", 0, new byte[1], default))).Message);
        Assert.Throws<ArgumentException>(() => S3Store.ForUrl("s3:///a"));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_after_the_attempts()
    {
        await using var gone = S3Store.ForUrl("s3://b/a",
            new AwsOptions { Endpoint = "http://127.0.0.1:1", AccessKey = "a", SecretKey = "b", Attempts = 2 });
        Assert.Contains("in 2 attempts",
            (await Assert.ThrowsAsync<RemoteException>(async () => await gone.ReadAsync("a", 0, new byte[1], default))).Message);
    }

    [Fact]
    public void Settings_print_no_secrets()
    {
        var text = (gateway.Options with { SessionToken = "hidden" }).ToString();
        Assert.DoesNotContain("testsecret", text);
        Assert.DoesNotContain("hidden", text);
        Assert.Throws<ArgumentException>(() => Engine.Configure(aws: new() { AccessKey = "a" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Configure(aws: new() { PartBytes = 1 }));
    }
}
