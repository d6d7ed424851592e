using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids.Tool.Notebooks;

/// <summary>Writes JSON as nbformat does, so that a file saved here and saved by Jupyter is the same file: keys sorted by code point,
/// one blank of indent, no character escaped that JSON does not ask for, a newline at the end.</summary>
internal static class NotebookJson
{
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        Write(node, text, 0);
        return text.Append('\n').ToString();
    }

    private static void Write(JsonNode? node, StringBuilder text, int depth)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonObject fields:
                text.Append('{');
                var first = true;
                foreach (var (key, value) in fields.OrderBy(f => f.Key, CodePointOrder.Instance))
                {
                    NewLine(text, depth + 1, ref first);
                    WriteString(key, text);
                    text.Append(": ");
                    Write(value, text, depth + 1);
                }
                text.Append('\n').Append(' ', depth).Append('}');
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonArray items:
                text.Append('[');
                var head = true;
                foreach (var item in items)
                {
                    NewLine(text, depth + 1, ref head);
                    Write(item, text, depth + 1);
                }
                text.Append('\n').Append(' ', depth).Append(']');
                break;
            default:
                if (node.GetValueKind() == JsonValueKind.String)
                    WriteString(node.GetValue<string>(), text);
                else
                    text.Append(node.ToJsonString());
                break;
        }
    }

    private static void NewLine(StringBuilder text, int depth, ref bool first)
    {
        text.Append(first ? "\n" : ",\n").Append(' ', depth);
        first = false;
    }

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case < ' ': text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
                default: text.Append(c); break;
            }
        text.Append('"');
    }

    /// <summary>Splits after each line end, as Python's <c>splitlines(True)</c> does; an empty text has no lines.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029'))
                continue;
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                i++;
            lines.Add((JsonNode)text[start..(i + 1)]);
            start = i + 1;
        }
        if (start < text.Length)
            lines.Add((JsonNode)text[start..]);
        return lines;
    }

    /// <summary>A multi-line text as nbformat stores it: a string, or an array of strings to be joined. Anything else is null.</summary>
    public static string? Joined(JsonNode? node) => node switch
    {
        JsonArray lines when lines.All(l => l?.GetValueKind() == JsonValueKind.String)
            => string.Concat(lines.Select(l => l!.GetValue<string>())),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => null,
    };

    private sealed class CodePointOrder : IComparer<string>
    {
        public static readonly CodePointOrder Instance = new();

        public int Compare(string? x, string? y)
        {
            var left = x!.EnumerateRunes();
            var right = y!.EnumerateRunes();
            while (true)
            {
                var more = left.MoveNext();
                if (!right.MoveNext())
                    return more ? 1 : 0;
                if (!more)
                    return -1;
                var order = left.Current.CompareTo(right.Current);
                if (order != 0)
                    return order;
            }
        }
    }
}
