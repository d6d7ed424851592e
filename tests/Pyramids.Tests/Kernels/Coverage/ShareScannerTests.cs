using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using Pyramids.Tests.Zonal;
using Xunit;

namespace Pyramids.Tests.Kernels.Coverage;

public class ShareScannerTests
{
    [Fact]
    public void Shares_of_a_triangle_are_those_by_hand() => Assert.Equal(
        [
            0.5, 0, 0,
            1, 0.5, 0,
            1, 1, 0.5,
        ], Shapes.Shares(Read("POLYGON ((0 0, 3 3, 0 3, 0 0))"), new(3, 3, Affine.Identity)));

    [Fact]
    public void A_square_that_is_shifted_by_parts_of_a_cell_has_shares_of_thirds_and_quarters()
    {
        var shares = Shapes.Shares(Read("POLYGON ((0.75 0.5, 2.25 0.5, 2.25 2, 0.75 2, 0.75 0.5))"), new(2, 3, Affine.Identity));
        Assert.Equal([0.125, 0.5, 0.125, 0.25, 1, 0.25], shares);
    }

    [Fact]
    public void A_rectangle_along_cell_edges_has_whole_cells_only()
    {
        var transform = Affine.NorthUp(3_400_000, 5_900_000, 0.1, 0.1);
        var cells = Shapes.Shares(
            Read("POLYGON ((3400000.3 5899999.9, 3400001.1 5899999.9, 3400001.1 5899999.3, 3400000.3 5899999.3, 3400000.3 5899999.9))"),
            new(10, 15, transform));
        Assert.Equal(48, cells.Count(s => s == 1));
        Assert.Equal(150 - 48, cells.Count(s => s == 0));
    }

