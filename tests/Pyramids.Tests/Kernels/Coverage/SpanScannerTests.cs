using Xunit;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Pyramids.Tests.Zonal;

namespace Pyramids.Tests.Kernels.Coverage;

public class SpanScannerTests
{
    [Fact]
    public void A_triangle_holds_the_cells_with_their_centre_in_it() => Assert.Equal("""
        .........
        .#.......
        .####....
        .######..
        .........
        """.ReplaceLineEndings("\n"), Shapes.Print(Read("POLYGON ((1 1, 8.4 4, 1 4, 1 1))"), 5, 9));

    [Fact]
    public void All_touched_cells_are_those_whose_inside_the_triangle_meets() => Assert.Equal("""
        .........
        .###.....
        .#####...
        .########
        .........
        """.ReplaceLineEndings("\n"), Shapes.Print(Read("POLYGON ((1 1, 8.4 4, 1 4, 1 1))"), 5, 9, ZonalMethod.AllTouched));

    [Theory, InlineData(ZonalMethod.Center), InlineData(ZonalMethod.AllTouched)]
    public void A_rectangle_along_cell_edges_holds_its_cells_and_no_neighbour(ZonalMethod method) => Assert.Equal("""
        .....
        .###.
        .###.
        .....
        """.ReplaceLineEndings("\n"), Shapes.Print(Read("POLYGON ((1 1, 4 1, 4 3, 1 3, 1 1))"), 4, 5, method));

    [Fact]
    public void Holes_and_second_parts_follow_the_even_odd_rule() => Assert.Equal("""
        #####..
        #...#..
        #...#.#
        #####.#
        """.ReplaceLineEndings("\n"), Shapes.Print(Read("MULTIPOLYGON (((0 0, 5 0, 5 4, 0 4, 0 0), (1 1, 4 1, 4 3, 1 3, 1 1)), ((6 2, 7 2, 7 4, 6 4, 6 2)))"), 4, 7));

    [Fact]
    public void The_overlap_of_a_ring_with_itself_is_left_out() => Assert.Equal("""
        ####..
        ####..
        ##..##
        ##..##
        ..####
        ..####
        """.ReplaceLineEndings("\n"), Shapes.Print(Read("MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)), ((2 2, 6 2, 6 6, 2 6, 2 2)))"), 6, 6));

    [Fact]
    public void A_centre_on_an_edge_belongs_to_the_polygon_on_the_right_or_below()
    {
        Assert.Equal("..", Shapes.Print(Read("POLYGON ((0 0, 0.5 0, 0.5 1, 0 1, 0 0))"), 1, 2));
        Assert.Equal("#.", Shapes.Print(Read("POLYGON ((0.5 0, 1 0, 1 1, 0.5 1, 0.5 0))"), 1, 2));
        Assert.Equal(".", Shapes.Print(Read("POLYGON ((0 0, 1 0, 1 0.5, 0 0.5, 0 0))"), 1, 1));
        Assert.Equal("#", Shapes.Print(Read("POLYGON ((0 0.5, 1 0.5, 1 1, 0 1, 0 0.5))"), 1, 1));
    }

    [Fact]
    public void Polygons_beyond_every_side_of_the_raster_fill_what_lies_inside()
        => Assert.Equal("##\n##", Shapes.Print(Read("POLYGON ((-1e9 -1e9, 1e9 -1e9, 1e9 1e9, -1e9 1e9, -1e9 -1e9))"), 2, 2));

    [Fact]
    public void A_south_up_and_a_rotated_grid_hold_the_same_cells_of_the_turned_polygon()
    {
        var random = new Random(4);
        var transform = new Affine(500, 0.6, 0.8, 90, -0.8, 0.6);
        for (var i = 0; i < 50; i++)
        {
            var star = Shapes.Star(random, 15, 15, 14, 20);
            var turned = star.Copy();
            turned.Apply(new Shapes.Mapped(c => transform.ToCrs(c.X, c.Y)));
            Assert.Equal(Shapes.Print(star, 30, 30), Shapes.Print(turned, 30, 30, ZonalMethod.Center, transform));
            var flipped = star.Copy();
            flipped.Apply(new Shapes.Mapped(c => (c.X, -c.Y)));
            Assert.Equal(Shapes.Print(star, 30, 30), Shapes.Print(flipped, 30, 30, ZonalMethod.Center, new(0, 1, 0, 0, 0, -1)));
        }
    }

