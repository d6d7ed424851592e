using System.Globalization;
using System.Text;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;

namespace Pyramids.Interactive;

/// <summary>The outlines of features, with their names where there is room.</summary>
internal static class OutlineMap
{
    private const double Side = 300, Margin = 10;
    private const int MostPoints = 9_000, MostFeatures = 2_000;

    /// <param name="features">Polygons, lines or points; points of no consequence at this size are left out.</param>
    /// <param name="crs">What the coordinates mean; null when unknown.</param>
    public static Markup Draw(IReadOnlyList<IFeature> features, Crs? crs)
    {
        var shapes = features.Where(f => f.Geometry is { IsEmpty: false }).Take(MostFeatures).ToList();
        if (shapes.Count == 0) return Markup.Of($"<i>no geometry</i>");
        var extent = new Envelope();
        foreach (var shape in shapes) extent.ExpandToInclude(shape.Geometry.EnvelopeInternal);
        if (!double.IsFinite(extent.Width + extent.Height)) return Markup.Of($"<i>coordinates that are no numbers</i>");
        var frame = Frame.Of(extent, crs);
        var drawing = new MarkupWriter();
        var coarseness = .4;
        var paths = shapes.Select(s => Path(s.Geometry, frame, coarseness)).ToList();
        while (paths.Sum(p => p.Points) > MostPoints && coarseness < 20)
        {
            coarseness *= 1.6;
            paths = [.. shapes.Select(s => Path(s.Geometry, frame, coarseness))];
        }
        for (var i = 0; i < shapes.Count; i++)
        {
            var areal = shapes[i].Geometry.Dimension == Dimension.Surface;
            drawing.Add($"""<path d="{paths[i].Data}" fill="{(areal ? Tone.Accent : "none")}" fill-opacity=".18" fill-rule="evenodd" stroke="{Tone.Accent}" stroke-width="1.1" stroke-linejoin="round" stroke-linecap="round"><title>{Name(shapes[i]) ?? $"feature {i}"}</title></path>""");
        }
        if (shapes.Count <= 40) foreach (var shape in shapes) Label(drawing, shape, frame);
        var bare = features.Count(f => f.Geometry is not { IsEmpty: false });
        var left = features.Count - bare - shapes.Count;
        var notes = string.Join(", ", new[] { left > 0 ? $"{Figures.Count(left)} more not drawn" : "",
            bare > 0 ? $"{Figures.Count(bare)} without geometry" : "" }.Where(n => n.Length > 0));
        if (notes.Length > 0) drawing.Add(Svg.Text(Margin, frame.Height + 4, notes, opacity: .7, size: 10));
        return Svg.Frame(Math.Ceiling(frame.Width), Math.Ceiling(frame.Height + (notes.Length > 0 ? 8 : 0)),
            $"Outline map of {Figures.Count(features.Count, "feature")}", drawing.ToMarkup());
    }

    private static void Label(MarkupWriter drawing, IFeature feature, Frame frame)
    {
        if (feature.Geometry.Dimension != Dimension.Surface || Name(feature) is not { } name) return;
        var box = feature.Geometry.EnvelopeInternal;
        name = Markup.Clip(name, 40);
        if (Svg.WidthOf(name, 10) > box.Width * frame.PerX || box.Height * frame.PerY < 12) return;
        var inside = feature.Geometry.IsValid ? feature.Geometry.InteriorPoint : feature.Geometry.Centroid;
        var (x, y) = frame.At(inside.X, inside.Y);
        if (double.IsFinite(x + y)) drawing.Add(Svg.Text(x, y + 3, name, "middle", size: 10));
    }

    /// <summary>The property that looks like a name: the first text that is called so, else the first text.</summary>
    private static string? Name(IFeature feature)
    {
        if (feature.Attributes is not { } attributes) return null;
        var texts = attributes.GetNames().Select(n => (Name: n, Value: attributes[n] as string))
            .Where(t => !string.IsNullOrWhiteSpace(t.Value)).ToList();
        var named = texts.FirstOrDefault(t =>
            t.Name.Contains("name", StringComparison.OrdinalIgnoreCase) || t.Name.Equals("county", StringComparison.OrdinalIgnoreCase));
        return named.Value ?? (texts.Count > 0 ? texts.OrderByDescending(t => t.Value!.Any(char.IsLetter)).First().Value : null);
    }

    private static (Markup Data, int Points) Path(Geometry geometry, Frame frame, double coarseness)
    {
        var (path, points) = (new StringBuilder(), 0);
        for (var i = 0; i < geometry.NumGeometries; i++)
            switch (geometry.GetGeometryN(i))
            {
                case Polygon polygon:
                    points += Line(path, polygon.ExteriorRing, frame, coarseness, closed: true);
                    foreach (var hole in polygon.InteriorRings) points += Line(path, hole, frame, coarseness, closed: true);
                    break;
                case LineString line: points += Line(path, line, frame, coarseness, closed: false); break;
                case Point { IsEmpty: false } point:
                    var (x, y) = frame.At(point.X, point.Y);
                    path.Append(CultureInfo.InvariantCulture, $"M{x - 2:0.#} {y:0.#}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0");
                    points += 4;
                    break;
                case GeometryCollection { NumGeometries: > 0 } nested when !ReferenceEquals(nested, geometry):
                    var inner = Path(nested, frame, coarseness);
                    path.Append(inner.Data.ToString());
                    points += inner.Points;
                    break;
            }
        return (Markup.Raw(path.ToString()), points);
    }

    // Points nearer to the last one drawn than the coarseness, in pixels, are skipped.
    private static int Line(StringBuilder path, LineString line, Frame frame, double coarseness, bool closed)
    {
        var (drawn, lastX, lastY) = (0, double.NaN, double.NaN);
        var sequence = line.CoordinateSequence;
        for (var i = 0; i < sequence.Count; i++)
        {
            var (x, y) = frame.At(sequence.GetX(i), sequence.GetY(i));
            if (!double.IsFinite(x + y)) continue;
            var end = i == sequence.Count - 1;
            if (drawn > 0 && (closed && end || !end && Math.Abs(x - lastX) + Math.Abs(y - lastY) < coarseness)) continue;
            path.Append(CultureInfo.InvariantCulture, $"{(drawn == 0 ? 'M' : 'L')}{x:0.#} {y:0.#}");
            (lastX, lastY) = (x, y);
            drawn++;
        }
        if (closed && drawn > 0) path.Append('z');
        return drawn;
    }

    private readonly record struct Frame(double MinX, double MaxY, double PerX, double PerY, double Width, double Height)
    {
        public (double X, double Y) At(double x, double y) => (Margin + (x - MinX) * PerX, Margin + (MaxY - y) * PerY);

        public static Frame Of(Envelope extent, Crs? crs)
        {
            // Degrees of longitude narrow toward the poles.
            var narrow = crs is { IsGeographic: true } ? Math.Cos(Math.Clamp(extent.Centre.Y, -85, 85) * Math.PI / 180) : 1;
            var (width, height) = (Math.Max(extent.Width * narrow, 1e-12), Math.Max(extent.Height, 1e-12));
            var scale = Math.Min(1.4 * Side / width, Side / height);
            if (extent.Width == 0 && extent.Height == 0) scale = 1;
            return new(extent.MinX, extent.MaxY, scale * narrow, scale, Math.Max(60, extent.Width * narrow * scale + 2 * Margin),
                Math.Max(30, extent.Height * scale + 2 * Margin));
        }
    }
}
