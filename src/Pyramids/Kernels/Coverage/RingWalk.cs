using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;

namespace Pyramids;

/// <summary>What is done with each edge of a polygon.</summary>
internal interface IEdgeVisitor
{
    void Visit(Edge edge);
}

/// <summary>Walks along the rings of polygons in cell coordinates.</summary>
internal static class RingWalk
{
    /// <summary>Visits the edges of every polygon in a geometry, in order; null and empty geometries have none.</summary>
    /// <exception cref="ArgumentException">The geometry holds points or lines, or a coordinate that is not finite.</exception>
    public static void Visit<TVisitor>(Geometry? geometry, Affine transform, ref TVisitor visitor) where TVisitor : IEdgeVisitor
    {
        switch (geometry)
        {
            case null or { IsEmpty: true }:
                return;
            case Polygon polygon:
                Ring(polygon.ExteriorRing.CoordinateSequence, transform, ref visitor);
                for (var i = 0; i < polygon.NumInteriorRings; i++) Ring(polygon.GetInteriorRingN(i).CoordinateSequence, transform, ref visitor);
                return;
            case GeometryCollection collection:
                for (var i = 0; i < collection.NumGeometries; i++) Visit(collection.GetGeometryN(i), transform, ref visitor);
                return;
            default:
                throw new ArgumentException($"A zone is a {geometry.GeometryType}; zones are polygons. Buffer points and lines first.");
        }
    }

    private static void Ring<TVisitor>(CoordinateSequence ring, Affine transform, ref TVisitor visitor) where TVisitor : IEdgeVisitor
    {
        var count = ring.Count;
        if (count == 0) return;
        var packed = ring as PackedDoubleCoordinateSequence;
        var (raw, step) = (packed?.GetRawCoordinates(), packed?.Dimension ?? 0);
        var (x, y) = Position(0);
        for (var i = 1; i < count; i++)
        {
            var (nextX, nextY) = Position(i);
            visitor.Visit(new(x, y, nextX, nextY));
            (x, y) = (nextX, nextY);
        }

        (double, double) Position(int i)
        {
            var (cx, cy) = raw is null ? (ring.GetX(i), ring.GetY(i)) : (raw[i * step], raw[i * step + 1]);
            var at = transform.ToCells(cx, cy);
            return double.IsFinite(at.Column) && double.IsFinite(at.Row)
                ? at
                : throw new ArgumentException(FormattableString.Invariant($"A zone has the coordinate ({cx}, {cy}); coordinates must be finite."));
        }
    }
}
