using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Interactive.Tests.Notebooks;

public sealed partial class HtmlReportTests
{
    private const string Hostile = "<script>alert('x')</script><img src=x onerror=alert(1)>";

    [Fact]
    public async Task A_report_is_one_page_that_needs_nothing_else()
    {
        var html = await Report(
            "md:# Title *here*\n\n![far](https://example.org/x.png) ![near](none.png) [link](https://example.org/)\n\n<script "
                + "src=\"https://example.org/a.js\"></script>",
            "HTML(\"<script src='https://example.org/a.js'></script><link rel=stylesheet href='//example.org/a.css'><img alt=a "
                + "src=\\\"https://example.org/i.png\\\"><div style='background:url(https://example.org/b.png)'></div><iframe "
                + "src='https://example.org'></iframe><style>@import 'https://example.org/c.css';</style><svg><image "
                + "xlink:href='http://example.org/d.png'/></svg><a href='https://example.org/ok'>ok</a>\")");
        Assert.Empty(Elsewhere().Matches(Regex.Replace(html, "<pre><code>.*?</code></pre>", "", RegexOptions.Singleline))
            .Select(m => m.Value));
        Assert.Contains("href='https://example.org/ok'", html);
        Assert.Contains("<a href=\"https://example.org/\">link</a>", html);
        Assert.Contains("default-src 'none'", html);
        Assert.Contains("<title>Title here</title>", html);
        Assert.Contains("[picture: far]", html);
        Assert.DoesNotContain("<link", html);
        Assert.DoesNotContain("<iframe", html);
    }

