using System.Text.Json;
using NetTopologySuite.Features;

namespace Pyramids;

/// <summary>Reads GeoJSON feature by feature: what is held is one feature at a time and a piece of the text.</summary>
/// <remarks>A collection is entered when its text is longer than the piece that is held; anything else is held as a whole. Where the text
/// may state the CRS after its first feature, a pass that makes no features finds it before the one that makes them.</remarks>
internal sealed class GeoJsonStream : IDisposable
{
    private readonly GeoJson json = new();
    private readonly string path, name;
    private readonly FileStream file;
    private readonly int piece;
    private byte[] buffer;
    private int start, end;
    private long before, count;
    private readonly Pass pass;
    private readonly bool quick;
    private bool isLast, inCollection, inFeatures;
    private JsonReaderState state = new(GeoJson.Options);

    /// <summary>What a pass over the text is for.</summary>
    private enum Pass { Features, Crs }

    private GeoJsonStream(string path, int piece, Pass pass, bool quick = true)
    {
        (this.path, name, this.piece, this.pass, this.quick, buffer) = (path, Path.GetFileName(path), piece, pass, quick, new byte[piece]);
        file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Fill();
        if (buffer.AsSpan(0, end).StartsWith("\uFEFF"u8)) start = 3;
    }

    /// <summary>A stream of the features, and their CRS.</summary>
    /// <param name="path">The file.</param>
    /// <param name="piece">Bytes that are held, unless a feature has more.</param>
    public static (IEnumerable<IFeature> Features, Crs? Crs, bool CrsIsAssumed) Open(string path, int piece = 1 << 20)
    {
        using var first = new GeoJsonStream(path, piece, Pass.Crs);
        while (!first.inFeatures && first.json.Found.Count == 0 && first.Step()) { }
        if (first.NamesCrsLater())
            while (first.Step()) first.Forget();
        return (Features(path, piece), first.json.Crs, first.json.CrsIsAssumed);
    }

    public void Dispose() => file.Dispose();

    private static IEnumerable<IFeature> Features(string path, int piece)
    {
        using var stream = new GeoJsonStream(path, piece, Pass.Features);
        while (stream.Step())
        {
            foreach (var feature in stream.json.Found) yield return feature;
            stream.Forget();
        }
    }

    // Whether the text from here on has the name of a 'crs' member.
    private bool NamesCrsLater()
    {
        const int Overlap = 8;
        var window = new byte[1 << 18];
        for (var at = before; ;)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, window, at);
            if (MayNameCrs(window.AsSpan(0, read))) return true;
            if (read <= Overlap) return false;
            at += read - Overlap;
        }
    }

    // A letter may be escaped, though nobody does.
    private static bool MayNameCrs(ReadOnlySpan<byte> text)
        => text.IndexOf("\"crs\""u8) >= 0 || text.IndexOf("\\u006"u8) >= 0 || text.IndexOf("\\u007"u8) >= 0;

    // Reads a value, or a member of a collection, or enters one; false at the end.
    private bool Step()
    {
        try
        {
            while (true)
            {
                var cursor = new JsonCursor(buffer.AsSpan(start, end - start), isLast, state, quick);
                if (cursor.Reader.Read())
                {
                    if (inFeatures ? Element(ref cursor) : inCollection ? Member(ref cursor.Reader) : Value(ref cursor))
                    {
                        start += (int)cursor.BytesConsumed;
                        before += cursor.BytesConsumed;
                        state = cursor.Reader.CurrentState;
                        return true;
                    }
                }
                else if (isLast) return false;
                Fill();
            }
        }
        catch (Exception e) when (GeoJson.IsFault(e))
        {
            throw Fault(e);
        }
    }

    // Shorter ways do not count lines.
    private RasterFormatException Fault(Exception e)
    {
        if (!quick) return GeoJson.Fault(e, count, name, before);
        using var again = new GeoJsonStream(path, piece, pass, quick: false);
        try
        {
            while (again.Step()) again.Forget();
        }
        catch (RasterFormatException told)
        {
            return told;
        }
        return GeoJson.Fault(e, count, name, before);
    }

    private void Forget()
    {
        count += json.Found.Count;
        json.Found.Clear();
    }

    // These are false when more of the text is needed.
    private bool Value(ref JsonCursor cursor)
    {
        if (IsWhole(cursor))
        {
            json.Object(ref cursor, name);
            return true;
        }
        if (end - start < piece) return false;
        ref var reader = ref cursor.Reader;
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

    private bool Element(ref JsonCursor cursor)
    {
        if (cursor.Reader.TokenType == JsonTokenType.EndArray)
        {
            inFeatures = false;
            return true;
        }
        if (!IsWhole(cursor, out var length)) return false;
        if (pass == Pass.Features) json.Object(ref cursor, name);
        else if (length > 0 && !MayNameCrs(cursor.Rest[..length])) cursor.Pass(length);
        else json.CrsOfObject(ref cursor.Reader, name);
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
        if (reader.ValueTextEquals("features"u8))
            throw new FormatException(
                "A second 'features' comes after the features; FeatureCollection.ReadFile reads such a file at once.");
        if (pass == Pass.Crs && reader.ValueTextEquals("crs"u8)) json.ReadCrs(ref reader, name);
        else Skip(ref reader);
        return true;
    }

    // Whether all of a value is there: of the one that the reader stands on, or of that of the member whose name it stands on.
    private static bool IsWhole(Utf8JsonReader reader) => reader.TrySkip();

    private static bool IsWhole(in JsonCursor cursor) => IsWhole(cursor, out _);

    // The length is 0 where it took the reader to tell.
    private static bool IsWhole(in JsonCursor cursor, out int length)
    {
        length = cursor.Reader.TokenType == JsonTokenType.StartObject ? JsonCursor.LengthOfObject(cursor.Rest) : -1;
        if (length >= 0 && !cursor.Rest.IsEmpty) return length > 0;
        length = 0;
        return IsWhole(cursor.Reader);
    }

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
