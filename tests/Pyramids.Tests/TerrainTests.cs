namespace Pyramids.Tests;

public sealed class TerrainTests
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
        Assert.Equal(Math.Atan(Math.Sqrt(1.5 * 1.5 + 16)), slope[0, 0], 1e-6);      // in the corners gdaldem repeats the outer column instead
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
    }

    [Fact]
    public void A_rotated_grid_is_refused()
        => Assert.Contains("rotated", Assert.Throws<GridException>(() => NDArray.From(new GridSpec(3, 3, new(0, 1, 0.5, 0, 0.5, -1)), new float[9]).ToLazy().Slope()).Message);
}
