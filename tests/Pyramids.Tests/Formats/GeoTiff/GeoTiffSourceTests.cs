using Xunit;

namespace Pyramids.Tests;

public class GeoTiffSourceTests(ITestOutputHelper output)
{
    /// <summary>A sample of the whole product, the same every time, and every pair of type and codec.</summary>
    private const string Matrix = """
        random.seed(4)
        types = dict(Byte=np.uint8, Int8=np.int8, UInt16=np.uint16, Int16=np.int16, UInt32=np.uint32, Int32=np.int32,
                     UInt64=np.uint64, Int64=np.int64, Float32=np.float32, Float64=np.float64)
        def make(n, t, codec, predictor, tiled, big, bigtiff, bands, inter):
            rows, cols = random.choice([(1, 1), (37, 53), (64, 64), (70, 130), (33, 16)])
            r = np.random.default_rng(n)
            ramp = np.add.outer(np.arange(rows), np.arange(cols))[None] * (1 + np.arange(bands)[:, None, None])
            np_t = types[t]
            if t.startswith('Float'):
                a = (ramp * 0.37 + r.standard_normal(ramp.shape)).astype(np_t)
                a.flat[:: 17] = r.choice([np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-40], a.flat[:: 17].shape)
            else:
                i = np.iinfo(np_t)
                a = np.where(r.random(ramp.shape) < 0.1, r.integers(i.min, i.max, ramp.shape, dtype=np_t, endpoint=True), (ramp % 100).astype(np_t)).astype(np_t)
            o = ['COMPRESS=' + codec, 'PREDICTOR=%d' % predictor, 'INTERLEAVE=' + inter, 'ENDIANNESS=' + ('BIG' if big else 'LITTLE'), 'BIGTIFF=' + ('YES' if bigtiff else 'NO')]
            if tiled: o += ['TILED=YES', 'BLOCKXSIZE=%d' % random.choice([16, 32, 144]), 'BLOCKYSIZE=%d' % random.choice([16, 32])]
            else: o += ['BLOCKYSIZE=%d' % random.choice([1, 7, 16, rows])]
            if t == 'Int8': o.append('PIXELTYPE=SIGNEDBYTE')
            path = '%s/%04d_%s_%s%d_%s_%s_%s_%d%s.tif' % (folder, n, t, codec, predictor, 'tile' if tiled else 'strip', 'be' if big else 'le', 'big' if bigtiff else 'classic', bands, inter)
            d = gdal.GetDriverByName('GTiff').Create(path, cols, rows, bands, gdal.GDT_Byte if t == 'Int8' else getattr(gdal, 'GDT_' + t), options=o)
            for b in range(bands): d.GetRasterBand(b + 1).WriteArray(a[b].view(np.uint8) if t == 'Int8' else a[b])
            if random.random() < 0.7: d.SetGeoTransform([500000 + n, 30, 0, 4.1e6, 0, -20] if random.random() < 0.8 else [10, 0.1, 0.02, 50, 0.03, -0.1])
            if random.random() < 0.5: d.GetRasterBand(1).SetNoDataValue(random.choice([0, 7, -5, float('nan'), 1.5]) if t.startswith('Float') else 7)
            if random.random() < 0.3: d.GetRasterBand(bands).SetDescription('last <é> & more')
            d = None
            dump(path)
        n = 0
        cases = []
        for t in types:
            for codec in ['NONE', 'DEFLATE', 'LZW', 'PACKBITS', 'ZSTD']:
                for predictor in [1, 2, 3]:
                    if predictor == 3 and not t.startswith('Float'): continue
                    if predictor > 1 and codec in ('NONE', 'PACKBITS'): continue
                    for rep in range(4):
                        cases.append((t, codec, predictor, rep % 2 == 0, random.random() < 0.4, random.random() < 0.3, random.choice([1, 1, 2, 3, 4, 5]), random.choice(['PIXEL', 'BAND'])))
        for c in cases:
            make(n, *c); n += 1
        """;

