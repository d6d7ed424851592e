using System.IO.Compression;
using Xunit;

namespace Pyramids.Tests;

/// <summary>The contract over an archive: stored members in turn with deflated ones.</summary>
public sealed class ZipStoreTests : ListedStoreContract
{
    private readonly Archive archive = new();

    private protected override ValueTask<IByteStore> MakeAsync() => new(archive);

    private protected override ValueTask PutAsync(string key, ReadOnlyMemory<byte> content)
    {
        archive.Add(key, content.ToArray());
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Damaged_archives_are_refused_or_their_members_are()
    {
        var random = new Random(3);
        for (var i = 0; i < 40; i++) await PutAsync($"m{i}", new byte[i * 50]);
        var content = archive.Bytes();
        int refused = 0, read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = (byte[])content.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
                damaged[random.Next(2) == 0
                    ? random.Next(damaged.Length)
                    : damaged.Length - 1 - random.Next(Math.Min(damaged.Length, 600))] = (byte)random.Next(256);
            if (i % 5 == 0) damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                await using var zip = await ZipStore.OpenAsync(MemoryStore.Of("a.zip", damaged), "a.zip", default);
                var buffer = new byte[2000];
                foreach (var key in await zip.ListAsync("", default).ToListAsync()) await zip.ReadAsync(key, 0, buffer, default);
                read++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.True(refused > 1000 && read > 1000, $"{refused} refused, {read} read");
    }

    [Fact]
    public async Task A_Zarr_store_in_an_archive_reads_as_in_a_folder()
    {
        using var folder = new ScratchFolder();
        var schema = Stores.Schema(70, 53, 2, DType.Int16);
        var cells = Written.Cells(schema);
        await Written.Write(ZarrSink.Create(folder["a.zarr"], schema,
            new() { Chunks = new(1, 16, 20), Shards = new(1, 32, 40), Consolidated = false }), schema, cells);
        ZipFile.CreateFromDirectory(folder["a.zarr"], folder["a.zarr.zip"], CompressionLevel.NoCompression, includeBaseDirectory: false);
        ZipFile.CreateFromDirectory(folder["a.zarr"], folder["b.zarr.zip"], CompressionLevel.Fastest, includeBaseDirectory: true);
        foreach (var name in new[] { "a.zarr.zip", "b.zarr.zip" })
        {
            using var dataset = Dataset.ReadFile(folder[name]);
            Assert.Equal(Crs.FromEpsg(32633), dataset.Crs);
            await Stores.Equal(cells, dataset.Source);
        }
        var content = await File.ReadAllBytesAsync(folder["a.zarr.zip"]);
        await File.WriteAllBytesAsync(folder["cut.zip"], content[..^100]);
        Assert.Throws<RasterFormatException>(() => Dataset.ReadFile(folder["cut.zip"]));
    }

    [Fact]
    public async Task Archives_that_Python_writes_are_read_with_64_bit_sizes_too()
    {
        using var folder = new ScratchFolder();
        ZarrPeer.Run("""
            import sys, zipfile, zarr, numpy as np
            s = zarr.ZipStore(sys.argv[1] + '/p.zip', mode='w'); g = zarr.group(s); g.create_dataset('data', data=np.arange(600, dtype='i4').reshape(20, 30), chunks=(7, 9)); s.close()
            with zipfile.ZipFile(sys.argv[1] + '/big.zip', 'w') as z:
                i = zipfile.ZipInfo('folder/a')
                with z.open(i, 'w', force_zip64=True) as f: f.write(b'abc' * 1000)
            """, folder.Path);
        await using var zip = await ZipStore.OpenAsync(new FileStore(folder.Path), "big.zip", default);
        Assert.Equal(3000, await zip.LengthAsync("folder/a", default));
        using var dataset = Dataset.ReadFile(folder["p.zip"]);
        Assert.Equal(Enumerable.Range(0, 600), (await Stores.Read(dataset.Source)).Cells<int>().ToArray());
    }

    /// <summary>An archive that grows, opened anew after every member.</summary>
    private sealed class Archive : IListedStore
    {
        private readonly MemoryStream content = new();
        private ZipStore? open;
        private int count;

        public string Name => "memory/a.zip";

        public void Add(string key, byte[] bytes)
        {
            using (var zip = new ZipArchive(content, ZipArchiveMode.Update, leaveOpen: true))
            {
                using var member =
                    zip.CreateEntry(key, count++ % 2 == 0 ? CompressionLevel.NoCompression : CompressionLevel.Optimal).Open();
                member.Write(bytes);
            }
            open = null;
        }

        public byte[] Bytes()
        {
            if (count == 0) new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true).Dispose();
            return content.ToArray();
        }

        public ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
            => Open().ReadAsync(key, offset, destination, cancellation);

        public ValueTask<long?> LengthAsync(string key, CancellationToken cancellation) => Open().LengthAsync(key, cancellation);

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation) => Open().ListAsync(prefix, cancellation);

        public IAsyncEnumerable<string> ChildrenAsync(string folder, CancellationToken cancellation)
            => Open().ChildrenAsync(folder, cancellation);

        public ValueTask DisposeAsync() => Open().DisposeAsync();

        private ZipStore Open()
        {
            lock (content)
                return open ??= ZipStore.OpenAsync(MemoryStore.Of("a.zip", Bytes()), "a.zip", default).AsTask().GetAwaiter().GetResult();
        }
    }
}
