using System.Net;

namespace Pyramids.Tests;

public sealed class HttpStoreTests : ByteStoreContract
{
    private static readonly HttpStoreOptions Quick = new()
        { FirstPause = TimeSpan.FromMilliseconds(1), MaxPause = TimeSpan.FromMilliseconds(20), Timeout = TimeSpan.FromSeconds(20) };
    private readonly TestServer server = new();

    private protected override ValueTask<IByteStore> MakeAsync() => new(new HttpStore(new(server.Url), Quick));

    private protected override ValueTask PutAsync(string key, ReadOnlyMemory<byte> content)
    {
        server.Objects[key] = content.ToArray();
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task The_begin_and_the_length_cost_one_request()
    {
        await PutAsync("big file.tif", new byte[100_000]);
        Assert.Equal(100_000, await Store.LengthAsync("big file.tif", default));
        Assert.Equal(1000, (await Read("big file.tif", 0, 1000)).Length);
        Assert.Equal(("big file.tif", 0, 32_767), Assert.Single(server.Requests));
        await Read("big file.tif", 50_000, 10);
        Assert.Equal(("big file.tif", 50_000, 50_009), server.Requests.Last());
    }

    [Theory, InlineData("503"), InlineData("500"), InlineData("429"), InlineData("cut")]
    public async Task Passing_faults_are_asked_again(string fault)
    {
        var content = Filled();
        server.Fault = request => request % 3 == 0 ? null : fault;
        Assert.Equal(content, await Read("a", 0, content.Length));
        Assert.InRange(server.Requests.Count, 2, 12);
    }

    [Fact]
    public async Task An_answer_that_broke_off_is_continued_where_it_ended()
    {
        var content = Filled();
        await Store.LengthAsync("a", default);
        server.Fault = request => request == 2 ? "cut" : null;
        Assert.Equal(content[40_000..], await Read("a", 40_000, 60_000));
        Assert.Equal(("a", 70_000, 99_999), server.Requests.Last());
    }

    [Fact]
    public async Task A_server_that_stays_down_is_an_error_that_names_it()
    {
        server.Fault = _ => "503";
        var error = await Assert.ThrowsAsync<RemoteException>(async () => await Read("a", 0, 1));
        Assert.StartsWith($"{server.Url}a could not be read in 5 attempts: The server answers 503", error.Message);
        server.Fault = _ => "403";
        Assert.Contains("answers 403", (await Assert.ThrowsAsync<RemoteException>(async () => await Read("a", 0, 1))).Message);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_stalled_answer_times_out()
    {
        server.Fault = _ => "stall";
        await using var hasty = new HttpStore(new(server.Url), Quick with { Timeout = TimeSpan.FromMilliseconds(50), Attempts = 2 });
        Assert.Contains("No whole answer within",
            (await Assert.ThrowsAsync<RemoteException>(async () => await hasty.ReadAsync("a", 0, new byte[1], default))).Message);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_at_once()
    {
        server.Fault = _ => "stall";
        using var cancel = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ReadAsync("a", 0, new byte[1], cancel.Token));
    }

    [Fact]
    public async Task An_object_that_changes_while_it_is_read_is_an_error()
    {
        Filled();
        await Read("a", 0, 10);
        server.Tag = "\"two\"";
        Assert.Contains("changed while it was read: it was \"one\"",
            (await Assert.ThrowsAsync<RemoteException>(async () => await Read("a", 50_000, 10))).Message);
    }

    [Fact]
    public async Task A_server_without_ranges_is_read_from_the_begin()
    {
        var content = Filled();
        server.Fault = _ => "whole";
        Assert.Equal(content[60_000..60_100], await Read("a", 60_000, 100));
    }

    [Fact]
    public async Task Redirects_on_the_same_host_are_followed_and_not_for_ever()
    {
        var content = Filled();
        server.Fault = request => request == 1 ? server.Url + "a" : null;
        Assert.Equal(content[..100], await Read("elsewhere", 0, 100));
        server.Fault = _ => server.Url + "b";
        Assert.Contains("redirects more than 5 times",
            (await Assert.ThrowsAsync<RemoteException>(async () => await Read("c", 0, 1))).Message);
    }

    [Theory, InlineData("http://169.254.169.254/latest"), InlineData("http://10.0.0.1/"), InlineData("http://localhost:1/"),
        InlineData("http://[::1]:1/")]
    public async Task Redirects_to_private_addresses_are_refused(string target)
    {
        server.Fault = _ => target;
        Assert.Contains("private or link-local", (await Assert.ThrowsAsync<RemoteException>(async () => await Read("a", 0, 1))).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Addresses_that_a_file_named_must_be_public_and_hosts_allowed()
    {
        await using var fromFile = new HttpStore(new(server.Url), Quick with { AllowPrivate = false });
        await Assert.ThrowsAsync<RemoteException>(async () => await fromFile.ReadAsync("a", 0, new byte[1], default));
        Assert.Empty(server.Requests);
        Assert.Throws<RemoteException>(() => new HttpStore(new(server.Url), Quick with { AllowedHosts = ["example.com"] }));
        Assert.Throws<ArgumentException>(() => new HttpStore(new("ftp://example.com/")));
    }

    [Theory]
    [InlineData("127.0.0.1", true), InlineData("10.1.2.3", true), InlineData("172.31.0.1", true), InlineData("172.32.0.1", false),
        InlineData("192.168.0.1", true), InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true), InlineData("8.8.8.8", false), InlineData("224.0.0.1", true), InlineData("0.0.0.0", true),
        InlineData("::1", true), InlineData("fe80::1", true), InlineData("fc00::1", true)]
    [InlineData("::ffff:10.0.0.1", true), InlineData("64:ff9b::7f00:1", true), InlineData("2002:7f00:1::", true),
        InlineData("2606:4700::1111", false), InlineData("::", true)]
    public void Private_addresses_are_known(string address, bool isPrivate)
        => Assert.Equal(isPrivate, HttpClients.IsPrivate(IPAddress.Parse(address)));

    [Fact]
    public async Task Queries_go_with_requests_and_not_into_messages()
    {
        var (signed, key) = HttpStore.ForUrl(server.Url + "folder/missing%20one.tif?secret=1", Quick);
        await using var owned = signed;
        Assert.Equal("missing one.tif", key);
        var error = await Assert.ThrowsAsync<FileNotFoundException>(async () => await signed.ReadAsync(key, 0, new byte[1], default));
        Assert.DoesNotContain("secret", error.Message);
        Assert.DoesNotContain("secret", signed.Name);
        Assert.Equal("folder/missing one.tif", server.Requests.Last().Path);
    }

    [Fact]
    public async Task A_remote_TIFF_is_read_by_its_tiles_and_only_once()
    {
        var tiff = new HandMadeTiff().Directory();
        var tiles = Enumerable.Range(0, 64).Select(_ => InflateTests.Bytes("noise", 64 * 64)).ToArray();
        tiff.Data(new byte[40_000]);
        tiff.Short(TiffTag.ImageWidth, 512).Short(TiffTag.ImageLength, 512).Short(TiffTag.BitsPerSample, 8).Short(TiffTag.TileWidth, 64)
            .Short(TiffTag.TileLength, 64)
            .Long(TiffTag.TileOffsets, [.. tiles.Select(tile => tiff.Data(tile))]).Long(TiffTag.TileByteCounts,
                [.. tiles.Select(tile => (long)tile.Length)]);
        server.Objects["t.tif"] = tiff.Bytes();
        await using var store = new CachingStore(new CoalescingStore(new HttpStore(new(server.Url), Quick)), 4 << 20);
        var source = (await GeoTiffFile.OpenAsync(store, "t.tif", default)).Main.Source;
        Assert.Equal(3, server.Requests.Count); // its directory and the values of its tags lie at the end; a COG's lie in front
        server.BytesSent = 0;
        var chunk = Chunk.Allocate(new(64, 128, 128, 256), DType.UInt8);
        await source.ReadAsync(chunk, default);
        Assert.Equal(source.StoredBytes(chunk.Window), server.BytesSent);
        Assert.Equal(5, server.Requests.Count);
        await source.ReadAsync(chunk, default);
        Assert.Equal(5, server.Requests.Count);
        Assert.True(chunk.Bytes[..64].SequenceEqual(tiles[0].AsSpan(0, 64)));
    }

    private byte[] Filled()
    {
        var content = InflateTests.Bytes("noise", 100_000);
        server.Objects["a"] = content;
        return content;
    }
}

public sealed class CachingStoreTests : ByteStoreContract
{
    private readonly MemoryStore inner = new();

    private protected override ValueTask<IByteStore> MakeAsync() => new(new CachingStore(inner, 100_000));

    private protected override ValueTask PutAsync(string key, ReadOnlyMemory<byte> content) => inner.WriteAsync(key, content, default);

    [Fact]
    public async Task What_was_read_is_kept_within_the_capacity()
    {
        var cache = (CachingStore)Store;
        await PutAsync("a", InflateTests.Bytes("noise", 50_000));
        var first = await Read("a", 1000, 5000);
        await inner.DeleteAsync("a", default);
        Assert.Equal(first[200..300], await Read("a", 1200, 100));
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Read("a", 5900, 200));
        for (var i = 0; i < 50; i++)
        {
            await PutAsync($"b{i}", new byte[9000]);
            await Read($"b{i}", 0, 9000);
            Assert.InRange(cache.Held, 1, 100_000);
        }
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Read("a", 1200, 100));
    }
}

public sealed class CoalescingStoreTests : ByteStoreContract
{
    private readonly MemoryStore inner = new();

    private protected override ValueTask<IByteStore> MakeAsync() => new(new CoalescingStore(inner));

    private protected override ValueTask PutAsync(string key, ReadOnlyMemory<byte> content) => inner.WriteAsync(key, content, default);

    [Fact]
    public async Task Reads_at_the_same_time_get_their_own_bytes()
    {
        var content = InflateTests.Bytes("noise", 200_000);
        await PutAsync("a", content);
        var random = new Random(1);
        var asked = Enumerable.Range(0, 500).Select(_ => (Offset: random.Next(210_000), Count: random.Next(1, 3000))).ToArray();
        var reads = await Task.WhenAll(asked.Select(one => Task.Run(() => Read("a", one.Offset, one.Count))));
        for (var i = 0; i < asked.Length; i++)
        {
            var begin = Math.Min(asked[i].Offset, content.Length);
            Assert.Equal(content[begin..Math.Min(content.Length, begin + asked[i].Count)], reads[i]);
        }
    }
}
