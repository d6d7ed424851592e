using System.Text.Json;
using System.Text.Unicode;

namespace Pyramids;

/// <summary>Metadata documents and their members, with errors that name the file and the member.</summary>
internal static class ZarrJson
{
    /// <summary>The largest metadata document that is read; consolidated metadata of thousands of arrays stays below it.</summary>
    public const int MaxBytes = 64 << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <exception cref="RasterFormatException">The text is no JSON object.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8, string key)
    {
        JsonElement root;
        if (!Utf8.IsValid(utf8.Span)) throw new RasterFormatException("The metadata is no valid UTF-8.", key);
        try
        {
            try
            {
                root = Read(utf8);
            }
            catch (JsonException) when (BareNumbers.Quote(utf8.Span) is { } quoted)
            {
                root = Read(quoted);
            }
        }
        catch (Exception inner) when (inner is JsonException or InvalidOperationException)
        {
            throw new RasterFormatException($"The metadata is no valid JSON: {inner.Message}", key, null, inner);
        }
        return root.ValueKind == JsonValueKind.Object ? root : throw Unexpected(root, "the document", "an object", key);
    }

    public static JsonElement? Find(JsonElement parent, string member)
        => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(member, out var found) ? found : null;

    public static JsonElement Get(JsonElement parent, string member, string key)
        => Find(parent, member) ?? throw new RasterFormatException($"The member '{member}' is missing.", key);

    public static JsonElement GetObject(JsonElement parent, string member, string key)
    {
        var found = Get(parent, member, key);
        return found.ValueKind == JsonValueKind.Object ? found : throw Unexpected(found, member, "an object", key);
    }

    public static string GetString(JsonElement parent, string member, string key) => AsString(Get(parent, member, key), member, key);

    public static string AsString(JsonElement value, string member, string key)
    {
        if (value.ValueKind != JsonValueKind.String) throw Unexpected(value, member, "a string", key);
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException inner)
        {
            throw new RasterFormatException($"'{member}' is a string that is no valid Unicode.", key, null, inner);
        }
    }

    /// <summary>Members with their names, which are checked to be valid Unicode.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement parent, string key)
    {
        foreach (var member in parent.EnumerateObject())
        {
            string name;
            try
            {
                name = member.Name;
            }
            catch (InvalidOperationException inner)
            {
                throw new RasterFormatException("A member's name is no valid Unicode.", key, null, inner);
            }
            yield return (name, member.Value);
        }
    }

    /// <summary>A string when there is one; null for anything else, as attributes are free to be.</summary>
    public static string? TextOf(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.String } text) return null;
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static long AsInteger(JsonElement value, string member, string key, long smallest, long largest)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number) || number < smallest || number > largest)
            throw Unexpected(value, member, $"an integer from {smallest} to {largest}", key);
        return number;
    }

    public static long[] GetIntegers(JsonElement parent, string member, string key, long smallest, long largest)
    {
        var found = Get(parent, member, key);
        if (found.ValueKind != JsonValueKind.Array) throw Unexpected(found, member, "an array of integers", key);
        var numbers = new long[found.GetArrayLength()];
        var i = 0;
        foreach (var element in found.EnumerateArray()) numbers[i++] = AsInteger(element, member, key, smallest, largest);
        return numbers;
    }

    public static RasterFormatException Unexpected(JsonElement value, string member, string expected, string key)
        => new($"'{member}' is {Short(value)}; expected {expected}.", key);

    /// <summary>A value as messages show it.</summary>
    public static string Short(JsonElement value)
    {
        var text = string.Join(' ', value.GetRawText().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 80 ? text : text[..77] + "...";
    }

    private static JsonElement Read(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, Options);
        return document.RootElement.Clone();
    }
}