    [Fact]
    public void Shares_add_up_to_the_area_in_cells()
    {
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var star = Shapes.Star(random, 300, 150, 140, random.Next(3, 200), i % 2 == 0);
            if (!star.IsValid) continue;
            Assert.Equal(1, Shapes.Shares(star, new(300, 600, Affine.Identity)).Sum() / star.Area, 1e-9);
        }
    }

    /// <summary>5,000 polygons of any corners, of which many cross themselves, against areas by bands and NetTopologySuite's intersection
    /// with each cell. Where lines nearly meet, its noding now and then loses a face of a polygon that crosses itself: such a polygon is
    /// known by its whole area, and has the bands alone.</summary>
    [Fact]
    public void Shares_of_any_polygon_are_the_areas_of_its_intersections_with_cells()
    {
        const int side = 4;
        int valid = 0, lost = 0;
        var corner = Gen.Choose(-10, side * 10 + 10).Select(v => v / 10.0);
        var anywhere = Gen.Choose(-100_000, side * 100_000 + 100_000).Select(v => v / 100_000.0);
        var ring = from coordinate in Gen.Elements(corner, anywhere, anywhere)
                   from count in Gen.Choose(3, 9)
                   from points in (from x in coordinate from y in coordinate select new Coordinate(x, y)).ListOf(count)
                   select points;
        Prop.ForAll(ring.ToArbitrary(), points =>
        {
            var polygon = new GeometryFactory().CreatePolygon([.. points, points[0].Copy()]);
            if (polygon.IsValid) valid++;
            var sound = polygon.IsValid ? polygon : Shapes.Faces(polygon);
            var whole = Math.Abs(sound.Area - Shapes.AreaIn(polygon, polygon.EnvelopeInternal)) < 1e-9;
            if (!whole) lost++;
            Assert.True(whole || !polygon.IsValid, "A valid polygon has another area than NetTopologySuite says.");
            var shares = Shapes.Shares(polygon, new(side, side, Affine.Identity));
            for (var cell = 0; cell < side * side; cell++)
            {
                var square = new Envelope(cell % side, cell % side + 1, cell / side, cell / side + 1);
                Assert.Equal(Shapes.AreaIn(polygon, square), shares[cell], 1e-9);
                if (!whole) continue;
                var expected = sound.EnvelopeInternal.Intersects(square)
                    ? OverlayNGRobust.Overlay(sound, polygon.Factory.ToGeometry(square), SpatialFunction.Intersection).Area
                    : 0;
                Assert.Equal(expected, shares[cell], 1e-9);
            }
        }).Check(Law.Cases(5000));
        Assert.True(valid > 50, $"Only {valid} polygons were valid as drawn.");
        Assert.True(lost <= 5, $"NetTopologySuite had another area for {lost} polygons.");
    }

    [Fact]
    public void Shares_of_stars_with_holes_are_the_areas_of_their_intersections_with_cells()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var star = Shapes.Star(random, 8 * random.NextDouble(), 8 * random.NextDouble(), 2 + 5 * random.NextDouble(),
                random.Next(3, 40), random.Next(2) == 0, i % 3 == 0 ? 0.25 : 0);
            if (!star.IsValid) continue;
            var shares = Shapes.Shares(star, new(8, 8, Affine.Identity));
            for (var cell = 0; cell < 64; cell++)
                Assert.Equal(star.Intersection(star.Factory.ToGeometry(new Envelope(cell % 8, cell % 8 + 1, cell / 8, cell / 8 + 1))).Area,
                    shares[cell], 1e-9);
        }
    }

    [Theory]
    [InlineData("POLYGON ((0 0, 4 4, 4 0, 0 4, 0 0))", 8)] // a bow tie
    [InlineData("MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)), ((2 2, 6 2, 6 6, 2 6, 2 2)))", 24)] // an overlap
    [InlineData("POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (5 5, 6 5, 6 6, 5 6, 5 5))", 17)] // a hole outside
    [InlineData("MULTIPOLYGON (((0 0, 6 0, 6 6, 0 6, 0 0)), ((1 1, 2 1, 2 2, 1 2, 1 1)))", 35)] // a shell in a shell
    [InlineData("POLYGON ((0 0, 1 1, 2 0, 2 2, 1 1, 0 2, 0 0))", 2)] // crosses itself in a corner
    [InlineData("POLYGON ((0 0, 6 0, 6 6, 0 6, 0 0), (0 0, 3 1, 1 3, 0 0))", 32)] // a hole that touches the shell, valid
    [InlineData("POLYGON ((0 0, 6 0, 6 6, 3 6, 3 8, 3 6, 0 6, 0 0))", 36)] // a spike
    public void Rings_of_any_kind_cover_by_the_even_odd_rule(string text, double area)
        => Assert.Equal(area, Shapes.Shares(Read(text), new(8, 8, Affine.Identity)).Sum(), 1e-9);

    [Fact]
    public void A_rotated_and_a_south_up_grid_have_the_same_shares()
    {
        var star = Shapes.Star(new Random(3), 12, 12, 11, 30, true);
        var expected = Shapes.Shares(star, new(24, 24, Affine.Identity));
        foreach (var transform in new[] { new Affine(500, 0.6, 0.8, 90, -0.8, 0.6), new Affine(5, 2, 0, 100, 0, -3),
            new Affine(5, -2, 0, 100, 0, 3) })
        {
            var mapped = star.Copy();
            mapped.Apply(new Shapes.Mapped(c => transform.ToCrs(c.X, c.Y)));
            Assert.Equal(expected, Shapes.Shares(mapped, new(24, 24, transform)), (a, b) => Math.Abs(a - b) < 1e-9);
        }
    }

    [Fact]
    public void Shares_far_right_of_the_first_block_are_as_exact_as_those_in_it()
    {
        var star = Shapes.Star(new Random(9), 40, 40, 35, 50);
        var far = star.Copy();
        far.Apply(new Shapes.Mapped(c => (c.X + 2048, c.Y + 1024)));
        var near = Shapes.Shares(star, new(80, 80, Affine.Identity));
        var wide = Shapes.Shares(far, new(1104, 2128, Affine.Identity));
        for (var row = 0; row < 80; row++)
            for (var column = 0; column < 80; column++)
                Assert.Equal(near[row * 80 + column], wide[(row + 1024) * 2128 + column + 2048], 1e-10);
    }

    [Fact]
    public void A_ring_of_a_million_corners_covers_its_area_and_holds_the_centres_inside()
    {
        const int corners = 1_000_000;
        var random = new Random(4);
        var ring = new Coordinate[corners + 1];
        for (var i = 0; i < corners; i++)
        {
            var angle = 2 * Math.PI * i / corners;
            var radius = 300 + 40 * Math.Sin(31 * angle) + 0.01 * random.NextDouble();
            ring[i] = new(280 + radius * Math.Cos(angle), 350 + radius * Math.Sin(angle));
        }
        ring[corners] = ring[0];
        var zone = new Polygon(new(ring));
        var grid = new GridSpec(700, 700, Affine.Identity);
        var shares = Shapes.Shares(zone, grid);
        var cells = Shapes.Cells(zone, grid, ZonalMethod.Center);
        for (var at = 0; at < cells.Length; at += 977)
        {
            double x = at % 700 + 0.5 - 280, y = at / 700 + 0.5 - 350;
            var edge = Math.Sqrt(x * x + y * y) - 300 - 40 * Math.Sin(31 * Math.Atan2(y, x));
            if (Math.Abs(edge) < 0.05) continue;
            Assert.Equal(edge < 0 ? 1 : 0, cells[at]);
            // The edge is as steep as 4 to 1.
            if (Math.Abs(edge) > 6) Assert.Equal(edge < 0 ? 1.0 : 0.0, shares[at]);
        }
        var whole = zone.Copy();
        whole.Apply(new Shapes.Mapped(c => (c.X + 100, c.Y + 50)));
        Assert.Equal(1, Shapes.Shares(whole, new(800, 800, Affine.Identity)).Sum() / whole.Area, 1e-9);
    }

    private static Geometry Read(string text) => new WKTReader().Read(text);
}
