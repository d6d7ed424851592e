using NetTopologySuite.Geometries;
using Xunit;

namespace Pyramids.Tests;

public class ZonalRastersTests
{
    private static readonly GridSpec Grid = new(2, 4, Affine.NorthUp(0, 2, 1, 1));

    [Fact]
    public void Labels_are_zones()
    {
        var values = NDArray.From(Grid, [1f, 2, 3, 4, 5, 6, float.NaN, 8]).ToLazy();
        var labels = NDArray.From(Grid, new byte[] { 7, 7, 3, 3, 7, 3, 3, 255 }, noData: 255).ToLazy();
        var table = values.ZonalStats(labels, "count", "sum", "mean", "max", "nodata", "median", "variety");
        Assert.Equal(["zone", "count", "sum", "mean", "max", "nodata", "median", "variety"], table.Columns.Select(c => c.Name));
        Assert.Equal([3L, 3L, 13.0, 13.0 / 3, 6.0, 1L, 4.0, 3L], table.Columns.Select(c => c[0]));
        Assert.Equal([7L, 3L, 8.0, 8.0 / 3, 5.0, 0L, 2.0, 3L], table.Columns.Select(c => c[1]));
    }

    [Fact]
    public void Labels_and_polygons_agree_and_chunks_change_no_bit()
    {
        var random = new Random(1);
        var grid = new GridSpec(600, 1200, Affine.Identity);
        var values = NDArray.From(grid, Enumerable.Range(0, 600 * 1200).Select(_ => random.NextSingle()).ToArray());
        var zones = new FeatureCollection(Enumerable.Range(0, 6)
            .Select(i => (Geometry?)Zonal.Shapes.Star(random, 100 + 200 * i, 300, 95, 30)));
        var features = zones.Select((z, i) => (NetTopologySuite.Features.IFeature)new NetTopologySuite.Features.Feature(z.Geometry,
            new NetTopologySuite.Features.AttributesTable { { "v", i + 1 } }));
        var labels = new FeatureCollection(features).Rasterize(grid, new() { Property = "v" });
        Statistic[] statistics = ["count", "mean", "std", "min", "quantile(0.3)"];
        var polygons = values.ZonalStats(zones, statistics);
        List<object?>? expected = null;
        foreach (var (chunks, threads) in new (Pyramids.Chunks, int)[] { (Pyramids.Chunks.Whole, 1), (100, 8) })
        {
            using var scope = Engine.Configure(threads: threads);
            var table = values.ToLazy(chunks).ZonalStats(labels, statistics);
            Assert.Equal(0L, table["zone"][0]);
            for (var zone = 0; zone < 6; zone++)
            {
                Assert.Equal(polygons["count"][zone], table["count"][zone + 1]);
                Assert.Equal((double)polygons["mean"][zone], (double)table["mean"][zone + 1], 12);
                Assert.Equal((double)polygons["std"][zone], (double)table["std"][zone + 1], 12);
                Assert.Equal(polygons["quantile(0.3)"][zone], table["quantile(0.3)"][zone + 1]);
            }
            List<object?> all = [.. table.Columns.SelectMany(c => Enumerable.Range(0, 7).Select(r => c[r]))];
            expected ??= all;
            Assert.Equal(expected, all);
        }
    }

    [Fact]
    public void Pairs_of_classes_are_counted()
    {
        var rows = NDArray.From(Grid, new byte[] { 1, 1, 2, 2, 1, 2, 2, 2 }).ToLazy();
        var columns = NDArray.From(Grid, [5f, 6, 5, 6, 5, 6, 6, float.NaN]).ToLazy();
        var table = rows.CrossTabulate(columns);
        Assert.Equal(["zone", "5", "6"], table.Columns.Select(c => c.Name));
        Assert.Equal([1L, 2L, 1L], table.Columns.Select(c => c[0]));
        Assert.Equal([2L, 1L, 3L], table.Columns.Select(c => c[1]));
    }

    [Fact]
    public void Points_take_the_cell_they_lie_in_or_what_lies_between_four()
    {
        var array = NDArray.From(Grid, [0f, 10, 20, float.NaN, 100, 110, 120, 130]).ToLazy();
        var points = Points((0.5, 1.5), (1, 1), (0.1, 1.9), (3.9, 1.6), (9, 9), (2.75, 1.25), (3.2, 0.2));
        Assert.Equal([0.0, 110.0, 0.0, null, null, 20.0, 130.0], array.Sample(points)["value"].Cast<object?>());
        Assert.Equal([0.0, 55.0, 0.0, null, null, null, 127.0],
            array.Sample(points, Sampling.Bilinear)["value"].Cast<object?>().Select(v => v is double d ? Math.Round(d, 9) : v));
    }

    [Fact]
    public void Points_in_other_blocks_and_bands_are_found()
    {
        var grid = new GridSpec(600, 1200, Affine.Identity);
        var array = NDArray.From(grid, Enumerable.Range(0, 2 * 600 * 1200).Select(i => (double)i).ToArray()).ToLazy(100);
        var table = array.Sample(Points((1100.5, 599.5), (511.75, 255.75)), Sampling.Bilinear);
        Assert.Equal(["band1", "band2"], table.Columns.Select(c => c.Name));
        Assert.Equal(599.0 * 1200 + 1100, table["band1"][0]);
        Assert.Equal(600.0 * 1200 + 599 * 1200 + 1100, table["band2"][0]);
        Assert.Equal(255.25 * 1200 + 511.25, (double)table["band1"][1], 9);
    }

    [Fact]
    public async Task Zones_may_come_one_by_one()
    {
        var values = NDArray.From(Grid, [1f, 2, 3, 4, 5, 6, 7, 8]).ToLazy();
        var table = await values.ZonalStatsAsync(Stream(), null, ["sum"]);
        Assert.Equal([14.0, 22.0], table["sum"].Cast<object?>());

        static async IAsyncEnumerable<NetTopologySuite.Features.IFeature> Stream()
        {
            var make = new GeometryFactory();
            for (var i = 0; i < 2; i++)
            {
                await Task.Yield();
                yield return new NetTopologySuite.Features.Feature(make.ToGeometry(new Envelope(2 * i, 2 * i + 2, 0, 2)),
                    new NetTopologySuite.Features.AttributesTable());
            }
        }
    }

    private static FeatureCollection Points(params (double X, double Y)[] at) => new(at.Select(p => (Geometry?)new Point(p.X, p.Y)));
}
