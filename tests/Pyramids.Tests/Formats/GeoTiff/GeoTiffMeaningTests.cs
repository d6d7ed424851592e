namespace Pyramids.Tests;

/// <summary>Colour tables, opacity, masks, scales and metadata go with cells that are copied, and not with cells that
/// are computed.</summary>
public sealed class GeoTiffMeaningTests : IDisposable
{
    private const string Make = """
        import sys, numpy as np
        from osgeo import gdal, osr
        gdal.UseExceptions()
        gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', 'YES')
        r = np.random.default_rng(1)
        srs = osr.SpatialReference(); srs.ImportFromEPSG(32633)
        y, x = np.mgrid[0:211, 0:300]
        mask = ((x - 130) ** 2 + (y - 100) ** 2 < 90 ** 2)
        def create(name, bands, t, options=[]):
            d = gdal.GetDriverByName('GTiff').Create(sys.argv[1] + '/' + name + '.tif', 300, 211, bands, t, options=['COMPRESS=DEFLATE'] + options)
            d.SetGeoTransform([500000, 10, 0, 4100000, 0, -10]); d.SetSpatialRef(srs)
            for i in range(bands): d.GetRasterBand(i + 1).WriteArray((x * (i + 1) + y) // 7 % 256)
            return d
        def masked(name, bands, t, nodata=None):
            d = create(name, bands, t)
            if nodata is not None: d.GetRasterBand(1).SetNoDataValue(nodata)
            d.CreateMaskBand(gdal.GMF_PER_DATASET)
            d.GetRasterBand(1).GetMaskBand().WriteArray((mask * 255).astype('u1'))
        for name, t, count in (('palette8', gdal.GDT_Byte, 12), ('palette16', gdal.GDT_UInt16, 1000)):
            d = create(name, 1, t)
            table = gdal.ColorTable()
            for i in range(count): table.SetColorEntry(i, (i * 20 % 256, 255 - i % 256, i * 7 % 256, 255))
            d.GetRasterBand(1).SetColorTable(table)
            d.GetRasterBand(1).WriteArray(np.kron(r.integers(0, count, (31, 43)), np.ones((7, 7)))[:211, :300])
        d = create('rgba', 4, gdal.GDT_Byte, ['PHOTOMETRIC=RGB', 'ALPHA=YES']); d.GetRasterBand(4).WriteArray((mask * 255).astype('u1'))
        d = create('rgba16', 4, gdal.GDT_UInt16, ['PHOTOMETRIC=RGB', 'ALPHA=YES']); d.GetRasterBand(4).WriteArray((mask * 65535).astype('u2'))
        d = create('greyalpha', 2, gdal.GDT_Byte, ['ALPHA=YES']); d.GetRasterBand(2).WriteArray((mask * 255).astype('u1'))
        masked('mask1', 1, gdal.GDT_Int16); masked('mask3', 3, gdal.GDT_Byte); masked('mask64', 2, gdal.GDT_Float64); masked('masknodata', 1, gdal.GDT_Int16, -9)
        d = create('scaled', 2, gdal.GDT_Int16)
        for i in range(2):
            b = d.GetRasterBand(i + 1); b.SetScale(.1 * (i + 1)); b.SetOffset(-5 * i); b.SetUnitType('m'); b.SetMetadataItem('CLOUDS', 'no'); b.SetDescription('b%d' % i)
        d.SetMetadataItem('SENSOR', 'x < y')
        d = None
        """;

