using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Pyramids.Tests;

/// <summary>Random files between the engine and GDAL, both ways, through one process of the peer.</summary>
public sealed class GeoTiffRoundsTests(ITestOutputHelper output) : IDisposable
{
    private const int Files = 400;
    private static readonly int[] Systems = [32633, 4326, 3857, 2154, 27700, 3031, 2263, 4979, 7405, 5514];

    // Reads what the line says was written, and says how it differs.
    private const string Judge = """
        import sys, json, numpy as np
        from osgeo import gdal, osr
        gdal.UseExceptions()
        gdal.PushErrorHandler('CPLQuietErrorHandler')
        def judge(c):
            d = gdal.Open(c['path'])
            a = d.ReadAsArray().reshape(c['bands'], c['rows'], c['columns'])
            if c['type'] == 'int8': a = a.view('int8')
            e = np.fromfile(c['path'] + '.raw', c['type']).reshape(a.shape)
            if a.dtype != e.dtype or a.tobytes() != e.tobytes(): return 'cells differ: %d' % (a != e).sum()
            bands = [d.GetRasterBand(i + 1) for i in range(c['bands'])]
            if d.GetGeoTransform(can_return_null=True) != (tuple(c['transform']) if c['transform'] else None): return 'transform %s' % (d.GetGeoTransform(),)
            for b in bands:
                n = b.GetNoDataValueAsInt64() if b.DataType == 13 else b.GetNoDataValueAsUInt64() if b.DataType == 12 else b.GetNoDataValue()
                w = c['nodata'] if c['nodata'] is None else float(c['nodata'])
                if not (n == w or (n is not None and w is not None and n != n and w != w)): return 'nodata %s' % n
            for key, found in (('names', [b.GetDescription() for b in bands]), ('scales', [b.GetScale() for b in bands]), ('offsets', [b.GetOffset() for b in bands])):
                if c[key] and found != c[key]: return '%s %s' % (key, found)
            if any(d.GetMetadataItem(k) != v for k, v in c['items'].items()): return 'metadata %s' % d.GetMetadata()
            if c['epsg']:
                s, t = d.GetSpatialRef(), osr.SpatialReference()
                t.ImportFromEPSG(c['epsg'])
                if s is None or not s.IsSame(t, ['IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES', 'CRITERION=EQUIVALENT']): return 'CRS %s' % (s and s.ExportToWkt())
            elif d.GetSpatialRef() is not None: return 'a CRS where there is none'
            if (bands[0].GetMaskFlags() == gdal.GMF_PER_DATASET) != c['masked']: return 'mask flags'
            i = np.arange(c['rows'] * c['columns'])
            if c['masked'] and ((bands[0].GetMaskBand().ReadAsArray().ravel() > 0) != ((i % 7 < 4) & (i * 3 // 40 % 3 > 0))).any(): return 'mask'
            t = bands[0].GetColorTable()
            if c['colours'] and [list(t.GetColorEntry(i)[:3]) for i in range(len(c['colours']))] != c['colours']: return 'colours'
            return 'same'
        for line in sys.stdin: print(judge(json.loads(line)), flush=True)
        """;

    // Makes the file that the line describes, and dumps what GDAL reads of it.
    private const string Make = """
        types = dict(uint8=1, int8=1, uint16=2, int16=3, uint32=4, int32=5, float32=6, float64=7, uint64=12, int64=13)
        from osgeo import osr
        def make(c):
            r = np.random.default_rng(c['seed'])
            t = np.dtype(c['type'])
            shape = (c['bands'], c['rows'], c['columns'])
            a = np.add.outer(np.arange(c['bands']) * 7, np.add.outer(np.arange(c['rows']), np.arange(c['columns']))) % 50
            if t.kind == 'f':
                a = (a * .37 + r.standard_normal(shape)).astype(t)
                a.flat[::11] = r.choice([np.nan, np.inf, -np.inf, 0, -0.0, 3], a.flat[::11].shape)
            else:
                i, top = np.iinfo(t), (1 << c['nbits']) - 1 if c['nbits'] else None
                noise = r.integers(0 if top else i.min, top or i.max, shape, dtype=t, endpoint=True)
                a = np.where(r.random(shape) < .1, noise, (a % (top + 1) if top else a).astype(t)).astype(t)
            if c['sparse']: a[:, c['rows'] // 3:] = 0
            o = ['COMPRESS=' + c['codec'], 'INTERLEAVE=' + c['interleave'], 'ENDIANNESS=' + c['endian'], 'BIGTIFF=' + c['bigtiff'], 'PREDICTOR=%d' % c['predictor']] + c['block']
            if c['nbits']: o.append('NBITS=%d' % c['nbits'])
            if c['sparse']: o.append('SPARSE_OK=TRUE')
            if c['type'] == 'int8': o.append('PIXELTYPE=SIGNEDBYTE')
            d = gdal.GetDriverByName('GTiff').Create(c['path'], c['columns'], c['rows'], c['bands'], types[c['type']], options=o)
            if c['transform']: d.SetGeoTransform(c['transform'])
            if c['epsg']: s = osr.SpatialReference(); s.ImportFromEPSG(c['epsg']); d.SetSpatialRef(s)
            if c['items']: d.SetMetadata(c['items'])
            for i in range(c['bands']):
                b = d.GetRasterBand(i + 1)
                if c['nodata'] is not None and i == 0: b.SetNoDataValue(int(c['nodata']) if t.itemsize == 8 and t.kind != 'f' else float(c['nodata']))
                if c['names']: b.SetDescription(c['names'][i])
                if c['scales']: b.SetScale(c['scales'][i]); b.SetOffset(c['offsets'][i])
                rows = c['rows'] // 3 if c['sparse'] else c['rows']
                if rows: b.WriteArray((a[i].view(np.uint8) if c['type'] == 'int8' else a[i])[:rows])
            b = d = None
            dump(c['path'])
            return 'made'
        for line in sys.stdin: print(make(json.loads(line)), flush=True)
        """;