    /// <summary>Narrow samples, halves, sparse files, odd georeferences.</summary>
    private const string Odd = """
        r = np.random.default_rng(3)
        drv = gdal.GetDriverByName('GTiff')
        n = 0
        for bits in list(range(1, 8)) + [9, 10, 11, 12, 13, 14, 15, 17, 20, 24, 25, 31]:
            t, np_t = (gdal.GDT_Byte, np.uint8) if bits < 9 else (gdal.GDT_UInt16, np.uint16) if bits < 17 else (gdal.GDT_UInt32, np.uint32)
            for bands, inter, codec, big in [(1, 'PIXEL', 'NONE', 0), (1, 'BAND', 'DEFLATE', 1), (3, 'PIXEL', 'LZW', 0), (2, 'BAND', 'PACKBITS', 1), (5, 'PIXEL', 'ZSTD', 1)]:
                for o in (['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=16'], ['BLOCKYSIZE=5']):
                    path = '%s/nbits%d_%d_%s_%s_%d_%d.tif' % (folder, bits, bands, inter, codec, big, len(o))
                    d = drv.Create(path, 61, 23, bands, t, options=o + ['NBITS=%d' % bits, 'INTERLEAVE=' + inter, 'COMPRESS=' + codec, 'ENDIANNESS=' + ('BIG' if big else 'LITTLE')])
                    for b in range(bands): d.GetRasterBand(b + 1).WriteArray(r.integers(0, 1 << bits, (23, 61)).astype(np_t))
                    d = None
                    dump(path)
        for big in (0, 1):
            for codec, predictor in (('NONE', 1), ('DEFLATE', 1), ('DEFLATE', 3), ('ZSTD', 2), ('LZW', 3)):
                for bands in (1, 3):
                    path = '%s/half_%d_%s%d_%d.tif' % (folder, big, codec, predictor, bands)
                    d = drv.Create(path, 61, 23, bands, gdal.GDT_Float32, options=['NBITS=16', 'COMPRESS=' + codec, 'PREDICTOR=%d' % predictor, 'ENDIANNESS=' + ('BIG' if big else 'LITTLE')])
                    for b in range(bands):
                        a = (r.standard_normal((23, 61)) * 100).astype(np.float32)
                        a[0, :6] = [np.inf, -np.inf, np.nan, 0, 1e-7, -65504]
                        d.GetRasterBand(b + 1).WriteArray(a)
                    d = None
                    dump(path)
        for t in (gdal.GDT_Byte, gdal.GDT_Float32, gdal.GDT_Int16):
            for nodata in (None, 3):
                for o in (['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32'], ['BLOCKYSIZE=3'], ['BLOCKYSIZE=3', 'COMPRESS=DEFLATE']):
                    path = '%s/sparse_%d_%s_%d.tif' % (folder, t, nodata, len(o) + len(o[0]))
                    d = drv.Create(path, 100, 70, 2, t, options=o + ['SPARSE_OK=TRUE'])
                    if nodata: d.GetRasterBand(1).SetNoDataValue(nodata)
                    d.GetRasterBand(1).WriteArray(np.full((5, 40), 9, np.uint8), 10, 20)
                    d = None
                    dump(path)
        from osgeo import osr
        srs = osr.SpatialReference(); srs.ImportFromEPSG(32633)
        for i, (gt, point) in enumerate([((100, 2, 0, 50, 0, -3), 1), ((100, 2, 0.5, 50, 0.25, -3), 1), ((100, 2, 0.5, 50, 0.25, -3), 0), ((100, 2, 0, 50, 0, 3), 0), ((100, -2, 0, 50, 0, -3), 0)]):
            path = '%s/geo_%d.tif' % (folder, i)
            d = drv.Create(path, 7, 5, 1)
            d.SetProjection(srs.ExportToWkt())
            d.SetGeoTransform(gt)
            if point: d.SetMetadataItem('AREA_OR_POINT', 'Point')
            d = None
            dump(path)
        path = folder + '/gcps.tif'
        d = drv.Create(path, 7, 5, 1)
        d.SetGCPs([gdal.GCP(1, 2, 0, 0, 0), gdal.GCP(3, 2, 0, 7, 0), gdal.GCP(1, 5, 0, 0, 5), gdal.GCP(3.5, 5, 0, 7, 5)], srs.ExportToWkt())
        d = None
        dump(path)
        for i, (t, v) in enumerate([(gdal.GDT_Float32, -3.4028234663852886e+38), (gdal.GDT_Float32, float('nan')), (gdal.GDT_Float64, 1e300), (gdal.GDT_Float64, float('-inf')), (gdal.GDT_Int32, -2147483648)]):
            path = '%s/nodata_%d.tif' % (folder, i)
            d = drv.Create(path, 7, 5, 1, t)
            d.GetRasterBand(1).SetNoDataValue(v)
            d = None
            dump(path)
        d = drv.Create(folder + '/big_strip.tif', 1000, 1700, 1, gdal.GDT_UInt16, options=['BLOCKYSIZE=1700'])
        d.GetRasterBand(1).WriteArray(r.integers(0, 60000, (1700, 1000)).astype(np.uint16))
        d = None
        dump(folder + '/big_strip.tif')
        d = drv.Create(folder + '/big_strips.tif', 1000, 1700, 2, gdal.GDT_Float32, options=['BLOCKYSIZE=300', 'INTERLEAVE=BAND', 'ENDIANNESS=BIG'])
        for b in (1, 2): d.GetRasterBand(b).WriteArray(r.standard_normal((1700, 1000)).astype(np.float32))
        d = None
        dump(folder + '/big_strips.tif')
        """;

    [Fact]
    public Task Every_type_codec_predictor_and_layout_reads_as_GDAL_reads_it() => AllEqual(Matrix, 150);

    [Fact]
    public Task Narrow_samples_halves_sparse_files_and_odd_georeferences_read_as_GDAL_reads_them() => AllEqual(Odd, 200);

