using System.Diagnostics;
using NetTopologySuite.Features;

namespace Pyramids.Interactive.Tests.Commands;

/// <summary>Formats that only GDAL reads, against what GDAL made them from.</summary>
public sealed class GdalTests : IDisposable
{
    private readonly Folder folder = new();

    public GdalTests()
    {
        Assert.SkipUnless(Gdal.IsAvailable, "The GDAL library is not installed: apt-get install gdal-bin");
        Tool.Need("gdal_translate", "gdal-bin");
        Gdal.Enable();
    }

    [Theory]
    [InlineData("HFA", ".img", "Byte")]
    [InlineData("HFA", ".img", "UInt16")]
    [InlineData("HFA", ".img", "Int16")]
    [InlineData("HFA", ".img", "UInt32")]
    [InlineData("HFA", ".img", "Int32")]
    [InlineData("HFA", ".img", "Float32")]
    [InlineData("HFA", ".img", "Float64")]
    [InlineData("netCDF", ".nc", "Float32")]
    [InlineData("PNG", ".png", "UInt16")]
    public async Task Cells_grid_and_type_are_those_of_the_GeoTIFF_it_was_made_from(string driver, string ending, string type)
    {
        string tiff = folder["dem.tif"], other = folder["dem" + ending];
        await Translate("-ot", type, Tool.Sample("olinda_dem_utm25s.tif"), tiff);
        await Translate("-of", driver, tiff, other);
        await using Dataset expected = Dataset.ReadFile(tiff), found = Dataset.ReadFile(other);
        Assert.StartsWith("GDAL 3", found.Reader);
        Assert.Equal("Pyramids, managed", expected.Reader);
        Assert.Equal(expected.DType, found.DType);
        Assert.Equal((expected.Grid.Rows, expected.Grid.Columns), (found.Grid.Rows, found.Grid.Columns));
        Assert.Equal(expected.Grid.Transform.OriginX, found.Grid.Transform.OriginX, 6);
        Assert.NotNull(found.Crs);
        using var options = Engine.Configure(threads: 8);
        Assert.Equal(Cells(expected.ReadArray(Chunks.Whole)), Cells(found.ReadArray((7, 13))));
        Assert.Equal(Cells(expected.ReadArray(Chunks.Whole).Slope()), Cells(found.ReadArray(16).Slope()));
    }

    [Fact]
    public async Task Missing_cells_and_overviews_are_known()
    {
        var image = folder["holes.img"];
        await Translate("-of", "HFA", "-a_nodata", "0", "-ot", "Int16", Tool.Sample("olinda_dem_utm25s.tif"), image);
        Assert.Equal(0, (await Tool.RunAsync("gdaladdo", "-q", image, "2", "4")).Code);
        await using var dataset = Dataset.ReadFile(image);
        Assert.Equal(0, dataset.NoData);
        Assert.Equal([(56, 56), (28, 28)], dataset.Overviews.Select(grid => (grid.Rows, grid.Columns)));
        var stored = dataset.ReadArray(Chunks.Auto, masked: false).Compute();
        Assert.Equal(stored.Span<short>().Count((short)0), Cells(dataset.ReadArray(Chunks.Auto)).Count(float.IsNaN));
    }

    [Fact]
    public async Task A_colour_table_and_classes_in_overviews_are_kept()
    {
        string tiff = folder["classes.tif"], image = folder["classes.img"], cog = folder["cog.tif"];
        var cells = new byte[90 * 80];
        for (var i = 0; i < cells.Length; i++) cells[i] = (byte)(3 * (i / 80 / 3 + i % 80 / 5) % 9);
        var colours = Enumerable.Range(0, 9).Select(i => new Colour((byte)(i * 20), (byte)(255 - i), (byte)i)).ToArray();
        new NDArray(new(new(90, 80, Affine.NorthUp(500_000, 4_000_000, 10, 10)), 1, DType.UInt8) { IsPlane = true },
            cells).ToGeoTiff(tiff, new() { ColourTable = colours });
        await Translate("-of", "HFA", tiff, image);
        await using var dataset = Dataset.ReadFile(image);
        Assert.StartsWith("GDAL 3", dataset.Reader);
        dataset.ToCog(cog, new() { BlockSize = 16 });
        await using var written = Dataset.ReadFile(cog);
        Assert.Equal(colours, written.ColourTable.Take(9));
        Assert.All(written.ReadOverview(0, Chunks.Whole).Compute().ToDoubles(), value => Assert.True(value is 0 or 3 or 6));
    }

    [Fact]
    public async Task A_file_of_several_rasters_names_them()
    {
        var cube = folder["two.nc"];
        await Translate("-of", "netCDF", "-b", "1", "-b", "2", Tool.Sample("L7_ETMs.tif"), cube);
        var refused = Assert.Throws<RasterFormatException>(() => { Dataset.ReadFile(cube); });
        Assert.Contains("2 rasters", refused.Message);
        Assert.Contains("Band2", refused.Message);
        await using Dataset second = Gdal.Open($"NETCDF:\"{cube}\":Band2"), bands = Dataset.ReadFile(Tool.Sample("L7_ETMs.tif"));
        Assert.Equal(bands.ReadArray(Chunks.Auto, masked: false)[1, .., ..].Compute().Span<byte>(),
            second.ReadArray(Chunks.Auto, masked: false).Compute().Span<byte>());
    }

