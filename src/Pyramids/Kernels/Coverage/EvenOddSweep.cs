using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Turns the edges of any rings, whatever they cross, so that by the even-odd rule the inside lies on their right, seen with rows
/// growing downward.</summary>
/// <remarks>
/// A sweep from top to bottom keeps the edges ordered from left to right. The inside lies between the first and the second, the third and
/// the fourth, and so on; an edge is turned by its place among them, and cut where its place changes. Nothing but the order is decided, so
/// rounding may move a crossing by a hair and never turns an area inside out. What happens at one corner concerns few edges: the sweep goes
/// by strips of some corners, and in each by the groups of edges that have no others above or below them.
/// </remarks>
internal sealed class EvenOddSweep
{
    private const int LeastCorners = 64;
    private readonly Edge[] edges, flat;
    private readonly (bool Up, double From)[] pieces;
    private readonly List<Edge> turned = [];
    private readonly List<(double Left, double Right, int Edge)> strip = [];
    private readonly List<int> group = [];
    private readonly List<double> heights = [];
    private readonly List<Place> row = [];
    private readonly List<(double Y, int Left, int Right)> crossings = [];

    /// <summary>An edge in its place from left to right, with its x at the upper and lower end of what is looked at.</summary>
    private record struct Place(int Edge, double Top, double Bottom);

    private EvenOddSweep(List<Edge> rings)
    {
        edges = [.. rings.Where(edge => edge.Y0 != edge.Y1).Select(edge => edge.Downward).OrderBy(edge => edge.Y0)];
        flat = [.. rings.Where(edge => edge.Y0 == edge.Y1).Select(edge => edge.Downward).OrderBy(edge => edge.Y0)];
        pieces = new (bool, double)[edges.Length];
        Array.Fill(pieces, (false, double.NaN));
    }

    /// <summary>Pieces of the edges of a geometry's rings in cell coordinates, without the horizontal ones.</summary>
    public static List<Edge> Turn(Geometry geometry, Affine transform)
    {
        var collected = new Collect([]);
        RingWalk.Visit(geometry, transform, ref collected);
        var sweep = new EvenOddSweep(collected.All);
        sweep.Run();
        return sweep.turned;
    }

    private void Run()
    {
        var corners = edges.SelectMany(edge => (double[])[edge.Y0, edge.Y1]).Distinct().Order().ToArray();
        var active = new List<int>();
        int next = 0, nextFlat = 0;
        for (var at = 0; at + 1 < corners.Length;)
        {
            var end = Math.Min(at + Math.Max(LeastCorners, active.Count), corners.Length - 1);
            var (top, bottom) = (corners[at], corners[end]);
            while (next < edges.Length && edges[next].Y0 < bottom) active.Add(next++);
            strip.Clear();
            // Horizontal edges bound nothing to their right, but hold a line of edges together.
            for (; nextFlat < flat.Length && flat[nextFlat].Y0 < bottom; nextFlat++)
                if (flat[nextFlat].Y0 > top) strip.Add((flat[nextFlat].X0, flat[nextFlat].X1, -1));
            Strip(active, top, bottom);
            active.RemoveAll(edge => edges[edge].Y1 <= bottom);
            at = end;
        }
    }

    private void Strip(List<int> active, double top, double bottom)
    {
        foreach (var edge in active)
        {
            double a = edges[edge].At(top), b = edges[edge].At(bottom);
            strip.Add((Math.Min(a, b), Math.Max(a, b), edge));
        }
        strip.Sort();
        var before = 0;
        for (var i = 0; i < strip.Count;)
        {
            group.Clear();
            for (var right = strip[i].Right; i < strip.Count && strip[i].Left <= right; i++)
            {
                right = Math.Max(right, strip[i].Right);
                if (strip[i].Edge >= 0) group.Add(strip[i].Edge);
            }
            Group(top, bottom, before);
            // A line that comes in at the top and leaves at the bottom, or turns back, has as many edges at any height, by twos.
            before += group.Count(edge => edges[edge].Y0 <= top);
        }
    }

    private void Group(double top, double bottom, int before)
    {
        heights.Clear();
        heights.AddRange([top, bottom]);
        foreach (var edge in group)
        {
            if (edges[edge].Y0 > top) heights.Add(edges[edge].Y0);
            if (edges[edge].Y1 < bottom) heights.Add(edges[edge].Y1);
        }
        heights.Sort();
        group.Sort();                       // by their upper ends
        row.Clear();
        var next = 0;
        for (var i = 0; i + 1 < heights.Count; i++)
        {
            var (y, end) = (heights[i], heights[i + 1]);
            if (y == end) continue;
            row.RemoveAll(place => edges[place.Edge].Y1 <= y);
            var old = row.Count;
            for (; next < group.Count && edges[group[next]].Y0 <= y; next++) row.Add(new(group[next], edges[group[next]].At(y), 0));
            var places = CollectionsMarshal.AsSpan(row);
            foreach (ref var place in places) place.Bottom = edges[place.Edge].At(end);
            if (old == 0) places.Sort(Compare);
            else Insert(places);
            for (var k = 0; k < places.Length; k++) Turn(places[k].Edge, (before + k) % 2 != 0, y);
            Cross(places, y, end);
            foreach (ref var place in places)
            {
                if (edges[place.Edge].Y1 <= end) Cut(place.Edge, end);
                place.Top = place.Bottom;
            }
        }
    }

    private static int Compare(Place a, Place b)
        => a.Top != b.Top ? a.Top.CompareTo(b.Top) : a.Bottom != b.Bottom ? a.Bottom.CompareTo(b.Bottom) : a.Edge.CompareTo(b.Edge);

    // Nearly all are in order.
    private static void Insert(Span<Place> places)
    {
        for (var i = 1; i < places.Length; i++)
        {
            var place = places[i];
            var k = i;
            for (; k > 0 && Compare(place, places[k - 1]) < 0; k--) places[k] = places[k - 1];
            places[k] = place;
        }
    }

    // From the order at the upper end to that at the lower end: two that change places cross, and both are turned there.
    private void Cross(Span<Place> places, double top, double bottom)
    {
        crossings.Clear();
        for (var i = 1; i < places.Length; i++)
        {
            var place = places[i];
            var k = i;
            for (; k > 0 && place.Bottom < places[k - 1].Bottom; k--)
            {
                var other = places[k] = places[k - 1];
                double above = place.Top - other.Top, below = other.Bottom - place.Bottom;
                crossings.Add((Math.Clamp(top + (bottom - top) * (above / (above + below)), top, bottom), other.Edge, place.Edge));
            }
            places[k] = place;
        }
        crossings.Sort();
        foreach (var (y, left, right) in crossings)
        {
            Turn(left, !pieces[left].Up, y);
            Turn(right, !pieces[right].Up, y);
        }
    }

    private void Turn(int edge, bool up, double y)
    {
        if (pieces[edge].Up == up && !double.IsNaN(pieces[edge].From)) return;
        Cut(edge, y);
        pieces[edge] = (up, y);
    }

    private void Cut(int edge, double y)
    {
        var (up, from) = pieces[edge];
        if (!(from < y)) return;
        double x0 = edges[edge].At(from), x1 = edges[edge].At(y);
        turned.Add(up ? new(x1, y, x0, from) : new(x0, from, x1, y));
        pieces[edge].From = y;
    }

    private readonly struct Collect(List<Edge> all) : IEdgeVisitor
    {
        public List<Edge> All => all;

        public void Visit(Edge edge) => all.Add(edge);
    }
}
