using System.Text.Json;
using System.Text.Json.Nodes;
using Pyramids.Tool.Commands.Raster;

namespace Pyramids.Interactive.Tests.Commands;

public class JsonLineTests
{
    [Theory]
    [InlineData("a b"), InlineData("C:\\x\\\"y\".tif"), InlineData("tab\t line\n return\r bell\a \0"), InlineData("<é>&'+ 山 😀")]
    [InlineData(""), InlineData("lines\u0085of\u2028Unicode\u2029 \u007f")]
    public void Any_text_is_read_back_as_it_was(string text)
    {
        var line = new JsonLine { { "first", text }, { text + "!", 7 } }.ToString();
        Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u2029');
        var read = JsonNode.Parse(line)!.AsObject();
        Assert.Equal(["first", text + "!"], read.Select(field => field.Key));
        Assert.Equal(text, (string?)read["first"]);
    }

    [Fact]
    public void Numbers_and_what_is_missing_are_written_as_JSON_has_them()
        => Assert.Equal("""{"none":null,"long":-9007199254740993,"small":1E-07,"third":0.3333333333333333,"whole":2}""",
            new JsonLine { { "none", null }, { "long", -9_007_199_254_740_993 }, { "small", 1e-7 }, { "third", 1 / 3.0 }, { "whole", 2.0 } }
                .ToString());

    [Fact]
    public void Lists_and_objects_of_JSON_are_fields_among_others()
    {
        var values = new JsonObject
        {
            ["name"] = "é", ["none"] = null, ["list"] = new JsonArray(1, "x"), ["inner"] = new JsonObject { ["y"] = true },
        };
        Assert.Equal("""{"name":"é","none":null,"list":[1,"x"],"inner":{"y":true},"seconds":0.5}""",
            new JsonLine(values) { { "seconds", 0.5 } }.ToString());
        Assert.Equal("{}", new JsonLine().ToString());
    }
}
