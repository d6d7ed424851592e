using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids.Interactive.Tests.Commands;

public sealed class RasterCommandsTests
{
    [Fact]
    public async Task Info_tells_what_a_raster_is()
    {
        var (code, output, _) = await Tool.PyramidsAsync("info", Tool.Sample("jacksboro_geo.tif"));
        Assert.Equal(0, code);
        Assert.Contains("403 columns, 344 rows, 1 band of Int16", output);
        Assert.Contains("EPSG:4269 (NAD83)", output);
        var json = JsonDocument.Parse((await Tool.PyramidsAsync("info", Tool.Sample("jacksboro_geo.tif"), "--json")).Output).RootElement;
        Assert.Equal("EPSG:4269", json.GetProperty("crs").GetString());
        Assert.Equal(403, json.GetProperty("columns").GetInt32());
    }

    [Fact]
    public async Task Stats_has_a_row_for_each_band_and_figures_for_benchmarks()
    {
        var json = JsonDocument.Parse((await Tool.PyramidsAsync("stats", Tool.Sample("L7_ETMs.tif"), "--json")).Output).RootElement;
        Assert.Equal(6, json.GetProperty("bands").GetArrayLength());
        Assert.Equal(79.14771913, json.GetProperty("bands")[0].GetProperty("mean").GetDouble(), 1e-6);
        foreach (var name in new[] { "seconds", "cells", "bytesRead", "peakBytes" })
            Assert.True(json.GetProperty(name).GetDouble() > 0, name);
    }

    [Fact]
    public async Task Slope_equals_gdaldem_with_its_edges()
    {
        Tool.Need("gdaldem", "gdal-bin");
        using var folder = new Folder();
        var input = Tool.Sample("olinda_dem_utm25s.tif");
        Assert.Equal(0, (await Tool.RunAsync("gdaldem", "slope", "-compute_edges", input, folder["peer.tif"])).Code);
        Assert.Equal(0, (await Tool.PyramidsAsync("slope", input, folder["ours.tif"])).Code);
        var (ours, peer) = (Read(folder["ours.tif"]), Read(folder["peer.tif"]));
        Assert.Equal(peer.Length, ours.Length);
        // gdaldem works in single precision with reordered sums: 1e-4 of the value, and of a degree near 0.
        for (var i = 0; i < ours.Length; i++) Assert.Equal(peer[i], ours[i], 1e-4 * Math.Max(1, Math.Abs(peer[i])));
    }

    [Fact]
    public async Task Hillshade_equals_gdaldem_within_a_grey_level()
    {
        Tool.Need("gdaldem", "gdal-bin");
        using var folder = new Folder();
        var input = Tool.Sample("olinda_dem_utm25s.tif");
        Assert.Equal(0, (await Tool.RunAsync("gdaldem", "hillshade", "-compute_edges", input, folder["peer.tif"])).Code);
        Assert.Equal(0, (await Tool.PyramidsAsync("hillshade", input, folder["ours.tif"])).Code);
        var (ours, peer) = (Read(folder["ours.tif"]), Read(folder["peer.tif"]));
        for (var i = 0; i < ours.Length; i++) Assert.InRange(ours[i] - peer[i], -1, 1);
    }

    [Fact]
    public async Task Verify_finds_what_is_not_as_it_was_written()
    {
        using var folder = new Folder();
        Assert.Equal(0, (await Tool.PyramidsAsync("convert", Tool.Sample("L7_ETMs.tif"), folder["a.zarr"], "--chunks", "1,64,64",
            "--shards", "1,128,256")).Code);
        var (code, output, _) = await Tool.PyramidsAsync("verify", folder["a.zarr"]);
        Assert.True(code == 0 && output.Contains("all as written; 3 computed again, equal"), output);
        var path = Directory.GetFiles(folder["a.zarr/data/c/0"], "*", SearchOption.AllDirectories)[0];
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(path, bytes);
        File.Delete(Directory.GetFiles(folder["a.zarr/data/c/1"], "*", SearchOption.AllDirectories)[0]);
        (code, output, _) = await Tool.PyramidsAsync("verify", folder["a.zarr"]);
        Assert.True(code != 0 && output.Contains("1 damaged (data/c/0/") && output.Contains("1 missing (data/c/1/"), output);
    }

