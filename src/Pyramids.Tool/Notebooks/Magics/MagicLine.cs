using System.Text;

namespace Pyramids.Tool.Notebooks;

/// <summary>A word of a magic line.</summary>
/// <param name="Text">Without its quotes.</param>
/// <param name="Quoted">Whether it was in quotes, so that "--x" in quotes is a value.</param>
internal readonly record struct MagicWord(string Text, bool Quoted);

/// <summary>A magic line taken apart: <c>#!name positional --option value --flag "quoted text"</c>.</summary>
internal sealed class MagicLine
{
    private MagicLine(string text, string name, IReadOnlyList<string> positional, IReadOnlyDictionary<string, string> options,
        IReadOnlySet<string> flags, string rest) =>
        (Text, Name, Positional, Options, Flags, Rest) = (text, name, positional, options, flags, rest);

    /// <summary>The whole line as it was written.</summary>
    public string Text { get; }

    /// <summary>Without "#!".</summary>
    public string Name { get; }

    public IReadOnlyList<string> Positional { get; }

    /// <summary>By name without dashes.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    public IReadOnlySet<string> Flags { get; }

    /// <summary>Everything after the name, as it was written.</summary>
    public string Rest { get; }

    public static string NameOf(string line)
        => line[2..].Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";

    /// <summary>Reads a line by what the magic declares. Without declared parameters every option takes the value that
    /// follows it, if any.</summary>
    /// <exception cref="CellFailure">A parameter is unknown, missing, given twice or has no value.</exception>
    public static MagicLine Parse(string line, Magic magic, int number)
    {
        if (magic.ReadsLine)
            return new MagicLine(line, magic.Name, [], new Dictionary<string, string>(), new HashSet<string>(), "");
        CellFailure Wrong(string message) => new("MagicError", $"{message} Usage: {magic.Usage}", number);
        var words = Words(line, number);
        var positional = new List<string>();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var flags = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i].Quoted || !words[i].Text.StartsWith("--", StringComparison.Ordinal) || words[i].Text.Length == 2)
            {
                positional.Add(words[i].Text);
                continue;
            }
            var name = words[i].Text[2..];
            var declared = magic.Parameters.FirstOrDefault(p => p.Name == words[i].Text);
            if (declared is null && !magic.IsOpen)
                throw Wrong($"#!{magic.Name} has no parameter {words[i].Text}.");
            var valueFollows = i + 1 < words.Count
                && (words[i + 1].Quoted || !words[i + 1].Text.StartsWith("--", StringComparison.Ordinal));
            if (declared?.IsFlag == true || (declared is null && !valueFollows))
                flags.Add(name);
            else if (!valueFollows)
                throw Wrong($"{words[i].Text} of #!{magic.Name} needs a value.");
            else if (!options.TryAdd(name, words[++i].Text))
                throw Wrong($"--{name} of #!{magic.Name} is given twice.");
        }
        foreach (var missing in magic.Parameters.Where(
            p => p.IsRequired && p.Name.StartsWith("--", StringComparison.Ordinal) && !options.ContainsKey(p.Name[2..])))
            throw Wrong($"#!{magic.Name} needs {missing.Name}.");
        var places = magic.Parameters.Where(p => !p.Name.StartsWith("--", StringComparison.Ordinal)).ToList();
        if (places.Count(p => p.IsRequired) > positional.Count)
            throw Wrong($"#!{magic.Name} needs <{places[positional.Count].Name}>.");
        if (!magic.IsOpen && positional.Count > places.Count && !(places.Count > 0 && places[^1].TakesRest))
            throw Wrong($"#!{magic.Name} does not know what to do with '{positional[places.Count]}'.");
        var rest = line[2..].TrimStart();
        return new MagicLine(line, magic.Name, positional, options, flags, rest[Math.Min(rest.Length, words[0].Text.Length - 2)..].Trim());
    }

    private static List<MagicWord> Words(string line, int number)
    {
        var words = new List<MagicWord>();
        var text = new StringBuilder();
        var (inside, quoted) = (false, false);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (inside && c == '\\' && i + 1 < line.Length && line[i + 1] is '"')
                text.Append(line[++i]);
            else if (c == '"')
                (inside, quoted) = (!inside, true);
            else if (char.IsWhiteSpace(c) && !inside)
                Close();
            else
                text.Append(c);
        }
        if (inside)
            throw new CellFailure("MagicError", $"A quotation mark is open at the end of: {line}", number);
        Close();
        if (words.Count > 1 && words[0].Text == "#!")
        {
            words[1] = new MagicWord("#!" + words[1].Text, false);
            words.RemoveAt(0);
        }
        return words;

        void Close()
        {
            if (text.Length > 0 || quoted)
                words.Add(new MagicWord(text.ToString(), quoted));
            text.Clear();
            quoted = false;
        }
    }
}
