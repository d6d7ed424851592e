using System.Diagnostics;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.OverlayNG;
using Pyramids.Tests.Zonal;

namespace Pyramids.Tests.Kernels;

/// <summary>Rings that cross themselves cover by the even-odd rule, however often they do.</summary>
public class EvenOddSweepTests
{
    private static readonly GeometryFactory Make = new();

    /// <summary>Corners on quarters of cells: a cell's share is the number of its sixteenths that lie inside.</summary>
    [Theory]
    [InlineData(12, 40), InlineData(60, 40), InlineData(300, 20), InlineData(1200, 6)]
    public void Stairs_that_overlap_themselves_cover_the_sixteenths_inside(int corners, int polygons)
    {
        const int side = 16;
        var random = new Random(corners);
        for (var i = 0; i < polygons; i++)
        {
            var polygon = Stairs(random, corners, side);
            var shares = Shapes.Shares(polygon, new(side, side, Affine.Identity));
            for (var cell = 0; cell < side * side; cell++)
            {
                var inside = 0;
                for (var part = 0; part < 16; part++)
                    if (Shapes.Contains(polygon, cell % side + (part % 4 + 0.5) / 4, cell / side + (part / 4 + 0.5) / 4)) inside++;
                Assert.Equal(inside / 16.0, shares[cell], 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(20, 0.5), InlineData(150, 0), InlineData(150, 0.125)]
    public void Walks_that_cross_themselves_cover_the_faces_inside(int corners, double snap)
    {
        const int side = 8;
        var random = new Random(5);
        for (var i = 0; i < 12; i++)
        {
            var polygon = Walk(random, corners, 4, 4, 1.5, snap);
            var faces = Shapes.Faces(polygon);
            var shares = Shapes.Shares(polygon, new(side, side, Affine.Identity));
            for (var cell = 0; cell < side * side; cell++)
            {
                var square = Make.ToGeometry(new Envelope(cell % side, cell % side + 1, cell / side, cell / side + 1));
                Assert.Equal(OverlayNGRobust.Overlay(faces, square, NetTopologySuite.Operation.Overlay.SpatialFunction.Intersection).Area,
                    shares[cell], 1e-9);
            }
        }
    }

    [Fact]
    public void A_ring_drawn_twice_covers_nothing_and_three_times_covers_once()
    {
        var star = Shapes.Star(new Random(2), 100, 100, 90, 500).Coordinates[..^1];
        var grid = new GridSpec(200, 200, Affine.Identity);
        Assert.All(Shapes.Shares(Ring([.. star, .. star]), grid), share => Assert.Equal(0, share));
        Assert.Equal(Shapes.Shares(Ring(star), grid), Shapes.Shares(Ring([.. star, .. star, .. star]), grid),
            (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void A_hundred_thousand_crossings_take_seconds()
    {
        var random = new Random(1);
        var polygon = Ring([.. Enumerable.Range(0, 800).Select(_ => new Coordinate(random.NextDouble() * 100, random.NextDouble() * 100))]);
        var time = Stopwatch.StartNew();
        var shares = Shapes.Shares(polygon, new(100, 100, Affine.Identity));
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), $"It took {time.Elapsed}.");
        var inside = Enumerable.Range(0, 20_000).Count(_ => Shapes.Contains(polygon, random.NextDouble() * 100, random.NextDouble() * 100));
        Assert.Equal(inside / 20_000.0, shares.Sum() / 10_000, 0.02);
    }

    [Fact]
    public void A_crossing_changes_nothing_elsewhere()
    {
        var star = Shapes.Star(new Random(4), 300, 300, 280, 50_000);
        var knot = star.Coordinates;
        (knot[20_000], knot[20_001]) = (knot[20_001], knot[20_000]);
        var crossed = Make.CreatePolygon(knot);
        var grid = new GridSpec(600, 600, Affine.Identity);
        var differing = Shapes.Shares(star, grid).Zip(Shapes.Shares(crossed, grid))
            .Count(pair => Math.Abs(pair.First - pair.Second) > 1e-9);
        Assert.InRange(differing, 1, 600);
    }

    private static Polygon Ring(Coordinate[] corners) => Make.CreatePolygon([.. corners, corners[0].Copy()]);

    private static Polygon Stairs(Random random, int corners, int side)
    {
        var all = new List<Coordinate>();
        for (var i = 0; i < corners; i += 2)
        {
            double x = random.Next(-2, 4 * side + 3) / 4.0, y = random.Next(-2, 4 * side + 3) / 4.0;
            if (all.Count > 0) all.Add(new(x, all[^1].Y));
            all.Add(new(x, y));
        }
        all.Add(new(all[0].X, all[^1].Y));
        return Ring([.. all]);
    }

    private static Polygon Walk(Random random, int corners, double x, double y, double step, double snap)
    {
        return Ring([.. Enumerable.Range(0, corners).Select(_ => new Coordinate(x = Next(x), y = Next(y)))]);

        double Next(double at)
        {
            at += (random.NextDouble() - 0.5) * 2 * step;
            return snap == 0 ? at : Math.Round(at / snap) * snap;
        }
    }
}
