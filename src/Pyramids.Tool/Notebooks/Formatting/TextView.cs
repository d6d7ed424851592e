using System.Collections;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Pyramids.Tool.Scripting;

namespace Pyramids.Tool.Notebooks;

/// <summary>Values as plain text.</summary>
internal static partial class TextView
{
    private const int MostCharacters = 20_000, MostWidth = 120;

    public static string Of(object? value)
    {
        var text = value switch
        {
            null => "null",
            string s => s,
            HtmlMarkup markup => WithoutTags(markup.ToString()),
            Exception e => $"{TypeNames.Short(e.GetType())}: {e.Message}",
            _ when Pictures.Describe(value) is { } description => description,
            byte[] bytes => Hex(bytes),
            _ when !Members.IsSimple(value) => Tree(value, 0),
            _ => Brief(value),
        };
        return text.Length <= MostCharacters ? text : text[..MostCharacters] + $"… ({text.Length} characters)";
    }

    /// <summary>A word or a line; sequences and objects are only named.</summary>
    public static string Brief(object? value) => value switch
    {
        null => "null",
        string s => s,
        bool b => b ? "true" : "false",
        char c => c.ToString(),
        Type t => TypeNames.Short(t),
        DateTime d => d.ToString(d.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        DateTimeOffset d => d.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture),
        Delegate d => TypeNames.Short(d.GetType()),
        Exception e => $"{TypeNames.Short(e.GetType())}: {e.Message}",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable e when !Members.IsSimple(e)
            => Members.Count(e) is { } count ? $"{TypeNames.Short(e.GetType())} ({count})" : TypeNames.Short(e.GetType()),
        _ when Members.IsSimple(value) => Safe(value),
        _ => TypeNames.Short(value.GetType()),
    };

    public static string WithoutTags(string html) =>
        Blanks().Replace(WebUtility.HtmlDecode(Tag().Replace(Hidden().Replace(html, " "), " ")), " ").Trim();

    private static string Safe(object value)
    {
        try
        {
            return value.ToString() ?? TypeNames.Short(value.GetType());
        }
        catch (Exception e)
        {
            return $"({TypeNames.Short(value.GetType())}.ToString failed: {e.Message})";
        }
    }

    private static string Tree(object value, int depth)
    {
        if (Members.IsSimple(value) || depth > Members.Deepest)
            return value is string s ? $"\"{s}\"" : Brief(value);
        if (value is IDictionary pairs)
            return Items(pairs.Keys.Cast<object>().Take(Members.MostItems).Select(k => $"{Brief(k)}: {Child(pairs[k], depth)}"),
                pairs.Count > Members.MostItems, pairs.Count, "{", "}", depth);
        if (value is IEnumerable sequence)
        {
            var (items, more) = Members.Head(sequence);
            return Items(items.Select(i => Child(i, depth)), more, Members.Count(sequence), "[", "]", depth);
        }
        var type = value.GetType();
        var fields = Members.Properties(type).Select(p => $"{p.Name} = {Child(Members.Value(p, value), depth)}");
        var name = Members.IsAnonymous(type) ? "" : TypeNames.Short(type) + " ";
        return Items(fields, false, null, name + "{", "}", depth);
    }

    private static string Child(object? value, int depth) => value is null ? "null" : Tree(value, depth + 1);

    private static string Items(IEnumerable<string> items, bool more, int? count, string open, string close, int depth)
    {
        var all = items.ToList();
        if (more)
            all.Add(count is { } n ? $"… ({n} in all)" : "…");
        var line = $"{open} {string.Join(", ", all)} {close}";
        if (all.Count == 0)
            return open + close;
        if (line.Length <= MostWidth && !line.Contains('\n'))
            return line;
        var indent = new string(' ', 2 * (depth + 1));
        return $"{open}\n{indent}{string.Join($",\n{indent}", all)}\n{new string(' ', 2 * depth)}{close}";
    }

    private static string Hex(byte[] bytes)
    {
        var text = new StringBuilder($"byte[{bytes.Length}]");
        for (var i = 0; i < Math.Min(bytes.Length, 256); i++)
            text.Append(i % 16 == 0 ? $"\n{i:x4}  " : " ").Append(bytes[i].ToString("x2", CultureInfo.InvariantCulture));
        return bytes.Length > 256 ? text.Append("\n…").ToString() : text.ToString();
    }

    /// <summary>A cell of a table: floating numbers to seven digits, null as an empty cell.</summary>
    public static string Number(object? value) => value switch
    {
        null => "",
        double d => d.ToString("G7", CultureInfo.InvariantCulture),
        float f => f.ToString("G7", CultureInfo.InvariantCulture),
        _ => Brief(value),
    };

    [GeneratedRegex("<(style|script|title)\\b.*?</\\1>|<!--.*?-->", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Hidden();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
