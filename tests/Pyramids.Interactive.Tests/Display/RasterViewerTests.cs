using System.Globalization;
using System.Text.RegularExpressions;
using Pyramids.Interactive.Tests.Commands;

namespace Pyramids.Interactive.Tests.Display;

using Tool = Pyramids.Interactive.Tests.Commands.Tool;

public sealed class RasterViewerTests
{
    [Fact]
    public void Several_sizes_fit_into_one_output_without_a_string_from_a_file_in_the_script()
    {
        var noise = new Random(1);
        var hills = Given.Hills(900, 1200);
        hills = hills with { Cells = [.. hills.Cells.Select(c => c + noise.NextSingle() * 300)], Name = Given.Hostile };
        var viewer = RasterViewer.Of(hills, Colormap.Cividis, 480);
        var html = Renderings.Of(viewer)!.As("text/html")!;
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(html), 50_000, Rendering.MostBytes);
        Assert.True(viewer.Levels.Count >= 2);
        foreach (var (smaller, larger) in viewer.Levels.Zip(viewer.Levels.Skip(1)))
            Assert.True(smaller.Columns < larger.Columns && smaller.Rows < larger.Rows);
        var script = Assert.Single(Regex.Matches(html, "<script>(.*?)</script>", RegexOptions.Singleline)).Groups[1].Value;
        Assert.DoesNotContain("alert", script);
        Assert.Contains("&lt;script&gt;alert", html);
        Assert.DoesNotMatch("\\s(src|href)=\"(?!data:)|url\\(", html);
        Assert.Equal(viewer.Levels.Count - 1, Regex.Count(script, "data:image/png"));
    }

    [Fact]
    public async Task It_zooms_and_tells_place_and_value_in_a_browser()
    {
        Tool.Need("chromium", "chromium");
        using var folder = new Folder();
        var data = Given.Hills(hole: false);
        var viewer = RasterViewer.Of(data, null, 480);
        // The page clicks "zoom in" twice, asks at the picture's middle, and writes down what it sees.
        File.WriteAllText(folder["page.html"], $$"""
            <!doctype html><meta charset="utf-8"><body>{{viewer.Html}}<script>
            addEventListener("load", () => setTimeout(() => {
              const root = document.querySelector("[data-on]"), canvas = root.querySelector("canvas"), buttons = root.querySelectorAll("button");
              const before = root.dataset.level;
              buttons[0].click(); buttons[0].click();
              const r = canvas.getBoundingClientRect();
              canvas.dispatchEvent(new PointerEvent("pointermove", { clientX: r.left + r.width / 2, clientY: r.top + r.height / 2 }));
              document.title = [before, root.dataset.level, root.dataset.zoom, root.querySelector("[data-note]").textContent].join("|");
            }, 300));
            </script>
            """);
        var (_, output, error) = await Tool.RunAsync("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            $"--user-data-dir={folder["profile"]}", "--virtual-time-budget=4000", "--dump-dom", $"file://{folder["page.html"]}");
        var title = Regex.Match(output, "<title>([^<]*)</title>");
        Assert.True(title.Success, output[..Math.Min(2000, output.Length)] + error);
        var said = title.Groups[1].Value.Split('|');
        Assert.Equal("2.56", said[2]);
        Assert.True(int.Parse(said[1], CultureInfo.InvariantCulture) >= int.Parse(said[0], CultureInfo.InvariantCulture));
        var (x, y) = data.Grid.Transform.ToCrs(data.Columns / 2.0, data.Rows / 2.0);
        Assert.StartsWith(FormattableString.Invariant($"x {x:0.0}, y {y:0.0}: about "), said[3]);
        var value = double.Parse(said[3][(said[3].LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        var middle = data.Cells[data.Rows / 2 * data.Columns + data.Columns / 2];
        Assert.InRange(value, middle - 60, middle + 60);
    }
}
