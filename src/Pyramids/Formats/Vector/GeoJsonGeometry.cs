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
    public Geometry Read(ref JsonCursor cursor, int depth = 0)
    {
        ref var reader = ref cursor.Reader;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException($"{reader.TokenType} was found where a geometry was expected.");
        if (depth > MaxDepth) throw new FormatException($"Geometry collections are nested more than {MaxDepth} deep.");
        string? type = null;
        var coordinates = default(JsonCursor);
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
                coordinates = cursor;
                found = true;
                if (type is null) reader.TrySkip();
                else shape = Coordinates(ref cursor, type);
            }
            else if (reader.ValueTextEquals("geometries"u8))
            {
                GeoJson.Next(ref reader, JsonTokenType.StartArray, "an array of geometries");
                members = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) members.Add(Read(ref cursor, depth + 1));
            }
            else
            {
                reader.Read();
                reader.TrySkip();
            }
        }
        if (type == "GeometryCollection" && members is not null) return VectorLayer.Geometries.CreateGeometryCollection([.. members]);
        if (!found || type is null)
            throw new FormatException(
                $"A geometry{(type is null ? "" : $" of type '{type}'")} has no {(type is null ? "type" : "coordinates")}.");
        return shape ?? Coordinates(ref coordinates, type);
    }

    private Geometry Coordinates(ref JsonCursor cursor, string type)
    {
        var make = VectorLayer.Geometries;
        return type switch
        {
            "Polygon" => Polygon(ref cursor),
            "MultiPolygon"
                => make.CreateMultiPolygon([.. Many(ref cursor, static (GeoJsonGeometry own, ref JsonCursor c) => own.Polygon(ref c))]),
            "Point" => Point(ref cursor),
            "MultiPoint"
                => make.CreateMultiPoint([.. Many(ref cursor, static (GeoJsonGeometry own, ref JsonCursor c) => own.Point(ref c))]),
            "LineString" => Line(ref cursor),
            "MultiLineString"
                => make.CreateMultiLineString([.. Many(ref cursor, static (GeoJsonGeometry own, ref JsonCursor c) => own.Line(ref c))]),
            _ => throw new FormatException($"'{type}' is no type of geometry."),
        };
    }

    private delegate T Reader<T>(GeoJsonGeometry own, ref JsonCursor cursor);

    private List<T> Many<T>(ref JsonCursor cursor, Reader<T> read)
    {
        var all = new List<T>();
        while (cursor.Reader.Read() && cursor.Reader.TokenType == JsonTokenType.StartArray) all.Add(read(this, ref cursor));
        End(ref cursor.Reader);
        return all;
    }

    private Polygon Polygon(ref JsonCursor cursor)
    {
        var rings = Many(ref cursor, static (GeoJsonGeometry own, ref JsonCursor c) =>
        {
            own.Pairs(ref c);
            return VectorLayer.Ring(own.pairs);
        });
        return rings.Count == 0
            ? VectorLayer.Geometries.CreatePolygon()
            : VectorLayer.Geometries.CreatePolygon(rings[0], [.. rings.Skip(1)]);
    }

    private LineString Line(ref JsonCursor cursor)
    {
        Pairs(ref cursor);
        if (pairs.Count == 2) pairs.AddRange([pairs[0], pairs[1]]);
        return VectorLayer.Geometries.CreateLineString(VectorLayer.Sequence(pairs));
    }

    private Point Point(ref JsonCursor cursor)
    {
        pairs.Clear();
        Position(ref cursor);
        return pairs.Count == 0 ? VectorLayer.Geometries.CreatePoint() : VectorLayer.Geometries.CreatePoint(VectorLayer.Sequence(pairs));
    }

    private void Pairs(ref JsonCursor cursor)
    {
        pairs.Clear();
        if (PositionText.Read(cursor.Rest, pairs) is > 0 and var length)
        {
            cursor.Pass(length);
            return;
        }
        pairs.Clear();
        while (cursor.Reader.Read() && cursor.Reader.TokenType == JsonTokenType.StartArray) Position(ref cursor);
        End(ref cursor.Reader);
    }

    // The reader stands on the bracket that opens a position.
    private void Position(ref JsonCursor cursor)
    {
        var count = 0;
        for (; cursor.Reader.Read() && cursor.Reader.TokenType == JsonTokenType.Number; count++)
        {
            if (count >= 2) continue;
            var value = JsonNumber.Long(cursor.Reader.ValueSpan);
            if (!double.IsFinite(value)) throw new FormatException("A coordinate is too large for a double.");
            pairs.Add(value);
        }
        End(ref cursor.Reader);
        if (count == 1) throw new FormatException("A position has one number; x and y were expected.");
    }

    private static void End(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.EndArray) throw new FormatException($"{reader.TokenType} was found among coordinates.");
    }
}
