namespace Pyramids.Interactive;

/// <summary>The frame of a drawing.</summary>
internal static class Svg
{
    /// <summary>A drawing of a width and height in pixels that shrinks with its column and tells its content to readers
    /// that cannot see it.</summary>
    public static Markup Frame(double width, double height, string alt, Markup content, string style = "")
        => Markup.Of($"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="{alt}" fill="currentColor" font-family="system-ui,-apple-system,Segoe UI,Roboto,Helvetica Neue,sans-serif" font-size="11" style="max-width:100%;height:auto;{style}"><title>{alt}</title>{content}</svg>""");

    public static Markup Text(double x, double y, string text, string anchor = "start", double opacity = 1, int size = 11,
        bool bold = false)
        => Markup.Of($"""<text x="{x}" y="{y}"{Attribute("text-anchor", anchor, "start")}{Attribute("fill-opacity", Figures.Coordinate(opacity), "1")}{Attribute("font-size", Figures.Coordinate(size), "11")}{Attribute("font-weight", bold ? "600" : "400", "400")}>{text}</text>""");

    public static Markup Line(double x1, double y1, double x2, double y2, double opacity = 1, double width = 1)
        => Markup.Of(
            $"""<path d="M{x1} {y1}L{x2} {y2}" stroke="currentColor" stroke-opacity="{opacity}" stroke-width="{width}" fill="none"/>""");

    /// <summary>Text of a fixed width would need the browser's fonts; this guess errs to the wide side.</summary>
    public static double WidthOf(string text, double size = 11)
    {
        var width = 0.0;
        foreach (var c in text)
            width += c switch
            {
                'i' or 'l' or 'j' or '.' or ',' or '\'' or '|' or ':' or '\u202f' => .32,
                't' or 'f' or 'r' or ' ' or '(' or ')' or '-' => .4,
                'm' or 'w' or 'M' or 'W' or '@' => .92,
                >= 'A' and <= 'Z' => .7,
                >= '\u2e80' => 1.05,
                _ => .6,
            };
        return width * size;
    }

    private static Markup Attribute(string name, string value, string ordinary)
        => value == ordinary ? Markup.Empty : Markup.Of($" {Markup.Raw(name)}=\"{value}\"");
}