    [Fact]
    public async Task Hostile_text_is_escaped_wherever_it_comes_from()
    {
        var literal = System.Text.Json.JsonSerializer.Serialize(Hostile,
            new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var html = await Report(
            $"md:# {Hostile}\n\ntext {Hostile}\n\n{Hostile}\n\n[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,x) <javascript:alert(1)>",
            $"var s = {literal};\nConsole.WriteLine(s); Console.Error.WriteLine(s);\ndisplay(new {{ s }}); display(new[] {{ s }}); display(new Dictionary<string, string> {{ [s] = s }});\ns",
            $"throw new Exception({literal});");
        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotContain("<img src=x", html);
        Assert.DoesNotContain("href=\"javascript", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"data:", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Harmless_tags_stay_in_markdown_when_they_are_closed()
    {
        var text = new MarkdownText(".");
        Assert.Equal("<p>H<sub>2</sub>O<br>next</p>\n", text.ToHtml("H<sub>2</sub>O<br>next", null));
        Assert.Equal("<p>a &lt;b&gt;open</p>\n", text.ToHtml("a <b>open", null));
        Assert.Equal("<p>&lt;b onclick=&quot;x()&quot;&gt;y&lt;/b&gt;</p>\n",
            text.ToHtml("<b onclick=\"x()\">y</b>", null).Replace("</b>", "&lt;/b&gt;"));
        Assert.Equal("", text.ToHtml("<!-- a comment -->", null).Trim());
    }

    [Fact]
    public void Pictures_beside_the_notebook_and_attachments_become_part_of_the_page()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "a b.png"), [1, 2, 3]);
            var text = new MarkdownText(folder.FullName);
            Assert.Contains("src=\"data:image/png;base64,AQID\"", text.ToHtml("![alt](<a b.png>)", null));
            var attachments = new JsonObject { ["x.png"] = new JsonObject { ["image/png"] = "QUJD" } };
            Assert.Contains("src=\"data:image/png;base64,QUJD\"", text.ToHtml("![alt](attachment:x.png)", attachments));
            Assert.DoesNotContain("<img", text.ToHtml("![alt](attachment:y.png) ![p](/etc/passwd) ![u](//example.org/x.png)", attachments));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Headings_have_ids_of_their_own_that_links_find()
    {
        var text = new MarkdownText(".");
        text.ToHtml("# A b\n\n## A b", null);
        var html = text.ToHtml("## `Code` ü!\n\n[to](#A-b)", null);
        Assert.Equal(["a-b", "a-b-1", "code-ü"], text.Headings.Select(h => h.Id));
        Assert.Contains("href=\"#a-b\"", html);
    }

    [Fact]
    public async Task Outputs_show_their_richest_form_with_the_plain_one_as_alternative_text()
    {
        var html = await Report(
            "new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }",
            "\"<svg xmlns='http://www.w3.org/2000/svg'/>\".DisplayAs(\"image/svg+xml\");",
            "\"*soft*\".DisplayAs(\"text/markdown\");",
            "for (var i = 0; i < 100; i++) Console.WriteLine(\"line \" + i);");
        Assert.Contains("<img alt=\"image/png, 8 bytes\" src=\"data:image/png;base64,iVBORw0KGgo=\">", html);
        Assert.Contains("src=\"data:image/svg+xml;base64,", html);
        Assert.Contains("<em>soft</em>", html);
        Assert.Contains("<summary>88 more lines</summary>", html);
    }

    [Fact]
    public async Task A_failed_cell_is_marked_and_shows_its_traceback()
    {
        var html = await Report("throw new InvalidOperationException(\"no\");");
        Assert.Contains("<section class=\"cell code failed\" id=\"cell-1\">", html);
        Assert.Contains("InvalidOperationException</span>: no", html);
        Assert.DoesNotContain("\e", html);
    }

    [Theory]
    [InlineData("\e[31;1mred\e[0m plain", "<span class=\"ansi-bold ansi-red\">red</span> plain")]
    [InlineData("10%\r50%\r100%\nnext", "100%\nnext")]
    [InlineData("a\e[38;5;196mb\e[39mc", "abc")]
    [InlineData("\e]8;;http://x\e\\<b>\e[2K", "&lt;b&gt;")]
    public void Terminal_text_becomes_html(string text, string html) => Assert.Equal(html, AnsiText.ToHtml(text));

    [Theory]
    [InlineData("var x = \"a<b\"; // c",
        "<span class=\"k\">var</span> x = <span class=\"s\">&quot;a&lt;b&quot;</span>; <span class=\"c\">// c</span>")]
    [InlineData("#!time\nFoo(1)", "<span class=\"p\">#!time</span>\n<span class=\"f\">Foo</span>(<span class=\"n\">1</span>)")]
    [InlineData("#r \"nuget: X\"\nList<int> a",
        "<span class=\"p\">#r &quot;nuget: X&quot;</span>\n<span class=\"t\">List</span>&lt;<span class=\"k\">int</span>&gt; a")]
    [InlineData("x +", "x +")]
    public void Code_is_coloured_without_losing_a_character(string code, string html)
    {
        var coloured = CSharpHighlighter.ToHtml(code);
        Assert.Equal(html, coloured);
        Assert.Equal(code, System.Net.WebUtility.HtmlDecode(Regex.Replace(coloured, "<[^>]+>", "")));
    }

    [Fact]
    public async Task Tags_hide_code_or_whole_cells()
    {
        var root = JsonNode.Parse(GivenNotebook.Json("var folded = 1;\nfolded", "var removed = 2;\nremoved", "\"never seen\""))!;
        root["cells"]![0]!["metadata"]!["tags"] = new JsonArray("hide-input");
        root["cells"]![1]!["metadata"]!["tags"] = new JsonArray("remove-input");
        root["cells"]![2]!["metadata"]!["tags"] = new JsonArray("remove-cell");
        var notebook = NotebookDocument.Parse(root.ToJsonString(), "a.ipynb");
        await new NotebookRunner(new ScriptSession(new SessionOptions())).RunAsync(notebook, default);
        var html = HtmlReport.Write(notebook, "a", ".");
        Assert.Contains("<details class=\"hidden\"><summary>Code</summary>", html);
        Assert.DoesNotContain("removed", html);
        Assert.DoesNotContain("never seen", html);
    }

    private static async Task<string> Report(params string[] cells)
    {
        var (notebook, _) = await GivenNotebook.Run(cells);
        return HtmlReport.Write(notebook, "test", Path.GetTempPath());
    }

    [GeneratedRegex("""(?:src|srcset|poster|data|xlink:href)\s*=\s*["']?\s*(?:https?:)?//[^\s>]*|<link[^>]*>|url\(\s*["']?(?:https?:)?//[^)]*\)|@import[^;]*;?|<script[^>]*src""", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();
}
