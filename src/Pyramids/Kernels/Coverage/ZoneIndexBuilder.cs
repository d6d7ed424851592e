using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Makes a <see cref="ZoneIndex"/>: one walk along each zone finds the rows of blocks it meets; a second stores the edges of large
/// zones.</summary>
internal sealed class ZoneIndexBuilder(GridSpec grid, ZonalMethod method, IReadOnlyList<Geometry?> zones)
{
    /// <summary>Zones with more corners have their edges sorted by rows of blocks; those of smaller ones are walked along whenever they are
    /// met.</summary>
    private const int ManyCorners = 512;

    private readonly int rowsOfBlocks = (grid.Rows + ZoneIndex.BlockRows - 1) / ZoneIndex.BlockRows;
    private readonly List<(int RowOfBlocks, ZonePart Part)> found = [];
    private readonly Dictionary<int, Geometry> mended = [];

    public ZoneIndex Build()
    {
        var unsound = FindUnsound();
        var source = new ZoneEdges(grid, method, zones, mended);
        var counter = new Counter(source, grid.Columns, rowsOfBlocks);
        var total = 0;
        List<(int Zone, int First, int End)> large = [];
        for (var zone = 0; zone < zones.Count; zone++)
        {
            if (!Meets(zones[zone])) continue;
            Walk(source, zone, ref counter);
            var first = found.Count;
            var stored = zones[zone]!.NumPoints > ManyCorners;
            total = counter.Finish(zone, total, stored, found);
            if (stored) large.Add((zone, first, found.Count));
        }
        var edges = new Edge[total];
        var filler = new Filler(source, edges, rowsOfBlocks);
        foreach (var (zone, first, end) in large)
        {
            filler.Begin(CollectionsMarshal.AsSpan(found)[first..end]);
            source.Visit(zone, ref filler);
        }
        return Group(edges, source, unsound);
    }

    private static void Walk(ZoneEdges source, int zone, ref Counter counter)
    {
        try
        {
            source.Visit(zone, ref counter);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{e.Message} (zone {zone}, counted from 0)", e);
        }
    }

    // The other rules are even-odd by themselves; shares need rings that do not cross.
    private int[] FindUnsound()
    {
        var unsound = new ConcurrentBag<int>();
        if (zones.Count > 0)
            Parallel.ForEach(Partitioner.Create(0, zones.Count, Math.Max(64, zones.Count / 16)), () => new RingCheck(), (range, _, check) =>
            {
                for (var zone = range.Item1; zone < range.Item2; zone++)
                    if (Meets(zones[zone]) && !check.IsSound(zones[zone])) unsound.Add(zone);
                return check;
            }, _ => { });
        int[] sorted = [.. unsound.Order()];
        if (method == ZonalMethod.Fractional)
            foreach (var zone in sorted) mended[zone] = SoundRings.Make(zones[zone]!, grid.Transform);
        return sorted;
    }

    private bool Meets(Geometry? geometry)
    {
        if (geometry is null or { IsEmpty: true }) return false;
        var box = geometry.EnvelopeInternal;
        Span<(double Column, double Row)> corners =
        [
            grid.Transform.ToCells(box.MinX, box.MinY), grid.Transform.ToCells(box.MinX, box.MaxY),
            grid.Transform.ToCells(box.MaxX, box.MinY), grid.Transform.ToCells(box.MaxX, box.MaxY),
        ];
        var (left, right, above, below) = (true, true, true, true);
        foreach (var (column, row) in corners)
        {
            left &= column < 0;
            right &= column > grid.Columns;
            above &= row < 0;
            below &= row > grid.Rows;
        }
        return !(left || right || above || below) || geometry is not (Polygon or MultiPolygon);
    }

    // Parts in order of rows of blocks; within one, zones keep their order.
    private ZoneIndex Group(Edge[] edges, ZoneEdges source, int[] unsound)
    {
        var first = new int[rowsOfBlocks + 1];
        foreach (var (row, _) in found) first[row + 1]++;
        for (var i = 0; i < rowsOfBlocks; i++) first[i + 1] += first[i];
        var parts = new ZonePart[found.Count];
        var next = first.ToArray();
        foreach (var (row, part) in found) parts[next[row]++] = part;
        return new(grid, method, edges, source, parts, first, zones.Count) { Unsound = unsound };
    }

    private struct Counter(ZoneEdges source, int gridColumns, int rowsOfBlocks) : IEdgeVisitor
    {
        private readonly int[] counts = new int[rowsOfBlocks];
        private readonly (double Min, double Max)[] columns = new (double, double)[rowsOfBlocks];
        private int first = int.MaxValue, last = -1;

        public void Visit(Edge edge)
        {
            var rows = source.RowsOf(edge);
            if (rows.First >= rows.End) return;
            int a = rows.First / ZoneIndex.BlockRows, b = (rows.End - 1) / ZoneIndex.BlockRows;
            (first, last) = (Math.Min(first, a), Math.Max(last, b));
            var down = edge.Downward;
            for (var row = a; row <= b; row++)
            {
                double x0 = down.X0, x1 = down.X1;
                if (down.Y0 < down.Y1)
                {
                    double top = (double)row * ZoneIndex.BlockRows, bottom = top + ZoneIndex.BlockRows;
                    (x0, x1) = (down.At(top), down.At(bottom));
                }
                ref var span = ref columns[row];
                if (counts[row]++ == 0) span = (double.PositiveInfinity, double.NegativeInfinity);
                span = (Math.Min(span.Min, Math.Min(x0, x1)), Math.Max(span.Max, Math.Max(x0, x1)));
            }
        }

        public int Finish(int zone, int total, bool stored, List<(int, ZonePart)> found)
        {
            for (var row = first; row <= last; row++)
            {
                var count = counts[row];
                counts[row] = 0;
                if (count == 0) continue;
                int start = (int)Math.Clamp(Math.Floor(columns[row].Min), 0, gridColumns),
                    end = (int)Math.Clamp(Math.Floor(columns[row].Max) + 1, 0, gridColumns);
                // A large zone's parts stay, even those beyond the sides: its edges are stored by row.
                if (start >= end && !stored) continue;
                found.Add((row, new(zone, stored ? total : -1, count, start, Math.Max(start, end))));
                if (stored && (total = checked(total + count)) > 1_000_000_000)
                    throw new ArgumentException("The zones have more than a thousand million edges; simplify them, "
                        + "or take fewer at a time.");
            }
            (first, last) = (int.MaxValue, -1);
            return total;
        }
    }

    private readonly struct Filler(ZoneEdges source, Edge[] edges, int rowsOfBlocks) : IEdgeVisitor
    {
        private readonly int[] next = new int[rowsOfBlocks];

        public void Begin(ReadOnlySpan<(int RowOfBlocks, ZonePart Part)> own)
        {
            foreach (var (row, part) in own) next[row] = part.FirstEdge;
        }

        public void Visit(Edge edge)
        {
            var rows = source.RowsOf(edge);
            if (rows.First >= rows.End) return;
            for (var row = rows.First / ZoneIndex.BlockRows; row <= (rows.End - 1) / ZoneIndex.BlockRows; row++) edges[next[row]++] = edge;
        }
    }
}
