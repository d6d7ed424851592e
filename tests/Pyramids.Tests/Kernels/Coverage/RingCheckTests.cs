using System.Diagnostics;
using NetTopologySuite.Geometries;
using Pyramids.Tests.Zonal;

namespace Pyramids.Tests.Kernels;

/// <summary>Many rings are checked in a time that grows with their corners, and found sound when NetTopologySuite finds
/// them valid.</summary>
public class RingCheckTests
{
    private static readonly GeometryFactory Make = new();

    [Fact]
    public void Tens_of_thousands_of_parts_and_of_holes_take_no_longer_than_their_corners()
    {
        const int side = 250;
        var boxes = Enumerable.Range(0, side * side).Select(i => Box(i % side, i / side, 0.5 + i % 7 * 0.05)).ToArray();
        var shell = Make.CreateLinearRing([.. Enumerable.Range(0, 100_001).Select(i => (i % 100_000) * 2 * Math.PI / 100_000)
            .Select(a => new Coordinate(side / 2.0 + side * Math.Cos(a), side / 2.0 + side * Math.Sin(a)))]);
        var check = new RingCheck();
        var time = Stopwatch.StartNew();
        Assert.True(check.IsSound(Make.CreateMultiPolygon(boxes)));
        Assert.True(check.IsSound(Make.CreatePolygon(shell, [.. boxes.Select(box => box.Shell)])));
        Assert.False(check.IsSound(Make.CreateMultiPolygon([.. boxes, Make.CreatePolygon(shell)])));
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(15), $"It took {time.Elapsed}.");
    }

    [Fact]
    public void Boxes_in_boxes_are_sound_when_they_are_valid_and_cover_by_the_even_odd_rule_when_they_are_not()
    {
        var random = new Random(8);
        int sound = 0, unsound = 0;
        for (var i = 0; i < 3000; i++)
        {
            var parts = Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
            {
                var shell = Box(random.Next(30), random.Next(30), random.Next(5, 28) + 0.5);
                var holes = Enumerable.Range(0, random.Next(3)).Select(_ => Box(shell.Coordinate.X + random.Next(1, 20) + 0.25,
                    shell.Coordinate.Y + random.Next(1, 20) + 0.25, random.Next(1, 6)).Shell);
                return Make.CreatePolygon(shell.Shell, [.. holes]);
            });
            Geometry polygons = Make.CreateMultiPolygon([.. parts]);
            var found = new RingCheck().IsSound(polygons);
            Assert.True(found || !polygons.IsValid, $"{polygons} is valid");
            if (i % 10 == 0 && !polygons.IsValid)
                Assert.Equal(Inside(polygons), Shapes.Shares(polygons, new(64, 64, Affine.Identity)).Sum(), 1e-9);
            if (found) sound++;
            else unsound++;
        }
        Assert.True(sound > 300 && unsound > 300, $"{sound} were sound and {unsound} not");
    }

    // Corners lie on quarters of cells.
    private static double Inside(Geometry polygons)
        => Enumerable.Range(0, 256 * 256).Count(i => Shapes.Contains(polygons, (i % 256 + 0.5) / 4, (i / 256 + 0.5) / 4)) / 16.0;

    private static Polygon Box(double x, double y, double size) => (Polygon)Make.ToGeometry(new Envelope(x, x + size, y, y + size));
}
