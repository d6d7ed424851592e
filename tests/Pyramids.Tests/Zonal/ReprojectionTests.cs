using NetTopologySuite.Geometries;
using Xunit;

namespace Pyramids.Tests.Zonal;

public class ReprojectionTests
{
    [Fact]
    public void Long_edges_follow_their_curves()
    {
        // A parallel is an arc in UTM: over six degrees it rises some 9 km above its chord.
        var zones = new FeatureCollection([Box(12, 50, 18, 52)], Crs.FromEpsg(4326));
        var moved = zones.ToCrs(Crs.FromEpsg(32633), 1);
        var back = CrsTransform.Create(moved.Crs!, zones.Crs!);
        var ring = ((Polygon)moved[0].Geometry).ExteriorRing.Coordinates;
        Assert.True(ring.Length > 100);
        for (var i = 1; i < ring.Length; i++)
        {
            var (x, y) = back.Apply((ring[i - 1].X + ring[i].X) / 2, (ring[i - 1].Y + ring[i].Y) / 2);
            Assert.True(Math.Min(Math.Min(Math.Abs(x - 12), Math.Abs(x - 18)), Math.Min(Math.Abs(y - 50), Math.Abs(y - 52))) < 2e-5);
        }
    }

    [Fact]
    public void Edges_that_polygons_share_stay_shared()
    {
        var zones = new FeatureCollection([Box(12, 50, 15.3, 52), Box(15.3, 50, 18, 52)], Crs.FromEpsg(4326));
        var grid = new GridSpec(300, 500, Affine.NorthUp(280_000, 5_780_000, 900, 900), Crs.FromEpsg(32633));
        var ones = NDArray.From(grid, Enumerable.Repeat((byte)1, 300 * 500).ToArray());
        var options = new ZonalOptions { Reproject = true };
        var parts = ones.ZonalStats(zones, options, "count");
        var whole = ones.ZonalStats(new FeatureCollection([Box(12, 50, 18, 52)], Crs.FromEpsg(4326)), options, "count");
        Assert.Equal((long)whole["count"][0], (long)parts["count"][0] + (long)parts["count"][1]);
        Assert.True((long)whole["count"][0] > 50_000);
        var shares = ones.ZonalStats(zones, options with { Method = ZonalMethod.Fractional }, "count");
        var area = Ellipsoid.Wgs84.AreaSquareMetres(12, 50, 15.3, 52) / 810_000;
        Assert.Equal(1, (double)shares["count"][0] / area, 1e-3); // the scale of UTM
        Assert.Contains("Set Reproject", Assert.Throws<CrsException>(() => ones.ZonalStats(zones, "count")).Message);
    }

    [Fact]
    public void Features_without_a_CRS_cannot_be_brought_anywhere()
        => Assert.Contains("state it by WithCrs", Assert.Throws<InvalidOperationException>(
            () => new FeatureCollection([(Geometry?)Box(0, 0, 1, 1)]).ToCrs(Crs.FromEpsg(3857))).Message);

    [Theory, InlineData(-180), InlineData(0)]
    public void A_zone_across_the_antimeridian_counts_its_cells_on_both_sides(int west)
    {
        // 2 degrees a cell; the zone spans 172 to 190 degrees east in a projection around 150 degrees east, with a hole
        // across the meridian.
        var grid = new GridSpec(90, 180, Affine.NorthUp(west, 90, 2, 2), Crs.FromEpsg(4326));
        var ones = NDArray.From(grid, Enumerable.Repeat((byte)1, 90 * 180).ToArray());
        var pacific = Crs.FromEpsg(3832);
        var to = CrsTransform.Create(Crs.FromEpsg(4326), pacific);
        var ((x0, y0), (x1, y1), (x2, y2), (x3, y3)) = (to.Apply(172, -10), to.Apply(-170, 20), to.Apply(178, 2), to.Apply(-178, 8));
        var zones = new FeatureCollection([Box(x0, y0, x1, y1)!.Difference(Box(x2, y2, x3, y3)), Box(x0, y0, x2, y1)], pacific);
        var table = ones.ZonalStats(zones, new ZonalOptions { Reproject = true, Method = ZonalMethod.Fractional }, "count", "outside");
        Assert.Equal((18 * 30 - 4 * 6) / 4.0, (double)table["count"][0], 1e-3);
        Assert.Equal(6 * 30 / 4.0, (double)table["count"][1], 1e-3);
        Assert.Equal(0, (double)table["outside"][0], 1e-6);
        Assert.Empty(table.Notes);
    }

    [Theory, InlineData(90, 3413), InlineData(-90, 3031)]
    public void A_zone_around_a_pole_counts_the_cells_of_its_cap(int pole, int epsg)
    {
        var grid = new GridSpec(90, 180, Affine.NorthUp(-180, 90, 2, 2), Crs.FromEpsg(4326));
        var ones = NDArray.From(grid, Enumerable.Repeat((byte)1, 90 * 180).ToArray());
        var polar = Crs.FromEpsg(epsg);
        var to = CrsTransform.Create(Crs.FromEpsg(4326), polar);
        Polygon Cap(double latitude)
            => new GeometryFactory().CreatePolygon(
                [.. Enumerable.Range(0, 721).Select(i => to.Apply(i % 720 / 2.0 - 180, Math.Sign(pole) * latitude))
                    .Select(p => new Coordinate(p.X, p.Y))]);
        var zones = new FeatureCollection([Cap(70), Cap(70).Difference(Cap(80))], polar);
        var table = ones.ZonalStats(zones, new ZonalOptions { Reproject = true, Method = ZonalMethod.Fractional }, "count");
        Assert.Equal(180 * 10, (double)table["count"][0], 1);
        Assert.Equal(180 * 5, (double)table["count"][1], 1);
    }

    private static Geometry? Box(double x0, double y0, double x1, double y1)
        => new GeometryFactory().ToGeometry(new Envelope(x0, x1, y0, y1));
}
