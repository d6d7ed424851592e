namespace Pyramids.Interactive.Tests.Commands;

/// <summary>Bad input gets a clear line, a non-zero exit code, no stack trace, and leaves nothing behind.</summary>
public sealed class CommandErrorsTests
{
    [Fact]
    public async Task A_missing_file() => await Fails(1, "There is no file or folder 'nowhere.tif'", "info", "nowhere.tif");

    [Theory]
    [InlineData("'pyramids' needs a command: run, info, ")]
    [InlineData("'slpoe' is no command of 'pyramids'; did you mean 'slope'?\nTry: pyramids --help", "slpoe")]
    [InlineData("'pyramids slope' takes <in> <out>; <in> and <out> are missing.\nTry: pyramids slope --help", "slope")]
    [InlineData("'pyramids slope' takes <in> <out>; 'c' is one too many.", "slope", "a", "b", "c")]
    [InlineData("'pyramids slope' has no option '--unit'; did you mean '--units'?\nTry: pyramids slope --help", "slope", "a", "b",
        "--unit", "degrees")]
    [InlineData("'pyramids info' has no option '--jsn'; did you mean '--json'?\nTry: pyramids info --help", "info", "--jsn", "a.tif")]
    [InlineData("'pyramids info' has no option '--jsn'; did you mean '--json'?", "info", "--jsn")]
    [InlineData("'pyramids plan' needs a command: convert, ", "plan")]
    [InlineData("Option '--out' is required.\nTry: pyramids plan slope --help", "plan", "slope", "a", "b")]
    public async Task A_command_line_that_cannot_be_meant(string expected, params string[] arguments)
        => await Fails(2, expected, arguments);

    [Theory]
    [InlineData("--codec is an option of Zarr stores", "OUT.tif", "--codec", "zstd")]
    [InlineData("--shards is an option of Zarr stores", "OUT.tif", "--shards", "512")]
    [InlineData("--cog is an option of GeoTIFF files", "OUT.zarr", "--cog")]
    [InlineData("--compress is an option of GeoTIFF files", "OUT.zarr", "--compress", "lzw")]
    [InlineData("--overviews is an option of cloud-optimized files; give --cog too.", "OUT.tif", "--overviews", "mode")]
    public async Task An_option_that_the_output_has_no_use_for(string expected, params string[] arguments)
        => await Fails(1, expected, ["slope", Tool.Sample("olinda_dem_utm25s.tif"), .. arguments]);

    [Fact]
    public async Task An_extent_in_the_unit_of_another_CRS()
        => await Fails(1, "The extent x -35..-34, y -9..-8 lies outside of the raster, which covers x 288776.25", "warp",
            Tool.Sample("olinda_dem_utm25s.tif"),
            "OUT.tif", "--extent", "-35,-9,-34,-8");

    [Fact]
    public async Task A_store_that_is_none()
        => await Fails(1, "is no Zarr store; its folder, a zip archive of it", "verify", Tool.Sample("olinda_dem_utm25s.tif"));

    [Fact]
    public async Task A_layer_of_a_file_that_has_none()
        => await Fails(1, "'jacksboro_counties.geojson' holds one set of features without layers; leave 'b' out.",
            "zonal", Tool.Sample("jacksboro_geo.tif"), Tool.Sample("jacksboro_counties.geojson"), "--layer", "b");

    [Fact]
    public async Task Something_else_than_a_raster() => await Fails(1, "This is no TIFF", "slope", Tool.Sample("README.md"), "OUT.tif");

    [Fact]
    public async Task A_truncated_file()
    {
        using var folder = new Folder();
        var bytes = File.ReadAllBytes(Tool.Sample("L7_ETMs.tif"));
        File.WriteAllBytes(folder["cut.tif"], bytes[..(bytes.Length / 2)]);
        await Fails(1, "cut.tif", "stats", folder["cut.tif"]);
    }

