using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pyramids.Interactive;

namespace Pyramids.Tool.Notebooks;

/// <summary>A notebook as one HTML page that needs nothing else: no script of its own, no font, no network. The page's
/// policy keeps a browser from loading anything from elsewhere, whatever an output says; references to elsewhere are
/// taken out of outputs besides.</summary>
internal static partial class HtmlReport
{
    private const int LongStream = 40, ShownOfLongStream = 12, LongestAlt = 200, HeadingsForContents = 4;

    private const string Policy =
        "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; font-src data:; media-src "
            + "data:; form-action 'none'; base-uri 'none'";

    public static void Save(NotebookDocument notebook, string path, string name, string folder)
        => AtomicFile.WriteText(path, Write(notebook, name, folder));

    /// <param name="name">The title when no heading gives one.</param>
    /// <param name="folder">Where the notebook's pictures are.</param>
    public static string Write(NotebookDocument notebook, string name, string folder)
    {
        var markdown = new MarkdownText(folder);
        var cells = new StringBuilder();
        var number = 0;
        foreach (var cell in notebook.Cells)
        {
            if (cell.Tags.Contains("remove-cell"))
                continue;
            switch (cell.Kind)
            {
                case "markdown":
                    cells.Append("<section class=\"cell text\">\n").Append(markdown.ToHtml(cell.Source, cell.Attachments))
                        .Append("</section>\n");
                    break;
                case "code" when cell.Source.Trim().Length > 0 || cell.Outputs.Count > 0:
                    WriteCode(cell, ++number, notebook.Language, markdown, cells);
                    break;
            }
        }
        var title = notebook.Title() is { } heading ? Plain(heading) : name;
        return HtmlPage.Of(title, Policy, Style.Value, $"""
            <main>
            {Contents(markdown.Headings)}{cells}</main>
            <footer>{WebUtility.HtmlEncode(name)} · C# notebook, executed with <code>pyramids run</code></footer>
            """);
    }

