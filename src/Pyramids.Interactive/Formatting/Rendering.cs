using System.Text;
using System.Text.Json;

namespace Pyramids.Interactive;

/// <summary>One value in every form that a notebook may ask for. Nothing is made before it is asked for.</summary>
/// <param name="Html">An HTML fragment.</param>
/// <param name="Text">The same in characters.</param>
/// <param name="Summary">One line for a list of variables; must not touch cells.</param>
/// <param name="Json">Properties for other languages of the notebook; must not touch cells.</param>
internal sealed record Rendering(Func<Markup> Html, Func<string> Text, Func<string> Summary, Func<object> Json)
{
    /// <summary>Most bytes of one form of one output.</summary>
    public const int MostBytes = 256 * 1024;

    private static readonly JsonSerializerOptions Options = new()
        { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>A PNG file, for values that are pictures.</summary>
    public Func<byte[]>? Png { get; init; }

    /// <summary>The value as a MIME type; null where it has no such form.</summary>
    public string? As(string mimeType) => mimeType switch
    {
        "text/html" => Capped(Html().ToString()),
        "text/plain" => Fit(Figures.Plain(Text())),
        "text/plain+summary" => Markup.Clip(Figures.Plain(Summary()).ReplaceLineEndings(" "), 300),
        "application/json" => JsonSerializer.Serialize(Json(), Options),
        "image/png" => Png is { } png ? Convert.ToBase64String(png()) : null,
        _ => null,
    };

    private string Capped(string html) => Encoding.UTF8.GetByteCount(html) <= MostBytes ? html
        : Markup.Of($"<pre>{Fit(Text())}</pre><div>The full display would be larger than {Figures.Bytes(MostBytes)}.</div>").ToString();

    // A character has at most three bytes in UTF-8, or six when escaped as &quot;.
    private static string Fit(string text) => Markup.Clip(text, MostBytes / 8);
}
