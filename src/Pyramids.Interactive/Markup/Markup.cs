using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pyramids.Interactive;

/// <summary>HTML or SVG text. Literals of an interpolated string are taken as they are and every hole is escaped, unless it is itself
/// <see cref="Markup"/>: a string from a file cannot become markup by oversight.</summary>
internal readonly struct Markup
{
    private readonly string? text;

    private Markup(string text) => this.text = text;

    public static Markup Empty => default;

    public int Length => text?.Length ?? 0;

    /// <summary>Text as it is; only for constants and for what was built here.</summary>
    public static Markup Raw(string text) => new(text);

    public static Markup Of(ref Handler markup) => new(markup.ToText());

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(p => p.text)));

    public static Markup operator +(Markup left, Markup right) => new(left.text + right.text);

    public override string ToString() => text ?? "";

    /// <summary>Characters that mean something to HTML, SVG or an attribute are replaced by references; characters that XML forbids and
    /// those that reorder the text around them by the replacement character.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&': escaped.Append("&amp;"); break;
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '"': escaped.Append("&quot;"); break;
                case '\'': escaped.Append("&#39;"); break;
                case '\t' or '\n' or '\r': escaped.Append(c); break;
                case < ' ' or '\x7f' or '\ufffe' or '\uffff' or (>= '\x80' and <= '\x9f'): escaped.Append('\ufffd'); break;
                case (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'): escaped.Append('\ufffd'); break;
                case var _ when char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]):
                    escaped.Append(c).Append(text[++i]);
                    break;
                case var _ when char.IsSurrogate(c): escaped.Append('\ufffd'); break;
                default: escaped.Append(c); break;
            }
        }
        return escaped.ToString();
    }

    /// <summary>The text, cut to a number of characters with an ellipsis.</summary>
    public static string Clip(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";

    /// <summary>What the compiler turns an interpolated string into.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder builder = new(literalLength + formattedCount * 12);

        public void AppendLiteral(string literal) => builder.Append(literal);

        public void AppendFormatted(Markup markup) => builder.Append(markup.text);

        public void AppendFormatted(string? text) => builder.Append(Escape(text ?? ""));

        public void AppendFormatted(double number) => builder.Append(Figures.Coordinate(number));

        public void AppendFormatted<T>(T value, string? format = null)
            => builder.Append(Escape(value is IFormattable f ? f.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? ""));

        internal string ToText() => builder.ToString();
    }
}
