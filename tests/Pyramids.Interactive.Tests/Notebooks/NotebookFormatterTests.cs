using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Interactive.Tests.Notebooks;

public sealed class NotebookFormatterTests
{
    private static readonly NotebookFormatter Formatter = new();

    [Theory]
    [InlineData("a <b>", "a <b>")]
    [InlineData(1.5, "1.5")]
    [InlineData(true, "true")]
    [InlineData(DayOfWeek.Friday, "Friday")]
    [InlineData(null, "null")]
    public void Plain_values_are_text_alone(object? value, string text)
    {
        var bundle = Formatter.Format(value);
        Assert.Equal(text, bundle["text/plain"]);
        Assert.Equal(["text/plain"], bundle.MimeTypes);
    }

    [Fact]
    public void A_sequence_without_end_is_read_for_a_few_items()
    {
        var read = 0;
        IEnumerable<int> Endless() { while (true) yield return read++; }
        var bundle = Formatter.Format(Endless());
        Assert.Contains("<td style=\"text-align:right\">19</td>", bundle["text/html"]);
        Assert.DoesNotContain(">20</td>", bundle["text/html"]);
        Assert.EndsWith("… ]", bundle["text/plain"]);
        Assert.True(read <= 2 * (Members.MostItems + 1), $"{read} items were read");
    }

    [Fact]
    public void Objects_are_tables_of_their_properties_to_a_bounded_depth()
    {
        var node = new Node("a <x>", null);
        node.Self = node;
        var html = Formatter.Format(node)["text/html"]!;
        Assert.Contains("a &lt;x&gt;", html);
        Assert.Contains("InvalidOperationException: broken", html);
        Assert.Equal(Members.Deepest, html.Split("<table>").Length - 1);
        Assert.Equal("{ A = 1, B = [ 1, 2 ] }", Formatter.Format(new { A = 1, B = new[] { 1, 2 } })["text/plain"]);
        Assert.Equal("{ x: 1 }", Formatter.Format(new Dictionary<string, int> { ["x"] = 1 })["text/plain"]);
    }

    [Fact]
    public void Items_of_one_type_become_columns()
    {
        var html = Formatter.Format(new[] { new { Name = "<i>", Size = 1 }, new { Name = "b", Size = 2 } })["text/html"]!;
        Assert.Contains("<th>Name</th><th>Size</th>", html);
        Assert.Contains("&lt;i&gt;", html);
    }

    [Fact]
    public async Task What_the_library_marks_or_displays_is_shown_in_the_cell()
    {
        var outputs = await GivenNotebook.Outputs("""
            #r "nuget: Pyramids.Interactive"
            using Pyramids;
            using Microsoft.Data.Analysis;
            var update = Notebook.Display(1);
            update(2);
            Console.WriteLine(Notebook.Cancellation.CanBeCanceled);
            new DataFrame(new StringDataFrameColumn("county <x>", new[] { "Ross" }), new DoubleDataFrameColumn("mean", new[] { 1.5 }))
            """);
        Assert.Equal(["2", "True\n"], outputs.Take(2).Select(o => o.Text()));
        Assert.Contains("county &lt;x&gt;", outputs[2].Text("text/html"));
        Assert.Contains("1.5", outputs[2].Text());
    }

