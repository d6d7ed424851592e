using System.Text;

namespace Pyramids.Tests;

public sealed class VrtTests : IDisposable
{
    private const string Plain = """
        <VRTDataset rasterXSize="4" rasterYSize="2"><GeoTransform>0, 1, 0, 0, 0, -1</GeoTransform><SRS>EPSG:4326</SRS>
          <VRTRasterBand dataType="Byte" band="1"><NoDataValue>9</NoDataValue>
            <SimpleSource><SourceFilename relativeToVRT="1">a.tif</SourceFilename><SourceBand>1</SourceBand><SrcRect xOff="0" yOff="0" xSize="2" ySize="2"/><DstRect xOff="0" yOff="0" xSize="2" ySize="2"/></SimpleSource>
          </VRTRasterBand></VRTDataset>
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("pyramids-vrt-").FullName;

    public VrtTests()
    {
        Directory.CreateDirectory(In("inner"));
        new NDArray(new(new(2, 2, Affine.Identity), 1, DType.UInt8) { IsPlane = true },
            new byte[] { 1, 2, 3, 4 }).ToGeoTiff(In("inner/a.tif"));
        File.Copy(In("inner/a.tif"), In("outside.tif"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    private Dataset Open(string xml)
    {
        File.WriteAllText(In("inner/m.vrt"), xml);
        return Dataset.ReadFile(In("inner/m.vrt"));
    }

    private string Error(string xml, bool cells = false)
    {
        Exception? error = Record.Exception(() =>
        {
            using var dataset = Open(xml);
            if (cells) dataset.ReadArray();
        });
        while (error is not null and not RasterFormatException) error = error.InnerException;
        return Assert.IsType<RasterFormatException>(error).Message;
    }

    [Fact]
    public void A_simple_source_is_read_and_the_rest_is_nodata()
    {
        using var dataset = Open(Plain);
        Assert.Equal("VRT", dataset.Format);
        Assert.Equal(Crs.FromEpsg(4326), dataset.Crs);
        Assert.Equal([1, 2, double.NaN, double.NaN, 3, 4, double.NaN, double.NaN], dataset.ReadArray().ToDoubles());
    }

    [Fact]
    public void A_complex_source_scales_and_leaves_its_nodata_out()
    {
        using var dataset = Open(Plain.Replace("SimpleSource", "ComplexSource").Replace("</ComplexSource>",
            "<NODATA>2</NODATA><ScaleRatio>10</ScaleRatio><ScaleOffset>0.6</ScaleOffset></ComplexSource>"));
        Assert.Equal([11, 9, 9, 9, 31, 41, 9, 9], dataset.ReadArray(Chunks.Auto, masked: false).Compute().ToDoubles());
    }

    [Theory]
    [InlineData("../outside.tif"), InlineData("/etc/passwd"), InlineData("a/../../outside.tif"), InlineData("link.tif"),
        InlineData("linked/outside.tif")]
    public void Names_lead_out_of_the_folder_only_where_allowed(string name)
    {
        File.CreateSymbolicLink(In("inner/link.tif"), In("outside.tif"));
        Directory.CreateSymbolicLink(In("inner/linked"), folder);
        Assert.Contains($"names '{name}'", Error(Plain.Replace("a.tif", name)));
        if (name != "../outside.tif") return;
        using var _ = Engine.Configure(allowedFolders: [folder]);
        using var allowed = Open(Plain.Replace("a.tif", name));
        Assert.Equal(4, allowed.ReadArray()[1, 1]);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/x.tif"), InlineData("/vsicurl/http://169.254.169.254/x.tif"), InlineData("http://[::1]:9/x.tif"),
        InlineData("http://localhost:9/x.tif")]
    public void Addresses_in_a_file_are_public_ones(string name)
    {
        using var _ = Engine.Configure(http: new() { Attempts = 1, Timeout = TimeSpan.FromSeconds(5) });
        var error = Record.Exception(() => Open(Plain.Replace("a.tif", name)).ReadArray());
        Assert.Contains("private or link-local", error!.ToString());
    }

    [Fact]
    public void What_is_not_read_is_named()
    {
        Assert.Contains("is a VRTWarpedDataset", Error(Plain.Replace("<VRTDataset ", "<VRTDataset subClass=\"VRTWarpedDataset\" ")));
        Assert.Contains("VRTDerivedRasterBand as band 1",
            Error(Plain.Replace("<VRTRasterBand ", "<VRTRasterBand subClass=\"VRTDerivedRasterBand\" ")));
        Assert.Contains("element AveragedSource in band 1", Error(Plain.Replace("SimpleSource", "AveragedSource")));
        Assert.Contains("LUT whose inputs do not rise",
            Error(Plain.Replace("SimpleSource", "ComplexSource").Replace("</ComplexSource>", "<LUT>1:1,0:2</LUT></ComplexSource>")));
        Assert.Contains("Exponent for a.tif without SrcMin",
            Error(Plain.Replace("SimpleSource", "ComplexSource").Replace("</ComplexSource>", "<Exponent>2</Exponent></ComplexSource>")));
        Assert.Contains("element KernelFilteredSource in band 1", Error(Plain.Replace("SimpleSource", "KernelFilteredSource")));
        Assert.Contains("takes band 'mask,0' of a.tif", Error(Plain.Replace("<SourceBand>1", "<SourceBand>mask,0")));
        Assert.Contains("bands of dataType CFloat32", Error(Plain.Replace("\"Byte\"", "\"CFloat32\"")));
        Assert.Contains("'bilinear'", Error(Plain.Replace("<SimpleSource>", "<SimpleSource resampling=\"bilinear\">")
            .Replace("<DstRect xOff=\"0\" yOff=\"0\" xSize=\"2\"", "<DstRect xOff=\"0\" yOff=\"0\" xSize=\"4\"")));
        Assert.Contains("file system of GDAL's", Error(Plain.Replace("a.tif", "/vsizip/x.zip/a.tif")));
        Assert.Contains("written in place", Error(Plain.Replace(">a.tif<", ">&lt;VRTDataset/&gt;<")));
        Assert.Contains("MaskBand without a VRTRasterBand", Error(Plain.Replace("</VRTDataset>", "<MaskBand/></VRTDataset>")));
        Assert.Contains("rasterXSize '0'", Error(Plain.Replace("rasterXSize=\"4\"", "rasterXSize=\"0\"")));
        Assert.Contains("from a raster of", Error(Plain.Replace("<SrcRect xOff=\"0\"", "<SrcRect xOff=\"1\""), cells: true));
    }

    [Fact]
    public void Hostile_XML_is_refused_soon()
    {
        Assert.Contains("damaged", Error("<!DOCTYPE x [<!ENTITY a \"b\">]>" + Plain));
        Assert.Contains("damaged", Error("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><VRTDataset/>"));
        Assert.Contains("nests elements more than", Error(string.Concat(Enumerable.Repeat("<VRTDataset>", 100_000))));
        Assert.Contains("damaged", Error(Plain[..^30]));
        Assert.Contains("the element html", Error("<html/>"));
        Assert.Contains("more than 8 deep", Error(Plain.Replace("a.tif", "m.vrt").Replace("xSize=\"4\"", "xSize=\"4\""), cells: true));
    }

    [Fact]
    public void Mutated_descriptions_give_a_format_error_or_a_raster() => Mutations.Survives(FuzzTargets.Vrt, 20_000);

    [Fact]
    public async Task Mosaics_by_gdalbuildvrt_are_read_as_GDAL_reads_them()
    {
        var peer = GdalReadings.Dump("""
            rng = np.random.RandomState(11)
            def tile(name, row, column, rows, columns, bands, kind, nodata):
                path = os.path.join(folder, name + '.part')
                d = gdal.GetDriverByName('GTiff').Create(path, columns, rows, bands, kind, ['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=16', 'COMPRESS=DEFLATE'])
                d.SetGeoTransform([1000 + column * 5, 5, 0, 9000 - row * 5, 0, -5])
                d.SetProjection('EPSG:32633')
                for b in range(bands):
                    a = rng.randint(0, 50, (rows, columns))
                    d.GetRasterBand(b + 1).WriteArray(a)
                    if nodata is not None: d.GetRasterBand(b + 1).SetNoDataValue(nodata)
                d = None
                return path
            for name, bands, kind, nodata in (('bytes', 3, gdal.GDT_Byte, None), ('holes', 1, gdal.GDT_Int16, 7), ('floats', 2, gdal.GDT_Float32, 3), ('wide', 1, gdal.GDT_UInt32, None)):
                parts = [tile(name + str(i), r, c, h, w, bands, kind, nodata) for i, (r, c, h, w) in enumerate([(0, 0, 40, 50), (0, 45, 33, 70), (30, 10, 60, 60), (80, 100, 20, 30)])]
                for extra, options in (('', {}), ('-sep', dict(separate=True))):
                    path = os.path.join(folder, name + extra + '.vrt')
                    gdal.BuildVRT(path, parts, options=gdal.BuildVRTOptions(**options)).FlushCache()
                    dump(path)
            path = os.path.join(folder, 'window.vrt')
            gdal.Translate(path, parts[0], format='VRT', srcWin=[3, 4, 20, 11]).FlushCache()
            dump(path)
            """);
        try
        {
            var files = peer.GetFiles("*.vrt");
            Assert.Equal(9, files.Length);
            foreach (var file in files)
            {
                using var dataset = Dataset.ReadFile(file.FullName);
                await AssertCells(dataset, file);
            }
        }
        finally
        {
            peer.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Stretched_scaled_and_masked_sources_are_read_as_GDAL_reads_them()
    {
        var peer = GdalReadings.Dump("""
            rng = np.random.default_rng(1)
            gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', 'YES')
            os.chdir(folder)
            def tile(name, x, y, n, m, res, bands=1, t=gdal.GDT_Byte, nodata=None, mask=False, alpha=False, palette=False):
                d = gdal.GetDriverByName('GTiff').Create(name, n, m, bands, t, options=['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=16'] + (['ALPHA=YES'] if alpha else []))
                d.SetGeoTransform([500000 + x, res, 0, 4100000 - y, 0, -res]); d.SetProjection('EPSG:32633')
                for b in range(bands):
                    d.GetRasterBand(b + 1).WriteArray(rng.integers(0, 50, (m, n)))
                    if nodata is not None: d.GetRasterBand(b + 1).SetNoDataValue(nodata)
                if palette:
                    c = gdal.ColorTable()
                    for i in range(50): c.SetColorEntry(i, (i, 2 * i, 3 * i, 255))
                    d.GetRasterBand(1).SetColorTable(c)
                if alpha: d.GetRasterBand(bands).WriteArray((rng.random((m, n)) < .5) * 255)
                if mask:
                    d.CreateMaskBand(gdal.GMF_PER_DATASET)
                    d.GetRasterBand(1).GetMaskBand().WriteArray(((rng.random((m, n)) < .5) * 255).astype('u1'))
                d = None
                return name
            def kept(name): dump(name); d = gdal.Open(name); b = d.GetRasterBand(1); b.GetMaskBand().ReadAsArray().tofile(name + '.mask')
            def build(name, parts, **options): gdal.BuildVRT(name, parts, **options).FlushCache(); kept(name)
            def translate(name, part, options): gdal.Translate(name, part, options='-of VRT ' + options).FlushCache(); kept(name)
            a, b = tile('a.part', 0, 0, 60, 50, 10), tile('b.part', 500, 200, 45, 40, 20)
            for res in ('highest', 'lowest', 'average'): build(res + '.vrt', [a, b], resolution=res)
            build('user.vrt', [a, b], resolution='user', xRes=7, yRes=13)
            build('alpha-added.vrt', [a, b], addAlpha=True)
            masked = [tile('m1.part', 0, 0, 60, 50, 10, 3, mask=True), tile('m2.part', 400, 200, 45, 40, 10, 3, mask=True)]
            build('masks.vrt', masked)
            build('masks-stretched.vrt', masked, resolution='user', xRes=6, yRes=6)
            build('opacity.vrt', [tile('o1.part', 0, 0, 60, 50, 10, 4, alpha=True), tile('o2.part', 400, 200, 45, 40, 10, 4, alpha=True)])
            holes = [tile('n1.part', 0, 0, 60, 50, 10, 2, gdal.GDT_Int16, nodata=3), tile('n2.part', 400, 200, 45, 40, 10, 2, gdal.GDT_Int16, nodata=4)]
            build('nodata.vrt', holes)
            build('nodata-other.vrt', holes, srcNodata='7', VRTNodata='-99')
            build('nodata-hidden.vrt', holes, srcNodata='7', VRTNodata='-99', hideNodata=True)
            build('nodata-stretched.vrt', holes, resolution='user', xRes=6, yRes=17)
            p = tile('p1.part', 0, 0, 60, 50, 10, palette=True)
            build('palette.vrt', [p, tile('p2.part', 400, 200, 45, 40, 10, palette=True)])
            translate('expanded.vrt', p, '-expand rgb')
            translate('scaled.vrt', holes[0], '-ot Byte -scale 0 50 0 255')
            translate('power.vrt', holes[0], '-ot Byte -scale 0 50 0 255 -exponent 2')
            translate('outsize.vrt', a, '-outsize 37 91')
            translate('window.vrt', a, '-srcwin 3.5 2.25 30.5 20.75 -outsize 50 11')
            translate('beyond.vrt', a, '-srcwin -5 -4 80 70')
            translate('mask-stretched.vrt', masked[0], '-outsize 37 91')
            translate('mask-as-alpha.vrt', masked[0], '-b 1 -b 2 -b 3 -b mask -colorinterp_4 alpha')
            text = open('scaled.vrt').read()
            open('table.vrt', 'w').write(text.replace('</ScaleRatio>', '</ScaleRatio><LUT>0:10.5,10:20, 100.5:200,249:255</LUT>')); kept('table.vrt')
            for i in range(80):
                pick = lambda *v: v[rng.integers(len(v))]
                so = [pick(0, rng.integers(0, 20), rng.random() * 20) for k in 'xy']; ss = [pick(10, rng.integers(5, 30), 5 + rng.random() * 25) for k in 'xy']
                do = [pick(0, rng.integers(-10, 30), rng.random() * 40 - 10) for k in 'xy']; ds = [pick(ss[k], rng.integers(1, 60), rng.random() * 60 + 1) for k in (0, 1)]
                kind = pick('Simple', 'Complex'); nodata = '<NODATA>7</NODATA>' if kind == 'Complex' and rng.random() < .5 else ''
                open('random%d.vrt' % i, 'w').write(f'<VRTDataset rasterXSize="50" rasterYSize="40"><VRTRasterBand dataType="{pick("Byte", "Float32", "Int16", "Int32")}" band="1">'
                    f'<{kind}Source><SourceFilename relativeToVRT="1">a.part</SourceFilename><SourceBand>1</SourceBand><SrcRect xOff="{so[0]}" yOff="{so[1]}" xSize="{ss[0]}" ySize="{ss[1]}"/>'
                    f'<DstRect xOff="{do[0]}" yOff="{do[1]}" xSize="{ds[0]}" ySize="{ds[1]}"/>{nodata}</{kind}Source></VRTRasterBand></VRTDataset>')
                kept('random%d.vrt' % i)
            """);
        try
        {
            var files = peer.GetFiles("*.vrt");
            Assert.Equal(102, files.Length);
            foreach (var file in files)
            {
                using var dataset = Dataset.ReadFile(file.FullName);
                await AssertCells(dataset, file);
                var valid = (await File.ReadAllBytesAsync(file.FullName + ".mask")).Select(mask => mask != 0);
                var band = (await dataset.ReadArray(Chunks.Auto).ComputeAsync()).ToDoubles().Take(dataset.Grid.Rows * dataset.Grid.Columns);
                Assert.True(valid.SequenceEqual(band.Select(cell => !double.IsNaN(cell))), $"validity of {file.Name}");
            }
            using var palette = Dataset.ReadFile(Path.Combine(peer.FullName, "palette.vrt"));
            Assert.Equal((256, new Colour(7, 14, 21)), (palette.ColourTable.Count, palette.ColourTable[7]));
        }
        finally
        {
            peer.Delete(recursive: true);
        }
    }

    /// <summary>The cells are, in any chunks, those that GDAL read into the file of the same name.</summary>
    private static async Task AssertCells(Dataset dataset, FileInfo file)
    {
        var expected = await File.ReadAllBytesAsync(file.FullName + ".bin");
        foreach (var chunk in (Chunks[])[Chunks.Whole, 17])
        {
            var cells = await dataset.ReadArray(chunk, masked: false).ComputeAsync();
            Assert.True(expected.AsSpan().SequenceEqual(Bytes(cells)), $"{file.Name} in chunks of {chunk}");
        }
    }

    private static ReadOnlySpan<byte> Bytes(NDArray array) => DTypes.Dispatch(array.DType, new Cells(array));

    private readonly struct Cells(NDArray array) : IDTypeAction<byte[]>
    {
        public byte[] Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
            => System.Runtime.InteropServices.MemoryMarshal.AsBytes(array.Span<T>()).ToArray();
    }
}
