namespace Pyramids.Interactive;

/// <summary>What a notebook host makes once for a type that is marked: one formatter for each MIME type. Found by its
/// name, see the engine's Display folder.</summary>
internal sealed class FormatterSource
{
    /// <summary>MIME types that there is a formatter for. <c>PreferredMimeTypes</c> of a mark must name no other.</summary>
    public static IReadOnlyList<string> MimeTypes { get; } = ["text/html", "text/plain", "text/plain+summary",
        "application/json", "image/png"];

    public IEnumerable<object> CreateTypeFormatters() => MimeTypes.Select(m => new ValueFormatter(m));
}

/// <summary>Writes values in one MIME type.</summary>
internal sealed class ValueFormatter(string mimeType)
{
    public string MimeType { get; } = mimeType;

    /// <returns>False when the value has no such form; nothing is written then.</returns>
    /// <remarks>The computation that made the value is done, so a failure to show it must not fail the cell: it is shown as text.</remarks>
    public bool Format(object instance, TextWriter writer)
    {
        string? written;
        try
        {
            written = Renderings.Of(instance)?.As(MimeType);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            written = MimeType switch
            {
                "text/html" => Markup.Of($"<pre>{Words(instance)}\nIt could not be shown: {exception.Message}</pre>").ToString(),
                "text/plain" or "text/plain+summary" => Words(instance),
                "application/json" => System.Text.Json.JsonSerializer.Serialize(Words(instance)),
                _ => null,
            };
        }
        if (written is null) return false;
        writer.Write(written);
        return true;
    }

    private static string Words(object instance)
    {
        try
        {
            return instance.ToString() ?? instance.GetType().Name;
        }
        catch (Exception)
        {
            return instance.GetType().Name;
        }
    }
}
