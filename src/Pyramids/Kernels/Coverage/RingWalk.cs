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
    /// <param name="geometry">Polygons, or collections of them.</param>
    /// <param name="transform">From cells to the geometry's coordinates.</param>
    /// <param name="visitor">What is done with each edge, in cell coordinates.</param>
    /// <param name="turned">Turns shells and holes so that the inside lies on the right of edges that go down.</param>
    /// <exception cref="ArgumentException">The geometry holds points or lines, or a coordinate that is not finite.</exception>
    public static void Visit<TVisitor>(Geometry? geometry, Affine transform, ref TVisitor visitor, bool turned = false)
        where TVisitor : IEdgeVisitor
    {
        switch (geometry)
        {
            case null or { IsEmpty: true }:
                return;
            case Polygon polygon:
                Ring(polygon.ExteriorRing.CoordinateSequence, transform, ref visitor, turned ? 1 : 0);
                for (var i = 0; i < polygon.NumInteriorRings; i++)
                    Ring(polygon.GetInteriorRingN(i).CoordinateSequence, transform, ref visitor, turned ? -1 : 0);
                return;
            case GeometryCollection collection:
                for (var i = 0; i < collection.NumGeometries; i++) Visit(collection.GetGeometryN(i), transform, ref visitor, turned);
                return;
            default:
                throw new ArgumentException($"A zone is a {geometry.GeometryType}; zones are polygons. Buffer points and lines first.");
        }
    }

    private static void Ring<TVisitor>(CoordinateSequence ring, Affine transform, ref TVisitor visitor, int side)
        where TVisitor : IEdgeVisitor
    {
        var points = new Points(ring, transform);
        if (ring.Count == 0) return;
        var backward = side != 0 && side * points.DoubledArea() > 0;
        var (x, y) = points[backward ? ring.Count - 1 : 0];
        for (var i = 1; i < ring.Count; i++)
        {
            var (nextX, nextY) = points[backward ? ring.Count - 1 - i : i];
            visitor.Visit(new(x, y, nextX, nextY));
            (x, y) = (nextX, nextY);
        }
    }

    private readonly struct Points
    {
        private const double Rounding = 4.5e-16;
        private readonly CoordinateSequence ring;
        private readonly Affine transform;
        private readonly double[]? raw;
        private readonly int step;
        private readonly double perColumn, perRow, least;

        public Points(CoordinateSequence ring, Affine transform)
        {
            (this.ring, this.transform) = (ring, transform);
            // What rounding may do to a coordinate, in cells.
            (perColumn, perRow) = (Rounding / transform.CellWidth, Rounding / transform.CellHeight);
            least = Math.Abs(transform.OriginX) * perColumn + Math.Abs(transform.OriginY) * perRow;
            if (ring is PackedDoubleCoordinateSequence packed) (raw, step) = (packed.GetRawCoordinates(), packed.Dimension);
        }

        public (double X, double Y) this[int i]
        {
            get
            {
                var (x, y) = raw is null ? (ring.GetX(i), ring.GetY(i)) : (raw[i * step], raw[i * step + 1]);
                var at = transform.ToCells(x, y);
                return double.IsFinite(at.Column) && double.IsFinite(at.Row)
                    ? (Snap(at.Column, Math.Abs(x) * perColumn + least), Snap(at.Row, Math.Abs(y) * perRow + least))
                    : throw new ArgumentException(
                        FormattableString.Invariant($"A zone has the coordinate ({x}, {y}); coordinates must be finite."));
            }
        }

        // Corners drawn on cell edges or centres lie on them, though large coordinates and decimal cell sizes round them off.
        private static double Snap(double at, double tolerance)
        {
            var half = Math.Round(at * 2) * 0.5;
            return Math.Abs(at - half) <= tolerance ? half : at;
        }

        /// <summary>Twice the area, below 0 when the inside lies on the right of edges that go down.</summary>
        public double DoubledArea()
        {
            var sum = 0.0;
            var (originX, originY) = this[0];
            var (x, y) = (0.0, 0.0);
            for (var i = 1; i < ring.Count; i++)
            {
                var (nextX, nextY) = this[i];
                (nextX, nextY) = (nextX - originX, nextY - originY);
                sum += x * nextY - nextX * y;
                (x, y) = (nextX, nextY);
            }
            return sum;
        }
    }
}
