using System.Runtime.InteropServices;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Brings features into another CRS. Straight edges become curves there: points are set in between until they are within a
/// tolerance. Polygons across the meridian where longitudes begin anew, or around a pole, are cut there.</summary>
/// <param name="transform">From the CRS of the features.</param>
/// <param name="tolerance">In units of the CRS they are brought to.</param>
/// <param name="west">Where longitudes begin, in units of a geographic CRS; 180 degrees west when not given.</param>
internal sealed class Reprojection(CrsTransform transform, double tolerance, double? west = null)
{
    private const int MostHalvings = 12;
    private readonly Longitudes? longitudes = transform.To.IsGeographic ? new(360 / transform.To.DegreesPerUnit, west) : null;
    private readonly List<double> pairs = [];

    /// <summary>Null when both are the same but for their names.</summary>
    /// <param name="from">CRS of the features.</param>
    /// <param name="grid">The raster that they are brought to; its longitudes may begin elsewhere than 180 degrees west.</param>
    public static Reprojection? Between(Crs from, GridSpec grid)
    {
        var tolerance = 0.01 * Math.Min(grid.Transform.CellWidth, grid.Transform.CellHeight);
        var extent = grid.Extent;
        double? west = grid.Crs!.IsGeographic && extent.MaxX * grid.Crs.DegreesPerUnit > 180.001 ? extent.MinX : null;
        return CrsTransform.Create(from, grid.Crs) is { IsIdentity: false } transform ? new(transform, tolerance, west) : null;
    }

    public FeatureCollection Apply(FeatureCollection features)
    {
        var moved = new List<IFeature>(features.Count);
        foreach (var (i, feature) in features.Index()) moved.Add(new Feature(Apply(feature.Geometry, i), feature.Attributes));
        return new(new VectorLayer(moved, features.Columns, transform.To));
    }

    /// <summary>The geometry of a feature, whose number an error tells.</summary>
    public Geometry? Apply(Geometry? geometry, int feature)
    {
        try
        {
            return geometry is null ? null : Move(geometry);
        }
        catch (ArithmeticException)
        {
            throw new CrsException($"Feature {feature} has points that have no place in {transform.To}; cut it to the area of that CRS "
                + $"first.");
        }
    }

    private Geometry Move(Geometry geometry)
    {
        var make = VectorLayer.Geometries;
        return geometry switch
        {
            { IsEmpty: true } => geometry,
            Point point => Place(point.X, point.Y) is var (x, y) ? make.CreatePoint(new Coordinate(x, y)) : point,
            Polygon polygon when longitudes is null
                => make.CreatePolygon(Ring(polygon.ExteriorRing), [.. polygon.InteriorRings.Select(Ring)]),
            Polygon polygon => longitudes.Polygon(Ring(polygon.ExteriorRing), [.. polygon.InteriorRings.Select(Ring)]),
            LineString line => make.CreateLineString(Sequence(line.CoordinateSequence)),
            MultiPolygon all => make.CreateMultiPolygon([.. all.Geometries.Select(Move).SelectMany(Longitudes.Parts)]),
            MultiLineString all => make.CreateMultiLineString([.. all.Geometries.Select(g => (LineString)Move(g))]),
            MultiPoint all => make.CreateMultiPoint([.. all.Geometries.Select(g => (Point)Move(g))]),
            GeometryCollection all => make.CreateGeometryCollection([.. all.Geometries.Select(Move)]),
            _ => throw new NotSupportedException($"A {geometry.GeometryType} cannot be brought into another CRS."),
        };
    }

    private LinearRing Ring(LineString ring) => VectorLayer.Geometries.CreateLinearRing(Sequence(ring.CoordinateSequence));

    private CoordinateSequence Sequence(CoordinateSequence line)
    {
        pairs.Clear();
        var first = Place(line.GetX(0), line.GetY(0));
        pairs.AddRange([first.X, first.Y]);
        for (var i = 1; i < line.Count; i++) Edge(line.GetX(i - 1), line.GetY(i - 1), line.GetX(i), line.GetY(i));
        return VectorLayer.Sequence(pairs);
    }

    // Always from the same end, so that what two polygons share stays shared.
    private void Edge(double x0, double y0, double x1, double y1)
    {
        var turned = x1 < x0 || (x1 == x0 && y1 < y0);
        var start = pairs.Count;
        if (turned) (x0, y0, x1, y1) = (x1, y1, x0, y0);
        var (from, to) = (Place(x0, y0), Place(x1, y1));
        Between(x0, y0, from, x1, y1, to, MostHalvings);
        if (turned)
        {
            var added = CollectionsMarshal.AsSpan(pairs)[start..];
            added.Reverse();
            for (var i = 0; i < added.Length; i += 2) (added[i], added[i + 1]) = (added[i + 1], added[i]);
        }
        var end = turned ? from : to;
        pairs.AddRange([end.X, end.Y]);
    }

    // Adds the points between two ends, in order, until the middle of each piece lies near enough to its chord.
    private void Between(double x0, double y0, (double X, double Y) from, double x1, double y1, (double X, double Y) to, int halvings)
    {
        if (halvings == 0 || (x0 == x1 && y0 == y1)) return;
        double x = (x0 + x1) / 2, y = (y0 + y1) / 2;
        var middle = Place(x, y);
        double dx = (from.X + to.X) / 2 - middle.X, dy = (from.Y + to.Y) / 2 - middle.Y;
        // An edge bent both ways may meet its chord in the middle, so the first two halvings are made anyway.
        if (dx * dx + dy * dy <= tolerance * tolerance && (halvings < MostHalvings - 2 || IsShort(from, to))) return;
        Between(x0, y0, from, x, y, middle, halvings - 1);
        pairs.AddRange([middle.X, middle.Y]);
        Between(x, y, middle, x1, y1, to, halvings - 1);
    }

    private bool IsShort((double X, double Y) from, (double X, double Y) to)
        => Math.Abs(to.X - from.X) + Math.Abs(to.Y - from.Y) <= 100 * tolerance;

    private (double X, double Y) Place(double x, double y)
    {
        var at = transform.Apply(x, y);
        return double.IsFinite(at.X) && double.IsFinite(at.Y) ? at : throw new ArithmeticException();
    }
}
