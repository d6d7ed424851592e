using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pyramids.Interactive;

/// <summary>A magic as it was called, on its way to C#.</summary>
internal sealed partial record MagicUse(MagicCommand Command, string Text, IReadOnlyDictionary<string, string> Given)
{
    /// <summary>A C# string literal.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var c in text)
            literal.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        return literal.Append('"').ToString();
    }

    public static string Unquoted(string text)
        => text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1].Replace("\\\"", "\"") : text;

    /// <summary>Named arguments for the options given: <c>, width: 600</c>.</summary>
    public string Arguments()
    {
        var code = new StringBuilder();
        foreach (var (name, value) in Given)
        {
            if (name == "name") continue;
            code.Append($", {name}: {(IsNumber(name) ? Number(name, value) : Literal(Unquoted(value)))}");
        }
        return code.ToString();
    }

    /// <summary>The variable to make: as asked for, or the suggestion turned into an identifier.</summary>
    public string Variable(string suggestion)
    {
        if (Given.TryGetValue("name", out var asked))
            return Identifier().IsMatch(asked) ? asked : throw Command.Wrong($"'{asked}' cannot name a variable.");
        var name = NoLetter().Replace(suggestion, "_").Trim('_');
        if (name.Length == 0) name = "raster";
        if (char.IsDigit(name[0])) name = "raster_" + name;
        return Keywords.Contains(name) ? name + "_" : name;
    }

    /// <summary>The words, of which the first is one C# expression and the rest another: <c>dem zones</c>.</summary>
    public (string First, string Second) Two()
    {
        var (depth, quoted) = (0, false);
        for (var i = 0; i < Text.Length; i++)
        {
            if (Text[i] == '"') quoted = !quoted;
            else if (!quoted && Text[i] is '(' or '[' or '{') depth++;
            else if (!quoted && Text[i] is ')' or ']' or '}') depth--;
            else if (!quoted && depth == 0 && char.IsWhiteSpace(Text[i])) return (Text[..i], Text[i..].Trim());
        }
        throw Command.Wrong($"#!{Command.Name} needs two things.");
    }

    private static bool IsNumber(string option) => option is "width" or "band" or "azimuth" or "altitude";

    private string Number(string name, string value)
        => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : throw Command.Wrong($"--{name} of #!{Command.Name} is a number; '{value}' is none.");

    // Those that a file is likely to be called.
    private static readonly HashSet<string> Keywords = ["base", "case", "class", "default", "event", "float", "double", "int", "long",
        "short", "byte", "object", "string", "in", "out", "new", "public", "static", "this", "void", "checked", "fixed", "lock", "switch"];

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*$")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"[^\p{L}\p{Nd}_]+")]
    private static partial Regex NoLetter();
}
