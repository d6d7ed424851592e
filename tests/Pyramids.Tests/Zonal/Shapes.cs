using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.OverlayNG;
using NetTopologySuite.Operation.Polygonize;

namespace Pyramids.Tests.Zonal;

/// <summary>Polygons for tests, and plain answers to check the fast ones against.</summary>
internal static class Shapes
{
    private static readonly GeometryFactory Make = new();

    /// <summary>A star of many corners, with a hole now and then; not always valid.</summary>
    public static Geometry Star(Random random, double x, double y, double radius, int corners, bool hole = false, double snap = 0)
    {
        var shell = Ring(random, x, y, radius, corners, snap);
        return hole ? Make.CreatePolygon(shell, [Ring(random, x, y, radius * 0.25, Math.Max(4, corners / 3), snap)])
            : Make.CreatePolygon(shell);
    }

    /// <summary>Whether a point lies inside by the even-odd rule; only for points on no edge.</summary>
    public static bool Contains(Geometry geometry, double x, double y)
    {
        var inside = false;
        foreach (var ring in Rings(geometry))
            for (var i = 1; i < ring.Length; i++)
                if (ring[i].Y > y != ring[i - 1].Y > y
                    && x < (ring[i - 1].X - ring[i].X) * (y - ring[i].Y) / (ring[i - 1].Y - ring[i].Y) + ring[i].X) inside = !inside;
        return inside;
    }

    /// <summary>The faces between the lines of a polygon that lie inside an odd number of times, by NetTopologySuite.</summary>
    public static Geometry Faces(Geometry geometry)
    {
        var lines = Rings(geometry).SelectMany(ring => ring.Zip(ring.Skip(1))).Where(pair => !pair.First.Equals2D(pair.Second))
            .Select(pair => Make.CreateLineString([pair.First.Copy(), pair.Second.Copy()])).ToArray();
        var polygonizer = new Polygonizer();
        polygonizer.Add(OverlayNGRobust.Union((Geometry)Make.CreateMultiLineString(lines)));
        return Make.CreateMultiPolygon([.. polygonizer.GetPolygons().Cast<Polygon>()
            .Where(face => Contains(geometry, face.InteriorPoint.X, face.InteriorPoint.Y))]);
    }

    /// <summary>The area that a geometry's rings cover of a rectangle by the even-odd rule, whatever they cross: between two heights where
    /// anything happens the covered width changes in a straight line, and is taken half way.</summary>
    public static double AreaIn(Geometry geometry, Envelope square)
    {
        var edges = Rings(geometry).SelectMany(ring => ring.Zip(ring.Skip(1)))
            .Select(pair => pair.First.Y < pair.Second.Y ? (Top: pair.First, Bottom: pair.Second) : (Top: pair.Second, Bottom: pair.First))
            .Where(edge => edge.Top.Y <= square.MaxY && edge.Bottom.Y >= square.MinY && edge.Top.Y < edge.Bottom.Y).ToArray();
        var heights = new List<double> { square.MinY, square.MaxY };
        for (var i = 0; i < edges.Length; i++)
        {
            var (top, bottom) = edges[i];
            var slope = (bottom.X - top.X) / (bottom.Y - top.Y);
            heights.AddRange([top.Y, bottom.Y, top.Y + (square.MinX - top.X) / slope, top.Y + (square.MaxX - top.X) / slope]);
            for (var k = 0; k < i; k++)
            {
                var (other, end) = edges[k];
                heights.Add(top.Y + (other.X + (end.X - other.X) / (end.Y - other.Y) * (top.Y - other.Y) - top.X)
                    / (slope - (end.X - other.X) / (end.Y - other.Y)));
            }
        }
        double[] steps = [.. heights.Where(y => y >= square.MinY && y <= square.MaxY).Distinct().Order()];
        return steps.Zip(steps.Skip(1)).Sum(step => (step.Second - step.First) * Width((step.First + step.Second) / 2));

        double Width(double y) => edges.Where(edge => edge.Top.Y <= y && edge.Bottom.Y > y)
            .Select(edge => edge.Top.X + (y - edge.Top.Y) / (edge.Bottom.Y - edge.Top.Y) * (edge.Bottom.X - edge.Top.X)).Order().Chunk(2)
            .Sum(pair => Math.Clamp(pair[1], square.MinX, square.MaxX) - Math.Clamp(pair[0], square.MinX, square.MaxX));
    }

