using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using Xunit;

namespace Pyramids.Tests;

public class FeaturesTests
{
    private static readonly GridSpec Grid = new(4, 6, Affine.NorthUp(100, 204, 1, 1), Crs.FromEpsg(3857));

    [Fact]
    public void The_later_polygon_is_on_top()
    {
        var zones = new FeatureCollection([Box(100, 200, 103, 203, 7), Box(102, 201, 105, 204, 9)], Grid.Crs);
        Assert.Equal(Cells("""
            0 0 9 9 9 0
            7 7 9 9 9 0
            7 7 9 9 9 0
            7 7 7 0 0 0
            """), zones.Rasterize(Grid, new() { Property = "v" }).Compute().ToDoubles());
        Assert.Equal(DType.UInt8, zones.Rasterize(Grid).DType);
    }

    [Fact]
    public void Shares_of_cells_are_drawn_and_add_up()
    {
        var zones = new FeatureCollection([Box(100, 200, 100.5, 201, 1), Box(100.5, 200, 101.25, 201, 1)], Grid.Crs);
        var cells = zones.Rasterize(Grid, new() { Method = ZonalMethod.Fractional }).Compute();
        Assert.Equal((1.0, 0.25, 0.0), (cells[3, 0], cells[3, 1], cells[3, 2]));
    }

    [Fact]
    public void Any_chunks_draw_the_same_cells()
    {
        var random = new Random(1);
        var grid = new GridSpec(700, 1300, Affine.Identity);
        var zones = new FeatureCollection(Enumerable.Range(0, 40).Select(i =>
            (IFeature)new Feature(Zonal.Shapes.Star(random, 1300 * random.NextDouble(), 700 * random.NextDouble(), 200, 40, true),
                new AttributesTable { { "v", i + 1 } })));
        foreach (var options in new RasterizeOptions[] { new() { Property = "v" },
            new() { Property = "v", Method = ZonalMethod.AllTouched }, new() { Method = ZonalMethod.Fractional } })
        {
            var expected = zones.Rasterize(grid, options).Rechunk(Pyramids.Chunks.Whole).Compute().ToDoubles();
            Assert.Equal(expected, zones.Rasterize(grid, options).Rechunk(77).Compute().ToDoubles());
            var part = zones.Rasterize(grid, options)[250..530, 300..1100].Compute();
            Assert.Equal(expected[255 * 1300 + 520], part[5, 220]);
        }
    }

    [Fact]
    public void A_mask_keeps_what_lies_inside_or_outside()
    {
        var array = NDArray.From(Grid, Enumerable.Range(0, 24).Select(i => (byte)i).ToArray()).ToLazy();
        var zones = new FeatureCollection([Box(101, 201, 103, 203, 1)], Grid.Crs);
        Assert.Equal([7.0, 8, 13, 14], array.Mask(zones).Compute().ToDoubles().Where(v => !double.IsNaN(v)));
        Assert.Equal(20, array.Mask(zones, invert: true).Compute().ToDoubles().Count(v => !double.IsNaN(v)));
    }

    [Fact]
    public void A_clip_takes_the_cells_it_meets_and_follows_the_grid()
    {
        var array = NDArray.From(Grid, Enumerable.Range(0, 24).Select(i => (float)i).ToArray()).ToLazy();
        var part = array.Clip(new Extent(101, 200.5, 103, 202));
        Assert.Equal([13.0, 14, 19, 20], part.Compute().ToDoubles());
        Assert.Equal(new Extent(101, 200, 103, 202), part.Grid.Extent);
        var triangle = array.Clip(
            new GeometryFactory().CreatePolygon([new(101, 201), new(103, 201), new(102, 203), new(101, 203), new(101, 201)]));
        Assert.Equal([7, double.NaN, 13, 14], triangle.Compute().ToDoubles());
        Assert.Contains("hold no cell of the raster", Assert.Throws<GridException>(() => array.Clip(new Extent(0, 0, 50, 50))).Message);
    }

    [Fact]
    public void Values_that_do_not_fit_and_other_CRSs_are_errors()
    {
        var zones = new FeatureCollection([Box(100, 200, 103, 203, -5)], Grid.Crs);
        Assert.Contains("-5 does not fit into UInt8",
            Assert.Throws<ArgumentException>(() => zones.Rasterize(Grid, new() { Property = "v", Type = DType.UInt8 })).Message);
        Assert.Contains("The property 'w' of feature 0 is missing",
            Assert.Throws<ArgumentException>(() => zones.Rasterize(Grid, new() { Property = "w" })).Message);
        Assert.Throws<CrsException>(() => zones.WithCrs(Crs.FromEpsg(4326)).Rasterize(Grid));
    }

    private static IFeature Box(double x0, double y0, double x1, double y1, int value)
        => new Feature(new GeometryFactory().ToGeometry(new Envelope(x0, x1, y0, y1)), new AttributesTable { { "v", value } });

    private static double[] Cells(string text)
        => [.. text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)];
}