    private static readonly Lazy<string> Style = new(() =>
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("Pyramids.Tool.Notebooks.Report.report.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    });

    private static string Contents(List<ReportHeading> headings)
    {
        var listed = headings.Where(h => h.Level is 2 or 3).ToList();
        if (listed.Count < HeadingsForContents)
            return "";
        var html = new StringBuilder("<nav class=\"contents\" aria-label=\"Contents\"><details><summary>Contents</summary><ul>");
        foreach (var heading in listed)
            html.Append($"<li class=\"h{heading.Level}\"><a href=\"#{WebUtility.HtmlEncode(heading.Id)}\">{WebUtility.HtmlEncode(heading.Text)}</a></li>");
        return html.Append("</ul></details></nav>\n").ToString();
    }

    private static string Plain(string heading) => Emphasis().Replace(heading, "");

    private static void WriteCode(NotebookCell cell, int number, string language, MarkdownText markdown, StringBuilder html)
    {
        var count = cell.ExecutionCount?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";
        var failed = cell.Outputs.Any(o => NotebookDocument.Text(o, "output_type") == "error");
        html.Append($"<section class=\"cell code{(failed ? " failed" : "")}\" id=\"cell-{number}\">\n");
        var isCSharp = (cell.Language ?? language) == "csharp";
        if (!isCSharp && cell.Language is "markdown")
            html.Append(markdown.ToHtml(cell.Source, cell.Attachments));
        else if (!cell.Tags.Contains("remove-input") && cell.Source.Trim().Length > 0)
        {
            var code = isCSharp ? CSharpHighlighter.ToHtml(cell.Source.TrimEnd()) : WebUtility.HtmlEncode(cell.Source.TrimEnd());
            var input = $"<div class=\"in\"><a class=\"count\" href=\"#cell-{number}\" aria-label=\"Cell {number}\">{count}</a><pre><code>{code}</code></pre></div>\n";
            var hidden = cell.Tags.Contains("hide-input")
                || cell.Metadata["jupyter"] is JsonObject jupyter && jupyter["source_hidden"]?.ToString() == "true";
            html.Append(hidden ? $"<details class=\"hidden\"><summary>Code</summary>{input}</details>\n" : input);
        }
        if (cell.Outputs.Count > 0 && !(cell.Language is "markdown"))
        {
            html.Append("<div class=\"out\">\n");
            foreach (var output in cell.Outputs.OfType<JsonObject>())
                WriteOutput(output, markdown, html);
            html.Append("</div>\n");
        }
        html.Append("</section>\n");
    }

    private static void WriteOutput(JsonObject output, MarkdownText markdown, StringBuilder html)
    {
        switch (NotebookDocument.Text(output, "output_type"))
        {
            case "stream":
                WriteStream(NotebookJson.Joined(output["text"]) ?? "",
                    NotebookDocument.Text(output, "name") == "stderr" ? "stderr" : "stdout", html);
                break;
            case "error":
                var lines = (output["traceback"] as JsonArray)?.Select(l => l?.ToString() ?? "").ToList() ?? [];
                if (lines.Count == 0)
                    lines.Add($"{NotebookDocument.Text(output, "ename")}: {NotebookDocument.Text(output, "evalue")}");
                html.Append("<div class=\"error\" role=\"alert\"><pre>").Append(AnsiText.ToHtml(string.Join('\n', lines)))
                    .Append("</pre></div>\n");
                break;
            case "display_data" or "execute_result" when output["data"] is JsonObject data:
                WriteBundle(data, markdown, html);
                break;
        }
    }

    private static void WriteStream(string text, string name, StringBuilder html)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        if (lines.Length <= LongStream)
        {
            html.Append($"<div class=\"stream {name}\"><pre>{AnsiText.ToHtml(text.TrimEnd('\n'))}</pre></div>\n");
            return;
        }
        html.Append($"<div class=\"stream {name}\"><pre>{AnsiText.ToHtml(string.Join('\n', lines.Take(ShownOfLongStream)))}</pre>")
            .Append($"<details><summary>{lines.Length - ShownOfLongStream} more lines</summary><pre>{AnsiText.ToHtml(string.Join('\n', lines.Skip(ShownOfLongStream)))}</pre></details></div>\n");
    }

    /// <summary>The richest representation; the plain one becomes the alternative text of a picture.</summary>
    private static void WriteBundle(JsonObject data, MarkdownText markdown, StringBuilder html)
    {
        string? Part(string mime) => NotebookJson.Joined(data[mime]);
        var plain = Part("text/plain");
        if (Part("text/html") is { } markup)
            html.Append("<div class=\"html\">").Append(Standalone(markup)).Append("</div>\n");
        else if (Part("image/svg+xml") is { } svg)
            Picture("image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)));
        else if (Part("image/png") is { } png)
            Picture("image/png", png);
        else if (Part("image/jpeg") is { } jpeg)
            Picture("image/jpeg", jpeg);
        else if (Part("text/markdown") is { } text)
            html.Append("<div class=\"text\">").Append(markdown.ToHtml(text, null)).Append("</div>\n");
        else
            html.Append("<div class=\"plain\"><pre>").Append(AnsiText.ToHtml(plain ?? data.FirstOrDefault().Value?.ToJsonString() ?? ""))
                .Append("</pre></div>\n");

        void Picture(string mime, string base64)
        {
            var alt = plain is null ? "" : plain.Length <= LongestAlt ? plain : plain[..LongestAlt] + "…";
            html.Append($"<figure><img alt=\"{WebUtility.HtmlEncode(alt)}\" src=\"data:{mime};base64,{WebUtility.HtmlEncode(string.Concat(base64.Where(c => !char.IsWhiteSpace(c))))}\"></figure>\n");
        }
    }

    /// <summary>Takes references to elsewhere out of an output's markup; links that a reader may follow stay.</summary>
    internal static string Standalone(string markup)
    {
        markup = ElsewhereElement().Replace(markup, "");
        markup = ElsewhereAttribute().Replace(markup, m => $"{m.Groups[1].Value}data-not-included={m.Groups[2].Value}");
        return ElsewhereStyle().Replace(markup, "none");
    }

    [GeneratedRegex(@"[*_`]+|\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"<script\b[^>]*\ssrc\s*=[^>]*>.*?</script\s*>|<(link|base|iframe|object|embed|meta)\b[^>]*>(?:\s*</\1\s*>)?",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex ElsewhereElement();

    [GeneratedRegex(@"(<(?!a\b)[a-z][^>]*?\s)(?:src|srcset|poster|background|data|xlink:href|href)\s*=\s*((?:""\s*(?:https?:)?//[^""]*"")|(?:'\s*(?:https?:)?//[^']*')|(?:(?:https?:)?//[^\s>]*))", RegexOptions.IgnoreCase)]
    private static partial Regex ElsewhereAttribute();

    [GeneratedRegex(@"url\(\s*['""]?\s*(?:https?:)?//[^)]*\)|@import\s[^;]*;?", RegexOptions.IgnoreCase)]
    private static partial Regex ElsewhereStyle();
}
