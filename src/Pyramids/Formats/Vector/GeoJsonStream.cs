using System.Text.Json;
using NetTopologySuite.Features;

namespace Pyramids;

/// <summary>Reads GeoJSON feature by feature: what is held is one feature at a time and a piece of the text.</summary>
/// <remarks>A collection is entered when its text is longer than the piece that is held; anything else is held as a whole. Where the end of
/// the file may state the CRS, a pass that makes no features finds it before the one that makes them.</remarks>
internal sealed class GeoJsonStream : IDisposable
{
    private const int LongestTail = 1 << 16;
    private readonly GeoJson json = new();
    private readonly string name;
    private readonly FileStream file;
    private readonly int piece;
    private byte[] buffer;
    private int start, end;
    private long before, count;
    private readonly Pass pass;
    private bool isLast, inCollection, inFeatures;
    private JsonReaderState state = new(GeoJson.Options);

    /// <summary>What a pass over the text is for.</summary>
    private enum Pass { Features, FeaturesOfKnownCrs, Crs }

    private GeoJsonStream(string path, int piece, Pass pass)
    {
        (name, this.piece, this.pass, buffer) = (Path.GetFileName(path), piece, pass, new byte[piece]);
        file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Fill();
        if (buffer.AsSpan(0, end).StartsWith("\uFEFF"u8)) start = 3;
    }

    /// <summary>A stream of the features, and their CRS.</summary>
    /// <param name="path">The file.</param>
    /// <param name="piece">Bytes that are held, unless a feature has more.</param>
    public static (IEnumerable<IFeature> Features, Crs? Crs, bool CrsIsAssumed) Open(string path, int piece = 1 << 20)
    {
        var late = TellsCrsLate(path);
        using var first = new GeoJsonStream(path, piece, late ? Pass.Crs : Pass.Features);
        while ((late || first.json.Found.Count == 0 && !first.inFeatures) && first.Step())
            if (late) first.json.Found.Clear();
        return (Features(path, piece, late ? Pass.FeaturesOfKnownCrs : Pass.Features), first.json.Crs, first.json.CrsIsAssumed);
    }

    public void Dispose() => file.Dispose();

    private static IEnumerable<IFeature> Features(string path, int piece, Pass pass)
    {
        using var stream = new GeoJsonStream(path, piece, pass);
        while (stream.Step())
        {
            foreach (var feature in stream.json.Found) yield return feature;
            stream.count += stream.json.Found.Count;
            stream.json.Found.Clear();
        }
    }

    private static bool TellsCrsLate(string path)
    {
        using var file = File.OpenHandle(path);
        var tail = new byte[(int)Math.Min(LongestTail, RandomAccess.GetLength(file))];
        var read = RandomAccess.Read(file, tail, RandomAccess.GetLength(file) - tail.Length);
        return tail.AsSpan(0, read).IndexOf("\"crs\""u8) >= 0;
    }

    // Reads a value, or a member of a collection, or enters one; false at the end.
    private bool Step()
    {
        try
        {
            while (true)
            {
                var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isLast, state);
                if (reader.Read())
                {
                    if (inFeatures ? Element(ref reader) : inCollection ? Member(ref reader) : Value(ref reader))
                    {
                        start += (int)reader.BytesConsumed;
                        before += reader.BytesConsumed;
                        state = reader.CurrentState;
                        return true;
                    }
                }
                else if (isLast) return false;
                Fill();
            }
        }
        catch (Exception e) when (GeoJson.IsFault(e))
        {
            throw GeoJson.Fault(e, count, name, before);
        }
    }

    // These are false when more of the text is needed.
    private bool Value(ref Utf8JsonReader reader)
    {
        if (IsWhole(reader))
        {
            json.Object(ref reader, name);
            return true;
        }
        if (end - start < piece) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Enters(ref reader)) return inCollection = true;
            if (!IsWhole(reader)) break;
            Skip(ref reader);
        }
        return false;
    }

    private bool Enters(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("crs"u8) && IsWhole(reader))
        {
            var member = reader;
            json.ReadCrs(ref member, name);
        }
        if (!reader.ValueTextEquals("features"u8)) return false;
        return inFeatures = reader.Read() && reader.TokenType == JsonTokenType.StartArray;
    }

    private bool Element(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            inFeatures = false;
            return true;
        }
        if (!IsWhole(reader)) return false;
        if (pass == Pass.Crs) json.CrsOfObject(ref reader, name);
        else json.Object(ref reader, name);
        return true;
    }

    private bool Member(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            inCollection = false;
            return true;
        }
        if (!IsWhole(reader)) return false;
        var isCrs = reader.ValueTextEquals("crs"u8);
        if (reader.ValueTextEquals("features"u8) || isCrs && pass == Pass.Features)
            throw new FormatException($"{(isCrs ? "A 'crs'" : "A second 'features'")} comes after the features, far from the end of the file; "
                + "FeatureCollection.ReadFile reads such a file at once.");
        if (isCrs && pass == Pass.Crs) json.ReadCrs(ref reader, name);
        else Skip(ref reader);
        return true;
    }

    // Whether all of a value is there: of the one that the reader stands on, or of that of the member whose name it stands on.
    private static bool IsWhole(Utf8JsonReader reader) => reader.TrySkip();

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.TrySkip();
    }

    private void Fill()
    {
        if (isLast) throw new FormatException("The text ends inside of a value.");
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length) Array.Resize(ref buffer, checked(buffer.Length * 2));
        var read = file.ReadAtLeast(buffer.AsSpan(end), buffer.Length - end, throwOnEndOfStream: false);
        isLast = read < buffer.Length - end;
        // RFC 8142 puts a record separator before each text.
        buffer.AsSpan(end, read).Replace((byte)0x1E, (byte)' ');
        end += read;
    }
}