    private readonly QuickFolder folder = new();

    public void Dispose() => folder.Dispose();

    private sealed record Case(DType Type, int Bands, int Rows, int Columns, Compression Codec, TiffPredictor Predictor,
        BandInterleave Interleave, int Block, int BlockRows, bool Big, bool Swapped, bool Odd, bool Sparse, int Facts, int Seed)
    {
        public bool Predicts
            => Codec is Compression.Deflate or Compression.Lzw or Compression.Zstd
                && (Predictor != TiffPredictor.FloatingPoint || Type.IsFloating());

        public double? NoData
            => (Facts % 3, Type.IsFloating()) switch { (0, _) => null, (1, true) => double.NaN, (2, true) => -9999, (_, _) => 3 };

        public double[]? Transform
            => (Facts / 3 % 5) switch { 0
                => null, 1 => [10, 0.1, 0.02, 50, 0.03, -0.1], 2 => [-5, 2, 0, 7, 0, 3], _ => [500_000.25, 30, 0, 4.1e6, 0, -20] };

        public int Epsg => Transform is null || Facts / 15 % 3 == 0 ? 0 : Systems[Facts / 45 % Systems.Length];

        public string[] Names => Facts / 7 % 2 == 0 ? [] : [.. Enumerable.Range(0, Bands).Select(band => $"band <{band}> & é")];

        public double[] Scales => Facts / 11 % 3 != 0 ? [] : [.. Enumerable.Range(0, Bands).Select(band => 0.1 + band)];

        public double[] Offsets => Scales.Length == 0 ? [] : [.. Enumerable.Range(0, Bands).Select(band => -5.5 * band + 1e-7)];

        public Dictionary<string, string> Items => Facts / 13 % 2 == 0 ? [] : new() { ["SENSOR"] = "x < y & \"z\"", ["N"] = $"{Seed}" };

        public Colour[] Colours
            => Bands == 1 && Type is DType.UInt8 or DType.UInt16 && Facts % 5 == 0
                ? [.. Enumerable.Range(0, 9).Select(i => new Colour((byte)(i * 20), (byte)(255 - i), (byte)i))]
                : [];

        public Dictionary<string, object?> Said(string path) => new()
        {
            ["path"] = path, ["type"] = Type.ToString().ToLowerInvariant(), ["bands"] = Bands, ["rows"] = Rows, ["columns"] = Columns,
            ["transform"] = Transform, ["epsg"] = Epsg,
            ["nodata"] = NoData is { } value ? double.IsNaN(value) ? "nan" : value : null, ["names"] = Names, ["scales"] = Scales,
            ["offsets"] = Offsets, ["items"] = Items,
        };
    }

    private static Arbitrary<Case> Cases(Gen<Case> cases) => cases.ToArbitrary();