    [Fact]
    public async Task Masks_overviews_and_alpha_read_as_GDAL_reads_them()
    {
        var folder = GdalReadings.Dump("""
            gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', 'YES')
            r = np.random.default_rng(8)
            for i, options in enumerate((['TILED=YES', 'BLOCKXSIZE=64', 'BLOCKYSIZE=64', 'COMPRESS=DEFLATE'], ['COMPRESS=LZW', 'BLOCKYSIZE=9'])):
                path = '%s/mask%d.tif' % (folder, i)
                d = gdal.GetDriverByName('GTiff').Create(path, 300, 200, 3, options=options)
                for b in (1, 2, 3): d.GetRasterBand(b).WriteArray(r.integers(0, 255, (200, 300)).astype(np.uint8))
                d.CreateMaskBand(gdal.GMF_PER_DATASET)
                d.GetRasterBand(1).GetMaskBand().WriteArray(((np.add.outer(np.arange(200), np.arange(300)) % 50 > 9) * 255).astype(np.uint8))
                d.SetGeoTransform([10, 2, 0, 50, 0, -2])
                d = None
                d = gdal.Open(path, gdal.GA_Update)
                d.BuildOverviews('AVERAGE', [2, 4])
                d = None
            gdal.Translate(folder + '/cog.tif', folder + '/mask0.tif', format='COG', creationOptions=['COMPRESS=ZSTD', 'BLOCKSIZE=128'])
            gdal.Translate(folder + '/alpha.tif', folder + '/mask0.tif', bandList=[1, 2, 3, 'mask'], creationOptions=['ALPHA=YES', 'COMPRESS=DEFLATE', 'PREDICTOR=2'])
            gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', 'NO')
            d = gdal.Translate(folder + '/beside.tif', folder + '/alpha.tif', bandList=[1, 2, 3], creationOptions=['COMPRESS=DEFLATE'])
            d.CreateMaskBand(gdal.GMF_PER_DATASET)
            d.GetRasterBand(1).GetMaskBand().WriteArray(((np.add.outer(np.arange(200), np.arange(300)) % 40 > 3) * 255).astype(np.uint8))
            d = None
            d = gdal.Open(folder + '/beside.tif')
            d.BuildOverviews('NEAREST', [2, 4])
            d = None
            assert os.path.exists(folder + '/beside.tif.ovr') and os.path.exists(folder + '/beside.tif.msk')
            for name in ('mask0', 'mask1', 'cog', 'alpha', 'beside'):
                path = folder + '/' + name + '.tif'
                dump(path)
                d = gdal.Open(path)
                band = d.GetRasterBand(1)
                levels = [band] + [band.GetOverview(i) for i in range(band.GetOverviewCount())]
                for i, b in enumerate(levels):
                    b.ReadAsArray().tofile('%s.level%d' % (path, i))
                    b.GetMaskBand().ReadAsArray().tofile('%s.mask%d' % (path, i))
            """);
        try
        {
            foreach (var (name, overviews) in new[] { ("mask0", 2), ("mask1", 2), ("cog", 2), ("alpha", 0), ("beside", 2) })
            {
                var path = Path.Combine(folder.FullName, name + ".tif");
                await GdalReadings.AssertEqual(path);
                var (store, key) = FileStore.ForFile(path);
                await using var owned = store;
                var image = (await GeoTiffFile.OpenAsync(store, key, default)).Main;
                Assert.InRange(image.Overviews.Count, overviews, overviews);
                for (var level = 0; level <= image.Overviews.Count; level++)
                {
                    var source = level == 0 ? image.Source : image.Overviews[level - 1];
                    var validity = level == 0 ? image.Validity : image.OverviewValidity(level - 1);
                    Assert.Equal(await File.ReadAllBytesAsync($"{path}.level{level}"), await Band(source));
                    var mask = await File.ReadAllBytesAsync($"{path}.mask{level}");
                    Assert.Equal(Array.ConvertAll(mask, value => value == 0 ? (byte)0 : (byte)1), await Band(validity!));
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static async Task<byte[]> Band(IChunkSource source)
        {
            var chunk = Chunk.Allocate(source.Schema.Whole with { Bands = 1 }, DType.UInt8);
            await source.ReadAsync(chunk, default);
            return chunk.Bytes.ToArray();
        }
    }

    private async Task AllEqual(string script, int least)
    {
        var folder = GdalReadings.Dump(script);
        try
        {
            var files = folder.GetFiles("*.tif").OrderBy(file => file.Name).ToArray();
            Assert.InRange(files.Length, least, int.MaxValue);
            var failures = new List<Exception>();
            foreach (var file in files)
            {
                try
                {
                    await GdalReadings.AssertEqual(file.FullName);
                }
                catch (Exception inner)
                {
                    failures.Add(new InvalidOperationException($"{file.Name}: {inner.Message}", inner));
                }
            }
            output.WriteLine($"{files.Length} files");
            if (failures.Count > 0) throw new AggregateException($"{failures.Count} of {files.Length} files differ", failures.Take(12));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
