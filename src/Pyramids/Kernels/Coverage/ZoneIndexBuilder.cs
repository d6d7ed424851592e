using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Makes a <see cref="ZoneIndex"/> in two walks along the zones: one counts the edges in each row of blocks, the other stores them.</summary>
internal sealed class ZoneIndexBuilder(GridSpec grid, ZonalMethod method)
{
    private readonly int rowsOfBlocks = (grid.Rows + ZoneIndex.BlockRows - 1) / ZoneIndex.BlockRows;
    private readonly List<(int RowOfBlocks, ZonePart Part)> found = [];
    private readonly Dictionary<int, Geometry> mended = [];

    public ZoneIndex Build(IReadOnlyList<Geometry?> zones)
    {
        var unsound = FindUnsound(zones);
        var counter = new Counter(this);
        var total = 0;
        var partsOfZone = new int[zones.Count + 1];
        for (var zone = 0; zone < zones.Count; zone++)
        {
            Walk(zones[zone], zone, ref counter);
            total = counter.Finish(zone, total, found);
            partsOfZone[zone + 1] = found.Count;
        }
        var edges = new Edge[total];
        var filler = new Filler(this, edges);
        var all = CollectionsMarshal.AsSpan(found);
        for (var zone = 0; zone < zones.Count; zone++)
        {
            var own = all[partsOfZone[zone]..partsOfZone[zone + 1]];
            if (own.Length == 0) continue;
            filler.Begin(own);
            Visit(zones[zone], zone, ref filler);
            filler.Finish(own);
        }
        return Group(all, edges, zones.Count, unsound);
    }

    private void Walk(Geometry? geometry, int zone, ref Counter counter)
    {
        try
        {
            if (Meets(geometry)) Visit(geometry, zone, ref counter);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{e.Message} (zone {zone}, counted from 0)", e);
        }
    }

    private void Visit<TVisitor>(Geometry? geometry, int zone, ref TVisitor visitor) where TVisitor : IEdgeVisitor
    {
        if (mended.TryGetValue(zone, out var sound)) RingWalk.Visit(sound, Affine.Identity, ref visitor, turned: true);
        else RingWalk.Visit(geometry, grid.Transform, ref visitor, turned: method == ZonalMethod.Fractional);
    }

    // The other rules are even-odd by themselves; shares need rings that do not cross.
    private int[] FindUnsound(IReadOnlyList<Geometry?> zones)
    {
        var unsound = new ConcurrentBag<int>();
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
    private ZoneIndex Group(ReadOnlySpan<(int RowOfBlocks, ZonePart Part)> all, Edge[] edges, int zones, int[] unsound)
    {
        var first = new int[rowsOfBlocks + 1];
        foreach (var (row, part) in all)
            if (part.EndColumn > part.FirstColumn) first[row + 1]++;
        for (var i = 0; i < rowsOfBlocks; i++) first[i + 1] += first[i];
        var parts = new ZonePart[first[^1]];
        var next = first.ToArray();
        foreach (var (row, part) in all)
            if (part.EndColumn > part.FirstColumn) parts[next[row]++] = part;
        return new(grid, method, edges, parts, first, zones) { Unsound = unsound };
    }

    /// <summary>Rows of cells on which an edge matters, cut at the raster; empty for edges that matter nowhere.</summary>
    private (int First, int End) RowsOf(in Edge edge)
    {
        double top = Math.Min(edge.Y0, edge.Y1), bottom = Math.Max(edge.Y0, edge.Y1);
        double first, end;
        switch (method)
        {
            case ZonalMethod.Center:
                (first, end) = (Math.Ceiling(top - 0.5), Math.Ceiling(bottom - 0.5));
                break;
            case ZonalMethod.AllTouched when top == bottom:
                first = Math.Floor(top);
                end = first == top ? first : first + 1;
                break;
            default:
                (first, end) = (Math.Floor(top), Math.Ceiling(bottom));
                if (top == bottom) end = first;
                break;
        }
        return ((int)Math.Clamp(first, 0, grid.Rows), (int)Math.Clamp(end, 0, grid.Rows));
    }

    private struct Counter(ZoneIndexBuilder builder) : IEdgeVisitor
    {
        private readonly int[] counts = new int[builder.rowsOfBlocks];
        private int first = int.MaxValue, last = -1;

        public void Visit(Edge edge)
        {
            var rows = builder.RowsOf(edge);
            if (rows.First >= rows.End) return;
            int a = rows.First / ZoneIndex.BlockRows, b = (rows.End - 1) / ZoneIndex.BlockRows;
            for (var row = a; row <= b; row++) counts[row]++;
            (first, last) = (Math.Min(first, a), Math.Max(last, b));
        }

        public int Finish(int zone, int total, List<(int, ZonePart)> found)
        {
            for (var row = first; row <= last; row++)
            {
                if (counts[row] == 0) continue;
                found.Add((row, new(zone, total, counts[row], int.MaxValue, 0)));
                if ((total += counts[row]) > 1_000_000_000 || total < 0)
                    throw new ArgumentException("The zones have more than a thousand million edges; simplify them, or take fewer at a time.");
                counts[row] = 0;
            }
            (first, last) = (int.MaxValue, -1);
            return total;
        }
    }

    private struct Filler(ZoneIndexBuilder builder, Edge[] edges) : IEdgeVisitor
    {
        private readonly int[] next = new int[builder.rowsOfBlocks];
        private readonly (double Min, double Max)[] columns = new (double, double)[builder.rowsOfBlocks];

        public readonly void Begin(ReadOnlySpan<(int RowOfBlocks, ZonePart Part)> own)
        {
            foreach (var (row, part) in own) (next[row], columns[row]) = (part.FirstEdge, (double.PositiveInfinity, double.NegativeInfinity));
        }

        public readonly void Visit(Edge edge)
        {
            var rows = builder.RowsOf(edge);
            if (rows.First >= rows.End) return;
            var down = edge.Downward;
            for (var row = rows.First / ZoneIndex.BlockRows; row <= (rows.End - 1) / ZoneIndex.BlockRows; row++)
            {
                edges[next[row]++] = edge;
                double a = down.X0, b = down.X1;
                if (down.Y0 < down.Y1)
                {
                    double top = (double)row * ZoneIndex.BlockRows, bottom = top + ZoneIndex.BlockRows;
                    (a, b) = (down.At(top), down.At(bottom));
                }
                ref var span = ref columns[row];
                span = (Math.Min(span.Min, Math.Min(a, b)), Math.Max(span.Max, Math.Max(a, b)));
            }
        }

        public readonly void Finish(Span<(int RowOfBlocks, ZonePart Part)> own)
        {
            foreach (ref var entry in own)
            {
                var (min, max) = columns[entry.RowOfBlocks];
                var first = (int)Math.Clamp(Math.Floor(min), 0, builder.GridColumns);
                entry.Part = entry.Part with { FirstColumn = first, EndColumn = (int)Math.Clamp(Math.Floor(max) + 1, 0, builder.GridColumns) };
            }
        }
    }

    private int GridColumns => grid.Columns;
}