    [Fact]
    public async Task An_unknown_compression()
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["lzma.tif"], WithTag(File.ReadAllBytes(Tool.Sample("jacksboro_geo.tif")), 259, 34925));
        await Fails(1, "TIFF tag 259 (Compression) is 34925", "info", folder["lzma.tif"]);
    }

    [Fact]
    public async Task An_unknown_cell_type()
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["odd.tif"], WithTag(File.ReadAllBytes(Tool.Sample("jacksboro_geo.tif")), 339, 6));
        await Fails(1, "TIFF tag 339 (SampleFormat)", "info", folder["odd.tif"]);
    }

    [Fact]
    public async Task Zones_in_another_CRS()
        => await Fails(1, "The zones are in EPSG:4326 (WGS 84) and the raster in", "zonal", Tool.Sample("olinda_dem_utm25s.tif"),
            Tool.Sample("jacksboro_counties.geojson"));

    [Fact]
    public async Task Zones_without_overlap_are_said_and_counted_as_empty()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["far.geojson"],
            """{"type":"Feature","properties":{"name":"far"},"geometry":{"type":"Polygon","coordinates":[[[10,50],[11,50],[11,51],[10,50]]]}}""");
        var (code, output, error) = await Tool.PyramidsAsync("zonal", Tool.Sample("jacksboro_geo.tif"), folder["far.geojson"], "--stats",
            "count,sum,mean");
        Assert.Equal(0, code);
        Assert.Contains("far,0,0,", output);
        Assert.Contains("no zone covers a cell", error);
    }

    [Theory]
    [InlineData(1, "Nothing is asked for; give --crs")]
    [InlineData(1, "give one or the other", "--like", "x.tif", "--resolution", "30")]
    [InlineData(2, "--crs: EPSG:99999 is no coordinate reference system", "--crs", "EPSG:99999")]
    [InlineData(2, "--crs: ESRI:54099 is not among", "--crs", "ESRI:54099")]
    [InlineData(2, "--resolution: '3,a' was given; one number or two", "--resolution", "3,a")]
    [InlineData(2, "--extent: '1,2,3' was given; four numbers", "--extent", "1,2,3")]
    [InlineData(1, "positive width and height", "--resolution", "0")]
    [InlineData(2, "it takes one of nearest, bilinear, cubic, average", "--resampling", "lanczos")]
    public async Task A_warp_that_cannot_be_meant(int code, string expected, params string[] options)
        => await Fails(code, expected, ["warp", Tool.Sample("jacksboro_geo.tif"), "OUT.tif", .. options]);

    [Fact]
    public async Task A_wrong_chunk_size()
        => await Fails(1, "Chunk size 0 along the row axis of an array of rank 2", "slope", Tool.Sample("olinda_dem_utm25s.tif"), "OUT.tif",
            "--chunks", "0");

    [Fact]
    public async Task A_chunk_size_that_is_none()
        => await Fails(2, "'many' is no chunk size", "slope", Tool.Sample("olinda_dem_utm25s.tif"), "OUT.tif", "--chunks", "many");

    [Fact]
    public async Task An_unknown_statistic()
        => await Fails(2, "'average'", "zonal", Tool.Sample("jacksboro_geo.tif"), Tool.Sample("jacksboro_counties.geojson"),
            "--stats", "average");

    [Theory]
    [InlineData(2, "--stats: A quantile lies between 0 and 1; 2 was given.\n", "--stats", "quantile(2)")]
    [InlineData(1, "there is no folder", "--out", "nofolder/x.csv")]
    [InlineData(1, "(on the command line --weights)", "--stats", "weighted_mean")]
    public async Task Zonal_options_that_cannot_be(int code, string expected, string option, string value)
        => await Fails(code, expected, "zonal", Tool.Sample("jacksboro_geo.tif"), Tool.Sample("jacksboro_counties.geojson"), option, value);

    [Fact]
    public async Task A_target_in_a_folder_that_is_not_there()
        => await Fails(1, "nofolder", "slope", Tool.Sample("olinda_dem_utm25s.tif"), Path.Combine("nofolder", "x.tif"));

    [Fact]
    public async Task A_target_of_unknown_kind()
        => await Fails(1, "must end in .tif (GeoTIFF) or .zarr", "slope", Tool.Sample("olinda_dem_utm25s.tif"), "OUT.png");

    [Fact]
    public async Task A_target_that_is_the_input()
    {
        using var folder = new Folder();
        File.Copy(Tool.Sample("olinda_dem_utm25s.tif"), folder["dem.tif"]);
        await Fails(1, "is the input itself", "slope", folder["dem.tif"], folder["dem.tif"]);
        File.CreateSymbolicLink(folder["link.tif"], folder["dem.tif"]);
        await Fails(1, "is the input itself", "slope", folder["link.tif"], folder["dem.tif"]);
        File.WriteAllText(folder["parts.vrt"],
            """<VRTDataset rasterXSize="111" rasterYSize="111"><VRTRasterBand dataType="Float32" band="1"><SimpleSource><SourceFilename relativeToVRT="1">dem.tif</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>""");
        await Fails(1, "is one of the files that", "slope", folder["parts.vrt"], folder["dem.tif"]);
        Assert.Equal(File.ReadAllBytes(Tool.Sample("olinda_dem_utm25s.tif")), File.ReadAllBytes(folder["dem.tif"]));
    }

    [Fact]
    public async Task Too_little_memory_is_refused_at_once()
        => await Fails(2, "less than 1MiB", "stats", Tool.Sample("L7_ETMs.tif"), "--memory", "12");

    [Theory]
    [InlineData("slope", "--threads", "two")]
    [InlineData("slope", "--z-factor", "0,5")]
    [InlineData("slope", "--blocksize", "big")]
    [InlineData("slope", "--level", "1.5")]
    [InlineData("slope", "--zarr-version", "4")]
    [InlineData("hillshade", "--azimuth", "NW")]
    [InlineData("focal", "--radius", "1.5")]
    [InlineData("preview", "--width", "wide")]
    public async Task A_number_that_is_none_or_out_of_bounds(string verb, string option, string value)
        => await Fails(2, $"; {value} was given.\nTry: pyramids {verb} --help", verb, Tool.Sample("olinda_dem_utm25s.tif"),
            verb == "preview" ? "OUT.png" : "OUT.tif", option, value);

    [Fact]
    public async Task A_damaged_block_leaves_no_output_behind()
    {
        using var folder = new Folder();
        var bytes = File.ReadAllBytes(Tool.Sample("jacksboro_geo.tif"));
        for (var i = 40_000; i < 40_400; i++) bytes[i] ^= 0x5A;
        File.WriteAllBytes(folder["damaged.tif"], bytes);
        await Fails(1, "damaged.tif", "slope", folder["damaged.tif"], folder["out.tif"]);
        await Fails(1, "damaged.tif", "convert", folder["damaged.tif"], folder["out.zarr"]);
        Assert.Equal(["damaged.tif"], folder.Names);
    }

    private static async Task Fails(int expected, string message, params string[] arguments)
    {
        using var folder = new Folder();
        var (code, output, error) = await Tool.PyramidsAsync(
            [.. arguments.Select(argument => argument.StartsWith("OUT", StringComparison.Ordinal) ? folder[argument] : argument)]);
        Assert.Contains(message, error);
        Assert.True(expected == code, $"exit code {code}: {error}");
        Assert.DoesNotContain("   at ", error);
        Assert.Empty(output);
        Assert.Empty(folder.Names);
    }

    /// <summary>The file with the short value of a tag replaced; little-endian classic TIFF.</summary>
    private static byte[] WithTag(byte[] file, ushort tag, ushort value)
    {
        var at = BitConverter.ToInt32(file, 4);
        for (var i = 0; i < BitConverter.ToUInt16(file, at); i++)
            if (BitConverter.ToUInt16(file, at + 2 + 12 * i) == tag)
            {
                BitConverter.TryWriteBytes(file.AsSpan(at + 2 + 12 * i + 8), value);
                return file;
            }
        throw new InvalidOperationException($"The sample has no tag {tag}.");
    }
}
