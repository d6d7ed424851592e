using System.Globalization;
using System.Runtime.InteropServices;
using Xunit;

namespace Pyramids.Tests;

public sealed class TerrainTests(ITestOutputHelper output)
{
    private const string Plane = """
        0  3  6  9
        4  7 10 13
        8 11 14 17
        """;

    [Theory, InlineData(Gradient.Horn), InlineData(Gradient.ZevenbergenThorne)]
    public void Slope_of_a_plane_is_its_gradient_edges_too(Gradient gradient)
    {
        var slope = Given.Grid(Plane).Slope(SlopeUnits.Radians, gradient).Compute();
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 4; column++)
                if (row == 1 || column is 1 or 2) Assert.Equal(Math.Atan(5), slope[row, column], 1e-6);
        // in the corners gdaldem repeats the outer column instead
        Assert.Equal(Math.Atan(Math.Sqrt(1.5 * 1.5 + 16)), slope[0, 0], 1e-6);
    }

    [Fact]
    public void Without_edges_the_outer_ring_is_missing()
        => Assert.Equal([true, true, true, true, true, false, false, true, true, true, true, true],
            Given.Grid(Plane).Slope(edges: EdgeMode.NoData).Compute().ToDoubles().Select(double.IsNaN));

    [Fact]
    public void A_surface_rising_to_the_east_faces_west()
    {
        var east = Given.Grid("0 1 2\n0 1 2\n0 1 2").Aspect().Compute();
        Assert.Equal(270, east[1, 1], 1e-4);
        var north = Given.Grid("2 2 2\n1 1 1\n0 0 0").Aspect().Compute();
        Assert.Equal(180, north[1, 1], 1e-4);
        Assert.Equal(double.NaN, Given.Grid("1 1 1\n1 1 1\n1 1 1").Aspect().Compute()[1, 1]);
    }

    [Fact]
    public void Level_ground_at_an_altitude_of_45_is_180_312229()
        => Assert.All(Given.Grid("7 7 7\n7 7 7\n7 7 7").Hillshade().Compute().ToDoubles(), value => Assert.Equal(180.312229, value, 1e-4));

    [Fact]
    public void A_missing_cell_spreads_to_every_window_that_needs_it()
    {
        var slope = Given.Grid("1 2 3 4 5\n1 2 3 4 5\n1 2 . 4 5\n1 2 3 4 5\n1 2 3 4 5\n1 2 3 4 5").Slope().Compute();
        for (var row = 0; row < 6; row++)
            for (var column = 0; column < 5; column++)
                Assert.Equal(row is >= 1 and <= 3 && column is >= 1 and <= 3, double.IsNaN(slope[row, column]));
    }

    [Fact]
    public void On_a_geographic_grid_cell_sizes_are_metres_on_the_ellipsoid()
    {
        // 1 m of height for every cell of 1/1200 degree, at 60 degrees north: a degree of longitude is 55.8 km there.
        var cells = new float[9].Select((_, i) => (float)(i % 3)).ToArray();
        var grid = new GridSpec(3, 3, Affine.NorthUp(10, 60 + 1.5 / 1200, 1.0 / 1200, 1.0 / 1200), Crs.FromEpsg(4326));
        var slope = NDArray.From(grid, cells).ToLazy().Slope(SlopeUnits.Percent).Compute();
        Assert.Equal(100 / (55800.0 / 1200), slope[1, 1], 1e-3);
    }

    [Theory, InlineData(Gradient.Horn), InlineData(Gradient.ZevenbergenThorne)]
    public void A_row_at_a_pole_has_no_slope_and_its_neighbours_have(Gradient gradient)
    {
        var random = new Random(3);
        // centres at 90.125 to 89.125: one row too many
        var grid = new GridSpec(5, 8, Affine.NorthUp(-180, 90.25, 45, 0.25), Crs.FromEpsg(4326));
        var poles = new GridSpec(5, 8, Affine.NorthUp(-180, 90.125, 45, 0.25), Crs.FromEpsg(4326));    // centres at 90 to 89
        foreach (var at in new[] { grid, poles })
        {
            var heights = NDArray.From(at, Enumerable.Range(0, 40).Select(_ => random.NextDouble()).ToArray()).ToLazy();
            foreach (var result in new[] { heights.Slope(gradient: gradient), heights.Hillshade(gradient: gradient),
                heights.Curvature(gradient: gradient) })
            {
                var cells = result.Compute();
                Assert.All(Enumerable.Range(0, 8), column => Assert.Equal(double.NaN, cells[0, column]));
                Assert.All(Enumerable.Range(0, 32), cell => Assert.True(double.IsFinite(cells[1 + cell / 8, cell % 8])));
            }
        }
    }

    [Fact]
    public void A_dataset_computes_now_and_is_lazy_when_chunks_are_given()
    {
        using var dem = Dataset.ReadFile(Repository.Sample("olinda_dem_utm25s.tif"));
        NDArray now = dem.Slope();
        LazyArray later = dem.Slope(chunks: 64);
        Assert.Equal(now.ToDoubles(), later.Compute().ToDoubles());
        Assert.Equal(now.ToDoubles(), dem.Slope(SlopeUnits.Degrees, chunks: 7).Compute().ToDoubles());
        Assert.Equal(dem.Aspect().ToDoubles(), dem.Aspect(chunks: 50).Compute().ToDoubles());
        Assert.Equal(dem.Hillshade(azimuth: 45).ToDoubles(), dem.Hillshade(azimuth: 45, chunks: 50).Compute().ToDoubles());
        Assert.Equal(dem.Curvature(CurvatureKind.Plan).ToDoubles(), dem.Curvature(CurvatureKind.Plan, chunks: 64).Compute().ToDoubles());
        Assert.Equal(dem.Tpi().ToDoubles(), dem.Tpi(chunks: 64).Compute().ToDoubles());
        Assert.Equal(dem.Tri().ToDoubles(), dem.Tri(chunks: 64).Compute().ToDoubles());
        Assert.Equal(dem.Roughness().ToDoubles(), dem.Roughness(chunks: 64).Compute().ToDoubles());
    }

    [Fact]
    public void A_rotated_grid_is_refused()
        => Assert.Contains("rotated", Assert.Throws<GridException>(
            () => NDArray.From(new GridSpec(3, 3, new(0, 1, 0.5, 0, 0.5, -1)), new float[9]).ToLazy().Slope()).Message);

    [Fact]
    public void Results_keep_the_grid_and_declare_how_missing_cells_are_written()
    {
        var heights = Given.Terrain<short>(20, 30, bands: 2).ToLazy((1, 7, 7));
        var slope = heights.Slope();
        Assert.Equal(heights.Grid, slope.Grid);
        Assert.Equal(DType.Float32, slope.DType);
        Assert.Equal(2, slope.Schema.Bands);
        Assert.Equal(heights.Chunks, slope.Chunks);
        Assert.Equal(double.NaN, slope.NoData);
        var shade = heights.Hillshade(bytes: true);
        Assert.Equal(DType.UInt8, shade.DType);
        Assert.Equal(0, shade.NoData);
        Assert.Equal(DType.Float64, Given.Terrain<int>(20, 30).ToLazy().Curvature().DType);
        Assert.Equal(DType.Float64, Given.Terrain<double>(20, 30).ToLazy().Tri().DType);
    }

    [Fact]
    public void Integer_nodata_is_missing_before_slopes_are_taken()
    {
        var cells = Enumerable.Range(0, 49).Select(i => (short)(i == 24 ? -32768 : i / 7 * 10)).ToArray();
        var declared = NDArray.From(new GridSpec(7, 7, Affine.NorthUp(0, 70, 10, 10)), cells, noData: -32768);
        var slope = declared.ToLazy().Slope(SlopeUnits.Percent).Compute().Span<float>().ToArray();
        for (var i = 0; i < 49; i++)
        {
            if (Math.Abs(i / 7 - 3) <= 1 && Math.Abs(i % 7 - 3) <= 1) Assert.Equal(float.NaN, slope[i]);
            else Assert.Equal(100, slope[i], 1e-4);
        }
    }

    [Fact]
    public void Slopes_in_degrees_of_longitude_and_latitude_are_taken_in_metres()
    {
        // The same hills, cell sizes taken on the ellipsoid at the middle row, as a projected grid: slopes agree near that row.
        var grid = new GridSpec(61, 80, Affine.NorthUp(-84, 36.3, 1 / 1200.0, 1 / 1200.0), Crs.FromEpsg(4269));
        var (x, y) = (Ellipsoid.Grs80.MetresPerDegreeLongitude(36.3 - 30.5 / 1200) / 1200,
            Ellipsoid.Grs80.MetresPerDegreeLatitude(36.3 - 30.5 / 1200) / 1200);
        var heights = Given.Terrain<float>(61, 80).Span<float>().ToArray();
        var degrees = NDArray.From(grid, heights).ToLazy().Slope().Compute().Span<float>().ToArray();
        var metres = NDArray.From(new GridSpec(61, 80, Affine.NorthUp(0, 0, x, y)), heights).ToLazy().Slope().Compute()
            .Span<float>().ToArray();
        for (var c = 0; c < 80; c++) Assert.Equal(metres[30 * 80 + c], degrees[30 * 80 + c], 1e-4);
        Assert.NotEqual(metres[0], degrees[0]);
    }

    [Fact]
    public void Mistaken_arguments_are_named_where_the_array_is_made()
    {
        var heights = Given.Terrain<float>(5, 5).ToLazy();
        Assert.Contains("zFactor is 0", Assert.Throws<ArgumentException>(() => heights.Slope(zFactor: 0)).Message);
        Assert.Contains("0 to 90", Assert.Throws<ArgumentException>(() => heights.Hillshade(altitude: 91)).Message);
        Assert.Contains("azimuth", Assert.Throws<ArgumentException>(() => heights.Hillshade(azimuth: double.NaN)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => heights.Slope((SlopeUnits)9));
        Assert.Contains("Extrapolate or NoData", Assert.Throws<ArgumentException>(() => heights.Slope(edges: EdgeMode.Nearest)).Message);
        var rotated = NDArray.From(new GridSpec(3, 3, new Affine(0, 1, 0.2, 0, 0.2, -1)), new float[9]).ToLazy();
        Assert.Contains("rotated", Assert.Throws<GridException>(() => rotated.Slope()).Message);
        Assert.Equal(0f, rotated.Roughness().Compute().Span<float>()[4]);     // no cell size is needed
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(9, 1)]
    [InlineData(2, 2)]
    public void Rasters_of_one_row_or_column_have_finite_slopes(int rows, int columns)
    {
        var heights = Given.Terrain<float>(rows, columns).ToLazy();
        Assert.All(heights.Slope().Compute().Span<float>().ToArray(), v => Assert.True(float.IsFinite(v)));
        Assert.All(heights.Hillshade().Compute().Span<float>().ToArray(), v => Assert.True(float.IsFinite(v)));
        Assert.All(heights.Slope(edges: EdgeMode.NoData).Compute().Span<float>().ToArray(), v => Assert.True(float.IsNaN(v)));
    }

    public static TheoryData<string, string, double> Modes => new()
    {
        { "slope", "slopeFormat='degree', alg='Horn'", 1e-4 },
        { "slope ZT", "slopeFormat='degree', alg='ZevenbergenThorne'", 1e-4 },
        { "percent", "slopeFormat='percent', alg='Horn'", 1e-3 },
        { "aspect", "alg='Horn'", 1e-3 },
        { "hillshade", "azimuth=315, altitude=45, zFactor=2", 1 },
        { "multidirectional", "multiDirectional=True", 1 },
        { "combined", "combined=True, alg='ZevenbergenThorne'", 1 },
        { "igor", "igor=True", 1 },
        { "tpi", "", 1e-4 },
        { "tri", "", 1e-4 },
        { "wilson", "alg='Wilson'", 1e-4 },
        { "roughness", "", 1e-4 },
    };

    [Theory, MemberData(nameof(Modes))]
    public void Values_are_those_of_gdaldem(string name, string options, double tolerance)
    {
        var folder = Directory.CreateTempSubdirectory("terrain");
        try
        {
            var mode = name.Split(' ')[0] switch
            {
                "percent" => "slope",
                "multidirectional" or "combined" or "igor" => "hillshade",
                "tri" or "wilson" => "TRI",
                "tpi" => "TPI",
                "roughness" => "Roughness",
                var same => same,
            };
            var raw = Path.Combine(folder.FullName, "peer");
            GdalPeer.Run($"""
                import sys
                from osgeo import gdal
                gdal.UseExceptions()
                made = gdal.DEMProcessing('', sys.argv[1], '{mode}', format='MEM', computeEdges=True{(options == "" ? "" : ", " + options)})
                made.GetRasterBand(1).ReadAsArray().astype('float64').tofile(sys.argv[2])
                """, Repository.Sample("olinda_dem_utm25s.tif"), raw);
            var expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(raw)).ToArray();
            using var dem = Dataset.ReadFile(Repository.Sample("olinda_dem_utm25s.tif"));
            var lazy = dem.ReadArray(64);
            var actual = (name switch
            {
                "slope" => lazy.Slope(),
                "slope ZT" => lazy.Slope(gradient: Gradient.ZevenbergenThorne),
                "percent" => lazy.Slope(SlopeUnits.Percent),
                "aspect" => lazy.Aspect(flat: -9999),
                "hillshade" => lazy.Hillshade(zFactor: 2, bytes: true),
                "multidirectional" => lazy.Hillshade(shading: Shading.Multidirectional, bytes: true),
                "combined" => lazy.Hillshade(shading: Shading.Combined, gradient: Gradient.ZevenbergenThorne, bytes: true),
                "igor" => lazy.Hillshade(shading: Shading.Igor, bytes: true),
                "tpi" => lazy.Tpi(),
                "tri" => lazy.Tri(),
                "wilson" => lazy.Tri(Ruggedness.Wilson),
                _ => lazy.Roughness(),
            }).AsType(DType.Float64).Compute().Span<double>();
            Assert.Equal(expected.Length, actual.Length);
            double largest = 0;
            for (var i = 0; i < expected.Length; i++)
            {
                var difference = Math.Abs(actual[i] - expected[i]);
                largest = Math.Max(largest, name is "aspect" && difference > 180 ? 360 - difference : difference);
            }
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: largest difference {largest:G3} of {expected.Length} cells"));
            Assert.True(largest <= tolerance, $"{name} differs from gdaldem by {largest}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