    [Fact]
    public void Encoded_pictures_are_pictures_and_other_bytes_are_not()
    {
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1];
        Assert.Equal(Convert.ToBase64String(png), Formatter.Format(png)["image/png"]);
        Assert.Equal("image/png, 9 bytes", Formatter.Format(png)["text/plain"]);
        Assert.StartsWith("byte[3]\n0000  01 02 ff", Formatter.Format(new byte[] { 1, 2, 255 })["text/plain"]);
        Assert.Equal(["text/plain"], Formatter.Format(new byte[] { 1 }).MimeTypes);
    }

    [Fact]
    public void A_skia_bitmap_is_a_png()
    {
        using var bitmap = new SkiaSharp.SKBitmap(2, 3);
        var bundle = Formatter.Format(bitmap);
        Assert.StartsWith("iVBOR", bundle["image/png"]);
        Assert.Equal("SKBitmap, 2 x 3", bundle["text/plain"]);
    }

    [Fact]
    public void Html_content_of_any_package_is_written_as_it_is() =>
        Assert.Equal("<u>x</u>", Formatter.Format(new Content())["text/html"]);

    [Fact]
    public void A_type_brings_its_formatters_by_convention()
    {
        foreach (var value in new Shown[] { new(), new Derived() })
        {
            var bundle = Formatter.Format(value);
            Assert.Equal("<p>shown</p>", bundle["text/html"]);
            Assert.Equal("shown", bundle["text/plain"]);
            Assert.Null(bundle["text/plain+summary"]);
            Assert.Null(bundle["application/json"]);
        }
        Assert.Equal("<p>face</p>", Formatter.Format(new Faced())["text/html"]);
        Assert.Equal("in short", Formatter.Summary(new Shown()));
        Assert.Equal("""{"a":1}""", Formatter.Format(new Shown(), "application/json")["application/json"]);
    }

    [Fact]
    public void A_convention_without_preferences_shows_what_it_can_and_a_refusal_falls_back()
    {
        var bundle = Formatter.Format(new Unsure());
        Assert.Equal("<svg/>", bundle["image/svg+xml"]);
        Assert.Null(bundle["text/html"]);
        Assert.Equal("Unsure", bundle["text/plain"]);
    }

    [Fact]
    public void A_registered_writer_comes_first_and_serves_derived_types()
    {
        var formatter = new NotebookFormatter();
        formatter.Register(typeof(Exception), "text/html", (e, w) => { w.Write($"<em>{((Exception)e).Message}</em>"); return true; });
        var bundle = formatter.Format(new InvalidOperationException("x"));
        Assert.Equal("<em>x</em>", bundle["text/html"]);
        Assert.Equal("InvalidOperationException: x", bundle["text/plain"]);
    }

    [Fact]
    public void Types_have_short_and_script_names()
    {
        Assert.Equal("Dictionary<string, int?[]>", TypeNames.Short(typeof(Dictionary<string, int?[]>)));
        Assert.Equal("global::System.Collections.Generic.List<global::System.Int32>", TypeNames.InScript(typeof(List<int>)));
        Assert.Equal("global::System.Object", TypeNames.InScript(typeof(Content)));
        Assert.Equal("global::System.Object", TypeNames.InScript(new { A = 1 }.GetType()));
    }

    private sealed record Node(string Name, object? Empty)
    {
        public Node? Self { get; set; }

        public int Broken => throw new InvalidOperationException("broken");
    }

    private interface IHtmlContent
    {
        void WriteTo(TextWriter writer, HtmlEncoder encoder);
    }

    private sealed class Content : IHtmlContent
    {
        public void WriteTo(TextWriter writer, HtmlEncoder encoder) => writer.Write("<u>x</u>");
    }

    [TypeFormatterSource(typeof(Source), PreferredMimeTypes = ["text/html", "text/plain"])]
    private class Shown;

    private sealed class Derived : Shown;

    [TypeFormatterSource(typeof(FaceSource))]
    private interface IFace;

    private sealed class Faced : IFace;

    [TypeFormatterSource(typeof(UnsureSource))]
    private sealed class Unsure
    {
        public override string ToString() => "Unsure";
    }

    [AttributeUsage(AttributeTargets.All)]
    private sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
    {
        public Type FormatterSourceType { get; } = formatterSourceType;

        public string[]? PreferredMimeTypes { get; set; }
    }

    private sealed class Source
    {
        public IEnumerable CreateTypeFormatters()
        {
            yield return new Writer("text/html", "<p>shown</p>");
            yield return new Writer("text/plain", "shown");
            yield return new Writer("text/plain+summary", "in short");
            yield return new Writer("application/json", """{"a":1}""");
        }
    }

    private sealed class FaceSource
    {
        public IEnumerable<object> CreateTypeFormatters() => [new Writer("text/html", "<p>face</p>")];
    }

    private sealed class UnsureSource
    {
        public IEnumerable<object> CreateTypeFormatters() => [new Writer("text/html", null), new Writer("image/svg+xml", "<svg/>")];
    }

    private sealed class Writer(string mimeType, string? content)
    {
        public string MimeType => mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            if (content is null)
                return false;
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{content}"));
            return true;
        }
    }
}
