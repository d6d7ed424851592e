namespace Pyramids.Interactive;

/// <summary>Takes a line apart: <c>#!name words --option value "more words"</c>.</summary>
internal static class MagicText
{
    /// <summary>Without <c>#!</c>.</summary>
    public static string NameOf(string line)
    {
        line = line.Trim();
        if (!line.StartsWith("#!", StringComparison.Ordinal)) return "";
        return line[2..].TrimStart().Split((char[]?)null, 2)[0];
    }

    /// <summary>The words that belong to no option, as they were written, and the options' values.</summary>
    public static (string Text, List<KeyValuePair<string, string?>> Options) Parse(string line, MagicCommand magic)
    {
        line = line.Trim();
        var words = Words(line, magic);
        var (text, options) = (new List<string>(), new List<KeyValuePair<string, string?>>());
        // C# has a "--" of its own: only a word of letters after it makes a parameter.
        for (var i = words[0] == "#!" ? 2 : 1; i < words.Count; i++)
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || words[i].Length < 3
                || !words[i].AsSpan(2).ContainsAnyInRange('a', 'z') || words[i].Any(c => c is '(' or ';'))
                text.Add(words[i]);
            else if (i + 1 >= words.Count || words[i + 1].StartsWith("--", StringComparison.Ordinal))
                throw magic.Wrong($"{words[i]} of #!{magic.Name} needs a value.");
            else if (options.Any(o => o.Key == words[i][2..]))
                throw magic.Wrong($"{words[i]} of #!{magic.Name} is given twice.");
            else
                options.Add(new(words[i][2..], words[++i]));
        return (string.Join(' ', text), options);
    }

    private static List<string> Words(string line, MagicCommand magic)
    {
        var (words, start, quoted) = (new List<string>(), -1, false);
        for (var i = 0; i <= line.Length; i++)
        {
            var end = i == line.Length || !quoted && char.IsWhiteSpace(line[i]);
            if (!end && line[i] == '"' && (i == 0 || line[i - 1] != '\\')) quoted = !quoted;
            if (!end && start < 0) start = i;
            if (!end || start < 0) continue;
            words.Add(line[start..i]);
            start = -1;
        }
        if (quoted) throw magic.Wrong($"A quotation mark is open at the end of: {Markup.Clip(line, 200)}");
        return words;
    }
}
