using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Makes a <see cref="ZoneIndex"/> of zones that come one by one and are let go: what is kept of each are its corners in cell
/// coordinates, by rows of blocks.</summary>
/// <remarks>Zones are taken in by the many on another thread, so that the caller reads the next ones meanwhile.</remarks>
/// <param name="grid">Of the raster.</param>
/// <param name="method">Which cells belong to a zone.</param>
/// <param name="outside">Whether the share of each zone beyond the raster is wanted.</param>
internal sealed class ZoneIndexBuilder(GridSpec grid, ZonalMethod method, bool outside = false) : IDisposable
{
    private const int ManyZones = 1024, ManyCorners = 1 << 13;
    private const long MostHeld = 64 << 20;

    private readonly int rowsOfBlocks = (grid.Rows + ZoneIndex.BlockRows - 1) / ZoneIndex.BlockRows,
        columnsOfBlocks = (grid.Columns + ZoneIndex.BlockColumns - 1) / ZoneIndex.BlockColumns;
    private readonly List<int> blocksOfZone = [], unsound = [];
    private readonly List<double> outsideShares = [];
    private readonly RingCheck check = new();
    private readonly List<Edge> edges = [];
    private List<Geometry?> waiting = [];
    private int waitingCorners;
    private Task taking = Task.CompletedTask;
    private ZoneStore? store;
    private bool[]? wanted;
    private Lines[]? lines;

    /// <summary>The lines of corners of a zone in one row of blocks, as they grow.</summary>
    private struct Lines
    {
        public int Corners, At;
        public double Min, Max;
        public Corner Last;
        public Corner[]? Page;
    }

    /// <summary>Takes the next zone; null and empty ones have no cells.</summary>
    /// <exception cref="ArgumentException">A zone, maybe an earlier one, is no polygon or has coordinates that are not finite.</exception>
    public void Add(Geometry? zone)
    {
        waiting.Add(zone);
        waitingCorners += zone?.NumPoints ?? 0;
        if (waiting.Count >= ManyZones || waitingCorners >= ManyCorners) Hand();
    }

    /// <summary>The index of all zones so far; add no more.</summary>
    /// <inheritdoc cref="Add" path="/exception"/>
    public ZoneIndex Build()
    {
        Hand();
        taking.GetAwaiter().GetResult();
        Begin();
        store!.Close();
        var index = new ZoneIndex(grid, method, store, wanted!, [.. blocksOfZone]) { Unsound = [.. unsound] };
        store = null;
        return index;
    }

    /// <summary>For each zone the share of its area beyond the raster, NaN when it has no area; after all were taken in.</summary>
    public IReadOnlyList<double> OutsideShares => outsideShares;

    public void Dispose()
    {
        Task.WaitAny(taking);
        store?.Dispose();
    }

    private void Hand()
    {
        taking.GetAwaiter().GetResult();
        var zones = waiting;
        (waiting, waitingCorners) = ([], 0);
        if (zones.Count == 0) return;
        if (Engine.Options.Threads == 1) Take(zones);
        else taking = Task.Run(() => Take(zones));
    }

    private void Begin()
    {
        store ??= new(rowsOfBlocks, Math.Min(MostHeld, Engine.Options.MemoryBytes / 8));
        wanted ??= new bool[(long)rowsOfBlocks * columnsOfBlocks];
        lines ??= new Lines[rowsOfBlocks];
    }

