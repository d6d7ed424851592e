using System.Net;

namespace Pyramids;

/// <summary>Shows a value by its <see cref="object.ToString"/>: all that the engine alone can do.</summary>
/// <remarks>Without it a notebook host would walk through every public property of a lazy array.</remarks>
internal sealed class TextFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new Formatter("text/html", text => $"<pre>{WebUtility.HtmlEncode(text)}</pre>"),
        new Formatter("text/plain", text => text),
        new Formatter("text/plain+summary", text => text.Split('\n')[0]),
        new Formatter("application/json", text => System.Text.Json.Nodes.JsonValue.Create(text).ToJsonString()),
    ];

    private sealed class Formatter(string mimeType, Func<string, string> write)
    {
        public string MimeType => mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            writer.Write(write(instance.ToString() ?? ""));
            return true;
        }
    }
}
