using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.OverlayNG;
using NetTopologySuite.Operation.Polygonize;

namespace Pyramids;

/// <summary>Makes polygons that neither cross nor overlap out of any rings, by the even-odd rule.</summary>
internal static class SoundRings
{
    /// <summary>The faces between the lines that lie inside an odd number of times, in cell coordinates.</summary>
    public static Geometry Make(Geometry geometry, Affine transform)
    {
        var edges = new Edges([]);
        RingWalk.Visit(geometry, transform, ref edges);
        if (edges.All.Count == 0) return Geometry.DefaultFactory.CreatePolygon();
        var make = Geometry.DefaultFactory;
        var lines = edges.All.Where(e => e.X0 != e.X1 || e.Y0 != e.Y1)
            .Select(e => make.CreateLineString([new(e.X0, e.Y0), new(e.X1, e.Y1)])).ToArray();
        var polygonizer = new Polygonizer();
        polygonizer.Add(OverlayNGRobust.Union((Geometry)make.CreateMultiLineString(lines)));
        return make.CreateMultiPolygon([.. polygonizer.GetPolygons().Cast<Polygon>()
            .Where(face => IsInside(edges.All, face.InteriorPoint))]);
    }

    private static bool IsInside(List<Edge> edges, Point point)
    {
        var inside = false;
        foreach (var edge in edges)
        {
            var down = edge.Downward;
            if (down.Y0 <= point.Y && point.Y < down.Y1 && down.At(point.Y) < point.X) inside = !inside;
        }
        return inside;
    }

    private readonly struct Edges(List<Edge> all) : IEdgeVisitor
    {
        public List<Edge> All => all;

        public void Visit(Edge edge) => all.Add(edge);
    }
}