    [Theory, InlineData(2), InlineData(3)]
    public async Task A_store_that_is_converted_there_and_back_is_equal(int version)
    {
        using var folder = new Folder();
        var input = Tool.Sample("L7_ETMs.tif");
        Assert.Equal(0,
            (await Tool.PyramidsAsync("convert", input, folder["a.zarr"], "--zarr-version", $"{version}", "--chunks", "1,100,100")).Code);
        Assert.Equal(0, (await Tool.PyramidsAsync("convert", folder["a.zarr"], folder["b.tif"], "--compress", "zstd")).Code);
        Assert.Equal(Read(input), Read(folder["b.tif"]));
        Assert.Equal(["a.zarr", "b.tif"], folder.Names);
    }

    [Fact]
    public async Task Rioxarray_opens_our_store_georeferenced_and_equal()
    {
        using var folder = new Folder();
        Assert.Equal(0,
            (await Tool.PyramidsAsync("slope", Tool.Sample("olinda_dem_utm25s.tif"), folder["slope.zarr"], "--zarr-version", "2")).Code);
        Assert.Equal(0, (await Tool.PyramidsAsync("convert", folder["slope.zarr"], folder["slope.tif"])).Code);
        var said = await Tool.PythonAsync($"""
            import numpy, rioxarray, xarray, rasterio
            store = xarray.open_zarr({Quoted(folder["slope.zarr"])}, decode_coords="all")
            name = [n for n in store.data_vars][0]
            array = store[name]
            file = rasterio.open({Quoted(folder["slope.tif"])})
            assert numpy.array_equal(array.values.squeeze(), file.read(1), equal_nan=True), "cells differ"
            assert numpy.allclose(array.rio.transform()[:6], file.transform[:6]), (array.rio.transform(), file.transform)
            assert array.rio.crs == file.crs, (array.rio.crs, file.crs)
            print(array.shape, array.rio.crs.is_projected)
            """, "rioxarray, zarr", "python3-rioxarray python3-zarr");
        Assert.Contains("True", said);
    }

    [Fact]
    public async Task GDAL_opens_our_GeoTIFF_equal()
    {
        using var folder = new Folder();
        var input = Tool.Sample("olinda_dem_utm25s.tif");
        Assert.Equal(0, (await Tool.PyramidsAsync("convert", input, folder["copy.tif"])).Code);
        var said = await Tool.PythonAsync($"""
            from osgeo import gdal, osr
            a, b = gdal.Open({Quoted(input)}), gdal.Open({Quoted(folder["copy.tif"])})
            assert (a.ReadAsArray() == b.ReadAsArray()).all(), "cells differ"
            assert a.GetGeoTransform() == b.GetGeoTransform(), (a.GetGeoTransform(), b.GetGeoTransform())
            assert a.GetSpatialRef().IsSame(b.GetSpatialRef()), b.GetProjection()
            assert a.GetRasterBand(1).GetNoDataValue() == b.GetRasterBand(1).GetNoDataValue()
            print("equal")
            """, "osgeo.gdal", "python3-gdal");
        Assert.Equal("equal", said);
    }

    [Fact]
    public async Task Zonal_writes_properties_then_statistics_in_the_order_asked()
    {
        using var folder = new Folder();
        var (code, output, error) = await Tool.PyramidsAsync("zonal", Tool.Sample("jacksboro_geo.tif"),
            Tool.Sample("jacksboro_counties.geojson"), "--stats", "max,count,mean", "--out", folder["t.csv"]);
        Assert.True(code == 0, error);
        var lines = File.ReadAllLines(folder["t.csv"]);
        Assert.Equal("fips,county,state,id,max,count,mean", lines[0]);
        Assert.StartsWith("47151,Scott,Tennessee,47151,1015,25351,623.784978896", lines[1]);
        Assert.Equal("21121,Knox,Kentucky,21121,,0,", lines[3]);
        Assert.Contains("5 zones", output);
        Assert.Contains("taken to be in the raster's, EPSG:4269", error);
    }

