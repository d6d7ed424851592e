using System.Text.Json;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Reads GeoJSON (RFC 7946), the older kind with a <c>crs</c> member, and features one after the other (RFC
/// 8142 and one to a line).</summary>
internal sealed class GeoJson
{
    private readonly List<IFeature> features = [];
    private readonly ColumnNames names = new();
    private readonly GeoJsonGeometry geometry = new();
    private bool crsStated;
    private Crs? crs;

    /// <summary>How all GeoJSON is read: several texts may follow each other, and comments and commas too many are passed over.</summary>
    public static JsonReaderOptions Options { get; } = new()
        { AllowMultipleValues = true, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Features so far; who reads piece by piece takes them out.</summary>
    public List<IFeature> Found => features;

    /// <summary>CRS of what was read so far.</summary>
    public Crs? Crs => crsStated ? crs : Pyramids.Crs.FromEpsg(4326);

    public bool CrsIsAssumed => !crsStated;

    /// <exception cref="RasterFormatException">Not JSON, not GeoJSON, or a coordinate is no number; the message tells the line.</exception>
    public static VectorLayer Read(ReadOnlySpan<byte> text, string name)
    {
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        // RFC 8142 puts a record separator before each text.
        if (text.Contains((byte)0x1E)) text = Blank(text);
        if (text.Trim(" \t\r\n"u8).IsEmpty) throw new RasterFormatException("The file is empty; GeoJSON was expected.", name);
        try
        {
            return Read(text, name, quick: true);
        }
        catch (RasterFormatException)
        {
            return Read(text, name, quick: false);
        }
    }

    internal static VectorLayer Read(ReadOnlySpan<byte> text, string name, bool quick)
    {
        var json = new GeoJson();
        var cursor = new JsonCursor(text, isLast: true, new(Options), quick);
        try
        {
            while (cursor.Reader.Read()) json.Object(ref cursor, name);
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Fault(e, json.features.Count, name, cursor.BytesConsumed);
        }
        return new(json.features, json.names.All, json.Crs) { CrsIsAssumed = json.CrsIsAssumed };
    }

    public static bool IsFault(Exception e)
        => e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException;

    /// <summary>What is wrong with a text, and where.</summary>
    public static RasterFormatException Fault(Exception e, long features, string name, long at) => e is JsonException json
        ? new($"Line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1} is not GeoJSON: {Reason(json)}", name, inner: e)
        : new($"Not GeoJSON after feature {features}: {e.Message}", name, at, e);

    private static string Reason(JsonException e) => e.Message.Split(" LineNumber:", 2)[0];

    private static byte[] Blank(ReadOnlySpan<byte> text)
    {
        var copy = text.ToArray();
        copy.AsSpan().Replace((byte)0x1E, (byte)' ');
        return copy;
    }

    /// <summary>Reads the object that the reader stands on: a FeatureCollection, a Feature or a bare geometry; members
    /// come in any order.</summary>
    public void Object(ref JsonCursor cursor, string file)
    {
        ref var reader = ref cursor.Reader;
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        var start = cursor;
        string? type = null;
        Geometry? shape = null;
        FeatureProperties? properties = null;
        object? id = null;
        var collection = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8)) type = Text(ref reader);
            else if (reader.ValueTextEquals("features"u8)) collection = Features(ref cursor, file);
            else if (reader.ValueTextEquals("geometry"u8)) shape = Shape(ref cursor);
            else if (reader.ValueTextEquals("properties"u8)) properties = Properties(ref reader);
            else if (reader.ValueTextEquals("id"u8)) id = Value(ref reader);
            else if (reader.ValueTextEquals("crs"u8)) ReadCrs(ref reader, file);
            else Skip(ref reader);
        }
        switch (type)
        {
            case "FeatureCollection" when collection:
                return;
            case "Feature":
                Add(shape, properties, id);
                return;
            case "FeatureCollection":
                throw new RasterFormatException("A FeatureCollection has no 'features'.", file);
            case not null when GeoJsonGeometry.IsType(type):
                cursor = start;
                Add(geometry.Read(ref cursor), null, null);
                return;
            default:
                throw new RasterFormatException(
                    $"An object's type is {(type is null ? "missing" : $"'{type}'")}; GeoJSON has FeatureCollection, Feature and "
                        + "geometries.", file);
        }
    }

    /// <summary>Reads the object that the reader stands on for what it says of the CRS; no feature is made.</summary>
    public void CrsOfObject(ref Utf8JsonReader reader, string file)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (reader.ValueTextEquals("crs"u8)) ReadCrs(ref reader, file);
            else Skip(ref reader);
    }

    private void Add(Geometry? shape, FeatureProperties? properties, object? id)
    {
        properties ??= new(names);
        if (id is not null && properties["id"] is null) properties["id"] = id;
        features.Add(new Feature(shape, properties));
    }

    private bool Features(ref JsonCursor cursor, string file)
    {
        Next(ref cursor.Reader, JsonTokenType.StartArray, "an array of features");
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray) Object(ref cursor, file);
        return true;
    }

    private Geometry? Shape(ref JsonCursor cursor)
    {
        cursor.Reader.Read();
        return cursor.Reader.TokenType == JsonTokenType.Null ? null : geometry.Read(ref cursor);
    }

    private FeatureProperties? Properties(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return null;
        Expect(ref reader, JsonTokenType.StartObject, "an object of properties");
        var properties = new FeatureProperties(names);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            properties[name] = Value(ref reader);
        }
        return properties;
    }

    private static object? Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True or JsonTokenType.False:
                return reader.GetBoolean();
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var whole) ? (object)whole : JsonNumber.Long(reader.ValueSpan);
            case JsonTokenType.String:
                return reader.GetString();
            default:
                // Nested values are kept as the text they are written as.
                return JsonDocument.ParseValue(ref reader).RootElement.GetRawText();
        }
    }

    /// <summary>Reads the value that comes next as a CRS.</summary>
    public void ReadCrs(ref Utf8JsonReader reader, string file)
    {
        reader.Read();
        crsStated = true;
        if (reader.TokenType == JsonTokenType.Null) return;
        using var member = JsonDocument.ParseValue(ref reader);
        crs = GeoJsonCrs.Parse(member.RootElement, file);
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        Next(ref reader, JsonTokenType.String, "a text");
        return reader.GetString();
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.TrySkip();
    }

    internal static void Next(ref Utf8JsonReader reader, JsonTokenType type, string expected)
    {
        reader.Read();
        Expect(ref reader, type, expected);
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string expected)
    {
        if (reader.TokenType != type) throw new FormatException($"{reader.TokenType} was found where {expected} was expected.");
    }
}
