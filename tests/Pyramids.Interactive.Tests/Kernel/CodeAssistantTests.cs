using System.Text.Json.Nodes;
using Pyramids.Interactive.Tests.Notebooks;
using Pyramids.Tool.Jupyter;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Interactive.Tests.Kernel;

public sealed class CodeAssistantTests
{
    [Fact]
    public async Task Magics_are_completed_as_code_is()
    {
        var folder = Path.GetDirectoryName(Commands.Tool.Sample("x"))!;
        var session = new ScriptSession(new SessionOptions { Folder = Path.GetDirectoryName(folder)! });
        foreach (var cell in new[] { "#r \"nuget: Pyramids.Interactive\"\nusing Pyramids;",
            $"var demo = Dataset.ReadFile({System.Text.Json.JsonSerializer.Serialize(Commands.Tool.Sample("jacksboro_geo.tif"))}); var lazy = demo.ReadArray(chunks: 128);" })
            Assert.Null((await session.ExecuteAsync(cell, "Cell", "csharp", new NotebookRecorder().NewCell(),
                TestContext.Current.CancellationToken)).Error);
        var assistant = new CodeAssistant(session);

        Assert.Equal(["#!preview", "#!pyramids"], await Matches(assistant, "#!p"));
        Assert.Equal(["demo"], await Matches(assistant, "#!preview de"));
        Assert.Equal(["--colormap"], await Matches(assistant, "#!preview demo --c"));
        Assert.Equal(["cividis"], await Matches(assistant, "#!preview demo --colormap ci"));
        Assert.Equal(["demo", "lazy"], (await Matches(assistant, "#!hillshade ")).Where(m => !m.StartsWith('-')));
        Assert.Equal(["FocalMean", "FocalMedian"], (await Matches(assistant, "#!graph lazy.FocalMe")).Order());
        Assert.Equal(["Rows"], await Matches(assistant, "1 + 1\n#!preview lazy + demo.Grid.Row"));
        Assert.Equal(["open"], await Matches(assistant, "#!raster o"));
        Assert.Equal(["data/jacksboro_counties.geojson", "data/jacksboro_geo.tif"], await Matches(assistant, "#!raster open data/jack"));
        Assert.Equal(["data/"], await Matches(assistant, "#!raster open da"));
        Assert.Empty(await Matches(assistant, "#!raster open nowhere/"));
        Assert.Contains("#!preview <expression>",
            (await assistant.InspectAsync("#!preview demo", 4))["data"]!["text/plain"]!.GetValue<string>());
    }

    private static async Task<List<string>> Matches(CodeAssistant assistant, string code)
        => [.. (await assistant.CompleteAsync(code, code.Length))["matches"]!.AsArray().Select(m => m!.GetValue<string>())];
}