    [Fact]
    public async Task Zonal_takes_a_raster_of_labels_further_rasters_and_some_bands()
    {
        using var folder = new Folder();
        var scene = Tool.Sample("L7_ETMs.tif");
        using (var dataset = Dataset.ReadFile(scene))
        {
            var labels = dataset.ReadArray(Chunks.Auto).Band(0) > 80;
            labels.ToGeoTiff(folder["labels.tif"]);
            (dataset.ReadArray(Chunks.Auto).Band(1) * 2).ToGeoTiff(folder["twice.tif"]);
        }
        var (code, output, error) = await Tool.PyramidsAsync("zonal", scene, folder["labels.tif"], "--stats", "count,median", "--with",
            folder["twice.tif"], "--bands", "2,7");
        Assert.True(code == 0, error);
        var lines = output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("zone,L7_ETMs_band2_count,L7_ETMs_band2_median,twice_count,twice_median", lines[0]);
        Assert.Equal(3, lines.Length);
        foreach (var line in lines.Skip(1))
        {
            var cells = line.Split(',').Select(double.Parse).ToArray();
            Assert.Equal((cells[1], 2 * cells[2]), (cells[3], cells[4]));
        }
        Assert.Contains("bands are counted from 1", (await Tool.PyramidsAsync("zonal", scene, folder["labels.tif"], "--bands", "0")).Error);
        Assert.Contains("There is no band 7;", (await Tool.PyramidsAsync("zonal", scene, folder["labels.tif"], "--bands", "7")).Error);
    }

