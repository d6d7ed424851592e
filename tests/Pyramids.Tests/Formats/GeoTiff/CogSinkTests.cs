using System.Globalization;
using System.Text;
using Xunit;

namespace Pyramids.Tests;

public sealed class CogSinkTests : IDisposable
{
    // GDAL's validator over each file; and the overviews that GDAL's own COG driver makes of the same cells.
    private const string Validate = """
        import sys, numpy as np
        from osgeo import gdal
        from osgeo_utils.samples.validate_cloud_optimized_geotiff import validate
        gdal.UseExceptions()
        bad = n = overviews = 0
        for line in open(sys.argv[1]):
            name, resampling, block = line.split()
            warnings, errors, details = validate(name, check_tiled=True, full_check=True)
            if errors or [w for w in warnings if resampling != 'NONE']: bad += 1; print(name, warnings, errors)
            n += 1
            if resampling == 'NONE': continue
            mine = gdal.Open(name)
            theirs = gdal.Translate('/vsimem/cog.tif', name, format='COG', creationOptions=['COMPRESS=NONE', 'BLOCKSIZE=' + block, 'OVERVIEWS=IGNORE_EXISTING', 'RESAMPLING=' + resampling])
            for band in range(1, mine.RasterCount + 1):
                a, b = mine.GetRasterBand(band), theirs.GetRasterBand(band)
                if a.GetOverviewCount() != b.GetOverviewCount(): bad += 1; print(name, 'overviews', a.GetOverviewCount(), b.GetOverviewCount()); continue
                nodata = a.GetNoDataValue()
                for i in range(a.GetOverviewCount()):
                    overviews += 1
                    x, y = a.GetOverview(i).ReadAsArray(), b.GetOverview(i).ReadAsArray()
                    if x.shape != y.shape: bad += 1; print(name, 'shape', x.shape, y.shape); continue
                    if a.DataType == gdal.GDT_Byte and mine.GetRasterBand(band).GetMetadataItem('PIXELTYPE', 'IMAGE_STRUCTURE') == 'SIGNEDBYTE': x, y = x.view('i1'), y.view('i1')
                    if x.dtype.kind == 'f':
                        exact = resampling in ('NEAREST', 'MODE') and x.dtype == 'f4'    # GDAL takes Float64 through Float32
                        gone = (x == nodata) != (y == nodata) if nodata is not None else np.zeros(x.shape, bool)
                        same = np.isclose(x, y, rtol=0 if exact else 1e-5, atol=0 if exact else 1e-3)
                        wrong = ((~same) & (x == x) & (y == y)) | gone | ((x == x) != (y == y))
                    else:
                        wrong = np.abs(x.astype('f8') - y.astype('f8')) > (0 if resampling in ('NEAREST', 'MODE') else i + 1)
                    if wrong.any():
                        bad += 1; at = np.argwhere(wrong)[0]
                        print(name, resampling, 'level', i + 1, x.shape, 'band', band, wrong.sum(), 'differ; first', at, x[tuple(at)], y[tuple(at)])
            theirs = None; gdal.Unlink('/vsimem/cog.tif')
        print(n, 'files', overviews > 0, bad, 'wrong')
        sys.exit(bad != 0)
        """;

