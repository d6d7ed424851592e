using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids.Tool.Notebooks;

/// <summary>One value in several representations, by MIME type. Binary ones are base64 text, JSON ones are JSON.</summary>
internal sealed class MimeBundle
{
    private readonly SortedDictionary<string, string> parts = new(StringComparer.Ordinal);

    public MimeBundle() { }

    public MimeBundle(string mimeType, string content) => parts[mimeType] = content;

    public IEnumerable<string> MimeTypes => parts.Keys;

    public int Count => parts.Count;

    public string? this[string mimeType]
    {
        get => parts.GetValueOrDefault(mimeType);
        set
        {
            if (value is null)
                parts.Remove(mimeType);
            else
                parts[mimeType] = value;
        }
    }

    public static bool IsJson(string mimeType) =>
        mimeType == "application/json"
            || (mimeType.StartsWith("application/", StringComparison.Ordinal) && mimeType.EndsWith("+json", StringComparison.Ordinal));

    /// <summary>Whether nbformat stores the text as an array of lines.</summary>
    public static bool IsSplit(string mimeType) =>
        mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType is "application/javascript" or "image/svg+xml";

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (mime, content) in parts)
            json[mime] = IsJson(mime) ? Parsed(content) : content;
        return json;
    }

    private static JsonNode? Parsed(string content)
    {
        try
        {
            return JsonNode.Parse(content);
        }
        catch (JsonException)
        {
            return content;
        }
    }
}
