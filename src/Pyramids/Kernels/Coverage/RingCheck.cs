using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Tells whether the rings of a polygon neither cross nor overlap and lie in each other as shells and holes should. Kept and used
/// again by one thread at a time.</summary>
/// <remarks>A grid of cells as long as the edges are on average, in a table by their hashes, brings near edges together: the time grows
/// with the number of edges, wherever they lie. Signs that rounding leaves open count as a touch, and polygons that
/// touch themselves are left to NetTopologySuite to judge.</remarks>
internal sealed class RingCheck
{
    // Shewchuk's bound for the sign of a 2 by 2 determinant of differences.
    private const double SignBound = 3.3306690738754716e-16;
    // What rounding may do to a place in the grid, in cells.
    private const double Near = 1e-6;
    private readonly List<Vertex> vertices = [];
    private readonly List<Ring> rings = [];
    private int[] head = [];
    private (int Edge, int Next)[] entries = [];

    private readonly record struct Vertex(double X, double Y, int Next);

    private readonly record struct Ring(int First, int End, bool IsHole);

    public bool IsSound(Geometry? geometry)
    {
        vertices.Clear();
        rings.Clear();
        Load(geometry);
        if (vertices.Count <= 3) return true;
        return Meet() switch
        {
            Contact.Crossing => false,
            Contact.Touch => geometry!.IsValid,
            _ => rings.Count == 1 ? !rings[0].IsHole : NestAsTheyShould(),
        };
    }

    private enum Contact { None, Touch, Crossing }

    private void Load(Geometry? geometry)
    {
        if (geometry is Polygon { IsEmpty: false } polygon)
        {
            Load(polygon.ExteriorRing.CoordinateSequence, false);
            for (var i = 0; i < polygon.NumInteriorRings; i++) Load(polygon.GetInteriorRingN(i).CoordinateSequence, true);
        }
        else if (geometry is GeometryCollection collection)
            for (var i = 0; i < collection.NumGeometries; i++) Load(collection.GetGeometryN(i));
    }

