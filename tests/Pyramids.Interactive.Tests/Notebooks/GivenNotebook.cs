using System.Text.Json.Nodes;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Interactive.Tests.Notebooks;

/// <summary>Makes notebooks and runs them.</summary>
internal static class GivenNotebook
{
    /// <summary>A notebook of code cells; a text that begins with "md:" is a markdown cell.</summary>
    public static NotebookDocument Of(params string[] cells) => NotebookDocument.Parse(Json(cells), "test.ipynb");

    public static string Json(params string[] cells)
    {
        var list = new JsonArray();
        foreach (var text in cells)
            list.Add(text.StartsWith("md:", StringComparison.Ordinal)
                ? new JsonObject { ["cell_type"] = "markdown", ["metadata"] = new JsonObject(), ["source"] = text[3..] }
                : new JsonObject
                {
                    ["cell_type"] = "code", ["execution_count"] = null, ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(),
                    ["source"] = text,
                });
        return new JsonObject
            { ["cells"] = list, ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 4 }.ToJsonString();
    }

    public static async Task<(NotebookDocument Notebook, NotebookReport Report)> Run(params string[] cells)
        => await Run(new SessionOptions(), cells);

    public static async Task<(NotebookDocument Notebook, NotebookReport Report)> Run(SessionOptions options, params string[] cells)
    {
        var notebook = Of(cells);
        using var stop = new CancellationTokenSource();
        var report = await new NotebookRunner(new ScriptSession(options)).RunAsync(notebook, stop.Token);
        return (notebook, report);
    }

    /// <summary>Runs cells that must not fail, and gives the outputs of the last one.</summary>
    public static async Task<List<JsonObject>> Outputs(params string[] cells)
    {
        var (notebook, report) = await Run(cells);
        Assert.True(report.Failed is null, report.Failed?.Result.Error is { } e ? AnsiText.Strip(string.Join('\n', e.Traceback)) : "");
        return Of(notebook.Cells[^1]);
    }

    public static List<JsonObject> Of(NotebookCell cell) => [.. cell.Outputs.OfType<JsonObject>()];

    public static string? Text(this JsonObject output, string mime = "text/plain") =>
        output["data"] is JsonObject data ? NotebookJson.Joined(data[mime]) : NotebookJson.Joined(output["text"]);

    public static string Kind(this JsonObject output) => output["output_type"]!.GetValue<string>();
}
