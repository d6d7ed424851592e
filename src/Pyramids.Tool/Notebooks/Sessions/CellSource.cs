using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Pyramids.Tool.Notebooks;

/// <summary>A stretch of a cell: C# code, text of another language, or one magic line.</summary>
/// <param name="Language">"csharp", "markdown", "html", another language's name, or "magic".</param>
/// <param name="Text">The text. C# code begins with as many empty lines as precede it in the cell, so that line numbers hold.</param>
/// <param name="Line">The line of the cell where the stretch begins, from 1.</param>
internal sealed record CellSegment(string Language, string Text, int Line);

/// <summary>A <c>#r</c> or <c>#i</c> line.</summary>
/// <param name="Kind">'r' or 'i'.</param>
/// <param name="Target">The text between the quotes.</param>
/// <param name="Line">The line of the cell, from 1.</param>
internal sealed record ReferenceDirective(char Kind, string Target, int Line);

/// <summary>A cell taken apart: references first, then stretches of code and magics in their order.</summary>
internal sealed partial record CellSource(IReadOnlyList<ReferenceDirective> References, IReadOnlyList<CellSegment> Segments)
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script);

    private static readonly string[] Languages = ["csharp", "markdown", "html", "fsharp", "pwsh", "javascript", "sql", "kql", "http",
        "mermaid", "python", "meta"];

    public static CellSource Parse(string text, string language)
    {
        var references = new List<ReferenceDirective>();
        var segments = new List<CellSegment>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var inside = LinesInsideTokens(text);
        var pending = new List<string>();
        var pendingFrom = 0;

        void Close(int next)
        {
            var body = string.Join('\n', pending);
            if (body.Trim().Length > 0)
                segments.Add(language == "csharp"
                    ? new CellSegment(language, new string('\n', pendingFrom) + body, pendingFrom + 1)
                    : new CellSegment(language, body.Trim('\n'), pendingFrom + 1));
            pending.Clear();
            pendingFrom = next;
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.StartsWith("#!", StringComparison.Ordinal) && !(language == "csharp" && inside.Contains(i)))
            {
                var name = line[2..].Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
                Close(i + 1);
                if (NotebookCell.NormalLanguage(name) is var other && Languages.Contains(other) && line[2..].Trim() == name)
                    language = other;
                else
                    segments.Add(new CellSegment("magic", line.TrimEnd(), i + 1));
            }
            else if (language == "csharp" && !inside.Contains(i) && Directive().Match(line) is { Success: true } match)
            {
                references.Add(new ReferenceDirective(match.Groups[1].Value[0], match.Groups[2].Value.Trim(), i + 1));
                pending.Add("");
            }
            else
                pending.Add(line);
        }
        Close(lines.Length);
        return new CellSource(references, segments);
    }

    [GeneratedRegex("""^\s*#([ri])\s+"([^"]*)"\s*(?://.*)?$""")]
    private static partial Regex Directive();

    /// <summary>Lines, from 0, that begin within a string or a comment: a <c>#!</c> or <c>#r</c> there is text.</summary>
    private static HashSet<int> LinesInsideTokens(string text)
    {
        var inside = new HashSet<int>();
        if (!text.Contains("\"\"\"") && !text.Contains("@\"") && !text.Contains("/*") && !text.Contains("\"@"))
            return inside;
        var source = SourceText.From(text.ReplaceLineEndings("\n"));
        var tree = CSharpSyntaxTree.ParseText(source, ParseOptions);
        void Mark(TextSpan span)
        {
            var (first, last) = (source.Lines.GetLineFromPosition(span.Start).LineNumber,
                source.Lines.GetLineFromPosition(span.End).LineNumber);
            for (var i = first + 1; i <= last; i++)
                inside.Add(i);
        }
        foreach (var node in tree.GetRoot().DescendantNodes())
            if (node is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax)
                Mark(node.Span);
        foreach (var trivia in tree.GetRoot().DescendantTrivia())
            if (trivia.Kind() is SyntaxKind.MultiLineCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia)
                Mark(trivia.Span);
        return inside;
    }
}