    // Without repeated points and without the last, which is the first again.
    private void Load(CoordinateSequence ring, bool isHole)
    {
        var first = vertices.Count;
        var (raw, step) = ring is PackedDoubleCoordinateSequence packed ? (packed.GetRawCoordinates(), packed.Dimension) : (null, 0);
        for (var i = 0; i < ring.Count; i++)
        {
            var (x, y) = raw is null ? (ring.GetX(i), ring.GetY(i)) : (raw[i * step], raw[i * step + 1]);
            if (vertices.Count > first && vertices[^1].X == x && vertices[^1].Y == y) continue;
            vertices.Add(new(x, y, vertices.Count + 1));
        }
        if (vertices.Count - first > 1 && vertices[^1].X == vertices[first].X && vertices[^1].Y == vertices[first].Y)
            vertices.RemoveAt(vertices.Count - 1);
        if (vertices.Count - first < 3)
        {
            vertices.RemoveRange(first, vertices.Count - first);
            return;
        }
        vertices[^1] = vertices[^1] with { Next = first };
        rings.Add(new(first, vertices.Count, isHole));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Contact Meet()
    {
        double minX = double.PositiveInfinity, minY = minX, length = 0;
        var all = CollectionsMarshal.AsSpan(vertices);
        foreach (ref readonly var a in all)
        {
            (minX, minY) = (Math.Min(minX, a.X), Math.Min(minY, a.Y));
            length += Math.Abs(all[a.Next].X - a.X) + Math.Abs(all[a.Next].Y - a.Y);
        }
        var per = all.Length / length;
        var bits = BitOperations.Log2((uint)all.Length) + 1;
        if (head.Length < 1 << bits) head = new int[1 << bits];
        head.AsSpan(0, 1 << bits).Fill(-1);
        var used = 0;
        var contact = Contact.None;
        for (var i = 0; i < all.Length; i++)
        {
            ref readonly var a = ref all[i];
            ref readonly var b = ref all[a.Next];
            // In units of grid cells, from the upper end on.
            double x0 = (a.X - minX) * per, y0 = (a.Y - minY) * per, x1 = (b.X - minX) * per, y1 = (b.Y - minY) * per;
            if (y0 > y1) (x0, y0, x1, y1) = (x1, y1, x0, y0);
            for (int row = Cell(y0 - Near), last = Cell(y1 + Near); row <= last; row++)
            {
                double left = x0, right = x1;
                if (y1 - y0 > 1)
                {
                    var slope = (x1 - x0) / (y1 - y0);
                    left = x0 + (Math.Clamp(row, y0, y1) - y0) * slope;
                    right = x0 + (Math.Clamp(row + 1, y0, y1) - y0) * slope;
                }
                if (left > right) (left, right) = (right, left);
                for (int column = Cell(left - Near), end = Cell(right + Near); column <= end; column++)
                {
                    ref var first = ref head[(uint)row * 0x9E3779B1u + (uint)column * 0x85EBCA6Bu >> 32 - bits];
                    for (var at = first; at >= 0; at = entries[at].Next)
                    {
                        var found = Meet(all, i, a, b, entries[at].Edge);
                        if (found == Contact.Crossing) return found;
                        if (found == Contact.Touch) contact = found;
                    }
                    if (used == entries.Length) Array.Resize(ref entries, Math.Max(64, 2 * used));
                    entries[used] = (i, first);
                    first = used++;
                }
            }
        }
        return contact;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Cell(double at) => (int)Math.Max(at, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Contact Meet(ReadOnlySpan<Vertex> all, int i, in Vertex a, in Vertex b, int j)
    {
        ref readonly var c = ref all[j];
        if (a.Next == j || c.Next == i || i == j) return Contact.None;
        ref readonly var d = ref all[c.Next];
        if (Math.Max(a.X, b.X) < Math.Min(c.X, d.X) || Math.Max(c.X, d.X) < Math.Min(a.X, b.X)
            || Math.Max(a.Y, b.Y) < Math.Min(c.Y, d.Y) || Math.Max(c.Y, d.Y) < Math.Min(a.Y, b.Y)) return Contact.None;
        var abc = Side(a, b, c);
        var abd = Side(a, b, d);
        if (abc * abd > 0) return Contact.None;
        var cda = Side(c, d, a);
        var cdb = Side(c, d, b);
        if (cda * cdb > 0) return Contact.None;
        return abc * abd < 0 && cda * cdb < 0 ? Contact.Crossing : Contact.Touch;
    }

    private static int Side(in Vertex a, in Vertex b, in Vertex c)
    {
        double left = (a.X - c.X) * (b.Y - c.Y), right = (a.Y - c.Y) * (b.X - c.X);
        var difference = left - right;
        return Math.Abs(difference) > SignBound * (Math.Abs(left) + Math.Abs(right)) ? Math.Sign(difference) : 0;
    }

    // Shells lie in an even number of other rings, holes in an odd number: what a ray from a corner of each crosses
    // tells. Strips from top to bottom hold the edges that it may cross.
    private bool NestAsTheyShould()
    {
        var all = CollectionsMarshal.AsSpan(vertices);
        double minY = double.PositiveInfinity, maxY = double.NegativeInfinity, climb = 0;
        foreach (ref readonly var a in all)
            (minY, maxY, climb) = (Math.Min(minY, a.Y), Math.Max(maxY, a.Y), climb + Math.Abs(all[a.Next].Y - a.Y));
        // As many strips as give each edge two on average.
        var strips = Math.Clamp((int)(all.Length * (maxY - minY) / climb), 1, all.Length);
        var per = strips / (maxY - minY);
        if (head.Length < strips) head = new int[strips];
        head.AsSpan(0, strips).Fill(-1);
        var used = 0;
        for (var i = 0; i < all.Length; i++)
        {
            double y0 = all[i].Y, y1 = all[all[i].Next].Y;
            for (int strip = Strip(Math.Min(y0, y1)), last = Strip(Math.Max(y0, y1)); strip <= last; strip++)
            {
                if (used == entries.Length) Array.Resize(ref entries, 2 * used);
                entries[used] = (i, head[strip]);
                head[strip] = used++;
            }
        }
        foreach (var ring in rings)
        {
            var point = all[ring.First];
            var inside = false;
            for (var at = head[Strip(point.Y)]; at >= 0; at = entries[at].Next)
            {
                var i = entries[at].Edge;
                if (i >= ring.First && i < ring.End) continue;
                var (a, b) = (all[i], all[all[i].Next]);
                if (a.Y > point.Y == b.Y > point.Y) continue;
                var side = Side(a, b, point);
                if (side != 0 && (side > 0) == (b.Y > a.Y)) inside = !inside;
            }
            if (inside != ring.IsHole) return false;
        }
        return true;

        int Strip(double y) => Math.Clamp((int)((y - minY) * per), 0, strips - 1);
    }
}