    [Fact]
    public async Task Complex_cells_are_refused_by_name()
    {
        var image = folder["complex.img"];
        await Translate("-of", "HFA", "-ot", "CFloat32", Tool.Sample("olinda_dem_utm25s.tif"), image);
        Assert.Contains("CFloat32", Assert.Throws<RasterFormatException>(() => { Dataset.ReadFile(image); }).Message);
    }

    [Fact]
    public async Task Features_of_any_format_are_those_they_were_made_from()
    {
        Tool.Need("ogr2ogr", "gdal-bin");
        string made = Tool.Sample("jacksboro_counties.geojson"), file = folder["counties.fgb"];
        Assert.Equal(0, (await Tool.RunAsync("ogr2ogr", "-f", "FlatGeobuf", "-lco", "SPATIAL_INDEX=NO", file, made)).Code);
        FeatureCollection expected = FeatureCollection.ReadFile(made), found = FeatureCollection.ReadFile(file);
        Assert.Equal(expected.Count, found.Count);
        Assert.Subset(found.Columns.ToHashSet(), expected.Columns.ToHashSet());          // GDAL adds the identifiers as a column
        Assert.NotNull(found.Crs);
        for (var i = 0; i < found.Count; i++)
        {
            Assert.Equal(expected[i].Geometry.Area, found[i].Geometry.Area, 9);
            Assert.Equal(expected[i].Attributes[expected.Columns[0]]?.ToString(), found[i].Attributes[expected.Columns[0]]?.ToString());
        }
        var stream = FeatureStream.OpenFile(file);
        Assert.Equal((expected.Crs, expected.Count), (stream.Crs, stream.Count()));
        Assert.NotSame(stream.First(), stream.First());                          // read anew, not held
        var streamed = new List<IFeature>();
        await foreach (var feature in Gdal.ReadFeatures(file)) streamed.Add(feature);
        Assert.Equal(found.Count, streamed.Count);
    }

    [Fact]
    public async Task A_GeoPackage_of_curves_is_read_as_lines()
    {
        Tool.Need("ogr2ogr", "gdal-bin");
        var (source, file) = (folder["disc.csv"], folder["disc.gpkg"]);
        File.WriteAllText(source, "id,WKT\n1,\"CURVEPOLYGON (CIRCULARSTRING (-1 0, 0 1, 1 0, 0 -1, -1 0))\"\n");
        Assert.Equal(0, (await Tool.RunAsync("ogr2ogr", "-f", "GPKG", "-nlt", "CURVEPOLYGON", "-a_srs", "EPSG:3857", file, source)).Code);
        Assert.Equal(Math.PI, Assert.Single(FeatureCollection.ReadFile(file)).Geometry.Area, 0.01);
        Assert.Equal(Math.PI, Assert.Single(FeatureStream.OpenFile(file)).Geometry.Area, 0.01);
        // A layer that does not say that it has curves is read by the engine, which has none.
        File.Delete(file);
        Assert.Equal(0, (await Tool.RunAsync("ogr2ogr", "-f", "GPKG", "-nlt", "GEOMETRY", "-a_srs", "EPSG:3857", file, source)).Code);
        Assert.Contains("has curves (WKB type 10)", Assert.Throws<RasterFormatException>(() => FeatureCollection.ReadFile(file)).Message);
    }

    [Fact]
    public async Task What_is_no_raster_is_refused_with_GDALs_reason()
    {
        var file = folder["x.img"];
        await File.WriteAllTextAsync(file, "nothing of the kind");
        Assert.Contains("GDAL cannot open it", Assert.Throws<RasterFormatException>(() => { Dataset.ReadFile(file); }).Message);
    }

    [Fact]
    public async Task An_absent_library_is_one_clear_sentence()
    {
        var image = folder["dem.img"];
        await Translate("-of", "HFA", Tool.Sample("olinda_dem_utm25s.tif"), image);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Pyramids.Tool.dll"), "info", image])
            { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PYRAMIDS_GDAL"] = "/nowhere/libgdal.so";
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("'/nowhere/libgdal.so' could not be loaded", error);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public void A_runtime_package_beside_the_program_comes_before_the_system()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("The layout is that of the Linux runtime packages.");
        var architecture = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var native = Directory.CreateDirectory(folder[$"runtimes/linux-{architecture}/native"]).FullName;
        foreach (var name in new[] { "libgdal.so.37", "gdal_wrap.so", "libgdalcommon.a" })
            File.WriteAllText(Path.Combine(native, name), "");
        Assert.Equal(Path.Combine(native, "libgdal.so.37"), GdalLibrary.Candidates(folder[""]).First());
    }

    public void Dispose()
    {
        Gdal.Disable();
        folder.Dispose();
    }

    private static async Task Translate(params string[] arguments)
    {
        var (code, _, error) = await Tool.RunAsync("gdal_translate", ["-q", .. arguments]);
        Assert.True(code == 0, error);
    }

    private static float[] Cells(LazyArray array) => array.AsType(DType.Float32, Casting.Saturate).Compute().Span<float>().ToArray();
}
