using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Pyramids.Tool.Notebooks;

/// <summary>Terminal text as HTML: colours and weights become classes, carriage returns and backspaces do what they do
/// on a terminal.</summary>
internal static partial class AnsiText
{
    private static readonly string[] Names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    public static string Strip(string text) => Escape().Replace(text, "");

    /// <summary>Escaped HTML with spans of the classes <c>ansi-bold</c>, <c>ansi-dim</c>, <c>ansi-italic</c>,
    /// <c>ansi-underline</c> and <c>ansi-red</c> and so on.</summary>
    public static string ToHtml(string text)
    {
        var html = new StringBuilder();
        var styles = new SortedSet<string>(StringComparer.Ordinal);
        var at = 0;
        text = Overwritten(text);
        foreach (Match match in Escape().Matches(text))
        {
            Append(text[at..match.Index]);
            at = match.Index + match.Length;
            if (match.Groups["codes"].Success && match.Value.EndsWith('m'))
                Apply(match.Groups["codes"].Value, styles);
        }
        Append(text[at..]);
        return html.ToString();

        void Append(string piece)
        {
            if (piece.Length == 0)
                return;
            if (styles.Count > 0)
                html.Append("<span class=\"").AppendJoin(' ', styles).Append("\">");
            html.Append(WebUtility.HtmlEncode(piece));
            if (styles.Count > 0)
                html.Append("</span>");
        }
    }

    private static void Apply(string codes, SortedSet<string> styles)
    {
        var numbers = codes.Split(';').Select(c => int.TryParse(c, out var n) ? n : 0).ToList();
        for (var i = 0; i < numbers.Count; i++)
            switch (numbers[i])
            {
                case 0: styles.Clear(); break;
                case 1: styles.Add("ansi-bold"); break;
                case 2: styles.Add("ansi-dim"); break;
                case 3: styles.Add("ansi-italic"); break;
                case 4: styles.Add("ansi-underline"); break;
                case 22: styles.Remove("ansi-bold"); styles.Remove("ansi-dim"); break;
                case 23: styles.Remove("ansi-italic"); break;
                case 24: styles.Remove("ansi-underline"); break;
                case 38 or 48: i += i + 1 < numbers.Count && numbers[i + 1] == 5 ? 2 : 4; break;
                case 39: styles.RemoveWhere(IsColour); break;
                case >= 30 and <= 37 or >= 90 and <= 97:
                    styles.RemoveWhere(IsColour);
                    styles.Add("ansi-" + Names[numbers[i] % 10]);
                    break;
            }
    }

    private static bool IsColour(string style) => Array.IndexOf(Names, style["ansi-".Length..]) >= 0;

    /// <summary>What is left of each line when a carriage return starts it anew.</summary>
    private static string Overwritten(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        return text.Contains('\r') ? string.Join('\n', text.Split('\n').Select(LastWritten)) : text;
    }

    private static string LastWritten(string line)
    {
        var parts = line.TrimEnd('\r').Split('\r');
        return parts[^1];
    }

    [GeneratedRegex(@"\e\[(?<codes>[0-9;]*)[A-Za-z]|\e\][^\a\e]*(?:\a|\e\\)|\e[@-Z\\-_]|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]")]
    private static partial Regex Escape();
}