    [Fact]
    public void Centres_agree_with_a_point_in_polygon_test_for_any_star()
    {
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var star = Shapes.Star(random, 20 * random.NextDouble(), 20 * random.NextDouble(), 1 + 15 * random.NextDouble(),
                random.Next(3, 60), random.Next(3) == 0);
            var cells = Shapes.Cells(star, new(20, 20, Affine.Identity), ZonalMethod.Center);
            for (var r = 0; r < 20; r++)
                for (var c = 0; c < 20; c++)
                    Assert.Equal(Shapes.Contains(star, c + 0.5, r + 0.5) ? 1 : 0, cells[r * 20 + c]);
        }
    }

    [Fact]
    public void Touched_cells_agree_with_intersection_areas_for_any_star()
    {
        var random = new Random(2);
        for (var i = 0; i < 200; i++)
        {
            var star = Shapes.Star(random, 12 * random.NextDouble(), 12 * random.NextDouble(), 1 + 8 * random.NextDouble(),
                random.Next(3, 30), random.Next(3) == 0);
            if (!star.IsValid) continue;
            var cells = Shapes.Cells(star, new(12, 12, Affine.Identity), ZonalMethod.AllTouched);
            for (var r = 0; r < 12; r++)
                for (var c = 0; c < 12; c++)
                {
                    var area = star.Intersection(star.Factory.ToGeometry(new Envelope(c, c + 1, r, r + 1))).Area;
                    if (area > 1e-9) Assert.Equal(1, cells[r * 12 + c]);
                    else if (area == 0) Assert.Equal(0, cells[r * 12 + c]);
                }
        }
    }

    [Fact]
    public void Zones_of_many_corners_agree_with_a_point_in_polygon_test()
    {
        var random = new Random(6);
        foreach (var (x, y) in new[] { (300, 350), (-40, 100), (650, 720) })
        {
            var star = Shapes.Star(random, x, y, 330, 3000, true);
            var cells = Shapes.Cells(star, new(700, 600, Affine.Identity), ZonalMethod.Center, 512);
            for (var at = 0; at < cells.Length; at += 97)
                Assert.Equal(Shapes.Contains(star, at % 600 + 0.5, at / 600 + 0.5) ? 1 : 0, cells[at]);
        }
    }

    [Theory, InlineData(ZonalMethod.Center), InlineData(ZonalMethod.AllTouched)]
    public void Cells_do_not_depend_on_how_the_columns_are_cut(ZonalMethod method)
    {
        var random = new Random(3);
        for (var i = 0; i < 100; i++)
        {
            var star = Shapes.Star(random, 30, 300, 40, 25, i % 2 == 0, snap: i % 3 == 0 ? 0.5 : 0);
            var grid = new GridSpec(600, 60, Affine.Identity);
            var whole = Shapes.Cells(star, grid, method);
            Assert.Equal(whole, Shapes.Cells(star, grid, method, 7));
            Assert.Equal(whole, Shapes.Cells(star, grid, method, 1));
        }
    }

    [Fact]
    public void Polygons_that_share_edges_share_no_cell_and_lose_none()
    {
        // A fan of triangles on corners that lie on cell centres, edges and in between.
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var snap = new[] { 0, 0.5, 1 }[i % 3];
            var corners = (Polygon)Shapes.Star(random, 10, 10, 12, 12, snap: snap);
            var ring = corners.ExteriorRing.Coordinates;
            var grid = new GridSpec(20, 20, Affine.Identity);
            var centre = new Coordinate(10, 10);
            var sum = new int[400];
            for (var k = 1; k < ring.Length; k++)
            {
                if (ring[k - 1].Equals2D(ring[k])) continue;
                var triangle = corners.Factory.CreatePolygon([centre, ring[k - 1], ring[k], centre]);
                foreach (var (at, count) in Shapes.Cells(triangle, grid, ZonalMethod.Center).Index()) sum[at] += count;
            }
            var whole = Shapes.Cells(corners, grid, ZonalMethod.Center);
            for (var at = 0; at < 400; at++) Assert.Equal(whole[at], sum[at] % 2);
        }
    }

    private static Geometry Read(string text) => new WKTReader().Read(text);
}
