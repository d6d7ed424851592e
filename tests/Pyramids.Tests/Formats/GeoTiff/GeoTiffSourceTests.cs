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

    [Fact]
    public async Task Every_type_codec_predictor_and_layout_reads_as_GDAL_reads_it()
    {
        var folder = GdalReadings.Dump(Matrix);
        try
        {
            var files = folder.GetFiles("*.tif").OrderBy(file => file.Name).ToArray();
            Assert.NotEmpty(files);
            foreach (var file in files)
            {
                try
                {
                    await GdalReadings.AssertEqual(file.FullName);
                }
                catch (Exception inner)
                {
                    throw new InvalidOperationException(file.Name, inner);
                }
            }
            output.WriteLine($"{files.Length} files");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
