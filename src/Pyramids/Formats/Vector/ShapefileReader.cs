using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Shapefiles.Readers;
using ShapefileReaderBase = NetTopologySuite.IO.Esri.Shapefiles.Readers.ShapefileReader;

namespace Pyramids;

/// <summary>Reads an ESRI Shapefile: .shp, .dbf with its .cpg, and the CRS from .prj.</summary>
internal static class ShapefileReader
{
    public static VectorLayer Read(string path) => Open(path).ToLayer();

    public static VectorStream Open(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var ending in new[] { ".dbf", ".shx" })
            if (!File.Exists(Path.ChangeExtension(path, ending)) && !File.Exists(Path.ChangeExtension(path, ending.ToUpperInvariant())))
                throw new FileNotFoundException(
                    $"A Shapefile is three files at least: {name} is there, {Path.GetFileNameWithoutExtension(path)}{ending} is not.",
                    Path.ChangeExtension(path, ending));
        return Checked(name, () =>
        {
            var names = new ColumnNames();
            using var reader = Reader(path);
            foreach (var field in reader.Fields) names.IndexOrNew(field.Name);
            return new VectorStream(Features(path, names), names.All, Definition(reader.Projection, name));
        });
    }

    private static IEnumerable<IFeature> Features(string path, ColumnNames names)
    {
        var name = Path.GetFileName(path);
        using var reader = Checked(name, () => Reader(path));
        while (Checked(name, () => Next(reader, names)) is { } feature) yield return feature;
    }

    private static ShapefileReaderBase Reader(string path)
        => Shapefile.OpenRead(path,
            new() { Factory = VectorLayer.Geometries, GeometryBuilderMode = GeometryBuilderMode.IgnoreInvalidShapes });

    // Null at the end.
    private static Feature? Next(ShapefileReaderBase reader, ColumnNames names)
    {
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
            return new(reader.Geometry, properties);
        }
        return null;
    }

    private static T Checked<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ShapefileException or EndOfStreamException or IndexOutOfRangeException or ArgumentException
            or OverflowException or FormatException or InvalidOperationException)
        {
            throw new RasterFormatException($"The Shapefile could not be read: {e.Message}", name, inner: e);
        }
    }

    private static Crs? Definition(string? text, string name)
        => string.IsNullOrWhiteSpace(text) ? null
            : Crs.TryFromUserInput(text, out var crs) ? crs : throw new RasterFormatException(
                $"The CRS in {Path.ChangeExtension(name, ".prj")} could not be read: {text[..Math.Min(80, text.Length)]}...", name);
}
