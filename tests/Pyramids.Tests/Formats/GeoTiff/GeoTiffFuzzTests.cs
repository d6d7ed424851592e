using System.Diagnostics;
using System.IO.Compression;

namespace Pyramids.Tests;

/// <summary>Damaged files: whatever is changed in them, only <see cref="RasterFormatException"/> comes out, soon and within little memory.</summary>
/// <remarks>PYRAMIDS_FUZZ sets the number of inputs, PYRAMIDS_FUZZ_SEED the first random seed.</remarks>
public class GeoTiffFuzzTests(ITestOutputHelper output)
{
    private static readonly TiffLimits Limits = new() { MaxBlockBytes = 4 << 20, MaxTagBytes = 4 << 20, MaxTags = 100_000, MaxDirectories = 1000 };
    private static readonly int[] Extremes = [0, 1, 2, 3, 7, 8, 12, 16, 32, 64, 127, 128, 255, 256, 257, 259, 273, 322, 324, 339, 32767, 32768, 65535];

    [Fact]
    public async Task Damaged_files_give_a_format_error_or_cells()
    {
        var inputs = int.Parse(Environment.GetEnvironmentVariable("PYRAMIDS_FUZZ") ?? "200000");
        var first = int.Parse(Environment.GetEnvironmentVariable("PYRAMIDS_FUZZ_SEED") ?? "1");
        var seeds = Seeds().ToArray();
        foreach (var seed in seeds) await ReadSome(seed);
        int refused = 0, read = 0;
        var slowest = TimeSpan.Zero;
        long most = 0;
        for (var i = first; i < first + inputs; i++)
        {
            var random = new Random(i);
            var bytes = Mutate(seeds[random.Next(seeds.Length)], random);
            var (watch, allocated) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                await ReadSome(bytes);
                read++;
            }
            catch (RasterFormatException error)
            {
                Assert.Equal("fuzz.tif", error.Key);
                refused++;
            }
            catch (Exception other)
            {
                throw new InvalidOperationException($"Input {i}: {other.GetType().Name}: {other.Message}", other);
            }
            if (watch.Elapsed > slowest) slowest = watch.Elapsed;
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - allocated);
        }
        output.WriteLine($"{inputs} inputs: {refused} refused, {read} read; slowest {slowest.TotalMilliseconds:F0} ms, most memory {most >> 10} KiB");
        Assert.InRange(refused, inputs / 10, inputs);
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.InRange(most, 0, 64 << 20);
    }

    private static async Task ReadSome(byte[] bytes)
    {
        const int Most = 1 << 20;
        var file = await GeoTiffFile.OpenAsync(MemoryStore.Of("fuzz.tif", bytes), "fuzz.tif", default, Limits);
        foreach (var image in file.Images.Take(8))
        {
            foreach (var source in (IEnumerable<GeoTiffSource>)[image.Source, .. image.Overviews.Take(4), .. image.Mask is null ? [] : new[] { image.Mask }])
            {
                var schema = source.Schema;
                var window = schema.Whole;
                if (schema.Bytes > Most)
                {
                    window = new(0, 0, 0, 1, Math.Min(schema.Grid.Rows, source.Block.Rows), Math.Min(schema.Grid.Columns, source.Block.Columns));
                    if (window.Cells * schema.Type.Size() > Most) window = new(0, 0, 0, 1, 1, Math.Min(window.Columns, Most / 8));
                }
                Assert.InRange(source.ScratchBytes(window), 0, 64 << 20);
                await source.ReadAsync(Chunk.Allocate(window, schema.Type), default);
            }
            foreach (var tag in image.Metadata.Tags) Assert.NotNull(tag.Value);
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = (byte[])seed.Clone();
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when at + 2 <= bytes.Length:
                    BitConverter.TryWriteBytes(bytes.AsSpan(at), (ushort)Extremes[random.Next(Extremes.Length)]);
                    break;
                case 3 when at + 4 <= bytes.Length:
                    BitConverter.TryWriteBytes(bytes.AsSpan(at), random.Next(3) switch { 0 => random.Next(bytes.Length), 1 => uint.MaxValue - (uint)random.Next(3), _ => 1u << random.Next(32) });
                    break;
                case 4 when at + 8 <= bytes.Length:
                    BitConverter.TryWriteBytes(bytes.AsSpan(at), random.Next(2) == 0 ? long.MaxValue - random.Next(9) : 1L << random.Next(64));
                    break;
                case 5:
                    var from = random.Next(bytes.Length);
                    var count = Math.Min(random.Next(1, 24), bytes.Length - Math.Max(at, from));
                    bytes.AsSpan(from, count).CopyTo(bytes.AsSpan(at));
                    break;
                case 6 when random.Next(4) == 0:
                    bytes = bytes[..at];
                    if (bytes.Length == 0) return bytes;
                    break;
            }
        }
        return bytes;
    }

    private static IEnumerable<byte[]> Seeds()
    {
        var cells = InflateTests.Bytes("mixed", 48 * 40 * 4);
        yield return Jpeg(JpegDecoderTests.Grey, 16, 1);
        yield return Jpeg(JpegDecoderTests.Coloured, 12, 3);
        using var zstd = new ZstdSharp.Compressor(3);
        foreach (var big in (bool[])[false, true])
        {
            foreach (var (compression, encode) in new (int, Func<byte[], byte[]>)[]
            {
                (1, bytes => bytes), (5, bytes => SmallDecoderTests.Lzw(bytes)), (8, bytes => InflateTests.Deflated(bytes, CompressionLevel.Optimal)),
                (32773, bytes => [.. bytes.Chunk(100).SelectMany(part => part.Prepend((byte)(part.Length - 1)))]), (50000, bytes => zstd.Wrap(bytes).ToArray()),
            })
            {
                yield return Strips(big, compression, encode(cells[..(48 * 40)]), 8, 1, 1);
                yield return Strips(big, compression, encode(cells), 32, 3, compression is 5 or 8 ? 3 : 1);
                yield return Strips(big, compression, encode(cells[..(48 * 40 * 2)]), 16, 2, compression is 5 or 8 ? 2 : 1);
                yield return Strips(big, compression, encode(cells[..(48 * 40 / 8)]), 1, 1, 1);
                yield return Tiles(big, compression, [.. Enumerable.Range(0, 12).Select(i => encode(cells[(i * 256)..((i + 1) * 256)]))]);
            }
        }
    }

    private static byte[] Strips(bool big, int compression, byte[] encoded, int bits, int format, int predictor)
    {
        var tiff = HandMadeTiff.Grey(40, 48, encoded, big, bigTiff: bits == 16).Short(TiffTag.Compression, compression).Short(TiffTag.BitsPerSample, bits)
            .Short(TiffTag.SampleFormat, format).Short(TiffTag.Predictor, predictor).Double(TiffTag.ModelPixelScale, 1, 1, 0).Double(TiffTag.ModelTiepoint, 0, 0, 0, 5, 6, 0)
            .Text(TiffTag.GdalNoData, "7").Text(TiffTag.GdalMetadata, "<GDALMetadata><Item name=\"a\" sample=\"0\" role=\"description\">b</Item></GDALMetadata>")
            .Short(TiffTag.GeoKeyDirectory, 1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32633);
        tiff.Directory().Long(TiffTag.NewSubfileType, 4).Short(TiffTag.ImageWidth, 48).Short(TiffTag.ImageLength, 40).Long(TiffTag.StripOffsets, tiff.Data(new byte[240])).Long(TiffTag.StripByteCounts, 240);
        return tiff.Bytes();
    }

    private static byte[] Jpeg(string encoded, int rows, int bands)
        => HandMadeTiff.Grey(rows, 16, Convert.FromBase64String(encoded)).Short(TiffTag.Compression, 7).Short(TiffTag.BitsPerSample, [.. Enumerable.Repeat(8, bands)])
            .Short(TiffTag.SamplesPerPixel, bands).Short(TiffTag.PhotometricInterpretation, bands == 1 ? 1 : 6).Bytes();

    // Three bands of 2 by 2 tiles, each band with tiles of its own.
    private static byte[] Tiles(bool big, int compression, byte[][] tiles)
    {
        var tiff = new HandMadeTiff(big).Directory();
        return tiff.Short(TiffTag.ImageWidth, 30).Short(TiffTag.ImageLength, 20).Short(TiffTag.BitsPerSample, 8, 8, 8).Short(TiffTag.SamplesPerPixel, 3)
            .Short(TiffTag.PlanarConfiguration, 2).Short(TiffTag.Compression, compression).Short(TiffTag.TileWidth, 16).Short(TiffTag.TileLength, 16).Short(TiffTag.ExtraSamples, 2)
            .Long(TiffTag.TileOffsets, [.. tiles.Select(tile => tiff.Data(tile))]).Long(TiffTag.TileByteCounts, [.. tiles.Select(tile => (long)tile.Length)]).Bytes();
    }
}