    // GDAL 3.6 makes no overviews of 64-bit integers and has no Int8.
    private static readonly DType[] Types = [DType.UInt8, DType.UInt16, DType.Int16, DType.UInt32, DType.Int32, DType.Float32,
        DType.Float32, DType.Float64];

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(OverviewResampling.Nearest)]
    [InlineData(OverviewResampling.Average)]
    [InlineData(OverviewResampling.Mode)]
    [InlineData(OverviewResampling.Bilinear)]
    [InlineData(OverviewResampling.None)]
    public async Task Random_files_are_valid_and_their_overviews_are_those_of_GDAL(OverviewResampling resampling)
    {
        var random = new Random((int)resampling);
        var list = new StringBuilder();
        for (var i = 0; i < 20; i++)
        {
            var type = Types[random.Next(Types.Length)];
            var even = i % 3 == 0 ? 128 : 1;
            var schema = new ArraySchema(new(random.Next(1, 700 / even + 1) * even, random.Next(1, 700 / even + 1) * even,
                Affine.NorthUp(500000, 4100000, 10, 10), Crs.FromEpsg(32633)),
                random.Next(1, 4), type)
            {
                // From odd sizes GDAL lets a cell of weight 0, but for rounding, stand for a line without another valid cell.
                NoData = i % 2 == 0 || (resampling == OverviewResampling.Bilinear && even == 1) ? null : NoMean(type),
            };
            var options = new CogOptions
            {
                Overviews = resampling,
                BlockSize = 128,
                Compression = (Compression)random.Next(5),
                BigTiff = (BigTiff)random.Next(3),
                Sparse = random.Next(3) == 0,
                Interleave = i % 5 == 0 ? BandInterleave.Band : BandInterleave.Auto,
            };
            await Written.Write(GeoTiffSink.Create(folder[$"{i}.tif"], schema, options), schema, Holes(schema, i), 1 + i % 3, 1 + i % 4);
            list.Append(CultureInfo.InvariantCulture, $"{folder[$"{i}.tif"]} {resampling.ToString().ToUpperInvariant()} 128\n");
        }
        await File.WriteAllTextAsync(folder["list"], list.ToString());
        Assert.Contains($"20 files {resampling != OverviewResampling.None} 0 wrong", GdalPeer.Run(Validate, folder["list"]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OverviewResampling.Average, 500, 300)]
    [InlineData(OverviewResampling.Bilinear, 512, 384)]
    [InlineData(OverviewResampling.Average, 511, 333)]
    public async Task Neither_chunks_nor_threads_change_a_byte(OverviewResampling resampling, int rows, int columns)
    {
        var schema = new ArraySchema(new(rows, columns, Affine.NorthUp(0, 0, 1, 1)), 2, DType.Float32) { NoData = -1 };
        var cells = Holes(schema, 3);
        var options = new CogOptions { BlockSize = 32, Overviews = resampling };
        await Written.Write(CogSink.Create(folder["one.tif"], schema, options), schema, cells, 100);
        foreach (var (blocks, threads) in new[] { (1, 1), (1, 8), (3, 4), (2, 2) })
        {
            await Written.Write(CogSink.Create(folder["many.tif"], schema, options), schema, cells, blocks, threads);
            Assert.True(File.ReadAllBytes(folder["one.tif"]).AsSpan().SequenceEqual(File.ReadAllBytes(folder["many.tif"])),
                $"{blocks} blocks, {threads} threads");
        }
    }

    [Theory]
    [InlineData(OverviewResampling.Average, 1, 3001)]
    [InlineData(OverviewResampling.Bilinear, 37, 2048)]
    [InlineData(OverviewResampling.Bilinear, 1999, 21)]
    [InlineData(OverviewResampling.Mode, 30, 1100)]
    public async Task Overviews_of_thin_rasters_are_those_made_of_small_squares(OverviewResampling resampling, int rows, int columns)
    {
        var schema = new ArraySchema(new(rows, columns, Affine.NorthUp(0, 0, 1, 1)), 1, DType.Float32) { NoData = -1 };
        var cells = Holes(schema, 5);
        var all = new List<byte[][]>();
        foreach (var size in new[] { 512, 16 })
        {
            await Written.Write(CogSink.Create(folder["a.tif"], schema, new() { BlockSize = size, Overviews = resampling }), schema, cells);
            await using var dataset = await Dataset.ReadFileAsync(folder["a.tif"]);
            all.Add([.. dataset.OverviewSources.Take(2).Select(Read)]);
        }
        Assert.Equal(2, all[0].Length);
        Assert.Equal(all[0], all[1]);

        static byte[] Read(IChunkSource source)
        {
            var chunk = Chunk.Allocate(source.Schema.Whole, source.Schema.Type);
            source.ReadAsync(chunk, default).AsTask().GetAwaiter().GetResult();
            return chunk.Bytes.ToArray();
        }
    }

    [Fact] public async Task Cells_and_overviews_come_back_through_the_own_reader()
    {
        var schema = new ArraySchema(new(300, 260, Affine.NorthUp(0, 0, 1, 1)), 1, DType.UInt16);
        var cells = Written.Cells(schema);
        await Written.Write(
            CogSink.Create(folder["a.tif"], schema, new() { BlockSize = 64, Overviews = OverviewResampling.Nearest }), schema, cells);
        await using var dataset = await Dataset.ReadFileAsync(folder["a.tif"]);
        var read = Chunk.Allocate(schema.Whole, schema.Type);
        await dataset.Source.ReadAsync(read, default);
        Assert.True(read.Bytes.SequenceEqual(cells.Bytes));
        Assert.Equal([(150, 130), (75, 65), (37, 32)], dataset.Overviews.Select(grid => (grid.Rows, grid.Columns)));
        var half = Chunk.Allocate(new(0, 0, 150, 130), schema.Type);
        await dataset.OverviewSources[0].ReadAsync(half, default);
        for (var row = 0; row < 150; row++)
            for (var column = 0; column < 130; column++)
                Assert.Equal(cells.Plane<ushort>()[2 * row, 2 * column], half.Plane<ushort>()[row, column]);
    }

    [Fact] public async Task Means_of_valid_cells_leave_out_the_missing_ones()
    {
        var schema = new ArraySchema(new(16, 32, Affine.NorthUp(0, 0, 1, 1)), 1, DType.Float32) { NoData = -1 };
        var cells = Chunk.Allocate(schema.Whole, schema.Type);
        var plane = cells.Plane<float>();
        (plane[0, 0], plane[0, 1], plane[1, 0], plane[1, 1]) = (1, float.NaN, 3, 8);
        (plane[0, 2], plane[0, 3], plane[1, 2], plane[1, 3]) = (float.NaN, float.NaN, float.NaN, float.NaN);
        (plane[0, 4], plane[0, 5], plane[1, 4], plane[1, 5]) = (3e38f, 3e38f, 3e38f, 3e38f);
        await Written.Write(CogSink.Create(folder["a.tif"], schema, new() { BlockSize = 16 }), schema, cells);
        await using var dataset = await Dataset.ReadFileAsync(folder["a.tif"]);
        var half = Chunk.Allocate(new(0, 0, 8, 16), schema.Type);
        await dataset.OverviewSources[0].ReadAsync(half, default);
        Assert.Equal([4f, -1f, 3e38f, 0f], half.Cells<float>()[..4].ToArray());
    }

    [Fact] public async Task A_mean_of_valid_cells_is_never_nodata()
    {
        var schema = new ArraySchema(new(17, 16, Affine.NorthUp(0, 0, 1, 1)), 1, DType.UInt8) { NoData = 5 };
        var cells = Chunk.Allocate(schema.Whole, schema.Type);
        var plane = cells.Plane<byte>();
        for (var row = 0; row < 17; row++)
            for (var column = 0; column < 16; column++) plane[row, column] = (byte)(column % 2 == 0 ? 4 : 6);
        await Written.Write(CogSink.Create(folder["a.tif"], schema, new() { BlockSize = 16 }), schema, cells);
        await using var dataset = await Dataset.ReadFileAsync(folder["a.tif"]);
        var half = Chunk.Allocate(new(0, 0, 8, 8), schema.Type);
        await dataset.OverviewSources[0].ReadAsync(half, default);
        Assert.All(half.Cells<byte>().ToArray(), cell => Assert.Equal(6, cell));
    }

    [Fact] public async Task Nothing_stays_after_a_failure()
    {
        var schema = new ArraySchema(new(64, 64, Affine.NorthUp(0, 0, 1, 1)), 1, DType.UInt8);
        await using (var sink = CogSink.Create(folder["a.tif"], schema, new() { BlockSize = 16 }))
        {
            await sink.WriteAsync(0, Written.Cut(Written.Cells(schema), new(0, 0, 32, 32)), default);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await sink.CompleteAsync(default));
        }
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    // A value that no mean of other cells takes: there GDAL and the writer here differ on purpose.
    private static double NoMean(DType type) => type switch { DType.UInt8 => 255, DType.UInt16 => 65535, DType.Int16 => 32767, _ => 9999 };

    private static Chunk Holes(ArraySchema schema, int seed)
    {
        var cells = Written.Cells(schema, seed);
        if (schema.NoData is not { } noData) return Small(cells);
        DTypes.Dispatch(schema.Type, new Punch(cells, schema.Type.IsFloating() ? double.NaN : noData));
        return Small(cells);
    }

    // Means of the largest numbers of a type differ by more than rounding between programs.
    private static Chunk Small(Chunk cells)
    {
        DTypes.Dispatch(cells.Type, new Shrink(cells));
        return cells;
    }

    private readonly struct Punch(Chunk chunk, double noData) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
        {
            var cells = chunk.Cells<T>();
            for (var i = 0; i < cells.Length; i++)
                if (i / 7 % 11 == 0 || i % 5 == 3 || i % chunk.Window.Columns is > 100 and < 180) cells[i] = T.CreateTruncating(noData);
            return true;
        }
    }

    private readonly struct Shrink(Chunk chunk) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
        {
            foreach (ref var cell in chunk.Cells<T>())
                if (chunk.Type.Size() > 2 && double.Abs(double.CreateTruncating(cell)) > 10_000) cell = T.CreateTruncating(77);
            return true;
        }
    }
}