    public static IEnumerable<Coordinate[]> Rings(Geometry geometry) => geometry switch
    {
        Polygon p => [p.ExteriorRing.Coordinates, .. p.InteriorRings.Select(r => r.Coordinates)],
        _ => Enumerable.Range(0, geometry.NumGeometries).SelectMany(i => Rings(geometry.GetGeometryN(i))),
    };

    /// <summary>Cells of an identity grid by a rule, printed: '#' for cells of the polygon.</summary>
    public static string Print(Geometry geometry, int rows, int columns, ZonalMethod method = ZonalMethod.Center, Affine? transform = null)
    {
        var cells = Cells(geometry, new(rows, columns, transform ?? Affine.Identity), method);
        return string.Join('\n', Enumerable.Range(0, rows).Select(
            r => string.Concat(Enumerable.Range(0, columns).Select(c => cells[r * columns + c] switch { 0 => '.', 1 => '#', _ => '?' }))));
    }

    /// <summary>How often the scanner visits each cell; every window of a few columns is scanned on its own.</summary>
    public static int[] Cells(Geometry geometry, GridSpec grid, ZonalMethod method, int windowColumns = 1 << 20)
    {
        using var index = ZoneIndex.Build(grid, [geometry], method);
        var scanner = new SpanScanner();
        Edge[] edges = [];
        Corner[] pages = [];
        var counts = new Counts(grid.Columns, new int[grid.Rows * grid.Columns]);
        for (var block = 0; block < index.RowsOfBlocks; block++)
            foreach (var part in index.PartsIn(block, ref pages))
                for (var column = part.FirstColumn; column < part.EndColumn; column += windowColumns)
                {
                    var row = block * ZoneIndex.BlockRows;
                    var window = new Window(row, column, Math.Min(ZoneIndex.BlockRows, grid.Rows - row),
                        Math.Min(windowColumns, part.EndColumn - column));
                    scanner.Scan(part.Edges(ref edges), window, method == ZonalMethod.AllTouched, ref counts);
                }
        return counts.Cells;
    }

    /// <summary>The share of each cell that a polygon covers.</summary>
    public static double[] Shares(Geometry geometry, GridSpec grid)
    {
        using var index = ZoneIndex.Build(grid, [geometry], ZonalMethod.Fractional);
        var scanner = new ShareScanner();
        Edge[] edges = [];
        Corner[] pages = [];
        var sums = new Sums(grid.Columns, new double[grid.Rows * grid.Columns]);
        for (var block = 0; block < index.RowsOfBlocks; block++)
            foreach (var part in index.PartsIn(block, ref pages))
                for (var column = 0; column < grid.Columns; column += ZoneIndex.BlockColumns)
                {
                    var row = block * ZoneIndex.BlockRows;
                    scanner.Scan(part.Edges(ref edges), new(row, column, Math.Min(ZoneIndex.BlockRows, grid.Rows - row),
                        Math.Min(ZoneIndex.BlockColumns, grid.Columns - column)), ref sums);
                }
        return sums.Cells;
    }

    private static LinearRing Ring(Random random, double x, double y, double radius, int corners, double snap)
    {
        var angles = Enumerable.Range(0, corners).Select(_ => random.NextDouble() * 2 * Math.PI).Order().ToArray();
        var points = angles.Select(a =>
        {
            var r = radius * (0.4 + 0.6 * random.NextDouble());
            return new Coordinate(Snap(x + r * Math.Cos(a)), Snap(y + r * Math.Sin(a)));
        }).ToList();
        points.Add(points[0].Copy());
        return Make.CreateLinearRing([.. points]);

        double Snap(double v) => snap == 0 ? v : Math.Round(v / snap) * snap;
    }

    private readonly struct Sums(int columns, double[] cells) : IShareVisitor
    {
        public double[] Cells => cells;

        public void Share(int row, int column, double share) => cells[row * columns + column] += share;

        public void Span(int row, int start, int end)
        {
            for (var column = start; column < end; column++) cells[row * columns + column]++;
        }
    }

    internal sealed class Mapped(Func<Coordinate, (double X, double Y)> map) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence, int i)
        {
            var (x, y) = map(sequence.GetCoordinate(i));
            sequence.SetX(i, x);
            sequence.SetY(i, y);
        }
    }

    private readonly struct Counts(int columns, int[] cells) : ISpanVisitor
    {
        public int[] Cells => cells;

        public void Span(int row, int start, int end)
        {
            for (var column = start; column < end; column++) cells[row * columns + column]++;
        }
    }
}