    private static Gen<Case> Any => from type in Gen.Elements(DTypes.All.ToArray())
                                    from bands in Gen.Elements(1, 1, 2, 3, 4, 5)
                                    from rows in Gen.Frequency((1, Gen.Constant(1)), (4, Gen.Choose(2, 90)))
                                    from columns in Gen.Frequency((1, Gen.Constant(1)), (4, Gen.Choose(2, 90)))
                                    from codec in Gen.Elements(Enum.GetValues<Compression>())
                                    from predictor in Gen.Elements(Enum.GetValues<TiffPredictor>())
                                    from interleave in Gen.Elements(Enum.GetValues<BandInterleave>())
                                    from block in Gen.Elements(16, 32, 48, 128)
                                    from blockRows in Gen.Elements(1, 7, 16, 48)
                                    from flags in Gen.Choose(0, 15)
                                    from facts in Gen.Choose(0, 100_000)
                                    from seed in Gen.Choose(0, 1_000_000)
                                    select new Case(type, bands, rows, columns, codec, predictor, interleave, block, blockRows,
                                        (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, flags is 8 or 9 or 14, facts, seed);

    [Fact]
    public void What_is_written_is_what_GDAL_reads()
    {
        using var gdal = GdalPeer.Talk(Judge);
        var (files, cogs, masks) = (0, 0, 0);
        Prop.ForAll(Cases(Any), c =>
        {
            var path = folder[$"{files++}.tif"];
            var transform = c.Transform is { } t ? new Affine(t[0], t[1], t[2], t[3], t[4], t[5]) : Affine.Identity;
            var schema = new ArraySchema(new(c.Rows, c.Columns, transform, c.Epsg == 0 ? null : Crs.FromEpsg(c.Epsg)), c.Bands,
                c.Type) { NoData = c.NoData, BandNames = c.Names };
            var cog = c.Odd && c.Block > 16;
            cogs += cog ? 1 : 0;
            var options = new CogOptions
            {
                Compression = c.Codec, Predictor = c.Predicts ? c.Predictor : TiffPredictor.Auto, Interleave = c.Interleave,
                BlockSize = c.Block, BigTiff = c.Big ? BigTiff.Yes : BigTiff.Auto, Sparse = c.Sparse,
                Scales = c.Scales, Offsets = c.Offsets, Metadata = c.Items, ColourTable = c.Colours.Length > 0 ? c.Colours : null,
            };
            var masked = c.NoData is null && c.Facts % 2 == 0;
            masks += masked ? 1 : 0;
            if (masked)
                schema = schema with { Bands = c.Bands + 1, BandNames = c.Names.Length == 0 ? [] : [.. c.Names, "mask"],
                    Meaning = new() { MaskBand = c.Bands } };
            var cells = Written.Cells(schema, c.Seed);
            var plane = c.Rows * c.Columns * c.Type.Size();
            if (masked) cells.Bytes[(c.Bands * plane)..].Clear();
            for (var i = 0; masked && i < c.Rows * c.Columns; i++)
                cells.Bytes[c.Bands * plane + i * c.Type.Size()] = (byte)(i % 7 < 4 && i * 3 / 40 % 3 > 0 ? 1 : 0);
            Written.Write(cog ? CogSink.Create(path, schema, options) : GeoTiffSink.Create(path, schema, Plain(options)), schema, cells,
                1 + c.Seed % 3, 2).GetAwaiter().GetResult();
            File.WriteAllBytes(path + ".raw", cells.Bytes[..(c.Bands * plane)].ToArray());
            var said = c.Said(path);
            said["masked"] = masked;
            said["colours"] = c.Colours.Select(colour => new int[] { colour.Red, colour.Green, colour.Blue });
            var verdict = gdal.Ask(JsonSerializer.Serialize(said));
            if (verdict != "same") throw new InvalidOperationException($"{verdict}: {c}, {(cog ? "COG" : "plain")}");
            foreach (var file in Directory.GetFiles(folder.Path)) File.Delete(file);
            return true;
        }).Check(Law.Cases(Files));
        output.WriteLine($"{files} files, {cogs} of them COGs, {masks} with a mask");
    }

    [Fact]
    public void What_GDAL_writes_is_what_is_read()
    {
        using var gdal = GdalPeer.Talk(GdalReadings.Prelude + Make, folder.Path);
        var (files, narrow) = (0, 0);
        Prop.ForAll(Cases(Any), c =>
        {
            var path = folder[$"{files++}.tif"];
            var nbits = c.Predictor == TiffPredictor.FloatingPoint && c.Type is DType.UInt8 or DType.UInt16 && c.Facts % 2 == 0
                ? c.Type == DType.UInt8 ? (int[])[1, 2, 4, 7] : [9, 12, 15]
                : null;
            narrow += nbits is null ? 0 : 1;
            var said = c.Said(path);
            said["codec"] = c.Codec.ToString().ToUpperInvariant();
            said["predictor"] = !c.Predicts || nbits is not null ? 1
                : c.Predictor switch { TiffPredictor.Horizontal => 2, TiffPredictor.FloatingPoint => 3, _ => 1 };
            said["interleave"] = c.Interleave == BandInterleave.Band ? "BAND" : "PIXEL";
            said["endian"] = c.Swapped ? "BIG" : "LITTLE";
            said["bigtiff"] = c.Big ? "YES" : "NO";
            said["block"] = c.Odd
                ? (string[])["TILED=YES", $"BLOCKXSIZE={c.Block}", $"BLOCKYSIZE={(c.BlockRows < 16 ? 16 : c.BlockRows)}"]
                : [$"BLOCKYSIZE={c.BlockRows}"];
            said["nbits"] = nbits is null ? 0 : nbits[c.Seed % nbits.Length];
            (said["sparse"], said["seed"]) = (c.Sparse, c.Seed);
            var made = gdal.Ask(JsonSerializer.Serialize(said));
            if (made != "made") throw new InvalidOperationException($"{made}: {c}");
            try
            {
                GdalReadings.AssertEqual(path).GetAwaiter().GetResult();
            }
            catch (Exception different)
            {
                throw new InvalidOperationException($"{different.Message}: {JsonSerializer.Serialize(said)}", different);
            }
            foreach (var file in Directory.GetFiles(folder.Path)) File.Delete(file);
            return true;
        }).Check(Law.Cases(Files));
        output.WriteLine($"{files} files, {narrow} of them of narrow samples");
    }

    [Fact]
    public async Task Lossy_JPEG_is_read_within_rounding_and_what_is_not_read_is_refused_by_name()
    {
        using var gdal = GdalPeer.Talk("""
            import sys, json, numpy as np
            from osgeo import gdal
            gdal.UseExceptions()
            for line in sys.stdin:
                path, codec, bands, options = line.rstrip('\n').split('|')
                y, x = np.mgrid[0:70, 0:90]
                d = gdal.GetDriverByName('MEM').Create('', 90, 70, int(bands))
                for b in range(int(bands)): d.GetRasterBand(b + 1).WriteArray((x * (b + 2) + y * 3) // 4 % 200 + 20)
                if gdal.GetDriverByName('GTiff').GetMetadataItem('DMD_CREATIONOPTIONLIST').find('>' + codec + '<') < 0: print('unknown', flush=True); continue
                gdal.GetDriverByName('GTiff').CreateCopy(path, d, options=['COMPRESS=' + codec] + options.split())
                gdal.Open(path).ReadAsArray().tofile(path + '.raw')
                print('made', flush=True)
            """);
        var read = 0;
        foreach (var (bands, options) in new[] { (1, ""), (1, "JPEG_QUALITY=30 TILED=YES BLOCKXSIZE=32 BLOCKYSIZE=48"),
            (3, "PHOTOMETRIC=YCBCR"), (3, "PHOTOMETRIC=YCBCR TILED=YES BLOCKXSIZE=64 BLOCKYSIZE=32 JPEG_QUALITY=90"),
            (3, "PHOTOMETRIC=RGB"), (4, "INTERLEAVE=BAND"), (1, "BLOCKYSIZE=16 JPEGTABLESMODE=0") })
        {
            var path = folder[$"{read++}.tif"];
            Assert.Equal("made", gdal.Ask($"{path}|JPEG|{bands}|{options}"));
            using var dataset = Dataset.ReadFile(path);
            var cells = Chunk.Allocate(dataset.Schema.Whole, DType.UInt8);
            await dataset.Source.ReadAsync(cells, default);
            var expected = await File.ReadAllBytesAsync(path + ".raw");
            var most = expected.Zip(cells.Bytes.ToArray(), (a, b) => Math.Abs(a - b)).Max();
            Assert.True(most <= 2, $"{options}: cells differ by up to {most}");
        }
        foreach (var (codec, name) in new[] { ("LERC", "LERC"), ("LERC_DEFLATE", "LERC"), ("LZMA", "LZMA"), ("WEBP", "WebP") })
        {
            var answer = gdal.Ask($"{folder[codec]}|{codec}|3|");
            if (answer == "unknown") continue;
            Assert.Equal("made", answer);
            Assert.Contains(name, Assert.Throws<RasterFormatException>(() => Dataset.ReadFile(folder[codec])).Message,
                StringComparison.OrdinalIgnoreCase);
        }
    }

    private static GeoTiffOptions Plain(CogOptions o) => new()
    {
        Compression = o.Compression, Predictor = o.Predictor, Interleave = o.Interleave, BlockSize = o.BlockSize, BigTiff = o.BigTiff,
        Sparse = o.Sparse, Scales = o.Scales, Offsets = o.Offsets, Metadata = o.Metadata, ColourTable = o.ColourTable,
    };
}
