using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace Pyramids.Interactive.Tests.Display;

public class MarkupTests
{
    [Fact]
    public void A_hole_is_escaped_and_a_literal_is_not()
        => Assert.Equal("<b>&lt;i&gt; &amp; &quot;&#39;</b>", Markup.Of($"<b>{"<i> & \"'"}</b>").ToString());

    [Fact]
    public void Markup_in_markup_stays_markup()
        => Assert.Equal("<p><b>&lt;</b></p>", Markup.Of($"<p>{Markup.Of($"<b>{"<"}</b>")}</p>").ToString());

    [Fact]
    public void Numbers_do_not_follow_the_culture()
        => Assert.Equal("1.5 2.25", Markup.Of($"{1.5} {2.25f}").ToString());

    [Fact]
    public void Any_text_becomes_XML_that_reads_back()
        => Check.One(Pyramids.Tests.Law.Cases(100), Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            var parsed = XElement.Parse($"<a t=\"{Markup.Escape(text ?? "")}\">{Markup.Escape(text ?? "")}</a>");
            return parsed.Elements().Any() ? false : parsed.Value.Length <= (text ?? "").Length;
        }));

    [Theory, InlineData("\u202E", "\ufffd"), InlineData("a\0b", "a\ufffdb"), InlineData("\u0085", "\ufffd")]
    public void Characters_that_harm_are_replaced(string text, string escaped) => Assert.Equal(escaped, Markup.Escape(text));

    [Fact]
    public void Half_a_character_is_replaced_and_a_whole_one_is_not()
    {
        Assert.Equal("\ufffd", Markup.Escape("\ud83d"));
        Assert.Equal("\ufffda", Markup.Escape("\ude00a"));
        Assert.Equal("\ud83d\ude00", Markup.Escape("\ud83d\ude00"));
    }

    [Fact]
    public void A_long_text_is_cut_with_an_ellipsis() => Assert.Equal("abcd…", Markup.Clip("abcdefgh", 5));
}
