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

    /// <summary>Objects of the test with many readers.</summary>
    private protected virtual int Many => 300;

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

    [Theory, InlineData(""), InlineData("../a"), InlineData("a/../../b"), InlineData("/etc/passwd"), InlineData("a//b"), InlineData("./a"),
        InlineData("a\0b"), InlineData("a\nb"), InlineData("..\\a"), InlineData("a/"), InlineData("C:/a")]
    public async Task Keys_that_leave_the_store_are_refused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Read(key, 0, 1));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.LengthAsync(key, default));
    }

    [Fact]
    public async Task A_cancelled_read_is_OperationCanceled()
    {
        await PutAsync("a", new byte[1]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ReadAsync("a", 0, new byte[1], new(canceled: true)));
    }

    [Fact]
    public async Task Many_threads_read_at_once()
    {
        for (var file = 0; file < Many; file++)
        {
            var content = new byte[1000];
            content.AsSpan().Fill((byte)file);
            await PutAsync($"f{file}", content);
        }
        await Parallel.ForAsync(0, 13 * Many, async (i, _) =>
        {
            var file = i * 31 % Many;
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
public abstract class WritableStoreContract : ListedStoreContract
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
    public async Task Of_many_who_create_an_object_at_once_one_is_told_true()
    {
        var told = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(async i => await writable.TryCreateAsync("new/a", new byte[i + 1], default)));
        Assert.Single(told, true);
        Assert.Equal(Array.IndexOf(told, true) + 1, await writable.LengthAsync("new/a", default));
        Assert.False(await writable.TryCreateAsync("new/a", new byte[100], default));
        await writable.DeleteAsync("new/a", default);
        Assert.True(await writable.TryCreateAsync("new/a", new byte[100], default));
    }

    [Fact]
    public async Task A_move_takes_the_place_of_what_was_there()
    {
        await writable.WriteAsync("x/from", new byte[] { 1, 2 }, default);
        await writable.WriteAsync("y/to", new byte[] { 3, 4, 5 }, default);
        Assert.Equal((byte[])[3, 4, 5], await Read("y/to", 0, 9));
        await writable.MoveAsync("x/from", "y/to", default);
        Assert.Equal((byte[])[1, 2], await Read("y/to", 0, 9));
        Assert.Null(await writable.LengthAsync("x/from", default));
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await writable.MoveAsync("x/from", "y/to", default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await writable.MoveAsync("y/to", "../b", default));
    }

    [Fact]
    public async Task Large_objects_are_whole()
    {
        var content = new byte[(11 << 20) + 7];
        new Random(1).NextBytes(content);
        await writable.WriteAsync("large", content, default);
        Assert.Equal(content.Length, await writable.LengthAsync("large", default));
        byte[] whole = await Read("large", 0, content.Length + 1), part = await Read("large", 5 << 20, 1 << 20);
        Assert.True(whole.AsSpan().SequenceEqual(content) && part.AsSpan().SequenceEqual(content.AsSpan(5 << 20, 1 << 20)));
    }
}

/// <summary>What every store that tells its keys does.</summary>
public abstract class ListedStoreContract : ByteStoreContract
{
    [Fact]
    public async Task Keys_are_listed_by_prefix_in_ordinal_order()
    {
        var listed = await Filled();
        Assert.Equal(["c/10", "c/2", "c/B", "c/d/e/f"], await listed.ListAsync("c/", default).ToListAsync());
        Assert.Equal(["c/10", "c/2", "c/B", "c/d/e/f", "ca"], await listed.ListAsync("c", default).ToListAsync());
        Assert.Equal(["b", "c/10", "c/2", "c/B", "c/d/e/f", "ca"], await listed.ListAsync("", default).ToListAsync());
        Assert.Empty(await listed.ListAsync("nothing", default).ToListAsync());
    }

    [Fact]
    public async Task Children_are_what_lies_directly_in_a_folder()
    {
        var listed = await Filled();
        Assert.Equal(["b", "c/", "ca"], await listed.ChildrenAsync("", default).ToListAsync());
        Assert.Equal(["10", "2", "B", "d/"], await listed.ChildrenAsync("c", default).ToListAsync());
        Assert.Equal(["e/"], await listed.ChildrenAsync("c/d", default).ToListAsync());
        Assert.Empty(await listed.ChildrenAsync("nothing", default).ToListAsync());
    }

    private async Task<IListedStore> Filled()
    {
        foreach (var key in (string[])["c/2", "c/10", "b", "c/B", "c/d/e/f", "ca"]) await PutAsync(key, new byte[1]);
        return (IListedStore)Store;
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
    public async Task Links_that_lead_out_of_the_folder_are_not_followed()
    {
        using var outside = new ScratchFolder();
        await File.WriteAllBytesAsync(outside["secret"], [1, 2, 3]);
        await using var files = new FileStore(folder.FullName);
        await files.WriteAsync("a/inside", new byte[3], default);
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "out"), outside["secret"]);
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "in"), "a/inside");
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "circle"), "circle");
        Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "way"), outside.Path);
        foreach (var key in (string[])["out", "way/secret", "circle"])
        {
            Assert.Contains("leads out", (await Assert.ThrowsAsync<UnauthorizedAccessException>(
                async () => await files.ReadAsync(key, 0, new byte[1], default))).Message);
            await Assert.ThrowsAsync<UnauthorizedAccessException>(async () => await files.LengthAsync(key, default));
        }
        await Assert.ThrowsAsync<UnauthorizedAccessException>(async () => await files.WriteAsync("way/new", new byte[1], default));
        Assert.Equal([outside["secret"]], Directory.GetFileSystemEntries(outside.Path));
        Assert.Equal(3, await files.LengthAsync("a/inside", default));
        Assert.Equal(1, await files.ReadAsync("in", 0, new byte[1], default));
        Assert.Equal((3, await files.StampAsync("a/inside", default)),
            (await files.LengthAsync("in", default), await files.StampAsync("in", default)));
        Assert.Equal(["a/inside", "in"], await files.ListAsync("", default).ToListAsync());
        Assert.Equal(["a/", "in"], await files.ChildrenAsync("", default).ToListAsync());
        var (single, name) = FileStore.ForFile(Path.Combine(folder.FullName, "out"));      // the user named it
        await using var owned = single;
        Assert.Equal(1, await single.ReadAsync(name, 0, new byte[1], default));
        Assert.Equal(3, await single.LengthAsync(name, default));
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
