using System.Text.Json.Nodes;

namespace Pyramids.Interactive.Tests.Commands;

/// <summary>The committed notebooks run, and say again what they say in the repository.</summary>
public sealed class NotebooksTests
{
    public static TheoryData<string> All
        => new(Directory.EnumerateFiles(Path.Combine(Tool.Root, "notebooks"), "*.ipynb").Select(path => Path.GetFileName(path)));

    [Theory, MemberData(nameof(All))]
    public async Task A_notebook_runs_to_the_same_values(string name)
    {
        using var folder = new Folder();
        var source = Path.Combine(Tool.Root, "notebooks", name);
        var (code, output, error) = await Tool.PyramidsAsync("run", source, "--out", folder["executed.ipynb"], "--html",
            folder["report.html"]);
        Assert.True(code == 0, output + error);
        var (expected, actual) = (NotebookValues.Of(source), NotebookValues.Of(folder["executed.ipynb"]));
        Assert.NotEmpty(expected);
        Assert.Equal(expected, actual);
        Assert.Contains("</html>", File.ReadAllText(folder["report.html"]));
    }
}

/// <summary>What a notebook says, without what differs from run to run.</summary>
internal static class NotebookValues
{
    /// <summary>The plain text of every output, less what tells times and memory.</summary>
    public static List<string> Of(string path)
    {
        var texts = new List<string>();
        foreach (var cell in JsonNode.Parse(File.ReadAllText(path))!["cells"]!.AsArray())
            foreach (var output in cell!["outputs"]?.AsArray() ?? [])
            {
                var text = Joined(output!["text"] ?? output["data"]?["text/plain"]);
                if (!text.Contains(" done in ", StringComparison.Ordinal) && !text.StartsWith("Pass ", StringComparison.Ordinal)
                    && !IsMeasured(cell))
                    texts.Add(text);
            }
        return texts;
    }

    /// <summary>A cell whose output is a measurement carries this tag.</summary>
    private static bool IsMeasured(JsonNode cell)
        => cell["metadata"]?["tags"]?.AsArray().Any(tag => tag!.GetValue<string>() == "measured") == true;

    private static string Joined(JsonNode? text) => text switch
    {
        JsonArray lines => string.Concat(lines.Select(line => line!.GetValue<string>())),
        JsonValue value => value.GetValue<string>(),
        _ => "",
    };
}
