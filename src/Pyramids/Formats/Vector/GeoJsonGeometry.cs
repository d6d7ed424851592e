using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Reads GeoJSON geometries in one pass, whatever the order of their members. A third coordinate is passed over.</summary>
internal sealed class GeoJsonGeometry
{
    private const int MaxDepth = 32;
    private readonly List<double> pairs = [];

    public static bool IsType(string type)
        => type is "Point" or "MultiPoint" or "LineString" or "MultiLineString" or "Polygon" or "MultiPolygon" or "GeometryCollection";

    /// <summary>Reads the object that the reader stands on.</summary>
    public Geometry Read(ref Utf8JsonReader reader, int depth = 0)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new FormatException($"{reader.TokenType} was found where a geometry was expected.");
        if (depth > MaxDepth) throw new FormatException($"Geometry collections are nested more than {MaxDepth} deep.");
        string? type = null;
        var coordinates = default(Utf8JsonReader);
        var found = false;
        List<Geometry>? members = null;
        Geometry? shape = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.GetString();
            }
            else if (reader.ValueTextEquals("coordinates"u8))
            {
                GeoJson.Next(ref reader, JsonTokenType.StartArray, "an array of coordinates");
                coordinates = reader;
                found = true;
                if (type is null) reader.TrySkip();
                else shape = Coordinates(ref reader, type);
            }
            else if (reader.ValueTextEquals("geometries"u8))
            {
                GeoJson.Next(ref reader, JsonTokenType.StartArray, "an array of geometries");
                members = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) members.Add(Read(ref reader, depth + 1));
            }
            else
            {
                reader.Read();
                reader.TrySkip();
            }
        }
        if (type == "GeometryCollection" && members is not null) return VectorLayer.Geometries.CreateGeometryCollection([.. members]);
        if (!found || type is null) throw new FormatException($"A geometry{(type is null ? "" : $" of type '{type}'")} has no {(type is null ? "type" : "coordinates")}.");
        return shape ?? Coordinates(ref coordinates, type);
    }

    private Geometry Coordinates(ref Utf8JsonReader reader, string type)
    {
        var make = VectorLayer.Geometries;
        return type switch
        {
            "Polygon" => Polygon(ref reader),
            "MultiPolygon" => make.CreateMultiPolygon([.. Many(ref reader, static (GeoJsonGeometry own, ref Utf8JsonReader r) => own.Polygon(ref r))]),
            "Point" => Point(ref reader),
            "MultiPoint" => make.CreateMultiPoint([.. Many(ref reader, static (GeoJsonGeometry own, ref Utf8JsonReader r) => own.Point(ref r))]),
            "LineString" => Line(ref reader),
            "MultiLineString" => make.CreateMultiLineString([.. Many(ref reader, static (GeoJsonGeometry own, ref Utf8JsonReader r) => own.Line(ref r))]),
            _ => throw new FormatException($"'{type}' is no type of geometry."),
        };
    }

    private delegate T Reader<T>(GeoJsonGeometry own, ref Utf8JsonReader reader);

    private List<T> Many<T>(ref Utf8JsonReader reader, Reader<T> read)
    {
        var all = new List<T>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray) all.Add(read(this, ref reader));
        End(ref reader);
        return all;
    }

    private Polygon Polygon(ref Utf8JsonReader reader)
    {
        var rings = Many(ref reader, static (GeoJsonGeometry own, ref Utf8JsonReader r) =>
        {
            own.Pairs(ref r);
            return VectorLayer.Ring(own.pairs);
        });
        return rings.Count == 0 ? VectorLayer.Geometries.CreatePolygon() : VectorLayer.Geometries.CreatePolygon(rings[0], [.. rings.Skip(1)]);
    }

    private LineString Line(ref Utf8JsonReader reader)
    {
        Pairs(ref reader);
        if (pairs.Count == 2) pairs.AddRange([pairs[0], pairs[1]]);
        return VectorLayer.Geometries.CreateLineString(VectorLayer.Sequence(pairs));
    }

    private Point Point(ref Utf8JsonReader reader)
    {
        pairs.Clear();
        Position(ref reader);
        return pairs.Count == 0 ? VectorLayer.Geometries.CreatePoint() : VectorLayer.Geometries.CreatePoint(VectorLayer.Sequence(pairs));
    }

    private void Pairs(ref Utf8JsonReader reader)
    {
        pairs.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray) Position(ref reader);
        End(ref reader);
    }

    // The reader stands on the bracket that opens a position.
    private void Position(ref Utf8JsonReader reader)
    {
        var count = 0;
        for (; reader.Read() && reader.TokenType == JsonTokenType.Number; count++)
        {
            if (count >= 2) continue;
            var value = reader.GetDouble();
            if (!double.IsFinite(value)) throw new FormatException("A coordinate is too large for a double.");
            pairs.Add(value);
        }
        End(ref reader);
        if (count == 1) throw new FormatException("A position has one number; x and y were expected.");
    }

    private static void End(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.EndArray) throw new FormatException($"{reader.TokenType} was found among coordinates.");
    }
}
