using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.QuickInfo;
using Microsoft.CodeAnalysis.Text;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Tool.Jupyter;

/// <summary>Completes and explains code as it is typed, by Roslyn's language services and the session's state. Cells
/// that ran are kept in one workspace, so that only the draft is new with each request.</summary>
internal sealed class CodeAssistant(ScriptSession session)
{
    private const int MostMatches = 500;

    private readonly SubmissionWorkspace workspace = new();

    /// <summary>Whether an editor should run the text at Enter, or go on in a new line.</summary>
    public static JsonObject IsComplete(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(WithoutMagics(code), CellSource.ParseOptions);
        if (!SyntaxFactory.IsCompleteSubmission(tree))
            return new JsonObject { ["status"] = "incomplete", ["indent"] = code.TrimEnd().EndsWith('{') ? "    " : "" };
        return new JsonObject
            { ["status"] = tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error) ? "invalid" : "complete" };
    }

    /// <param name="cursor">In code points, as the protocol counts.</param>
    public async Task<JsonObject> CompleteAsync(string code, int cursor)
    {
        var position = CodePoints.ToIndex(code, cursor);
        if (MagicAt(code, position) is { } line)
        {
            var (start, words) = MagicMatches(code, line, position);
            if (words.Select(w => (w, "magic")).ToList() is { Count: > 0 } known)
                return Matches(code, start, position, known);
            return ExpressionIn(code, line, position) is { } expression
                ? await CodeMatchesAsync(code, expression, position).ConfigureAwait(false)
                : Matches(code, start, position, []);
        }
        return await CodeMatchesAsync(code, WithoutMagics(code), position).ConfigureAwait(false);
    }

    /// <param name="code">What the editor has.</param>
    /// <param name="text">The C# in it, each character in its place.</param>
    /// <param name="position">The cursor.</param>
    private async Task<JsonObject> CodeMatchesAsync(string code, string text, int position)
    {
        var document = workspace.Draft(session, text);
        if (document is null || CompletionService.GetService(document) is not { } service)
            return Matches(code, position, position, []);
        var list = await service.GetCompletionsAsync(document, position).ConfigureAwait(false);
        var typed = code[list.Span.Start..Math.Max(list.Span.Start, position)];
        var items = list.ItemsList
            .Where(i => i.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(i => i.FilterText.StartsWith(typed, StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(i => i.SortText, StringComparer.OrdinalIgnoreCase)
            .Select(i => (Text: i.Properties.GetValueOrDefault("InsertionText") ?? i.DisplayText,
                Kind: i.Tags.FirstOrDefault()?.ToLowerInvariant() ?? ""))
            .DistinctBy(i => i.Text)
            .Take(MostMatches);
        return Matches(code, list.Span.Start, Math.Max(list.Span.End, position), items);
    }

    public async Task<JsonObject> InspectAsync(string code, int cursor)
    {
        var position = CodePoints.ToIndex(code, cursor);
        string? text = null;
        if (MagicAt(code, position) is { } line)
            text = session.Magics.Find(MagicLine.NameOf(code[line..])) is { } magic ? $"{magic.Usage}\n{magic.Description}" : null;
        else if (workspace.Draft(session, WithoutMagics(code)) is { } document && QuickInfoService.GetService(document) is { } service)
        {
            var info = await service.GetQuickInfoAsync(document, position).ConfigureAwait(false)
                ?? (position > 0 ? await service.GetQuickInfoAsync(document, position - 1).ConfigureAwait(false) : null);
            text = info is null ? null : string.Join('\n', info.Sections.Select(s => s.Text).Where(t => t.Length > 0));
        }
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = text is not null,
            ["data"] = text is null ? new JsonObject() : new MimeBundle("text/plain", text).ToJson(),
            ["metadata"] = new JsonObject(),
        };
    }

    private static JsonObject Matches(string code, int start, int end, IEnumerable<(string Text, string Kind)> items)
    {
        var all = items.ToList();
        var (from, to) = (CodePoints.FromIndex(code, start), CodePoints.FromIndex(code, end));
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. all.Select(i => (JsonNode)i.Text)]),
            ["cursor_start"] = from,
            ["cursor_end"] = to,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. all.Select(
                    i => (JsonNode)new JsonObject { ["start"] = from, ["end"] = to, ["text"] = i.Text, ["type"] = i.Kind })]),
            },
        };
    }

    /// <summary>Where the magic line under the cursor begins; null when the cursor is in code.</summary>
    private static int? MagicAt(string code, int position)
    {
        var start = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        return code.AsSpan(start).StartsWith("#!") && position >= start + 2 ? start : null;
    }

    /// <summary>Names of magics; then their parameters; then values of the parameter before, or names of variables.</summary>
    private (int Start, IEnumerable<string> Words) MagicMatches(string code, int line, int position)
    {
        var before = code[line..position];
        var blank = before.LastIndexOfAny([' ', '\t']);
        if (blank < 0)
            return (line, session.Magics.All.Select(m => "#!" + m.Name).Concat(["#!csharp", "#!html", "#!markdown"])
                .Where(n => n.StartsWith(before, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var start = line + blank + 1;
        var typed = before[(blank + 1)..];
        if (session.Magics.Find(MagicLine.NameOf(before)) is not { } magic)
            return (start, []);
        if (typed.StartsWith('-'))
            return (start, magic.Parameters.Where(p => p.Name.StartsWith("--", StringComparison.Ordinal)
                && p.Name.StartsWith(typed, StringComparison.Ordinal)).Select(p => p.Name));
        var words = before[..blank].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var parameter = magic.Parameters.FirstOrDefault(p => p.Name == words[^1] && !p.IsFlag)
            ?? magic.Parameters.FirstOrDefault(p => !p.Name.StartsWith("--", StringComparison.Ordinal));
        if (parameter is { Values: null, TakesRest: true } && parameter.Name.EndsWith("<path>", StringComparison.Ordinal))
            return (start, words.Length == 1 ? ["open"] : Files(typed));
        var values = parameter?.Values?.Invoke(session) ?? (parameter is null ? [] : session.Variables.Keys);
        return (start, values.Concat(
            typed.Length == 0 ? magic.Parameters.Select(p => p.Name).Where(n => n.StartsWith("--", StringComparison.Ordinal)) : [])
            .Where(v => v.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal));
    }

    /// <summary>The C# that the words of a magic are, up to the cursor; null when they are none.</summary>
    private string? ExpressionIn(string code, int line, int position)
    {
        var name = MagicLine.NameOf(code[line..position]);
        if (session.Magics.Find(name) is not { } magic || !magic.Parameters.Any(p => p.TakesRest && p.Name.StartsWith('<')))
            return null;
        var from = code.IndexOf(name, line, StringComparison.Ordinal) + name.Length;
        return from >= position || code[from..position].Contains(" --", StringComparison.Ordinal) ? null
            : new string(' ', from) + code[from..position];
    }

    /// <summary>Files and folders that a path may go on with.</summary>
    private IEnumerable<string> Files(string typed)
    {
        const int most = 200;
        var cut = typed.LastIndexOfAny(['/', '\\']) + 1;
        var folder = new DirectoryInfo(Path.Combine(session.Surroundings.Folder, typed[..cut]));
        try
        {
            return [.. folder.EnumerateFileSystemInfos()
                .Where(f => !f.Name.StartsWith('.') && f.Name.StartsWith(typed[cut..], StringComparison.Ordinal))
                .OrderBy(f => f.Name, StringComparer.Ordinal).Take(most)
                .Select(f => typed[..cut] + f.Name
                    + (f is DirectoryInfo && !f.Name.EndsWith(".zarr", StringComparison.Ordinal) ? "/" : ""))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>The code with magics and directives blanked out, each character in its place.</summary>
    internal static string WithoutMagics(string code)
    {
        var lines = code.Split('\n');
        for (var i = 0; i < lines.Length; i++)
            if (lines[i].StartsWith("#!", StringComparison.Ordinal) || lines[i].TrimStart() is ['#', 'r' or 'i', ' ', ..])
                lines[i] = new string(' ', lines[i].Length);
        return string.Join('\n', lines);
    }
}
