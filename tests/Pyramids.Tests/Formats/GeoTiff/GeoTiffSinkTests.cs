using System.Globalization;
using System.Text;
using Xunit;

namespace Pyramids.Tests;

public sealed class GeoTiffSinkTests : IDisposable
{
    // Each line of the list: file, raw cells, dtype, bands, rows, columns.
    private const string Compare = """
        import sys, numpy as np
        from osgeo import gdal
        gdal.UseExceptions()
        bad = 0; n = 0
        for line in open(sys.argv[1]):
            name, raw, dtype, bands, rows, columns = line.split()
            d = gdal.Open(name)
            expected = np.fromfile(raw, dtype).reshape(int(bands), int(rows), int(columns))
            try:
                found = d.ReadAsArray().reshape(expected.shape)
                if dtype == 'int8': found = found.view('int8')
                same = found.dtype == expected.dtype and found.tobytes() == expected.tobytes()
            except Exception as e:
                same = False; print(e)
            n += 1
            if not same: bad += 1; print('differs:', name)
        print(n, 'files', bad, 'differ')
        sys.exit(bad != 0)
        """;

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData((double)long.MaxValue, DType.Int64, "9223372036854775807")]
    [InlineData((double)long.MinValue, DType.Int64, "-9223372036854775808")]
    [InlineData((double)ulong.MaxValue, DType.UInt64, "18446744073709551615")]
    [InlineData(1234567890123456768.0, DType.Int64, "1234567890123456768")]
    [InlineData(-9999.0, DType.Int16, "-9999")]
    [InlineData(0.1, DType.Float32, "0.10000000149011612")]
    public void Nodata_is_written_with_all_its_digits(double value, DType type, string text)
        => Assert.Equal(text, GeoTiffNoData.Text(value, type));

    [Fact] public async Task Every_type_codec_predictor_and_interleave_is_read_bit_equal_here_and_by_GDAL()
    {
        var list = new StringBuilder();
        var count = 0;
        foreach (var type in DTypes.All)
            foreach (var bands in new[] { 1, 3 })
                foreach (var compression in Enum.GetValues<Compression>())
                    foreach (var predictor in Enum.GetValues<TiffPredictor>())
                        foreach (var interleave in new[] { BandInterleave.Pixel, BandInterleave.Band })
                        {
                            if (bands == 1 && interleave == BandInterleave.Band) continue;
                            if (predictor == TiffPredictor.FloatingPoint && !type.IsFloating()) continue;
                            if (predictor > TiffPredictor.None && compression is Compression.None or Compression.PackBits
                                && predictor != TiffPredictor.None && predictor != TiffPredictor.Auto)
                                continue;
                            var block = count % 3 == 0 ? 16 : count % 3 == 1 ? 48 : 128;
                            var schema = Schema(57 + count % 11, 83 + count % 13, bands, type);
                            var options = new GeoTiffOptions { Compression = compression, Predictor = predictor, Interleave = interleave,
                                BlockSize = block, BigTiff = count % 2 == 0 ? BigTiff.Yes : BigTiff.Auto,
                                Level = compression == Compression.Deflate ? 1 + count % 9 : null };
                            var cells = Written.Cells(schema, count);
                            await Written.Write(GeoTiffSink.Create(folder[$"{count}.tif"], schema, options), schema, cells,
                                1 + count % 3, 2);
                            await File.WriteAllBytesAsync(folder[$"{count}.raw"], cells.Memory);
                            await AssertReads(folder[$"{count}.tif"], schema, cells);
                            list.Append(CultureInfo.InvariantCulture,
                                $"{folder[$"{count}.tif"]} {folder[$"{count}.raw"]} {type.ToString().ToLowerInvariant()} {bands} {schema.Grid.Rows} {schema.Grid.Columns}\n");
                            count++;
                        }
        Assert.True(count > 350, $"{count} files");
        await File.WriteAllTextAsync(folder["list"], list.ToString());
        Assert.Contains($"{count} files 0 differ", GdalPeer.Run(Compare, folder["list"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, 16)]
    [InlineData(1, 700, 512)]
    [InlineData(700, 1, 32)]
    [InlineData(513, 511, 256)]
    [InlineData(31, 17, 512)]
    [InlineData(1, 5003, 512)]
    [InlineData(2001, 37, 128)]
    public async Task Tiles_may_be_larger_than_the_raster_and_cut_at_its_edge(int rows, int columns, int block)
    {
        var schema = Schema(rows, columns, 2, DType.Float32);
        var cells = Written.Cells(schema);
        await Written.Write(GeoTiffSink.Create(folder["a.tif"], schema, new() { BlockSize = block }), schema, cells, 1, 2);
        await File.WriteAllBytesAsync(folder["a.raw"], cells.Memory);
        await File.WriteAllTextAsync(folder["list"], $"{folder["a.tif"]} {folder["a.raw"]} float32 2 {rows} {columns}\n");
        Assert.Contains("1 files 0 differ", GdalPeer.Run(Compare, folder["list"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 100_003, 16, 512)]
    [InlineData(100_003, 1, 512, 16)]
    [InlineData(37, 600, 48, 512)]
    [InlineData(37, 512, 512, 512)]
    [InlineData(600, 505, 512, 512)]
    public async Task A_long_raster_thinner_than_a_tile_is_not_padded_to_squares(int rows, int columns, int tileRows, int tileColumns)
    {
        var schema = Schema(rows, columns, 1, DType.UInt8);
        await Written.Write(GeoTiffSink.Create(folder["a.tif"], schema, new() { Compression = Compression.None }), schema,
            Written.Cells(schema));
        var file = await GeoTiffFile.OpenAsync(new FileStore(folder.Path), "a.tif", default);
        var layout = ((GeoTiffSource)file.Main.Source).Layout;
        Assert.Equal((tileRows, tileColumns), (layout.BlockRows, layout.BlockColumns));
    }

    /// <summary>Tiles as wide as the chunk are written from it, others gathered row by row or cut out first.</summary>
    [Theory]
    [InlineData(DType.Float32, 300, 1100, 256, null)]
    [InlineData(DType.Float64, 300, 1100, 256, null)]
    [InlineData(DType.Float32, 300, 1100, 256, -9999.0)]
    [InlineData(DType.UInt8, 300, 1100, 256, null)]
    public async Task Uncompressed_bytes_do_not_depend_on_how_many_tiles_a_chunk_holds(
        DType type, int rows, int columns, int block, double? noData)
    {
        var schema = Schema(rows, columns, 2, type) with { NoData = noData };
        var cells = Written.Cells(schema);
        foreach (var blocks in new[] { 1, 2, 3 })
            await Written.Write(GeoTiffSink.Create(folder[$"{blocks}.tif"], schema, new()
            {
                Compression = Compression.None, BlockSize = block, Interleave = BandInterleave.Band,
            }), schema, cells, blocks, threads: 2);
        var expected = await File.ReadAllBytesAsync(folder["1.tif"]);
        Assert.Equal(expected, await File.ReadAllBytesAsync(folder["2.tif"]));
        Assert.Equal(expected, await File.ReadAllBytesAsync(folder["3.tif"]));
        await File.WriteAllBytesAsync(folder["a.raw"], cells.Memory);
        await File.WriteAllTextAsync(folder["list"],
            $"{folder["3.tif"]} {folder["a.raw"]} {type.ToString().ToLowerInvariant()} 2 {rows} {columns}\n");
        Assert.Contains("1 files 0 differ", GdalPeer.Run(Compare, folder["list"]), StringComparison.Ordinal);
    }

    /// <summary>Strips end within tiles, with them, beyond them, and at the raster's last row, which tiles repeat.</summary>
    [Theory]
    [InlineData(DType.Float32, null, 7)]
    [InlineData(DType.Float32, -9999.0, 128)]
    [InlineData(DType.Float64, null, 100)]
    [InlineData(DType.UInt8, 0.0, 1)]
    [InlineData(DType.Int16, null, 1000)]
    public async Task A_chunk_may_come_strip_by_strip(DType type, double? noData, int rows)
    {
        var schema = Schema(1500, 1600, 1, type) with { NoData = noData };
        var cells = Written.Cells(schema);
        var options = new GeoTiffOptions { Compression = Compression.None, BlockSize = 256 };
        await Written.Write(GeoTiffSink.Create(folder["chunks.tif"], schema, options), schema, cells, blocks: 2);
        await using (var sink = (IStripSink)GeoTiffSink.Create(folder["strips.tif"], schema, options))
        {
            Assert.True(sink.TakesStrips);
            foreach (var window in Written.Windows(schema, sink.Block, blocks: 3))
            {
                using var writer = sink.Begin(window, default);
                var chunk = Written.Cut(cells, window);
                for (var row = window.Row; row < window.RowEnd; row += rows)
                    writer.Write(chunk.RowRange(row, Math.Min(rows, window.RowEnd - row)));
            }
            await sink.CompleteAsync(default);
        }
        Assert.Equal(await File.ReadAllBytesAsync(folder["chunks.tif"]), await File.ReadAllBytesAsync(folder["strips.tif"]));
    }

    [Fact] public async Task A_large_file_whose_tiles_are_written_in_place_begins_them_at_a_multiple_of_64_KiB()
    {
        var schema = Schema(1500, 1600, 1, DType.Float32);
        await Written.Write(GeoTiffSink.Create(folder["a.tif"], schema, new() { Compression = Compression.None }), schema,
            Written.Cells(schema));
        Assert.Equal("65536", GdalPeer.Run("""
            import sys
            from osgeo import gdal
            d = gdal.Open(sys.argv[1])
            print(d.GetRasterBand(1).GetMetadataItem('BLOCK_OFFSET_0_0', 'TIFF'))
            """, folder["a.tif"]).Trim());
    }

    [Fact] public async Task A_disk_without_room_for_an_uncompressed_file_is_told_of_before_a_cell_is_computed()
    {
        var schema = Schema(2_000_000, 2_000_000, 1, DType.Float32);
        var problem = await Record.ExceptionAsync(async () =>
        {
            await using var sink = GeoTiffSink.Create(folder["a.tif"], schema, new() { Compression = Compression.None, Statistics = false });
        });
        if (problem is null) Assert.Skip("This file system takes no room ahead, or has 16 TB.");
        Assert.Contains("no file of 14.6 TiB", Assert.IsType<IOException>(problem).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public async Task Missing_cells_become_the_nodata_value(DType type)
    {
        var schema = Schema(40, 40, 1, type) with { NoData = -9999 };
        var cells = Written.Cells(schema);
        for (var i = 100; i < 400; i++)
            if (type == DType.Float32) cells.Cells<float>()[i] = float.NaN;
            else cells.Cells<double>()[i] = double.NaN;
        await Written.Write(GeoTiffSink.Create(folder["a.tif"], schema, new()), schema, cells);
        Assert.Equal("-9999.0 300 0", GdalPeer.Run("""
            import sys, numpy as np
            from osgeo import gdal
            d = gdal.Open(sys.argv[1]); b = d.GetRasterBand(1)
            a = b.ReadAsArray()
            print(b.GetNoDataValue(), (a == -9999).sum(), np.isnan(a).sum())
            """, folder["a.tif"]).Trim());
    }

    [Fact] public async Task Missing_cells_stay_NaN_when_nodata_is_NaN()
    {
        var schema = Schema(20, 20, 1, DType.Float32) with { NoData = double.NaN };
        var cells = Written.Cells(schema);
        cells.Cells<float>()[7] = float.NaN;
        await Written.Write(GeoTiffSink.Create(folder["a.tif"], schema, new()), schema, cells);
        Assert.Equal("nan 1", GdalPeer.Run("""
            import sys, numpy as np
            from osgeo import gdal
            d = gdal.Open(sys.argv[1]); b = d.GetRasterBand(1)
            print(b.GetNoDataValue(), np.isnan(b.ReadAsArray()).sum())
            """, folder["a.tif"]).Trim());
    }

    [Fact] public async Task A_raster_without_a_CRS_is_one_for_GDAL_too()
    {
        var schema = Schema(20, 20, 1, DType.Float32);
        schema = schema with { Grid = new(20, 20, schema.Grid.Transform) };
        await Written.Write(GeoTiffSink.Create(folder["a.tif"], schema, new()), schema, Written.Cells(schema));
        Assert.Equal("'' 500000.0", GdalPeer.Run("""
            import sys
            from osgeo import gdal
            d = gdal.Open(sys.argv[1])
            print(repr(d.GetProjection()), d.GetGeoTransform()[0])
            """, folder["a.tif"]).Trim());
    }

    [Fact] public async Task Names_scales_statistics_and_metadata_are_what_GDAL_reads()
    {
        var schema = Schema(300, 200, 2, DType.Int16) with { BandNames = ["height <m>", "b"], NoData = 0 };
        var cells = Written.Cells(schema);
        var options = new GeoTiffOptions { Scales = [2, 0.1], Offsets = [-5, 1e-7],
            Metadata = new Dictionary<string, string> { ["AREA & KIND"] = "a<b" }, BlockSize = 64 };
        await Written.Write(GeoTiffSink.Create(folder["a.tif"], schema, options), schema, cells, 2, 2);
        Assert.Equal("ok", GdalPeer.Run("""
            import sys, numpy as np
            from osgeo import gdal
            d = gdal.Open(sys.argv[1])
            assert d.GetMetadataItem('AREA & KIND') == 'a<b', d.GetMetadata()
            assert d.GetGeoTransform() == (500000.0, 10.0, 0.0, 4100000.0, 0.0, -20.0), d.GetGeoTransform()
            for i, (name, scale, offset) in enumerate([('height <m>', 2.0, -5.0), ('b', 0.1, 1e-7)]):
                b = d.GetRasterBand(i + 1)
                assert (b.GetDescription(), b.GetScale(), b.GetOffset()) == (name, scale, offset)
                assert b.GetNoDataValue() == 0
                s = [float(b.GetMetadataItem('STATISTICS_' + k)) for k in ('MINIMUM', 'MAXIMUM', 'MEAN', 'STDDEV', 'VALID_PERCENT')]
                a = b.ReadAsArray().astype('f8'); v = a[a != 0]
                assert np.allclose(s, [v.min(), v.max(), v.mean(), v.std(), 100 * v.size / a.size], rtol=1e-6), s
                assert s[:2] == [v.min(), v.max()]
            print('ok')
            """, folder["a.tif"]).Trim());
    }

    [Fact] public async Task A_rotated_or_south_up_grid_keeps_its_transform()
    {
        foreach (var (i, transform) in new Affine[] { new(10, 2, 0.5, 20, 0.25, -3), Affine.NorthUp(1, 2, 3, -4) }.Index())
        {
            var schema = new ArraySchema(new(5, 6, transform), 1, DType.UInt8);
            await Written.Write(GeoTiffSink.Create(folder[$"{i}.tif"], schema, new()), schema, Written.Cells(schema));
        }
        Assert.Equal("(10.0, 2.0, 0.5, 20.0, 0.25, -3.0) (1.0, 3.0, 0.0, 2.0, 0.0, 4.0)", GdalPeer.Run("""
            import sys
            from osgeo import gdal
            print(*[gdal.Open(f).GetGeoTransform() for f in sys.argv[1:]])
            """, folder["0.tif"], folder["1.tif"]).Trim());
    }

    [Fact] public async Task Tiles_without_a_valid_cell_are_left_out_when_sparse()
    {
        var schema = Schema(256, 256, 1, DType.Float32) with { NoData = -1 };
        var cells = Chunk.Allocate(schema.Whole, DType.Float32);
        cells.Cells<float>().Fill(float.NaN);
        cells.Cells<float>()[130 * 256 + 5] = 3;
        await Written.Write(GeoTiffSink.Create(folder["a.tif"], schema, new() { BlockSize = 64, Sparse = true }), schema, cells);
        Assert.Equal("1 65535 [None, None, None, None, None, None, None, None] True", GdalPeer.Run("""
            import sys
            from osgeo import gdal
            d = gdal.Open(sys.argv[1]); b = d.GetRasterBand(1)
            a = b.ReadAsArray()
            at = lambda x, y: b.GetMetadataItem(f'BLOCK_OFFSET_{x}_{y}', 'TIFF')
            print((a == 3).sum(), (a == -1).sum(), [at(x, y) for y in (0, 1) for x in range(4)], at(0, 2) is not None)
            """, folder["a.tif"]).Trim());
    }

    [Theory]
    [InlineData(1, 2, Compression.Deflate)]
    [InlineData(2, 8, Compression.Deflate)]
    [InlineData(4, 3, Compression.Deflate)]
    [InlineData(1, 4, Compression.None)]
    [InlineData(3, 2, Compression.None)]
    public async Task The_bytes_of_the_file_do_not_depend_on_threads(int blocks, int threads, Compression compression)
    {
        var schema = Schema(600, 500, 2, DType.Float32) with { NoData = -9999 };
        var cells = Written.Cells(schema);
        var options = new GeoTiffOptions { BlockSize = 32, Interleave = BandInterleave.Band, Compression = compression };
        await Written.Write(GeoTiffSink.Create(folder["one.tif"], schema, options), schema, cells, blocks);
        for (var run = 0; run < 5; run++)
        {
            await Written.Write(GeoTiffSink.Create(folder["many.tif"], schema, options), schema, cells, blocks, threads);
            Assert.True(File.ReadAllBytes(folder["one.tif"]).AsSpan().SequenceEqual(File.ReadAllBytes(folder["many.tif"])));
        }
    }

    [Theory, InlineData(Compression.Deflate), InlineData(Compression.None)]
    public async Task Chunks_may_end_in_any_order(Compression compression)
    {
        var schema = Schema(128, 128, 1, DType.UInt16);
        var cells = Written.Cells(schema);
        var options = new GeoTiffOptions { BlockSize = 16, Compression = compression };
        await Written.Write(GeoTiffSink.Create(folder["one.tif"], schema, options), schema, cells, 1);
        await using (var sink = GeoTiffSink.Create(folder["two.tif"], schema, options))
        {
            var windows = Written.Windows(schema, sink.Block, 1);
            foreach (var i in Enumerable.Range(0, windows.Count).OrderBy(i => i * 37 % 64))
                await sink.WriteAsync(i, Written.Cut(cells, windows[i]), default);
            await sink.CompleteAsync(default);
        }
        Assert.True(File.ReadAllBytes(folder["one.tif"]).AsSpan().SequenceEqual(File.ReadAllBytes(folder["two.tif"])));
    }

    [Fact] public async Task Nothing_is_at_the_target_before_the_end_and_nothing_stays_after_a_failure()
    {
        var schema = Schema(64, 64, 1, DType.UInt8);
        var path = folder["a.tif"];
        await using (var sink = GeoTiffSink.Create(path, schema, new()))
        {
            await sink.WriteAsync(0, Written.Cells(schema), default);
            Assert.False(File.Exists(path));
        }
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));

        await File.WriteAllTextAsync(path, "old");
        await using (var sink = GeoTiffSink.Create(path, schema, new()))
        {
            using var cancelled = new CancellationTokenSource();
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                async () => await sink.WriteAsync(0, Written.Cells(schema), cancelled.Token));
        }
        Assert.Equal("old", await File.ReadAllTextAsync(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));

        await Written.Write(GeoTiffSink.Create(path, schema, new()), schema, Written.Cells(schema));
        Assert.True(new FileInfo(path).Length > 100);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact] public async Task A_file_with_holes_is_not_completed()
    {
        var schema = Schema(64, 64, 1, DType.UInt8);
        await using var sink = GeoTiffSink.Create(folder["a.tif"], schema, new() { BlockSize = 32 });
        await sink.WriteAsync(0, Written.Cut(Written.Cells(schema), new(0, 0, 32, 32)), default);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await sink.CompleteAsync(default));
        Assert.Equal("1024 of 4096 cells were written; the file would have holes.", error.Message);
    }

    [Fact] public async Task A_target_that_cannot_be_written_is_refused_before_any_cell()
    {
        var schema = Schema(4, 4, 1, DType.UInt8);
        Assert.Contains("there is no folder",
            Assert.Throws<DirectoryNotFoundException>(() => GeoTiffSink.Create(folder["no/a.tif"], schema, new())).Message,
            StringComparison.Ordinal);
        Assert.Contains("it is a folder", Assert.Throws<IOException>(() => GeoTiffSink.Create(folder.Path, schema, new())).Message,
            StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["old.tif"], "old");
        Assert.Contains("the file exists",
            Assert.Throws<IOException>(() => GeoTiffSink.Create(folder["old.tif"], schema, new() { Overwrite = false })).Message,
            StringComparison.Ordinal);
        Assert.Contains("there is no folder",
            Assert.Throws<DirectoryNotFoundException>(() => GeoTiffSink.Create(folder["old.tif/a.tif"], schema, new())).Message,
            StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            var refused = Assert.ThrowsAny<Exception>(() => GeoTiffSink.Create("/proc/a.tif", schema, new()));
            Assert.Contains("no file can be created in /proc", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact] public void Options_that_do_not_fit_are_refused()
    {
        var schema = Schema(4, 4, 2, DType.UInt8);
        Assert.Throws<ArgumentException>(() => GeoTiffSink.Create(folder["a.tif"], schema, new() { BlockSize = 100 }));
        Assert.Throws<ArgumentException>(
            () => GeoTiffSink.Create(folder["a.tif"], schema, new() { Predictor = TiffPredictor.FloatingPoint }));
        Assert.Throws<ArgumentException>(() =>
            GeoTiffSink.Create(folder["a.tif"], schema, new() { Compression = Compression.None, Predictor = TiffPredictor.Horizontal }));
        Assert.Throws<ArgumentException>(() => GeoTiffSink.Create(folder["a.tif"], schema, new() { Scales = [1] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GeoTiffSink.Create(folder["a.tif"], schema, new() { Level = 10 }));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact] public async Task A_chunk_that_cuts_a_tile_is_refused()
    {
        var schema = Schema(64, 64, 1, DType.UInt8);
        await using var sink = GeoTiffSink.Create(folder["a.tif"], schema, new() { BlockSize = 32 });
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await sink.WriteAsync(0, Written.Cut(Written.Cells(schema), new(0, 0, 32, 40)), default));
    }

    [Fact] public async Task Schema_and_coordinate_system_come_back()
    {
        var schema = new ArraySchema(new(30, 20, Affine.NorthUp(500000, 4100000, 10, 20), Crs.FromEpsg(32633)), 2,
            DType.Int16) { NoData = -32768, BandNames = ["red", "near infrared"] };
        await Written.Write(GeoTiffSink.Create(folder["a.tif"], schema, new()), schema, Written.Cells(schema));
        await using (var read = await Dataset.ReadFileAsync(folder["a.tif"]))
        {
            Assert.Equal(schema.Grid, read.Grid);
            Assert.Equal((schema.Type, schema.Bands, schema.NoData), (read.DType, read.Bands, read.NoData));
            Assert.Equal(schema.BandNames, read.BandNames);
        }
        Assert.Equal("32633 ['red', 'near infrared']", GdalPeer.Run("""
            import sys
            from osgeo import gdal
            d = gdal.Open(sys.argv[1])
            print(d.GetSpatialRef().GetAuthorityCode(None), [d.GetRasterBand(i).GetDescription() for i in (1, 2)])
            """, folder["a.tif"]).Trim());
    }

    private static async Task AssertReads(string path, ArraySchema schema, Chunk cells)
    {
        await using var dataset = await Dataset.ReadFileAsync(path);
        Assert.Equal(schema.Type, dataset.DType);
        var read = Chunk.Allocate(schema.Whole, schema.Type);
        await dataset.Source.ReadAsync(read, default);
        Assert.True(read.Bytes.SequenceEqual(cells.Bytes), path);
    }

    private static ArraySchema Schema(int rows, int columns, int bands, DType type)
        => new(new(rows, columns, Affine.NorthUp(500000, 4100000, 10, 20)), bands, type);
}
