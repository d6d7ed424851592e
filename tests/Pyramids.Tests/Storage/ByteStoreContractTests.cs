using Xunit;

namespace Pyramids.Tests;

/// <summary>What every store does. A new store adds a class below that makes one.</summary>
public abstract class ByteStoreContract : IAsyncLifetime
{
    private protected IByteStore Store { get; private set; } = null!;

    private protected abstract ValueTask<IByteStore> MakeAsync();

    /// <summary>Puts an object where the store finds it.</summary>
    private protected abstract ValueTask PutAsync(string key, ReadOnlyMemory<byte> content);

    public async ValueTask InitializeAsync() => Store = await MakeAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_read_fills_the_destination_or_ends_with_the_object()
    {
        await PutAsync("a.bin", new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 });
        Assert.Equal((byte[])[3, 4, 5], await Read("a.bin", 3, 3));
        Assert.Equal((byte[])[8, 9], await Read("a.bin", 8, 5));
        Assert.Empty(await Read("a.bin", 10, 5));
        Assert.Empty(await Read("a.bin", 1L << 40, 5));
        Assert.Empty(await Read("a.bin", 2, 0));
    }

    [Fact]
    public async Task Lengths_are_known_and_null_for_what_is_not_there()
    {
        await PutAsync("folder/b.bin", new byte[7]);
        await PutAsync("empty", ReadOnlyMemory<byte>.Empty);
        Assert.Equal(7, await Store.LengthAsync("folder/b.bin", default));
        Assert.Equal(0, await Store.LengthAsync("empty", default));
        Assert.Null(await Store.LengthAsync("folder/c.bin", default));
        Assert.Null(await Store.LengthAsync("nowhere/c.bin", default));
    }

    [Fact]
    public async Task Reading_what_is_not_there_is_FileNotFound()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(async () => await Read("nowhere/c.bin", 0, 1));
        Assert.Contains("c.bin", error.Message);
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Read("c.bin", 0, 1));
    }

    [Theory, InlineData(""), InlineData("../a"), InlineData("a/../../b"), InlineData("/etc/passwd"), InlineData("a//b"), InlineData("./a"), InlineData("a\0b"), InlineData("..\\a")]
    public async Task Keys_that_leave_the_store_are_refused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Read(key, 0, 1));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.LengthAsync(key, default));
    }

    [Fact]
    public async Task A_cancelled_read_is_OperationCanceled()
    {
        await PutAsync("a", new byte[1]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ReadAsync("a", 0, new byte[1], new(canceled: true)));
    }

    [Fact]
    public async Task Many_threads_read_at_once()
    {
        for (var file = 0; file < 300; file++)
        {
            var content = new byte[1000];
            content.AsSpan().Fill((byte)file);
            await PutAsync($"f{file}", content);
        }
        await Parallel.ForAsync(0, 4000, async (i, _) =>
        {
            var file = i * 31 % 300;
            var bytes = await Read($"f{file}", i % 900, 100);
            Assert.True(bytes.Length == 100 && bytes.AsSpan().IndexOfAnyExcept((byte)file) < 0);
        });
    }

    private protected async Task<byte[]> Read(string key, long offset, int count)
    {
        var buffer = new byte[count];
        return buffer[..await Store.ReadAsync(key, offset, buffer, default)];
    }
}

/// <summary>What every store that takes objects does besides.</summary>
public abstract class WritableStoreContract : ByteStoreContract
{
    private IWritableStore writable = null!;

    private protected abstract IWritableStore Make();

    private protected override ValueTask<IByteStore> MakeAsync() => new(writable = Make());

    private protected override ValueTask PutAsync(string key, ReadOnlyMemory<byte> content) => writable.WriteAsync(key, content, default);

    [Theory, InlineData("../a"), InlineData("/etc/passwd")]
    public async Task Writes_that_leave_the_store_are_refused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await writable.WriteAsync(key, new byte[1], default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await writable.DeleteAsync(key, default));
    }

    [Fact]
    public async Task A_write_replaces_the_object_also_for_those_who_read_it_before()
    {
        await writable.WriteAsync("a", new byte[] { 1, 2, 3 }, default);
        Assert.Equal((byte[])[1, 2, 3], await Read("a", 0, 10));
        await writable.WriteAsync("a", new byte[] { 4, 5 }, default);
        Assert.Equal((byte[])[4, 5], await Read("a", 0, 10));
    }

    [Fact]
    public async Task What_is_deleted_is_gone()
    {
        await writable.WriteAsync("a", new byte[] { 1 }, default);
        Assert.Equal((byte[])[1], await Read("a", 0, 1));
        await writable.DeleteAsync("a", default);
        await writable.DeleteAsync("a", default);
        Assert.Null(await writable.LengthAsync("a", default));
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Read("a", 0, 1));
    }

    [Fact]
    public async Task Keys_are_listed_by_prefix_in_ordinal_order()
    {
        foreach (var key in (string[])["c/2", "c/10", "b", "c/B", "ca"]) await writable.WriteAsync(key, new byte[1], default);
        Assert.Equal(["c/10", "c/2", "c/B"], await writable.ListAsync("c/", default).ToListAsync());
        Assert.Equal(["b", "c/10", "c/2", "c/B", "ca"], await writable.ListAsync("", default).ToListAsync());
    }
}

public sealed class MemoryStoreTests : WritableStoreContract
{
    private protected override IWritableStore Make() => new MemoryStore();
}

public sealed class FileStoreTests : WritableStoreContract
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pyramids-store-");

    private protected override IWritableStore Make() => new FileStore(folder.FullName);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task One_handle_serves_all_readers_and_few_stay_open()
    {
        await using var files = new FileStore(folder.FullName);
        var buffer = new byte[1];
        for (var i = 0; i < 3 * FileStore.MaxOpen; i++)
        {
            await files.WriteAsync($"{i}", new byte[1], default);
            await files.ReadAsync($"{i}", 0, buffer, default);
            await files.ReadAsync($"{i}", 0, buffer, default);
            Assert.InRange(files.OpenFiles, 1, FileStore.MaxOpen);
        }
    }

    [Fact]
    public async Task A_write_leaves_no_temporary_file()
    {
        await using var files = new FileStore(folder.FullName);
        await files.WriteAsync("x/y", new byte[3], default);
        Assert.Equal(["x/y"], await files.ListAsync("", default).ToListAsync());
    }

    [Fact]
    public async Task A_disposed_store_reads_no_more()
    {
        var files = new FileStore(folder.FullName);
        await files.WriteAsync("x", new byte[3], default);
        await files.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await files.ReadAsync("x", 0, new byte[1], default));
    }

    [Fact]
    public async Task A_single_file_is_a_store_and_a_key()
    {
        var path = Path.Combine(folder.FullName, "one.tif");
        await File.WriteAllBytesAsync(path, [1, 2, 3]);
        var (files, key) = FileStore.ForFile(path);
        await using var owned = files;
        Assert.Equal("one.tif", key);
        Assert.Equal(3, await files.LengthAsync(key, default));
    }
}
