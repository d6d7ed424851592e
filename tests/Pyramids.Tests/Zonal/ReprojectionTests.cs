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
        => Assert.Contains("state it by WithCrs", Assert.Throws<InvalidOperationException>(() => new FeatureCollection([(Geometry?)Box(0, 0, 1, 1)]).ToCrs(Crs.FromEpsg(3857))).Message);

    private static Geometry? Box(double x0, double y0, double x1, double y1) => new GeometryFactory().ToGeometry(new Envelope(x0, x1, y0, y1));
}
