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
        new NDArray(new(new(2, 2, Affine.Identity), 1, DType.UInt8) { IsPlane = true }, new byte[] { 1, 2, 3, 4 }).ToGeoTiff(In("inner/a.tif"));
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
        using var dataset = Open(Plain.Replace("SimpleSource", "ComplexSource").Replace("</ComplexSource>", "<NODATA>2</NODATA><ScaleRatio>10</ScaleRatio><ScaleOffset>0.6</ScaleOffset></ComplexSource>"));
        Assert.Equal([11, 9, 9, 9, 31, 41, 9, 9], dataset.ReadArray(Chunks.Auto, masked: false).Compute().ToDoubles());
    }

    [Theory]
    [InlineData("../outside.tif"), InlineData("/etc/passwd"), InlineData("a/../../outside.tif"), InlineData("link.tif"), InlineData("linked/outside.tif")]
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
    [InlineData("http://127.0.0.1:9/x.tif"), InlineData("/vsicurl/http://169.254.169.254/x.tif"), InlineData("http://[::1]:9/x.tif"), InlineData("http://localhost:9/x.tif")]
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
        Assert.Contains("VRTDerivedRasterBand as band 1", Error(Plain.Replace("<VRTRasterBand ", "<VRTRasterBand subClass=\"VRTDerivedRasterBand\" ")));
        Assert.Contains("element AveragedSource in band 1", Error(Plain.Replace("SimpleSource", "AveragedSource")));
        Assert.Contains("element LUT in a ComplexSource", Error(Plain.Replace("SimpleSource", "ComplexSource").Replace("</ComplexSource>", "<LUT>0:1,1:2</LUT></ComplexSource>")));
        Assert.Contains("brings 2x2 cells of a.tif to 4x2", Error(Plain.Replace("<DstRect xOff=\"0\" yOff=\"0\" xSize=\"2\"", "<DstRect xOff=\"0\" yOff=\"0\" xSize=\"4\"")));
        Assert.Contains("takes band 'mask,1' of a.tif", Error(Plain.Replace("<SourceBand>1", "<SourceBand>mask,1")));
        Assert.Contains("bands of dataType CFloat32", Error(Plain.Replace("\"Byte\"", "\"CFloat32\"")));
        Assert.Contains("'bilinear'", Error(Plain.Replace("<SimpleSource>", "<SimpleSource resampling=\"bilinear\">")));
        Assert.Contains("file system of GDAL's", Error(Plain.Replace("a.tif", "/vsizip/x.zip/a.tif")));
        Assert.Contains("written in place", Error(Plain.Replace(">a.tif<", ">&lt;VRTDataset/&gt;<")));
        Assert.Contains("MaskBand", Error(Plain.Replace("</VRTDataset>", "<MaskBand/></VRTDataset>")));
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
    public void Mutated_descriptions_give_a_format_error_or_a_raster()
    {
        var seed = Encoding.UTF8.GetBytes(Plain);
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var random = new Random(i);
            var bytes = (byte[])seed.Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(bytes.Length);
                if (random.Next(2) == 0) bytes[at] = (byte)random.Next(32, 127);
                else
                {
                    var count = Math.Min(random.Next(1, 30), bytes.Length - at);
                    seed.AsSpan(random.Next(bytes.Length - count), count).CopyTo(bytes.AsSpan(at));
                }
            }
            try
            {
                VrtFile.Parse(bytes, new(In("inner/m.vrt")));
            }
            catch (RasterFormatException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 4_000, 20_000);
    }

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
                var expected = await File.ReadAllBytesAsync(file.FullName + ".bin");
                foreach (var chunk in (Chunks[])[Chunks.Whole, 17])
                {
                    var cells = await dataset.ReadArray(chunk, masked: false).ComputeAsync();
                    Assert.True(expected.AsSpan().SequenceEqual(Bytes(cells)), $"{file.Name} in chunks of {chunk}");
                }
            }
        }
        finally
        {
            peer.Delete(recursive: true);
        }
    }

    private static ReadOnlySpan<byte> Bytes(NDArray array) => DTypes.Dispatch(array.DType, new Cells(array));

    private readonly struct Cells(NDArray array) : IDTypeAction<byte[]>
    {
        public byte[] Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
            => System.Runtime.InteropServices.MemoryMarshal.AsBytes(array.Span<T>()).ToArray();
    }
}
