using Xunit;

namespace Pyramids.Tests;

/// <summary>What attributes and neighbours of an array mean, in stores written by hand and by xarray.</summary>
public sealed class ZarrConventionsTests
{
    private const string Group = """{"zarr_format": 3, "node_type": "group", "attributes": ATTRIBUTES}""";
    private const string Utm = "EPSG:32633";
    private static readonly string[] Codes = ["proj:code", "proj:wkt2", "crs", "spatial_ref", "crs_wkt"];

    [Fact]
    public async Task Packed_cells_are_read_as_they_are_stored_and_their_scale_is_told()
    {
        using var folder = new ScratchFolder();
        ZarrPeer.Run("""
            import sys, numpy as np, xarray as xr
            a = np.arange(12, dtype='f8').reshape(3, 4) * .5 - 2; a[0, 0] = np.nan
            d = xr.DataArray(a, dims=('y', 'x'), name='t', attrs={'units': 'K', 'standard_name': 'air_temperature'},
                coords={'x': np.arange(4.) + .5, 'y': 3 - np.arange(3.) - .5})
            d.to_dataset().to_zarr(sys.argv[1], encoding={'t': {'dtype': 'i2', 'scale_factor': .5, 'add_offset': -2.0,
                '_FillValue': -32768}})
            """, folder["p.zarr"]);
        await using var dataset = Dataset.ReadFile(folder["p.zarr"]);
        Assert.Equal(-32768, dataset.NoData);
        foreach (var fact in new[] { ("scale_factor", "0.5"), ("add_offset", "-2.0"), ("units", "K"),
            ("standard_name", "air_temperature") })
            Assert.Contains(fact, dataset.Facts);
        var stored = dataset.ReadArray().ToDoubles();
        Assert.True(double.IsNaN(stored[0]));
        Assert.Equal(Enumerable.Range(1, 11).Select(i => (double)i), stored[1..]);
        var metres = (dataset.ReadArray(2) * 0.5 - 2).Compute().ToDoubles();
        Assert.Equal(3.5, metres[11]);
    }

    [Theory]
    [InlineData("days since 2020-01-30", "standard", "2020-01-31", "2020-03-01")]
    [InlineData("hours since 2019-12-31", "noleap", "2019-12-31T01:00:00", "2020-01-01T07:00:00")]
    [InlineData("days since 2020-02-28", "360_day", "2020-02-29", "2020-03-29")]
    public async Task A_time_axis_names_the_bands_by_their_dates(string units, string calendar, string first, string last)
    {
        foreach (var version in new[] { 2, 3 })
        {
            var attributes = $$"""{"units": "{{units}}", "calendar": "{{calendar}}", "_ARRAY_DIMENSIONS": ["time"]}""";
            var store = version == 2
                ? Hand.Store((".zgroup", """{"zarr_format": 2}"""),
                    ("t2m/.zarray", Hand.Array2(("shape", "[2, 4, 4]"), ("chunks", "[1, 4, 4]"))),
                    ("t2m/.zattrs", """{"_ARRAY_DIMENSIONS": ["time", "y", "x"]}"""),
                    ("time/.zarray", Hand.Array2(("shape", "[2]"), ("chunks", "[2]"))),
                    ("time/.zattrs", attributes), ("time/0", "hex: 0100 1F00"))
                : Hand.Store(("zarr.json", Group.Replace("ATTRIBUTES", "{}")),
                    ("t2m/zarr.json", Hand.Array3(("shape", "[2, 4, 4]"), ("chunk_grid", Regular("1, 4, 4")),
                        ("dimension_names", """["time", "y", "x"]"""))),
                    ("time/zarr.json", Hand.Array3(("shape", "[2]"), ("chunk_grid", Regular("2")), ("dimension_names", """["time"]"""),
                        ("attributes", attributes))),
                    ("time/c/0", "hex: 0100 1F00"));
            var source = await ZarrStore.OpenAsync(store);
            Assert.Equal([first, last], source.Schema.BandNames);
        }
    }

