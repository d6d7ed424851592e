using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids.Tool.Commands.Raster;

/// <summary>An object of JSON on one line: the values of a run, for machines.</summary>
/// <remarks>Texts and numbers are written here: System.Text.Json takes as long to start as a small raster to compute. It writes lists and
/// objects within the object.</remarks>
internal sealed class JsonLine : IEnumerable
{
    private readonly StringBuilder fields = new();

    public JsonLine() { }

    public JsonLine(JsonObject values)
    {
        foreach (var (name, value) in values) Name(name).Append(value?.ToJsonString(Nested.Options) ?? "null");
    }

    public void Add(string name, string? value)
    {
        Name(name);
        if (value is null) fields.Append("null");
        else Quote(value);
    }

    public void Add(string name, long value) => Name(name).Append(value);

    /// <summary>Adds a finite number.</summary>
    public void Add(string name, double value) => Name(name).Append(value.ToString("R", CultureInfo.InvariantCulture));

    public override string ToString() => $"{{{fields}}}";

    IEnumerator IEnumerable.GetEnumerator() => throw new NotSupportedException("The fields are written when they are added.");

    private StringBuilder Name(string name)
    {
        if (fields.Length > 0) fields.Append(',');
        Quote(name);
        return fields.Append(':');
    }

    private void Quote(string text)
    {
        fields.Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\') fields.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029')
                fields.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
            else fields.Append(c);
        }
        fields.Append('"');
    }

    // Made when it is used, not with the first line.
    private static class Nested
    {
        public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    }
}
