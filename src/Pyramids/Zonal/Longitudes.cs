using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.OverlayNG;

namespace Pyramids;

/// <summary>Cuts polygons in longitude and latitude where longitudes begin anew.</summary>
/// <param name="turn">A full turn in units of the CRS.</param>
/// <param name="west">Where longitudes begin; half a turn west of 0 when null.</param>
internal sealed class Longitudes(double turn, double? west)
{
    private readonly double west = west ?? -turn / 2;

    /// <summary>The polygons that a geometry is made of.</summary>
    public static IEnumerable<Polygon> Parts(Geometry geometry)
        => Enumerable.Range(0, geometry.NumGeometries).Select(i => geometry.GetGeometryN(i)).OfType<Polygon>();

    /// <summary>A polygon of rings with longitudes as a transform gives them: the polygon itself where they neither jump nor leave their
    /// range, else its parts in that range.</summary>
    public Geometry Polygon(LinearRing shell, LinearRing[] holes)
    {
        var make = VectorLayer.Geometries;
        if (IsPlain(shell) && holes.All(IsPlain)) return make.CreatePolygon(shell, holes);
        var area = Turns(shell);
        foreach (var hole in holes)
            area = OverlayNGRobust.Overlay(area, Turns(hole), NetTopologySuite.Operation.Overlay.SpatialFunction.Difference);
        return make.CreateMultiPolygon([.. Parts(area)]);
    }

    private bool IsPlain(LinearRing ring)
    {
        var corners = ring.CoordinateSequence;
        var slack = turn * 1e-9;
        for (var i = 0; i < corners.Count; i++)
        {
            if (i > 0 && Math.Abs(corners.GetX(i) - corners.GetX(i - 1)) > turn / 2) return false;
            if (corners.GetX(i) < west - slack || corners.GetX(i) > west + turn + slack) return false;
        }
        return true;
    }

    // What lies inside a ring, of all its turns, in the range.
    private Geometry Turns(LinearRing ring)
    {
        var make = VectorLayer.Geometries;
        var unrolled = make.CreatePolygon(VectorLayer.Ring(Unroll(ring.CoordinateSequence)));
        var (envelope, pole) = (unrolled.EnvelopeInternal, turn / 4);
        Geometry all = make.CreatePolygon();
        for (var k = Math.Floor((west - envelope.MaxX) / turn); k <= Math.Ceiling((west + turn - envelope.MinX) / turn); k++)
        {
            var moved = unrolled.Copy();
            moved.Apply(new Shift(k * turn));
            var range = make.ToGeometry(new Envelope(west, west + turn, -pole, pole));
            var part = OverlayNGRobust.Overlay(moved, range, NetTopologySuite.Operation.Overlay.SpatialFunction.Intersection);
            all = OverlayNGRobust.Overlay(all, part, NetTopologySuite.Operation.Overlay.SpatialFunction.Union);
        }
        return all;
    }

    // A ring without jumps. One that goes around a pole ends a turn from where it began, and is closed along the pole's latitude.
    private List<double> Unroll(CoordinateSequence corners)
    {
        var pairs = new List<double>();
        var (shift, latitudes) = (0.0, 0.0);
        for (var i = 0; i < corners.Count; i++)
        {
            var step = i == 0 ? 0 : corners.GetX(i) - corners.GetX(i - 1);
            if (step > turn / 2) shift -= turn;
            else if (step < -turn / 2) shift += turn;
            pairs.AddRange([corners.GetX(i) + shift, corners.GetY(i)]);
            latitudes += corners.GetY(i);
        }
        if (Math.Abs(pairs[^2] - pairs[0]) > turn / 2)
        {
            var pole = latitudes < 0 ? -turn / 4 : turn / 4;
            pairs.AddRange([pairs[^2], pole, pairs[0], pole]);
        }
        return pairs;
    }

    private sealed class Shift(double by) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence, int i) => sequence.SetX(i, sequence.GetX(i) + by);
    }
}