    [Theory]
    [InlineData("""{"name": "fixed_length_utf32", "configuration": {"length_bytes": 8}}""", "little",
        "hex: 72000000 65000000 62000000 00000000", "re", "b")]
    [InlineData("""{"name": "fixed_length_utf32", "configuration": {"length_bytes": 8}}""", "big",
        "hex: 00000072 00000065 00000062 00000000", "re", "b")]
    [InlineData("""{"name": "null_terminated_bytes", "configuration": {"length_bytes": 3}}""", "little", "hex: 726564 620000", "red", "b")]
    [InlineData("""{"name": "numpy.datetime64", "configuration": {"unit": "D", "scale_factor": 1}}""", "little",
        "hex: 0000000000000000 0100000000000000",
        "1970-01-01", "1970-01-02")]
    public async Task Texts_and_dates_of_version_3_name_the_bands(string type, string endian, string content, string first, string last)
    {
        var codecs = """[{"name": "bytes", "configuration": {"endian": "ENDIAN"}}]""".Replace("ENDIAN", endian);
        var fill = type.Contains("datetime", StringComparison.Ordinal) ? "\"NaT\"" : "\"\"";
        var store = Hand.Store(("zarr.json", Group.Replace("ATTRIBUTES", "{}")),
            ("t/zarr.json", Hand.Array3(("shape", "[2, 4, 4]"), ("chunk_grid", Regular("1, 4, 4")),
                ("dimension_names", """["band", "y", "x"]"""))),
            ("band/zarr.json",
                Hand.Array3(("shape", "[2]"), ("chunk_grid", Regular("2")), ("data_type", type), ("codecs", codecs), ("fill_value", fill))),
            ("band/c/0", content));
        Assert.Equal([first, last], (await ZarrStore.OpenAsync(store)).Schema.BandNames);
    }

    [Theory]
    [InlineData("spatial:transform", "[10, 0, 500000, 0, -20, 5000000]")]
    [InlineData("transform", "[10, 0, 500000, 0, -20, 5000000, 0, 0, 1]")]
    [InlineData("GeoTransform", "\"500000 10 0 5000000 0 -20\"")]
    [InlineData("GeoTransform", "[500000, 10, 0, 5000000, 0, -20]")]
    public async Task A_stated_transform_and_CRS_are_found_on_the_array_and_on_its_group(string member, string json)
    {
        foreach (var code in Codes)
        {
            var attributes = $$"""{"{{member}}": {{json}}, "{{code}}": "{{Utm}}"}""";
            foreach (var onArray in new[] { true, false })
            {
                var store = Hand.Store(("zarr.json", Group.Replace("ATTRIBUTES", onArray ? "{}" : attributes)),
                    ("a/zarr.json", Hand.Array3(("attributes", onArray ? attributes : "{}"))));
                var grid = (await ZarrStore.OpenAsync(store)).Schema.Grid;
                Assert.Equal((Affine.NorthUp(500_000, 5_000_000, 10, 20), Crs.FromEpsg(32633)), (grid.Transform, grid.Crs!));
            }
        }
    }

    [Fact]
    public async Task Coordinates_bounds_and_grid_mappings_are_no_rasters()
    {
        var store = Hand.Store((".zgroup", """{"zarr_format": 2}"""), ("height/.zarray", Hand.Array2()),
            ("height/.zattrs", """{"coordinates": "lat2d lon2d", "grid_mapping": "m"}"""),
            ("lat2d/.zarray", Hand.Array2()), ("lon2d/.zarray", Hand.Array2()), ("y_bnds/.zarray", Hand.Array2()),
            ("lat/.zarray", Hand.Array2()),
            ("m/.zarray", Hand.Array2(("shape", "[]"), ("chunks", "[]"))), ("height/0.0", "hex: 0700"));
        Assert.Contains("Chunk [0, 0]",
            (await Assert.ThrowsAsync<RasterFormatException>(async () => await Stores.Read(await ZarrStore.OpenAsync(store)))).Message);
        await store.WriteAsync("depth/.zarray", Hand.Bytes(Hand.Array2()), default);
        var error = await Assert.ThrowsAsync<RasterFormatException>(async () => await ZarrStore.OpenAsync(store));
        Assert.Contains("2 arrays that may be the raster: depth, height. Ask for one, as in 'hand.zarr/depth'.", error.Message);
        Assert.Equal("height", (await ZarrStore.OpenAsync(store, "height")).Raster.Array.Path);
    }

