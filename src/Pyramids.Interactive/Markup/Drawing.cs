namespace Pyramids.Interactive;

/// <summary>A part of a picture that can stand alone or be placed in another.</summary>
internal readonly record struct Drawing(double Width, double Height, Markup Content)
{
    public static Drawing None => default;

    public bool IsEmpty => Width == 0;

    public Markup At(double x, double y) => IsEmpty ? Markup.Empty : Markup.Of($"""<g transform="translate({x} {y})">{Content}</g>""");

    public Markup Alone(string alt, string style = "") => IsEmpty ? Markup.Empty : Svg.Frame(Width, Height, alt, Content, style);
}
