using System.Globalization;

namespace Pyramids;

/// <summary>A node of well-known text: a keyword with its values, or a value (text in quotes, a number or a bare word)
/// without any.</summary>
internal sealed class WktNode(string text, bool isQuoted, int position)
{
    private const int DeepestNesting = 32;
    private const int LongestText = 1 << 20;

    public string Text { get; } = text;
    public bool IsQuoted { get; } = isQuoted;
    public int Position { get; } = position;
    public List<WktNode> Children { get; } = [];

    /// <summary>Reads a whole text; more than one node only for ESRI's horizontal and vertical pair.</summary>
    public static List<WktNode> Parse(string text)
    {
        if (text.Length > LongestText)
            throw new CrsException($"The WKT has {text.Length:N0} characters; more than {LongestText:N0} are not read.");
        var at = 0;
        var nodes = ReadList(text, ref at, 0);
        if (at < text.Length)
            throw Broken(text, at, "the end");
        return nodes;
    }

    public WktNode? Child(params ReadOnlySpan<string> keywords)
    {
        foreach (var child in Children)
            foreach (var keyword in keywords)
                if (child.Is(keyword))
                    return child;
        return null;
    }

    public IEnumerable<WktNode> All(params string[] keywords) => Children.Where(child => keywords.Any(child.Is));

    public bool Is(string keyword) => !IsQuoted && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>The first value, when it is text.</summary>
    public string Name => Children.Count > 0 && Children[0].IsQuoted ? Children[0].Text : "";

    /// <summary>A value that must be a number.</summary>
    public double Number(int index) => index < Children.Count && Children[index].Children.Count == 0
        && double.TryParse(Children[index].Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number) ? number
        : throw new CrsException($"{Text} at character {Position} of the WKT has no number as value {index + 1}.");

    private static List<WktNode> ReadList(string text, ref int at, int depth)
    {
        if (depth > DeepestNesting)
            throw Broken(text, at, $"at most {DeepestNesting} levels");
        var nodes = new List<WktNode>();
        while (true)
        {
            nodes.Add(Read(text, ref at, depth));
            SkipBlanks(text, ref at);
            if (at >= text.Length || text[at] != ',')
                return nodes;
            at++;
        }
    }

    private static WktNode Read(string text, ref int at, int depth)
    {
        SkipBlanks(text, ref at);
        var start = at;
        if (at < text.Length && text[at] == '"')
        {
            do
            {
                at = text.IndexOf('"', at + 1) + 1;
                if (at == 0)
                    throw Broken(text, start, "a closing quote after it");
            }
            while (at < text.Length && text[at] == '"');
            return new(text[(start + 1)..(at - 1)].Replace("\"\"", "\""), true, start);
        }
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '.' or '+' or '-' or ':'))
            at++;
        if (at == start)
            throw Broken(text, at, "a keyword, a number or a text in quotes");
        var node = new WktNode(text[start..at], false, start);
        SkipBlanks(text, ref at);
        if (at < text.Length && text[at] is '[' or '(')
        {
            var close = text[at++] == '[' ? ']' : ')';
            node.Children.AddRange(ReadList(text, ref at, depth + 1));
            if (at >= text.Length || text[at] != close)
                throw Broken(text, at, $"'{close}' or a comma");
            at++;
        }
        return node;
    }

    private static void SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == '\0'))
            at++;
    }

    private static CrsException Broken(string text, int at, string expected) => new(
        $"The WKT breaks at character {at}{(at < text.Length ? $" ('{text[at]}')" : ", its end")}: {expected} is expected there.");
}
