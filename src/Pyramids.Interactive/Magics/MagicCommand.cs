namespace Pyramids.Interactive;

/// <summary>A command that a notebook cell gives on a line of its own. It stands for a piece of C#, so that it does the
/// same in every host.</summary>
/// <param name="Name">Without <c>#!</c>.</param>
/// <param name="Description">One line, for help and completion.</param>
/// <param name="Text">What the words without a name are, such as <c>&lt;expression&gt;</c>; empty when it takes none.</param>
/// <param name="Options">Parameters with a name.</param>
public sealed record MagicCommand(string Name, string Description, string Text, IReadOnlyList<MagicOption> Options)
{
    /// <summary>Whether it can be given without words.</summary>
    public bool TextIsOptional { get; init; }

    /// <summary>Whether its words are C# in which variables of the notebook may stand.</summary>
    public bool TakesVariables => Text.Length > 0 && !Text.StartsWith("open", StringComparison.Ordinal);

    internal Func<MagicUse, string> Write { get; init; } = _ => "";

    /// <summary>How it is written: <c>#!preview &lt;expression&gt; [--colormap &lt;ramp&gt;]</c>.</summary>
    public string Usage
    {
        get
        {
            var text = Text.Length == 0 ? "" : TextIsOptional ? $" [{Text}]" : $" {Text}";
            return $"#!{Name}{text}{string.Concat(Options.Select(o => $" [--{o.Name} <{o.Value}>]"))}";
        }
    }

    /// <summary>The C# that a call stands for. Its last line is an expression: what the cell shows.</summary>
    /// <param name="text">All words without a name, as they were written.</param>
    /// <param name="options">Values by the options' names; null or empty ones count as not given.</param>
    /// <exception cref="ArgumentException">A value is missing, unknown or no number where one is needed; the message
    /// shows the usage.</exception>
    public string ToCode(string? text, IEnumerable<KeyValuePair<string, string?>> options)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in options)
        {
            if (string.IsNullOrWhiteSpace(value)) continue;
            if (Options.All(o => o.Name != name)) throw Wrong($"#!{Name} has no parameter --{name}.");
            given[name] = value.Trim();
        }
        text = text?.Trim() ?? "";
        if (Text.Length == 0 && text.Length > 0) throw Wrong($"#!{Name} does not know what to do with '{text}'.");
        if (Text.Length > 0 && text.Length == 0 && !TextIsOptional) throw Wrong($"#!{Name} needs {Text}.");
        return Write(new(this, text, given));
    }

    /// <summary>The C# that a whole line stands for: <c>#!preview dem * 2 --width 600</c>.</summary>
    /// <exception cref="ArgumentException">A value is missing, unknown or no number where one is needed; the message
    /// shows the usage.</exception>
    public string ToCode(string line)
    {
        var (text, options) = MagicText.Parse(line, this);
        return ToCode(text, options);
    }

    internal ArgumentException Wrong(string message) => new($"{message} Usage: {Usage}");
}

/// <summary>A parameter of a <see cref="MagicCommand"/>.</summary>
/// <param name="Name">Without dashes; a word of letters.</param>
/// <param name="Value">What its value is, such as <c>degrees</c>.</param>
/// <param name="Description">One line, for help and completion.</param>
public sealed record MagicOption(string Name, string Value, string Description)
{
    /// <summary>Values to offer for completion.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}