    // Each copy against its original: interpretation, table, mask, cells that are valid, scale, unit, metadata. COGs
    // are valid, and their overviews those of GDAL.
    private const string Compare = """
        import sys, os, glob, numpy as np
        from osgeo import gdal
        from osgeo_utils.samples.validate_cloud_optimized_geotiff import validate
        gdal.UseExceptions()
        n = overviews = 0
        for name in sorted(glob.glob(sys.argv[1] + '/copies/*.tif')):
            d, a = gdal.Open(name), gdal.Open(sys.argv[1] + '/' + os.path.basename(name).split('-')[0] + '.tif')
            cog, floating = name.endswith('-cog.tif'), 'mask64' in name
            assert d.RasterCount == a.RasterCount, name
            if cog: assert validate(name, check_tiled=True, full_check=True)[:2] == ([], []), (name, validate(name, full_check=True))
            md = d.GetMetadata(); assert md == a.GetMetadata(), (name, md)
            for i in range(1, a.RasterCount + 1):
                b, e = d.GetRasterBand(i), a.GetRasterBand(i)
                assert b.GetColorInterpretation() == e.GetColorInterpretation(), (name, i, b.GetColorInterpretation(), e.GetColorInterpretation())
                same = lambda f: f(b) == f(e) or 1 / 0
                same(lambda b: (b.GetScale(), b.GetOffset(), b.GetUnitType(), b.GetDescription(), b.DataType))
                same(lambda b: {k: v for k, v in b.GetMetadata().items() if not k.startswith('STATISTICS')})
                same(lambda b: b.GetColorTable() and [b.GetColorTable().GetColorEntry(k) for k in range(b.GetColorTable().GetCount())])
                valid = e.GetMaskBand().ReadAsArray()
                if 'nodata' not in name: assert (b.GetMaskBand().ReadAsArray() == valid).all(), name
                else: valid = a.GetRasterBand(1).GetMaskBand().ReadAsArray(); assert b.GetNoDataValue() == -9 and ((b.ReadAsArray() == -9) == (valid == 0)).all()
                assert (b.ReadAsArray() == e.ReadAsArray())[valid > 0].all(), name
                if 'mask1' in name or 'mask3' in name: assert b.GetMaskFlags() == gdal.GMF_PER_DATASET
                if floating: assert np.isnan(b.ReadAsArray()[valid == 0]).all()
                if cog and i == 1: assert float(b.GetMetadataItem('STATISTICS_MEAN')) - e.ReadAsArray()[valid > 0].mean() < 1e-9 or 'alpha' in name or 'rgba' in name, name
            if not cog: n += 1; continue
            t = gdal.Translate('/vsimem/t.tif', a, format='COG', creationOptions=['BLOCKSIZE=128', 'OVERVIEWS=IGNORE_EXISTING'] + ([] if 'palette' in name else ['RESAMPLING=AVERAGE']))
            for i in range(1, d.RasterCount + 1):
                for k in range(t.GetRasterBand(i).GetOverviewCount()):
                    o, q = d.GetRasterBand(i).GetOverview(k), t.GetRasterBand(i).GetOverview(k)
                    both = (o.GetMaskBand().ReadAsArray() > 0) & (q.GetMaskBand().ReadAsArray() > 0)
                    assert both.sum() > 100 and np.abs(o.ReadAsArray().astype('f8') - q.ReadAsArray())[both].max() <= (0 if 'palette' in name else k + 1), (name, i, k)
                    overviews += 1
            n += 1
        print(n, 'copies', overviews, 'overviews')
        """;

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Copies_keep_colours_opacity_masks_scales_and_metadata()
    {
        GdalPeer.Run(Make, folder.Path);
        Directory.CreateDirectory(folder["copies"]);
        var copies = 0;
        foreach (var file in Directory.GetFiles(folder.Path, "*.tif"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            using var dataset = Dataset.ReadFile(file);
            dataset.ToGeoTiff(folder[$"copies/{name}-tiled.tif"], new() { BlockSize = 64 });
            dataset.ToCog(folder[$"copies/{name}-cog.tif"], new() { BlockSize = 128 });
            dataset.ToCog(folder[$"copies/{name}-zstd-cog.tif"],
                new() { BlockSize = 128, Compression = Compression.Zstd, BigTiff = BigTiff.Yes });
            copies += 3;
            if (name.StartsWith("mask", StringComparison.Ordinal)) continue;
            dataset.ReadArray(Chunks.Auto, masked: false).Compute().ToGeoTiff(folder[$"copies/{name}-memory.tif"]);
            dataset.ReadArray(Chunks.Auto, masked: false)[.., ..].ToGeoTiff(folder[$"copies/{name}-lazy.tif"], new(), compute: true);
            copies += 2;
        }
        Assert.StartsWith($"{copies} copies", GdalPeer.Run(Compare, folder.Path).Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_colour_table_goes_with_cells_that_are_moved_and_not_with_computed_ones()
    {
        var colours = Enumerable.Range(0, 7).Select(i => new Colour((byte)(i * 30), (byte)(200 - i), (byte)i)).ToArray();
        Classes().ToGeoTiff(folder["a.tif"], new() { ColourTable = colours, BlockSize = 16 });
        using var dataset = Dataset.ReadFile(folder["a.tif"]);
        Assert.Equal([.. colours, .. Enumerable.Repeat(new Colour(0, 0, 0), 249)], dataset.ColourTable);
        Assert.True(dataset.HasPalette);
        var lazy = dataset.ReadArray(16);
        foreach (var kept in (LazyArray[])[lazy[2..30, 5..], lazy.Slice(.., .., .., 2, -1), lazy.Persist(), lazy.Rechunk(9),
            lazy.WithBandNames("cover"),
            lazy.AsType(DType.UInt16), lazy.AlignTo(Coarse), lazy.Warp(Coarse, outside: 9)])
            Assert.Equal(colours, Table(kept).Take(7));
        foreach (var computed in (LazyArray[])[(lazy + 1).AsType(DType.UInt8), lazy.FocalMax(1).AsType(DType.UInt8),
            LazyArray.Stack(lazy, lazy), lazy > 3, lazy.AsType(DType.Float32),
            lazy.AlignTo(Coarse, Resampling.Bilinear).AsType(DType.UInt8, Casting.Round)])
            Assert.Empty(Table(computed));
        Assert.Empty(Table(lazy, new() { ColourTable = [] }));

        IReadOnlyList<Colour> Table(LazyArray array, GeoTiffOptions? options = null)
        {
            array.ToGeoTiff(folder["b.tif"], options);
            using var written = Dataset.ReadFile(folder["b.tif"]);
            return written.ColourTable;
        }
    }

    [Fact]
    public void Scales_go_with_cells_that_are_moved_weighed_or_cast_and_opacity_with_those_that_are_moved()
    {
        var meaning = new CellMeaning
            { AlphaBand = 3, IsPremultiplied = true, Scales = [2, 3, 4, 1], Offsets = [0, 0, 1, 0], Items = [new(null, "unit", "", "m")] };
        var cells = new NDArray(new(new(40, 40, Affine.NorthUp(0, 0, 1, 1)), 4, DType.UInt8) { Meaning = meaning },
            Enumerable.Repeat((byte)200, 6400).ToArray()).ToLazy();
        foreach (var (made, opacity) in new[] { (cells.Warp(Coarse, outside: 5), (int?)3), (cells.Warp(Coarse, Resampling.Bilinear), null),
            (cells.AsType(DType.Int16), null), (cells[1..5, ..], 3) })
        {
            Assert.Equal((opacity, opacity is not null), (made.Schema.Meaning!.AlphaBand, made.Schema.Meaning.IsPremultiplied));
            Assert.Equal(meaning.Scales, made.Schema.Meaning.Scales);
            Assert.Equal(meaning.Offsets, made.Schema.Meaning.Offsets);
            Assert.Equal(meaning.Items, made.Schema.Meaning.Items);
        }
        Assert.Null(cells.AsType(DType.Int8, Casting.Saturate).Schema.Meaning);
        var moved = cells.Warp(new GridSpec(2, 2, Affine.NorthUp(38, 0, 2, 2)), outside: 5);
        // outside it is transparent
        Assert.Equal([200, 5, 200, 5, 200, 5, 200, 5, 200, 5, 200, 5, 200, 0, 200, 0], moved.Compute().ToDoubles());

        moved.ToGeoTiff(folder["a.tif"]);
        using var written = Dataset.ReadFile(folder["a.tif"]);
        Assert.Contains(written.Facts, fact => fact is { Name: "alpha", Value: "band 4, by which the others were multiplied" });
        Assert.True(written.Schema.Meaning is { AlphaBand: 3, IsPremultiplied: true });
    }

    [Fact]
    public void Overviews_of_classes_hold_classes_unless_means_are_asked_for()
    {
        var colours = Enumerable.Repeat(new Colour(9, 8, 7), 7).ToArray();
        foreach (var (asked, classes) in new[] { (OverviewResampling.Auto, true), (OverviewResampling.Mode, true),
            (OverviewResampling.Average, false) })
        {
            Classes().ToCog(folder["a.tif"], new() { ColourTable = colours, BlockSize = 16, Overviews = asked });
            using var dataset = Dataset.ReadFile(folder["a.tif"]);
            Assert.Equal(classes, dataset.ReadOverview(0, Chunks.Whole).Compute().ToDoubles().All(value => value is 0 or 3 or 6));
        }
    }

    [Fact]
    public void Opacity_is_asked_for_by_the_number_of_its_band()
    {
        var schema = new ArraySchema(new(5, 6, Affine.NorthUp(0, 0, 1, 1)), 4, DType.UInt8);
        new NDArray(schema, new byte[120]).ToGeoTiff(folder["a.tif"], new() { AlphaBand = 3 });
        Assert.Equal("3 4 5 6", GdalPeer.Run("""
            import sys
            from osgeo import gdal
            d = gdal.Open(sys.argv[1])
            print(*[d.GetRasterBand(i).GetColorInterpretation() for i in (1, 2, 3, 4)])
            """, folder["a.tif"]).Trim());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var classes = Classes();
        Assert.Contains("257 entries",
            Assert.Throws<ArgumentException>(() => classes.ToGeoTiff(folder["a.tif"], new() { ColourTable = new Colour[257] })).Message,
            StringComparison.Ordinal);
        Assert.Contains("one band of UInt8 or UInt16", Assert.Throws<ArgumentException>(
            () => classes.AsType(DType.Int16).ToGeoTiff(folder["a.tif"], new() { ColourTable = new Colour[3] })).Message,
            StringComparison.Ordinal);
        Assert.Contains("AlphaBand is 1",
            Assert.Throws<ArgumentException>(() => classes.ToGeoTiff(folder["a.tif"], new() { AlphaBand = 1 })).Message,
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_plan_writes_what_a_copy_writes()
    {
        GdalPeer.Run(Make, folder.Path);
        foreach (var name in (string[])["palette8", "rgba", "mask3", "scaled"])
        {
            using var dataset = Dataset.ReadFile(folder[$"{name}.tif"]);
            var array = dataset.ReadCopy(64, maskBand: true);
            array.ToCog(folder["direct.tif"], new() { BlockSize = 64 });
            PlanDocument.Parse(array.ToCog(folder["planned.tif"], new() { BlockSize = 64 }, compute: false).Plan().ToJson()).Run();
            Assert.True(File.ReadAllBytes(folder["direct.tif"]).AsSpan().SequenceEqual(File.ReadAllBytes(folder["planned.tif"])), name);
        }
    }

    private static GridSpec Coarse => new(20, 20, Affine.NorthUp(0, 0, 2, 2));

    private static LazyArray Classes()
    {
        var cells = new byte[40 * 40];
        for (var i = 0; i < cells.Length; i++) cells[i] = (byte)(3 * ((i / 40 / 3 + i % 40 / 5) % 3));
        return new NDArray(new(new(40, 40, Affine.NorthUp(0, 0, 1, 1)), 1, DType.UInt8) { IsPlane = true }, cells).ToLazy();
    }
}