    [Theory]
    [InlineData(2, "\"<U3\"")]
    [InlineData(2, "\"|S4\"")]
    [InlineData(2, "\"|O\"")]
    [InlineData(2, """[["id", "<i4"], ["name", "|S8"]]""")]
    [InlineData(3, "\"string\"")]
    [InlineData(3, """{"name": "fixed_length_utf32", "configuration": {"length_bytes": 12}}""")]
    [InlineData(3, """{"name": "struct", "configuration": {"fields": []}}""")]
    public async Task Texts_and_records_beside_a_raster_are_no_rasters(int version, string type)
    {
        var store = version == 2
            ? Hand.Store((".zgroup", """{"zarr_format": 2}"""), ("height/.zarray", Hand.Array2()),
                ("code/.zarray", Hand.Array2(("dtype", type), ("fill_value", "null"))))
            : Hand.Store(("zarr.json", Group.Replace("ATTRIBUTES", "{}")), ("height/zarr.json", Hand.Array3()),
                ("code/zarr.json", Hand.Array3(("data_type", type), ("fill_value", "\"\""))));
        Assert.Equal("height", (await ZarrStore.OpenAsync(store)).Raster.Array.Path);
    }

    [Fact]
    public async Task A_group_of_groups_tells_what_may_be_asked_for()
    {
        var store = Hand.Store((".zgroup", """{"zarr_format": 2}"""), ("m/.zgroup", """{"zarr_format": 2}"""),
            ("m/deep/.zarray", Hand.Array2()));
        Assert.Contains("It has the groups m; ask for one",
            (await Assert.ThrowsAsync<RasterFormatException>(async () => await ZarrStore.OpenAsync(store))).Message);
        Assert.Equal("m/deep", (await ZarrStore.OpenAsync(store, "m")).Raster.Array.Path);
    }

    public static TheoryData<string, bool> Multiscales() => new()
    {
        { """{"multiscales": [{"version": "0.4", "datasets": [{"path": "0"}, {"path": "1"}, {"path": "2"}]}]}""", false },
        { """{"ome": {"version": "0.5", "multiscales": [{"datasets": [{"path": "0"}, {"path": "1"}, {"path": "2"}]}]}}""", false },
        { """{"multiscales": {"layout": [{"asset": "0"}, {"asset": "1", "derived_from": "0"}, {"asset": "2"}]}}""", false },
        { """{"multiscales": {"layout": [{"asset": "0"}, {"asset": "1", "derived_from": "0"}, {"asset": "2"}]}}""", true },
        { """{"multiscales": [{"type": "reduce", "datasets": [{"path": "0", "level": 0}, {"path": "1", "level": 1}, {"path": "2"}]}]}""",
            true },
        {
            """
            {"multiscales": {"tile_matrix_set": {"id": "z",
              "tileMatrices": [{"id": "2", "cellSize": 40}, {"id": "1", "cellSize": 20}, {"id": "0", "cellSize": 10}]}}}
            """,
            true
        },
    };

    [Theory, MemberData(nameof(Multiscales))]
    public void Levels_of_every_convention_are_overviews(string attributes, bool areGroups)
    {
        using var folder = new ScratchFolder();
        var objects = new List<(string Key, string Content)> { ("zarr.json", Group.Replace("ATTRIBUTES", attributes)) };
        for (var level = 0; level < 3; level++)
        {
            var side = 8 >> level;
            var path = areGroups ? $"{level}/height" : $"{level}";
            if (areGroups) objects.Add(($"{level}/zarr.json", Group.Replace("ATTRIBUTES", "{}")));
            objects.Add(($"{path}/zarr.json",
                Hand.Array3(("shape", $"[{side}, {side}]"), ("chunk_grid", Regular($"{side}, {side}")), ("fill_value", $"{level}"))));
        }
        foreach (var (key, content) in objects)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder["m.zarr/" + key])!);
            File.WriteAllBytes(folder["m.zarr/" + key], Hand.Bytes(content));
        }
        using var dataset = Dataset.ReadFile(folder["m.zarr"]);
        Assert.Equal((8, 8), (dataset.Grid.Rows, dataset.Grid.Columns));
        Assert.Equal([(4, 4), (2, 2)], dataset.Overviews.Select(grid => (grid.Rows, grid.Columns)));
    }

    private static string Regular(string shape)
        => """{"name": "regular", "configuration": {"chunk_shape": [SHAPE]}}""".Replace("SHAPE", shape);
}
