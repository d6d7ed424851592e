using System.Text.Json;
using Microsoft.DotNet.Interactive.Formatting;
using Xunit;

namespace Pyramids.Interactive.Tests.Display;

/// <summary>The convention as .NET Interactive's own formatting library reads it.</summary>
public class FormatterSourceTests
{
    public static TheoryData<string> Values()
        => [.. Given.Values().Where(v => v.Value.GetType() != typeof(Microsoft.Data.Analysis.DataFrame)).Select(v => v.Name)];

    [Theory, MemberData(nameof(Values))]
    public void Every_preferred_MIME_type_has_a_formatter(string name)
    {
        // Without one the host looks for it until its stack overflows.
        var value = Value(name);
        var preferred = Formatter.GetPreferredMimeTypesFor(value.GetType()).ToList();
        Assert.Contains("text/html", preferred);
        Assert.Contains("text/plain", preferred);
        foreach (var mime in preferred)
        {
            Assert.Contains(mime, FormatterSource.MimeTypes);
            Assert.NotNull(Renderings.Of(value)!.As(mime));
            Assert.Equal(Renderings.Of(value)!.As(mime), value.ToDisplayString(mime));
        }
    }

    [Theory, MemberData(nameof(Values))]
    public void A_summary_is_one_short_line(string name)
    {
        var summary = Value(name).ToDisplayString("text/plain+summary");
        Assert.InRange(summary.Length, 1, 300);
        Assert.DoesNotContain('\n', summary);
    }

    [Theory, MemberData(nameof(Values))]
    public void JSON_is_valid(string name)
    {
        using var json = JsonDocument.Parse(Value(name).ToDisplayString("application/json"));
        Assert.NotEqual(JsonValueKind.Null, json.RootElement.ValueKind);
    }

    [Fact]
    public void A_lazy_array_is_shown_without_reading_a_cell()
    {
        var source = new UnreadableSource();
        var lazy = LazyArray.From(source, 16) + 1f;
        foreach (var mime in new[] { "text/html", "text/plain", "text/plain+summary", "application/json" })
            Assert.NotEmpty(lazy.ToDisplayString(mime));
        Assert.NotEmpty(lazy.Graph().ToDisplayString("text/html"));
        Assert.Equal(0, source.Reads);
        Assert.Throws<ComputeException>(() => lazy.Compute());
        Assert.True(source.Reads > 0);
    }

    [Fact]
    public void Every_marked_type_is_tried_here()
    {
        var marked = new[] { typeof(LazyArray).Assembly, typeof(RasterPicture).Assembly }.SelectMany(a => a.GetTypes())
            .Where(t => t.IsDefined(typeof(TypeFormatterSourceAttribute), inherit: false));
        Assert.Equal(marked.Select(t => t.Name).Order(),
            Given.Values().Select(v => v.Value.GetType().Name).Where(n => n != "DataFrame").Distinct().Order());
    }

    [Fact]
    public void Without_the_package_the_engine_shows_text()
    {
        dynamic[] formatters = [.. new TextFormatterSource().CreateTypeFormatters()];
        var mimes = formatters.Select(f => (string)f.GetType().GetProperty("MimeType")!.GetValue(f)!).ToList();
        Assert.All(new TypeFormatterSourceAttribute().PreferredMimeTypes, m => Assert.Contains(m, mimes));
        var html = new StringWriter();
        object first = formatters[0];
        Assert.Equal(true, first.GetType().GetMethod("Format")!.Invoke(first, ["<b>", html]));
        Assert.Equal("<pre>&lt;b&gt;</pre>", html.ToString());
        Assert.Equal(typeof(FormatterSource), new TypeFormatterSourceAttribute().FormatterSourceType);
    }

    [Fact]
    public void A_value_that_cannot_be_shown_is_named_and_does_not_fail_the_cell()
    {
        var broken = new GraphView(null!, null!);
        Assert.Contains("could not be shown", broken.ToDisplayString("text/html"));
        Assert.Equal("GraphView", broken.ToDisplayString("text/plain"));
    }

    [Fact]
    public void A_value_inside_another_is_shown_the_same_way()
        => Assert.Contains("<svg", new { Grid = Given.LazyHills().Chunks }.ToDisplayString("text/html"));

    private static object Value(string name) => Given.Values().First(v => v.Name == name).Value;

    private sealed class UnreadableSource : IChunkSource
    {
        private int reads;

        public int Reads => reads;

        public ArraySchema Schema { get; } = Given.Plane(Given.Utm(64, 64));

        public BlockShape Block => new(1, 16, 16);

        public string Name => "unreadable.tif";

        public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            Interlocked.Increment(ref reads);
            throw new NotSupportedException("no cell may be read");
        }
    }
}
