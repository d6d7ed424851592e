using System.Text;

namespace Pyramids.Interactive;

/// <summary>Collects markup piece by piece.</summary>
internal sealed class MarkupWriter
{
    private readonly StringBuilder builder = new();

    public int Length => builder.Length;

    public MarkupWriter Add(ref Markup.Handler markup)
    {
        builder.Append(markup.ToText());
        return this;
    }

    public MarkupWriter Add(Markup markup)
    {
        builder.Append(markup.ToString());
        return this;
    }

    public Markup ToMarkup() => Markup.Raw(builder.ToString());
}
