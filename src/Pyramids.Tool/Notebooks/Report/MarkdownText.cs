using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Pyramids.Tool.Notebooks;

/// <summary>A heading of the report, for its table of contents.</summary>
internal sealed record ReportHeading(int Level, string Text, string Id);

/// <summary>Markdown cells as HTML. Raw HTML is shown as text, but for a few harmless tags without attributes; pictures from beside the
/// notebook become part of the page, pictures from elsewhere become links; a link leads to http, https, mailto, a place
/// in the page or a relative file.</summary>
internal sealed partial class MarkdownText(string folder)
{
    private const int LargestPicture = 8 << 20;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseTaskLists().UseEmphasisExtras().UseFootnotes().UseAutoLinks().UseMathematics().UseAlertBlocks().Build();

    private static readonly Dictionary<string, string> PictureTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".gif"] = "image/gif", [".webp"] = "image/webp",
        [".svg"] = "image/svg+xml",
    };

    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    public List<ReportHeading> Headings { get; } = [];

    public string ToHtml(string text, JsonObject? attachments)
    {
        var document = Markdown.Parse(text, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
            Name(heading);
        foreach (var link in document.Descendants<LinkInline>().ToList())
            if (link.IsImage)
                Embed(link, attachments);
            else if (!IsSafe(link.Url))
                link.Url = "";
            else if (link.Url!.StartsWith('#'))
                link.Url = "#" + Slug(Uri.UnescapeDataString(link.Url[1..]));
        foreach (var link in document.Descendants<AutolinkInline>().Where(a => !a.IsEmail && !IsSafe(a.Url)).ToList())
            link.ReplaceBy(new LiteralInline(link.Url));

        var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        Pipeline.Setup(renderer);
        var harmless = new HarmlessTags(text);
        renderer.ObjectRenderers.Replace<HtmlInlineRenderer>(new InlineMarkup(harmless));
        renderer.ObjectRenderers.Replace<HtmlBlockRenderer>(new BlockMarkup(harmless));
        renderer.ObjectRenderers.Replace<CodeBlockRenderer>(new Fences());
        renderer.Render(document);
        return html.ToString().Replace("<table", "<div class=\"wide\"><table", StringComparison.Ordinal).Replace("</table>",
            "</table></div>", StringComparison.Ordinal);
    }

    private void Name(HeadingBlock heading)
    {
        var text = string.Concat(heading.Inline?.Descendants().Select(i => i switch
        {
            LiteralInline l => l.Content.ToString(),
            CodeInline c => c.Content,
            _ => "",
        }) ?? []);
        var slug = Slug(text);
        var id = slug;
        for (var n = 1; !ids.Add(id); n++)
            id = $"{slug}-{n}";
        heading.GetAttributes().Id = id;
        Headings.Add(new ReportHeading(heading.Level, text, id));
    }

    private static string Slug(string text)
        => NotInSlug().Replace(text.ToLowerInvariant().Replace(' ', '-'), "") is { Length: > 0 } slug ? slug : "section";

    private static bool IsSafe(string? url)
        => url is not null && (SafeScheme().IsMatch(url) || !AnyScheme().IsMatch(url)) && !url.StartsWith("//", StringComparison.Ordinal);

    private void Embed(LinkInline image, JsonObject? attachments)
    {
        var alt = string.Concat(image.Descendants<LiteralInline>().Select(l => l.Content.ToString()));
        if (Picture(image.Url ?? "", attachments) is { } data)
        {
            image.Url = data;
            return;
        }
        var label = $"[picture{(alt.Length > 0 ? ": " + alt : "")}]";
        if (IsSafe(image.Url))
        {
            image.IsImage = false;
            image.Clear();
            image.AppendChild(new LiteralInline(label));
        }
        else
            image.ReplaceBy(new LiteralInline(label));
    }

    private string? Picture(string url, JsonObject? attachments)
    {
        if (url.StartsWith("attachment:", StringComparison.Ordinal))
            return attachments?[Uri.UnescapeDataString(url["attachment:".Length..])] is JsonObject bundle
                && bundle.FirstOrDefault(p => PictureTypes.ContainsValue(p.Key)) is { Key: { } mime, Value: { } content }
                && NotebookJson.Joined(content) is { } base64
                && Base64Text().IsMatch(base64)
                ? $"data:{mime};base64,{base64.ReplaceLineEndings("")}" : null;
        if (DataPicture().IsMatch(url))
            return url;
        if (AnyScheme().IsMatch(url) || url.StartsWith("//", StringComparison.Ordinal)
            || !PictureTypes.TryGetValue(Path.GetExtension(url), out var type))
            return null;
        var path = Path.GetFullPath(Uri.UnescapeDataString(url), folder);
        return File.Exists(path) && new FileInfo(path).Length <= LargestPicture
            ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}"
            : null;
    }

    /// <summary>Tags that may stand in markdown as they are: without attributes, and closed as often as opened.</summary>
    private sealed class HarmlessTags(string text)
    {
        private static readonly string[] Void = ["br", "hr", "wbr"];
        private static readonly string[] Paired = ["b", "i", "em", "strong", "sub", "sup", "kbd", "small", "mark", "u", "s", "code"];

        private readonly HashSet<string> allowed =
            [.. Void, .. Paired.Where(
                t => Regex.Count(text, $"<{t}>", RegexOptions.IgnoreCase) == Regex.Count(text, $"</{t}>", RegexOptions.IgnoreCase))];

        public string Clean(string markup)
        {
            var html = new StringBuilder();
            var at = 0;
            foreach (Match tag in BareTag().Matches(markup))
            {
                html.Append(WebUtility.HtmlEncode(markup[at..tag.Index]));
                html.Append(allowed.Contains(tag.Groups[1].Value.ToLowerInvariant()) ? tag.Value : WebUtility.HtmlEncode(tag.Value));
                at = tag.Index + tag.Length;
            }
            return html.Append(WebUtility.HtmlEncode(markup[at..])).ToString();
        }
    }

    private sealed class InlineMarkup(HarmlessTags tags) : HtmlObjectRenderer<HtmlInline>
    {
        protected override void Write(HtmlRenderer renderer, HtmlInline obj) => renderer.Write(tags.Clean(obj.Tag));
    }

    private sealed class BlockMarkup(HarmlessTags tags) : HtmlObjectRenderer<HtmlBlock>
    {
        protected override void Write(HtmlRenderer renderer, HtmlBlock obj)
        {
            var text = new StringBuilder();
            foreach (var line in obj.Lines.Lines.Take(obj.Lines.Count))
                text.Append(line.ToString()).Append('\n');
            var markup = text.ToString().Trim();
            if (!(markup.StartsWith("<!--", StringComparison.Ordinal)
                && markup.IndexOf("-->", StringComparison.Ordinal) == markup.Length - 3))
                renderer.Write("<p>").Write(tags.Clean(markup)).WriteLine("</p>");
        }
    }

    /// <summary>Fenced C# is coloured like a cell.</summary>
    private sealed class Fences : CodeBlockRenderer
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock obj)
        {
            if (obj is not FencedCodeBlock { Info: { } info } || NotebookCell.NormalLanguage(info) != "csharp")
            {
                base.Write(renderer, obj);
                return;
            }
            var code = string.Join('\n', obj.Lines.Lines.Take(obj.Lines.Count).Select(l => l.ToString()));
            renderer.Write("<pre><code>").Write(CSharpHighlighter.ToHtml(code)).WriteLine("</code></pre>");
        }
    }

    [GeneratedRegex(@"[^\p{L}\p{N}_\-]")]
    private static partial Regex NotInSlug();

    [GeneratedRegex("^(https?|mailto):", RegexOptions.IgnoreCase)]
    private static partial Regex SafeScheme();

    [GeneratedRegex(@"^[\s\x00-\x1f]*[a-z][a-z0-9+.\-\s]*:", RegexOptions.IgnoreCase)]
    private static partial Regex AnyScheme();

    [GeneratedRegex("^data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$")]
    private static partial Regex DataPicture();

    [GeneratedRegex(@"^[A-Za-z0-9+/=\s]+$")]
    private static partial Regex Base64Text();

    [GeneratedRegex("</?([A-Za-z]+)\\s*/?>")]
    private static partial Regex BareTag();
}
