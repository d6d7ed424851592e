using System.IO.Compression;

namespace Pyramids.Tests;

public class GeoTiffEffortTests
{
    [Fact]
    public async Task Every_stored_byte_of_an_aligned_window_is_read_once_and_nothing_else()
    {
        var (store, source) = await Tiled(8);
        store.Reads.Clear();
        var chunk = Chunk.Allocate(new(16, 32, 32, 48), DType.UInt8);
        await source.ReadAsync(chunk, default);
        Assert.Equal(source.StoredBytes(chunk.Window), store.Reads.Sum(read => read.Length));
        Assert.Equal(2, store.Reads.Count);
    }

    [Fact]
    public async Task Neighbouring_strips_are_fetched_with_one_read()
    {
        var cells = InflateTests.Bytes("mixed", 100 * 60);
        var tiff = HandMadeTiff.Grey(100, 60, cells).Short(TiffTag.RowsPerStrip, 1)
            .Long(TiffTag.StripOffsets, [.. Enumerable.Range(0, 100).Select(row => 8L + row * 60)]).Long(TiffTag.StripByteCounts,
                [.. Enumerable.Repeat(60L, 100)]);
        var store = new CountingStore(tiff.Bytes());
        var source = (await GeoTiffFile.OpenAsync(store, "t.tif", default)).Main.Source;
        store.Reads.Clear();
        var chunk = Chunk.Allocate(source.Schema.Whole, DType.UInt8);
        await source.ReadAsync(chunk, default);
        Assert.Equal((8L, 6000), Assert.Single(store.Reads));
        Assert.Equal(cells, chunk.Bytes.ToArray());
        Assert.Equal(0, source.ScratchBytes(chunk.Window));
    }

    [Fact]
    public async Task Opening_a_file_with_its_header_in_front_takes_one_read()
    {
        var tiff = HandMadeTiff.Grey(2, 3, [1, 2, 3, 4, 5, 6]);
        var store = new CountingStore(tiff.Bytes());
        await GeoTiffFile.OpenAsync(store, "t.tif", default);
        Assert.Single(store.Reads);
    }

    [Theory, InlineData(1), InlineData(8), InlineData(5), InlineData(50000)]
    public async Task A_warm_read_allocates_nothing_for_its_64_blocks(int compression)
    {
        var (store, source) = await Tiled(compression, count: false);
        var chunk = Chunk.Allocate(source.Schema.Whole, DType.UInt8);
        long least = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var read = source.ReadAsync(chunk, default);
            Assert.True(read.IsCompletedSuccessfully);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.InRange(least, 0, 1000); // a debug build makes three state machines for the whole read, a release build none
        Assert.NotNull(store);
    }

    [Theory, InlineData(1), InlineData(8), InlineData(5), InlineData(50000)]
    public async Task Many_threads_read_one_source(int compression)
    {
        var (_, source) = await Tiled(compression, count: false);
        var whole = Chunk.Allocate(source.Schema.Whole, DType.UInt8);
        await source.ReadAsync(whole, default);
        await Parallel.ForAsync(0, 400, async (i, token) =>
        {
            var random = new Random(i);
            var window = new Window(random.Next(100), random.Next(100), random.Next(1, 28), random.Next(1, 28));
            var part = Chunk.Allocate(window, DType.UInt8);
            await source.ReadAsync(part, token);
            for (var row = 0; row < window.Rows; row++)
                Assert.True(part.Plane<byte>().Row(row)
                    .SequenceEqual(whole.Plane<byte>().Row(window.Row + row).Slice(window.Column, window.Columns)));
        });
    }

    private static async Task<(CountingStore Store, GeoTiffSource Source)> Tiled(int compression, bool count = true)
    {
        using var zstd = new ZstdSharp.Compressor(3);
        var tiff = new HandMadeTiff().Directory();
        var tiles = Enumerable.Range(0, 64).Select(i => InflateTests.Bytes(i % 2 == 0 ? "mixed" : "text", 256))
            .Select(tile => compression switch
            {
                8 => InflateTests.Deflated(tile, CompressionLevel.Optimal),
                5 => SmallDecoderTests.Lzw(tile), 50000 => zstd.Wrap(tile).ToArray(), _ => tile,
            }).ToArray();
        tiff.Short(TiffTag.ImageWidth, 128).Short(TiffTag.ImageLength, 128).Short(TiffTag.BitsPerSample, 8)
            .Short(TiffTag.Compression, compression)
            .Short(TiffTag.TileWidth, 16).Short(TiffTag.TileLength, 16)
            .Long(TiffTag.TileOffsets, [.. tiles.Select(tile => tiff.Data(tile))]).Long(TiffTag.TileByteCounts,
                [.. tiles.Select(tile => (long)tile.Length)]);
        var store = new CountingStore(tiff.Bytes());
        IByteStore used = count ? store : MemoryStore.Of("t.tif", tiff.Bytes());
        return (store, (await GeoTiffFile.OpenAsync(used, "t.tif", default)).Main.Source);
    }

    private sealed class CountingStore(byte[] bytes) : IByteStore
    {
        private readonly MemoryStore inner = MemoryStore.Of("t.tif", bytes);

        public List<(long Offset, int Length)> Reads { get; } = [];

        public string Name => "counting";

        public ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
        {
            Reads.Add((offset, destination.Length));
            return inner.ReadAsync(key, offset, destination, cancellation);
        }

        public ValueTask<long?> LengthAsync(string key, CancellationToken cancellation) => inner.LengthAsync(key, cancellation);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
