using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Pyramids.Tool.Notebooks;

/// <summary>Turns exceptions and compiler messages into tracebacks that speak of cells and lines, and hide how a cell is run.</summary>
internal sealed partial class Traceback(IReadOnlyDictionary<string, string> cells)
{
    private const int MostFrames = 12, MostDiagnostics = 10, DeepestCause = 5;

    public CellError Of(Exception exception)
    {
        while (exception is TargetInvocationException or TypeInitializationException { InnerException: not null }
            && exception.InnerException is { } inner)
            exception = inner;
        var lines = new List<string>();
        string? place = null;
        var cause = exception;
        for (var depth = 0; cause is not null && depth < DeepestCause; depth++)
        {
            lines.Add((depth == 0 ? "" : "caused by ") + CellError.Headline(TypeName(cause.GetType()), cause.Message));
            place = Frames(cause, lines) ?? place;
            cause = cause.InnerException;
        }
        return new CellError(TypeName(exception.GetType()), exception.Message, lines) { Place = place };
    }

    public CellError Of(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).OrderBy(d => d.Location.SourceSpan.Start).ToList();
        var lines = new List<string>();
        var messages = new List<string>();
        string? place = null;
        foreach (var error in errors.Take(MostDiagnostics))
        {
            var span = error.Location.GetLineSpan();
            var (line, column) = (span.StartLinePosition.Line, span.StartLinePosition.Character);
            var text = $"error {error.Id}: {error.GetMessage()}";
            if (!error.Location.IsInSource)
            {
                messages.Add(text);
                lines.Add(CellError.Marked(text));
                continue;
            }
            place ??= $"{span.Path}, line {line + 1}, column {column + 1}";
            messages.Add($"({line + 1},{column + 1}): {text}");
            lines.Add($"{span.Path}, line {line + 1}, column {column + 1}: {CellError.Marked(text)}");
            if (SourceLine(span.Path, line) is not { } source)
                continue;
            var width = span.EndLinePosition.Line == line ? Math.Max(1, span.EndLinePosition.Character - column) : 1;
            lines.Add("    " + source.Replace('\t', ' '));
            lines.Add("    " + new string(' ', column) + CellError.Marked(new string('^', width)));
        }
        if (errors.Count > MostDiagnostics)
            lines.Add($"... and {errors.Count - MostDiagnostics} more errors");
        return new CellError("CompilationError", string.Join('\n', messages), lines) { Place = place };
    }

    private string? Frames(Exception exception, List<string> lines)
    {
        string? place = null;
        var shown = 0;
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is not { } method || shown == MostFrames)
                continue;
            var file = Path.GetFileName(frame.GetFileName()); // the compiler makes "Cell 3" a full path
            if (file is not null && cells.ContainsKey(file))
            {
                var line = frame.GetFileLineNumber();
                place ??= $"{file}, line {line}";
                var name = CellMethod(method);
                lines.Add($"  at {file}, line {line}{(name is null ? "" : $" in {name}")}");
                if (SourceLine(file, line - 1) is { } source)
                    lines.Add("      " + CellError.Dimmed(source.Trim()));
                shown++;
            }
            else if (LibraryMethod(method) is { } text)
            {
                lines.Add(CellError.Dimmed($"  at {text}"));
                shown++;
            }
        }
        return place;
    }

    private string? SourceLine(string cell, int line)
    {
        if (!cells.TryGetValue(cell, out var text))
            return null;
        var all = text.ReplaceLineEndings("\n").Split('\n');
        return line >= 0 && line < all.Length ? all[line] : null;
    }

    /// <summary>The name a person gave to a method in a cell; null for the cell's own top level.</summary>
    private static string? CellMethod(MethodBase method)
    {
        var name = method.Name == "MoveNext" ? method.DeclaringType!.Name : method.Name;
        var written = LocalFunction().Match(name) is { Success: true } local ? local.Groups[1].Value
            : Generated().Match(name) is { Success: true } g ? g.Groups[1].Value
            : name;
        return written.Length == 0 || written.Contains('<') || written is "Initialize" or "Factory" ? null : written;
    }

    private static string? LibraryMethod(MethodBase method)
    {
        var type = method.DeclaringType;
        if (type is null || type.Assembly == typeof(Traceback).Assembly || type.Assembly.IsDynamic)
            return null;
        var space = type.Namespace ?? "";
        if (space.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
            || space is "System.Runtime.CompilerServices" or "System.Runtime.ExceptionServices" or "System.Threading.Tasks"
                or "System.Threading"
            || type.Name.Contains("Submission#", StringComparison.Ordinal)
            || type.DeclaringType?.Name.Contains("Submission#", StringComparison.Ordinal) == true)
            return null;
        var name = method.Name;
        var owner = type;
        if (type.IsNested && type.Name.StartsWith('<'))
        {
            name = Generated().Match(name == "MoveNext" ? type.Name : name) is { Success: true } g && g.Groups[1].Value.Length > 0
                ? g.Groups[1].Value
                : name;
            owner = type.DeclaringType!;
        }
        else if (Generated().Match(name) is { Success: true } local && local.Groups[1].Value.Length > 0)
            name = local.Groups[1].Value;
        return $"{(owner.Namespace is null ? "" : owner.Namespace + ".")}{TypeName(owner)}.{name}";
    }

    private static string TypeName(Type type) => type.Name.IndexOf('`') is var tick and > 0 ? type.Name[..tick] : type.Name;

    [GeneratedRegex(@"g__([^|>]+)\|")]
    private static partial Regex LocalFunction();

    [GeneratedRegex("^<([^<>]*)>")]
    private static partial Regex Generated();
}
