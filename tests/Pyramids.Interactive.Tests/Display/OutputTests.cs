using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Xunit;

namespace Pyramids.Interactive.Tests.Display;

/// <summary>What holds for every output.</summary>
public class OutputTests
{
    public static TheoryData<string> Names() => [.. Gallery.Outputs.Value.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Every_output_is_well_formed(string name)
    {
        // HTML's void tags have no end; otherwise what we write is XML, so that no string can open a tag that stays open.
        var html = Regex.Replace(Gallery.Outputs.Value[name], "<(img|br)\\b([^<>]*)>", "<$1$2/>");
        var settings = new XmlReaderSettings { CheckCharacters = true, DtdProcessing = DtdProcessing.Prohibit };
        using var reader = XmlReader.Create(new StringReader($"<div>{html}</div>"), settings);
        Assert.NotNull(XDocument.Load(reader).Root);
    }

    [Fact]
    public void A_table_of_zones_tells_the_unit_of_its_columns()
    {
        var folder = Directory.CreateTempSubdirectory("pyramids");
        try
        {
            var tif = Path.Combine(folder.FullName, "cells.tif");
            NDArray.From(new GridSpec(2, 2, Affine.NorthUp(0, 2, 1, 1)), [1f, 2f, 3f, 4f]).ToLazy().ToGeoTiff(tif);
            var vrt = Path.Combine(folder.FullName, "cells.vrt");
            File.WriteAllText(vrt, """
                <VRTDataset rasterXSize="2" rasterYSize="2"><GeoTransform>0, 1, 0, 2, 0, -1</GeoTransform>
                <VRTRasterBand dataType="Float32" band="1"><UnitType>metre</UnitType>
                <SimpleSource><SourceFilename relativeToVRT="1">cells.tif</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>
                """);
            using var dataset = Dataset.ReadFile(vrt);
            var zones = new FeatureCollection([new NetTopologySuite.IO.WKTReader().Read("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))")]);
            var table = Renderings.Of(dataset.ZonalStats(zones, "mean", "count"))!.Html().ToString();
            Assert.Contains("Float64, metre", table);
            Assert.DoesNotContain("Int64, metre", table);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void No_output_runs_a_script_or_styles_the_page(string name)
    {
        var document = Parsed(name);
        string[] known = ["div", "span", "b", "i", "br", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "ol", "li",
            "pre", "figure", "figcaption", "img", "svg", "title", "g", "path", "rect", "circle", "text", "tspan", "image"];
        Assert.All(document.Descendants(), element => Assert.Contains(element.Name.LocalName, known));
        Assert.All(document.Descendants().Attributes(), attribute =>
        {
            Assert.DoesNotMatch("^on", attribute.Name.LocalName);
            Assert.NotEqual("id", attribute.Name.LocalName);                        // several outputs share a page
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void No_output_refers_to_anything_outside(string name)
    {
        foreach (var attribute in Parsed(name).Descendants().Attributes().Where(a => !a.IsNamespaceDeclaration))
        {
            if (attribute.Name.LocalName is "src" or "href") Assert.StartsWith("data:image/png;base64,", attribute.Value);
            if (attribute.Name.LocalName == "style") Assert.DoesNotContain("url(", attribute.Value);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_output_fits_its_share_of_a_notebook(string name)
        => Assert.InRange(Encoding.UTF8.GetByteCount(Gallery.Outputs.Value[name]), 1, Rendering.MostBytes);

    [Theory, MemberData(nameof(Names))]
    public void Every_picture_is_told_in_words(string name)
    {
        foreach (var element in Parsed(name).Descendants())
        {
            if (element.Name.LocalName == "img") Assert.NotEmpty((string?)element.Attribute("alt") ?? "");
            if (element.Name.LocalName == "svg")
                Assert.True(element.Attribute("role")?.Value == "img" && element.Attribute("aria-label")?.Value.Length > 0);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void No_output_is_black_or_white_on_its_own(string name)
    {
        // Legends and swatches show the data's colours; everything else must read on both backgrounds.
        foreach (var element in Parsed(name).Descendants()
            .Where(e => e.Name.LocalName is "text" or "tspan" or "div" or "span" or "td" or "th" or "b"))
        {
            Assert.Null(element.Attribute("fill"));
            Assert.DoesNotMatch("(^|;)color:(?!inherit)", (string?)element.Attribute("style") ?? "");
        }
    }

    [Fact]
    public void Hostile_strings_stay_text()
    {
        var all = string.Concat(Gallery.Outputs.Value.Where(o => o.Key.Contains("hostile")).Select(o => o.Value));
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", all);
        Assert.DoesNotContain("<script", all);
        Assert.DoesNotContain("<img src=http", all);
        Assert.DoesNotContain('\u202e', all);
        Assert.DoesNotContain('\0', all);
    }

    private static XElement Parsed(string name)
        => XElement.Parse($"<div>{Regex.Replace(Gallery.Outputs.Value[name], "<(img|br)\\b([^<>]*)>", "<$1$2/>")}</div>");
}