    private void Take(List<Geometry?> zones)
    {
        Begin();
        foreach (var zone in zones)
        {
            try
            {
                Take(zone);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"{e.Message} (zone {blocksOfZone.Count - 1}, counted from 0)", e);
            }
        }
    }

    private void Take(Geometry? geometry)
    {
        blocksOfZone.Add(0);
        var meets = Meets(geometry);
        var sound = !meets || check.IsSound(geometry);
        if (!sound) unsound.Add(blocksOfZone.Count - 1);
        if (outside) outsideShares.Add(ZoneAreas.Outside(geometry, grid, sound) ?? double.NaN);
        if (!meets) return;
        edges.Clear();
        var collect = new Collect(edges);
        // The other rules are even-odd by themselves; shares need rings that do not cross.
        if (sound || method != ZonalMethod.Fractional)
            RingWalk.Visit(geometry, grid.Transform, ref collect, turned: method == ZonalMethod.Fractional);
        else edges.AddRange(EvenOddSweep.Turn(geometry!, grid.Transform));
        Store(blocksOfZone.Count - 1);
    }

    private void Store(int zone)
    {
        int first = rowsOfBlocks, end = 0;
        foreach (var edge in edges)
        {
            var (from, to) = RowsOfBlocks(edge);
            for (var row = from; row < to; row++) Measure(edge, row, ref lines![row]);
            if (from < to) (first, end) = (Math.Min(first, from), Math.Max(end, to));
        }
        for (var row = first; row < end; row++) Reserve(zone, row, ref lines![row]);
        foreach (var edge in edges)
        {
            var (from, to) = RowsOfBlocks(edge);
            for (var row = from; row < to; row++) Write(edge, ref lines![row]);
        }
        lines.AsSpan(Math.Min(first, end)..end).Clear();
    }

    private static void Measure(in Edge edge, int row, ref Lines line)
    {
        var down = edge.Downward;
        double x0 = down.X0, x1 = down.X1;
        if (down.Y0 < down.Y1)
        {
            double top = (double)row * ZoneIndex.BlockRows, bottom = top + ZoneIndex.BlockRows;
            (x0, x1) = (down.At(top), down.At(bottom));
        }
        if (line.Corners == 0) (line.Min, line.Max) = (double.PositiveInfinity, double.NegativeInfinity);
        (line.Min, line.Max) = (Math.Min(line.Min, Math.Min(x0, x1)), Math.Max(line.Max, Math.Max(x0, x1)));
        line.Corners = checked(line.Corners + (line.Corners == 0 ? 2 : line.Last == new Corner(edge.X0, edge.Y0) ? 1 : 3));
        line.Last = new(edge.X1, edge.Y1);
    }

    private void Reserve(int zone, int row, ref Lines line)
    {
        if (line.Corners == 0) return;
        int first = (int)Math.Clamp(Math.Floor(line.Min), 0, grid.Columns),
            end = (int)Math.Clamp(Math.Floor(line.Max) + 1, 0, grid.Columns);
        if (first >= end) return;
        (line.Page, line.At) = store!.Add(row, new(zone, first, end, line.Corners));
        line.Corners = 0;
        int firstBlock = first / ZoneIndex.BlockColumns, blocks = (end - 1) / ZoneIndex.BlockColumns + 1 - firstBlock;
        wanted.AsSpan(row * columnsOfBlocks + firstBlock, blocks).Fill(true);
        blocksOfZone[zone] += blocks;
    }

    private static void Write(in Edge edge, ref Lines line)
    {
        if (line.Page is null) return;
        var start = new Corner(edge.X0, edge.Y0);
        if (line.Corners == 0 || line.Last != start)
        {
            if (line.Corners++ > 0) line.Page[line.At++] = Corner.Break;
            line.Page[line.At++] = start;
        }
        line.Page[line.At++] = line.Last = new(edge.X1, edge.Y1);
    }

    // Rows of blocks to which an edge matters, cut at the raster.
    private (int First, int End) RowsOfBlocks(in Edge edge)
    {
        double top = Math.Min(edge.Y0, edge.Y1), bottom = Math.Max(edge.Y0, edge.Y1);
        var (first, end) = method switch
        {
            ZonalMethod.Center => (Math.Ceiling(top - 0.5), Math.Ceiling(bottom - 0.5)),
            ZonalMethod.AllTouched when top == bottom => (Math.Floor(top), Math.Ceiling(top)),
            _ => (Math.Floor(top), top == bottom ? Math.Floor(top) : Math.Ceiling(bottom)),
        };
        int from = (int)Math.Clamp(first, 0, grid.Rows), to = (int)Math.Clamp(end, 0, grid.Rows);
        return from < to ? (from / ZoneIndex.BlockRows, (to - 1) / ZoneIndex.BlockRows + 1) : (0, 0);
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

    private readonly struct Collect(List<Edge> edges) : IEdgeVisitor
    {
        public void Visit(Edge edge) => edges.Add(edge);
    }
}
