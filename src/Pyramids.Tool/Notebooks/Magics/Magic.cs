namespace Pyramids.Tool.Notebooks;

/// <summary>A parameter of a magic.</summary>
/// <param name="Name">"--name" for an option or flag; a name without dashes for a place.</param>
/// <param name="Description">One line, for help and completion.</param>
internal sealed record MagicParameter(string Name, string Description)
{
    /// <summary>An option without a value.</summary>
    public bool IsFlag { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>What the value of an option is, for help.</summary>
    public string ValueName { get; init; } = "value";

    /// <summary>The last place takes all words that are left.</summary>
    public bool TakesRest { get; init; }

    /// <summary>Values to offer for completion.</summary>
    public Func<ScriptSession, IEnumerable<string>>? Values { get; init; }
}

/// <summary>A call of a magic, while it runs.</summary>
internal sealed record MagicCall(MagicLine Line, CellContext Cell)
{
    public ScriptSession Session => Cell.Session;

    /// <summary>The value of a C# expression in the session, with a task awaited.</summary>
    public Task<object?> EvaluateAsync(string expression) => Session.EvaluateAsync(expression, Cell);

    /// <summary>Runs C# in the session, as if it stood in the cell, and shows what its last line is.</summary>
    public Task ShowAsync(string code) => Session.ShowAsync(code, Cell);

    public Task SetVariableAsync(string name, object value) => Session.SetVariableAsync(name, value, Cell);
}

/// <summary>A command that a cell gives on a line of its own, beginning with <c>#!</c>.</summary>
/// <param name="Name">Without "#!".</param>
/// <param name="Description">One line, for help and completion.</param>
/// <param name="Parameters">In order; an empty list takes none.</param>
/// <param name="Run">Does the work. What it throws fails the cell.</param>
internal sealed record Magic(string Name, string Description, IReadOnlyList<MagicParameter> Parameters, Func<MagicCall, Task> Run)
{
    /// <summary>Takes any parameters, declared or not.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Reads its line itself: the call has the text and no words.</summary>
    public bool ReadsLine { get; init; }

    public string Usage => string.Join(' ', Parameters.Select(Show).Prepend($"#!{Name}"));

    private static string Show(MagicParameter p)
    {
        var text = p.Name.Contains('<') ? p.Name
            : !p.Name.StartsWith("--", StringComparison.Ordinal) ? $"<{p.Name}>"
            : p.IsFlag ? p.Name
            : $"{p.Name} <{p.ValueName}>";
        return p.IsRequired ? text : $"[{text}]";
    }
}
