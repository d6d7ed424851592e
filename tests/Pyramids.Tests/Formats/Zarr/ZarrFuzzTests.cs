using System.Text;
using Xunit;

namespace Pyramids.Tests;

/// <summary>Damaged metadata and chunks: whatever they hold, opening and reading gives cells or a <see cref="RasterFormatException"/>.</summary>
public sealed class ZarrFuzzTests(ITestOutputHelper output)
{
    private const int Inputs = 100_000;
    private const long MostCells = 1 << 16;

    private static readonly string[] Splices =
    [
        "null", "-1", "0", "1e999", "2147483648", "9223372036854775807", "\"NaN\"", "[]", "{}", "true", "\"\"", "\"\\ud800\"", "[[[[", "\"<f8\"", "\">i2\"", "\"float16\"", "\"..\"",
        "{\"name\":\"bytes\"}", "{\"id\":\"blosc\"}", "[0]", "[1,1,1,1]", "\"zlib\"", "\"crc32c\"", "\"transpose\"",
    ];

    [Fact]
    public async Task Only_format_errors_escape()
    {
        var stores = new List<Dictionary<string, byte[]>>();
        using (var folder = new ScratchFolder())
        {
            foreach (var codec in Enum.GetValues<ZarrCodec>())
            {
                foreach (var version in new[] { 2, 3 })
                {
                    var schema = Stores.Schema(24, 20, 2, DType.Float32) with { NoData = -1 };
                    var options = new ZarrOptions { Version = version, Codec = codec, Chunks = new(1, 8, 10), Shards = version == 3 && (int)codec % 2 == 1 ? new(2, 16, 20) : null };
                    await Written.Write(ZarrSink.Create(folder[$"{codec}{version}"], schema, options), schema, Written.Cells(schema), blocks: 8);
                    var root = folder[$"{codec}{version}"];
                    stores.Add(Directory.GetFiles(root, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(root, path), File.ReadAllBytes));
                }
            }
        }
        var random = new Random(8);
        int refused = 0, read = 0;
        for (var i = 0; i < Inputs; i++)
        {
            var store = stores[i % stores.Count];
            var keys = store.Keys.Where(key => i % 3 == 0 ? key.StartsWith("data/", StringComparison.Ordinal) && !key.Contains('z') : key.Contains('z')).ToList();
            var key = keys[random.Next(keys.Count)];
            try
            {
                await Open(new DamagedStore(store, key, Damage(store[key], key.Contains('z'), random)));
                read++;
            }
            catch (RasterFormatException)
            {
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"Input {i}, {key}: {error}");
            }
        }
        output.WriteLine($"{Inputs} damaged stores: {refused} refused, {read} read");
        Assert.True(refused > Inputs / 10 && read > Inputs / 10, $"{refused} refused, {read} read");
    }

    private static async Task Open(IByteStore store)
    {
        var source = await ZarrStore.OpenAsync(store);
        var (schema, block) = (source.Schema, source.Block);
        if (schema.Whole.Cells <= MostCells) await Stores.Read(source);
        else if ((long)block.Bands * block.Rows * block.Columns <= MostCells)
            await source.ReadAsync(Chunk.Allocate(new(0, 0, 0, block.Bands, block.Rows, block.Columns), schema.Type), default);
    }

    private static byte[] Damage(byte[] content, bool isText, Random random)
    {
        var damaged = content.ToList();
        for (var change = random.Next(1, 3); change > 0; change--)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(isText ? 5 : 4))
            {
                case 0: damaged[at] = (byte)random.Next(256); break;
                case 1: damaged[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: damaged.RemoveRange(at, Math.Min(damaged.Count - at, random.Next(1, 8))); break;
                case 3: damaged.InsertRange(at, damaged.Skip(random.Next(damaged.Count)).Take(random.Next(1, 12)).ToList()); break;
                default: Splice(damaged, at, random); break;
            }
            if (damaged.Count == 0) damaged.Add(0);
        }
        return [.. damaged];
    }

    /// <summary>Replaces the value that follows the next colon.</summary>
    private static void Splice(List<byte> damaged, int at, Random random)
    {
        var colon = damaged.IndexOf((byte)':', at);
        if (colon < 0) return;
        var end = damaged.FindIndex(colon, b => b is (byte)',' or (byte)'\n' or (byte)'}');
        if (end < 0) return;
        damaged.RemoveRange(colon + 1, end - colon - 1);
        damaged.InsertRange(colon + 1, Encoding.UTF8.GetBytes(Splices[random.Next(Splices.Length)]));
    }

    /// <summary>Objects of which one is damaged; a store that lists.</summary>
    private sealed class DamagedStore(Dictionary<string, byte[]> objects, string key, byte[] content) : IListedStore
    {
        public string Name => "damaged.zarr";

        public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellation)
        {
            if (Find(name) is not { } found) throw new FileNotFoundException(name);
            var count = (int)Math.Clamp(found.Length - offset, 0, destination.Length);
            found.AsSpan((int)Math.Min(offset, found.Length), count).CopyTo(destination.Span);
            return new(count);
        }

        public ValueTask<long?> LengthAsync(string name, CancellationToken cancellation) => new(Find(name)?.Length);

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation)
            => objects.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToAsyncEnumerable();

        public IAsyncEnumerable<string> ChildrenAsync(string folder, CancellationToken cancellation) => StoreKeys.Children(objects.Keys, folder).ToAsyncEnumerable();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private byte[]? Find(string name) => name == key ? content : objects.GetValueOrDefault(StoreKeys.Check(name, Name));
    }
}
