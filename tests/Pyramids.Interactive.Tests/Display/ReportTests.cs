namespace Pyramids.Interactive.Tests.Display;

[Collection("notebook host")]
public sealed class ReportTests
{
    [Fact]
    public async Task What_is_shown_stands_on_one_page_that_needs_nothing_else()
    {
        using var report = new Report("Hills <b>");
        report.Heading("One & two");
        report.Text("First.\n\nSecond <script>alert(1)</script>.");
        report.Show(Given.LazyHills());
        Notebook.Display("a text <i>");
        await Given.LazyHills(chunk: 32).ComputeAsync(Notebook.ProgressFor("Filling"), TestContext.Current.CancellationToken);
        var html = report.ToHtml();
        Assert.Contains("<title>Hills &lt;b&gt;</title>", html);
        Assert.Contains("<h2>One &amp; two</h2>", html);
        Assert.Contains("<p>First.</p>\n<p>Second &lt;script&gt;", html);
        Assert.Contains("LazyArray", html);
        Assert.Contains("<pre class=\"shown\">a text &lt;i&gt;</pre>", html);
        Assert.Contains("<b>Filling</b> done in", html);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", html);

        var folder = Directory.CreateTempSubdirectory("pyramids-report-");
        try
        {
            report.Save(Path.Combine(folder.FullName, "a.html"));
            Assert.Equal(html, File.ReadAllText(Path.Combine(folder.FullName, "a.html")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_page_that_is_closed_takes_nothing_more()
    {
        using var outer = new Report("outer");
        using (var inner = new Report("inner")) Notebook.Display("within");
        Notebook.Display("after");
        Assert.Contains("after", outer.ToHtml());
        Assert.DoesNotContain("within", outer.ToHtml());
    }
}
