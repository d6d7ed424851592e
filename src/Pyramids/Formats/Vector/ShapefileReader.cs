using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Shapefiles.Readers;

namespace Pyramids;

/// <summary>Reads an ESRI Shapefile: .shp, .dbf with its .cpg, and the CRS from .prj.</summary>
internal static class ShapefileReader
{
    public static VectorLayer Read(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var ending in new[] { ".dbf", ".shx" })
            if (!File.Exists(Path.ChangeExtension(path, ending)) && !File.Exists(Path.ChangeExtension(path, ending.ToUpperInvariant())))
                throw new FileNotFoundException($"A Shapefile is three files at least: {name} is there, {Path.GetFileNameWithoutExtension(path)}{ending} is not.", Path.ChangeExtension(path, ending));
        try
        {
            var names = new ColumnNames();
            var features = new List<IFeature>();
            using var reader = Shapefile.OpenRead(path, new() { Factory = VectorLayer.Geometries, GeometryBuilderMode = GeometryBuilderMode.IgnoreInvalidShapes });
            foreach (var field in reader.Fields) names.IndexOrNew(field.Name);
            while (reader.Read(out var deleted))
            {
                if (deleted) continue;
                var properties = new FeatureProperties(names);
                foreach (var field in reader.Fields) properties[field.Name] = field.Value switch
                {
                    DateTime date => date.ToString("yyyy-MM-dd"),
                    decimal number => (double)number,
                    int or short or byte => Convert.ToInt64(field.Value),
                    var other => other,
                };
                features.Add(new Feature(reader.Geometry, properties));
            }
            return new(features, names.All, Definition(reader.Projection, name));
        }
        catch (Exception e) when (e is ShapefileException or EndOfStreamException or IndexOutOfRangeException or ArgumentException or OverflowException or FormatException or InvalidOperationException)
        {
            throw new RasterFormatException($"The Shapefile could not be read: {e.Message}", name, inner: e);
        }
    }

    private static Crs? Definition(string? text, string name)
        => string.IsNullOrWhiteSpace(text) ? null
            : Crs.TryFromUserInput(text, out var crs) ? crs : throw new RasterFormatException($"The CRS in {Path.ChangeExtension(name, ".prj")} could not be read: {text[..Math.Min(80, text.Length)]}...", name);
}