    [Theory, InlineData("INT", 130), InlineData("TERM", 143), InlineData("HUP", 129)]
    public async Task A_signal_stops_a_run_and_nothing_is_left(string signal, int expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        using var folder = new Folder();
        NDArray.From(new GridSpec(2000, 2000, Affine.NorthUp(0, 2000, 1, 1)), new float[4_000_000]).ToGeoTiff(folder["in.tif"]);
        foreach (var target in new[] { "out.tif", "out.zarr" })
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet",
                [Path.Combine(AppContext.BaseDirectory, "Pyramids.Tool.dll"), "focal", folder["in.tif"], folder[target],
                    "--op", "median", "--radius", "40", "--threads", "1", "--chunks", "64"]) { RedirectStandardOutput = true,
                        RedirectStandardError = true })!;
            while (folder.Names.Length < 2 && !process.HasExited) await Task.Delay(10, TestContext.Current.CancellationToken);
            await Tool.RunAsync("kill", $"-{signal}", $"{process.Id}");
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((expected, $"pyramids focal: stopped; nothing was written{Environment.NewLine}"),
                (process.ExitCode, await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));
            Assert.Equal(["in.tif"], folder.Names);
        }
    }

    [Theory, InlineData("tpi"), InlineData("tri"), InlineData("roughness"), InlineData("slope"), InlineData("hillshade")]
    public async Task Terrain_commands_equal_gdaldem_with_and_without_edges(string verb)
    {
        Tool.Need("gdaldem", "gdal-bin");
        using var folder = new Folder();
        var dem = Tool.Sample("olinda_dem_utm25s.tif");
        foreach (var edges in new[] { "extrapolate", "missing" })
        {
            var (code, _, error) = await Tool.PyramidsAsync(verb, dem, folder["ours.tif"], "--edges", edges);
            Assert.True(code == 0, error);
            string[] gdal = [verb is "tpi" or "tri" ? verb.ToUpperInvariant() : verb, dem, folder["gdal.tif"],
                .. edges == "extrapolate" ? (string[])["-compute_edges"] : [], .. verb == "tri" ? (string[])["-alg", "Riley"] : []];
            Assert.Equal(0, (await Tool.RunAsync("gdaldem", gdal)).Code);
            using Dataset ours = Dataset.ReadFile(folder["ours.tif"]), theirs = Dataset.ReadFile(folder["gdal.tif"]);
            double[] a = ours.ReadArray().ToDoubles(), b = theirs.ReadArray().ToDoubles();
            Assert.Equal(b.Length, a.Length);
            for (var i = 0; i < a.Length; i++)
                Assert.True(double.IsNaN(a[i]) == double.IsNaN(b[i]) && !(Math.Abs(a[i] - b[i]) > 1e-4),
                    $"cell {i} is {a[i]}, of gdaldem {b[i]}");
            Assert.Equal(edges == "missing" ? 440 : 0, a.Count(double.IsNaN));
        }
    }

    [Fact]
    public async Task Help_calls_the_command_as_a_shell_does_and_lists_choices_once()
    {
        var (code, output, error) = await Tool.PyramidsAsync("plan", "slope", "--help");
        Assert.True(code == 0, error);
        Assert.Contains("pyramids plan slope <in> <out> [options]", output);
        Assert.Contains("--units <units>", output);
        Assert.Contains("One of degrees, percent, radians. [default: degrees]", output);
        Assert.Contains("[default: blosc-zstd]", output);
    }

    [Theory, InlineData("profile", CurvatureKind.Profile), InlineData("total", CurvatureKind.Total)]
    public async Task Curvature_is_that_of_the_library(string kind, CurvatureKind expected)
    {
        using var folder = new Folder();
        var (code, _, error) = await Tool.PyramidsAsync("curvature", Tool.Sample("olinda_dem_utm25s.tif"), folder["a.tif"], "--kind", kind,
            "--edges", "missing");
        Assert.True(code == 0, error);
        using var dem = Dataset.ReadFile(Tool.Sample("olinda_dem_utm25s.tif"));
        Assert.Equal(dem.Curvature(expected, edges: EdgeMode.NoData).ToDoubles(), Read(folder["a.tif"]));
    }

    [Fact]
    public async Task Warp_brings_a_raster_into_a_CRS_or_onto_the_grid_of_another_as_gdalwarp_does()
    {
        Tool.Need("gdalwarp", "gdal-bin");
        using var folder = new Folder();
        var dem = Tool.Sample("jacksboro_geo.tif");
        Assert.Equal(0, (await Tool.RunAsync("gdalwarp", "-dstnodata", "-9999", "-t_srs", "EPSG:3857", dem, folder["peer.tif"])).Code);
        foreach (var target in (string[][])[["--crs", "EPSG:3857"], ["--like", folder["peer.tif"]]])
        {
            var (code, _, error) = await Tool.PyramidsAsync(["warp", dem, folder["ours.tif"], "--outside", "-9999", .. target]);
            Assert.True(code == 0, error);
            using Dataset ours = Dataset.ReadFile(folder["ours.tif"]), peer = Dataset.ReadFile(folder["peer.tif"]);
            Assert.Equal((peer.Grid.Rows, peer.Grid.Columns, DType.Int16), (ours.Grid.Rows, ours.Grid.Columns, ours.DType));
            double[] a = ours.ReadArray(Chunks.Whole, masked: false).Compute().ToDoubles(),
                b = peer.ReadArray(Chunks.Whole, masked: false).Compute().ToDoubles();
            // gdalwarp's positions are approximate
            Assert.InRange(a.Zip(b).Count(pair => pair.First != pair.Second), 0, a.Length / 500);
        }
        Assert.Equal(0, (await Tool.PyramidsAsync("warp", dem, folder["fine.tif"], "--resolution", "0.001,0.002", "--extent",
            "-84.3,36.5,-84.1,36.7", "--resampling", "bilinear")).Code);
        using var fine = Dataset.ReadFile(folder["fine.tif"]);
        Assert.Equal((100, 200, DType.Float32, "EPSG:4269"), (fine.Grid.Rows, fine.Grid.Columns, fine.DType, fine.Grid.Crs!.ToString()));
    }

    [Fact]
    public async Task Zonal_prints_its_rows_as_JSON_infinite_values_too()
    {
        using var folder = new Folder();
        var grid = new GridSpec(2, 2, Affine.NorthUp(0, 2, 1, 1));
        NDArray.From(grid, [1.5f, float.PositiveInfinity, float.NaN, 2]).ToGeoTiff(folder["values.tif"]);
        NDArray.From(grid, [1, 2, 2, 1]).ToGeoTiff(folder["zones.tif"]);
        var (code, output, error) = await Tool.PyramidsAsync("zonal", folder["values.tif"], folder["zones.tif"], "--stats",
            "count,mean,std", "--json");
        Assert.True(code == 0, error);
        var rows = JsonNode.Parse(output)!["rows"]!.AsArray();
        Assert.Equal(["""{"zone":1,"count":2,"mean":1.75,"std":0.25}""", """{"zone":2,"count":1,"mean":"Infinity","std":"NaN"}"""],
            rows.Select(row => row!.ToJsonString()));
    }

    [Fact]
    public async Task Zonal_reads_features_of_other_formats_through_GDAL()
    {
        Tool.Need("ogr2ogr", "gdal-bin");
        using var folder = new Folder();
        Assert.Equal(0,
            (await Tool.RunAsync("ogr2ogr", "-f", "FlatGeobuf", folder["counties.fgb"], Tool.Sample("jacksboro_counties.geojson"))).Code);
        var (code, output, error) = await Tool.PyramidsAsync("zonal", Tool.Sample("jacksboro_geo.tif"), folder["counties.fgb"], "--stats",
            "count", "--reproject");
        if (error.Contains("native GDAL library was not found"))
            Assert.Skip("The native GDAL library is not there; apt-get install libgdal32");
        Assert.True(code == 0, error);
        Assert.Contains("25351", output);
    }

    [Fact]
    public async Task Zonal_writes_Parquet_and_Arrow_as_it_writes_CSV()
    {
        using var folder = new Folder();
        string[] job = ["zonal", Tool.Sample("jacksboro_geo.tif"), Tool.Sample("jacksboro_counties.geojson"), "--stats",
            "count,mean", "--out"];
        foreach (var name in new[] { "t.csv", "t.parquet", "t.arrow" })
            Assert.Equal(0, (await Tool.PyramidsAsync([.. job, folder[name]])).Code);
        var means = File.ReadAllLines(folder["t.csv"]).Skip(1).Select(line => line.Split(',')[^1])
            .Select(text => text.Length == 0 ? (double?)null : double.Parse(text)).ToArray();
        using var arrow = new Apache.Arrow.Ipc.ArrowFileReader(File.OpenRead(folder["t.arrow"]));
        Assert.Equal(means, ((Apache.Arrow.DoubleArray)(await arrow.ReadNextRecordBatchAsync()).Column("mean")).ToArray());
        await using var parquet = await Parquet.ParquetReader.CreateAsync(File.OpenRead(folder["t.parquet"]));
        var field = parquet.Schema.DataFields.Single(f => f.Name == "mean");
        var read = new double?[means.Length];
        using var group = parquet.OpenRowGroupReader(0);
        await group.ReadAsync<double>(field, read);
        Assert.Equal(means, read);
        Assert.Contains("taken to be in the raster's", parquet.CustomMetadata["pyramids.notes"]);
        var (code, _, error) = await Tool.PyramidsAsync([.. job, folder["t.xlsx"]]);
        Assert.Equal(2, code);
        Assert.Contains("'.xlsx'", error);
    }

    [Fact]
    public async Task Focal_mean_of_radius_0_is_the_raster_itself()
    {
        using var folder = new Folder();
        var input = Tool.Sample("olinda_dem_utm25s.tif");
        Assert.Equal(0, (await Tool.PyramidsAsync("focal", input, folder["same.tif"], "--op", "mean", "--radius", "0")).Code);
        Assert.Equal(Read(input), Read(folder["same.tif"]));
        Assert.Equal(2, (await Tool.PyramidsAsync("focal", input, folder["x.tif"], "--radius", "-1")).Code);
    }

    [Theory, InlineData("ramp"), InlineData("relief"), InlineData("hillshade")]
    public async Task Preview_draws_a_PNG(string style)
    {
        using var folder = new Folder();
        var (code, output, error) = await Tool.PyramidsAsync("preview", Tool.Sample("jacksboro_geo.tif"), folder["p.png"], "--style", style,
            "--width", "300");
        Assert.True(code == 0, error);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(folder["p.png"])[..4]);
        Assert.Contains("jacksboro_geo.tif", output);
    }

    private static double[] Read(string path)
    {
        using var dataset = Dataset.ReadFile(path);
        return dataset.ReadArray(Chunks.Auto, masked: false).Compute().ToDoubles();
    }

    private static string Quoted(string path) => "r'" + path + "'";
}
