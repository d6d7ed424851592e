using Microsoft.Data.Analysis;

namespace Pyramids.Interactive;

/// <summary>Types of other libraries that this one shows. They cannot be marked, so a host that knows them only by
/// marks has to be told.</summary>
public static class ForeignTypes
{
    /// <summary>The types.</summary>
    public static IReadOnlyList<Type> All { get; } = [typeof(DataFrame)];

    /// <summary>MIME types that <see cref="Write"/> knows for all of them.</summary>
    public static IReadOnlyList<string> MimeTypes { get; } = ["text/html", "text/plain", "text/plain+summary", "application/json"];

    /// <summary>Writes a value in a MIME type.</summary>
    /// <returns>False when the value has no such form; nothing is written then.</returns>
    public static bool Write(object value, string mimeType, TextWriter writer) => new ValueFormatter(mimeType).Format(value, writer);
}
