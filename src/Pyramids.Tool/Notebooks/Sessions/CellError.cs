namespace Pyramids.Tool.Notebooks;

/// <summary>Why a cell failed, as nbformat tells it. The traceback may carry ANSI colours.</summary>
/// <param name="Name">The kind of error: an exception's type name, "CompilationError", "PackageError", "MagicError", "Interrupted".</param>
/// <param name="Message">What went wrong, in one or more lines.</param>
/// <param name="Traceback">Lines to show, the first one naming the error; cells and lines are named as "Cell 3, line 5".</param>
internal sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback)
{
    public const string Interrupted = "Interrupted";

    private const string Red = "\e[31;1m", Dim = "\e[2m", Plain = "\e[0m";

    /// <summary>The first place in a cell that the traceback names, such as "Cell 3, line 5"; null when there is none.</summary>
    public string? Place { get; init; }

    public static CellError Simple(string name, string message, string? place = null, params IEnumerable<string> details)
    {
        var lines = new List<string> { Headline(name, message) };
        if (place is not null)
            lines.Add($"  at {place}");
        lines.AddRange(details);
        return new CellError(name, message, lines) { Place = place };
    }

    public static string Headline(string name, string message) => $"{Red}{name}{Plain}: {message}";

    public static string Dimmed(string text) => $"{Dim}{text}{Plain}";

    public static string Marked(string text) => $"{Red}{text}{Plain}";
}

/// <summary>An error that a magic, a directive or the package resolver reports in its own words, without a stack.</summary>
internal sealed class CellFailure(string name, string message, int? line = null) : Exception(message)
{
    public string Name { get; } = name;

    /// <summary>The line of the cell, from 1, when it is known.</summary>
    public int? Line { get; init; } = line;
}
