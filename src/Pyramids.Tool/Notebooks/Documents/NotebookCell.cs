using System.Text.Json.Nodes;

namespace Pyramids.Tool.Notebooks;

/// <summary>One cell of a notebook, as a view of its JSON.</summary>
internal sealed class NotebookCell(JsonObject json)
{
    public string Kind => NotebookDocument.Text(json, "cell_type")!;

    public string Source => NotebookJson.Joined(json["source"])!;

    public JsonObject Metadata => NotebookDocument.Section(json, "metadata");

    public JsonObject? Attachments => json["attachments"] as JsonObject;

    public JsonArray Outputs => json["outputs"] as JsonArray ?? [];

    public int? ExecutionCount => json["execution_count"] is JsonValue v && v.TryGetValue<int>(out var n) ? n : null;

    public IEnumerable<string> Tags =>
        (Metadata["tags"] as JsonArray)?.OfType<JsonValue>().Select(t => t.ToString()) ?? [];

    /// <summary>The language the cell names in its metadata (polyglot notebooks, VS Code), or null.</summary>
    public string? Language
    {
        get
        {
            var named = NotebookDocument.Text(Metadata["dotnet_interactive"], "language")
                ?? NotebookDocument.Text(Metadata["polyglot_notebook"], "kernelName")
                ?? NotebookDocument.Text(Metadata["vscode"], "languageId");
            return named is null ? null : NormalLanguage(named);
        }
    }

    public static string NormalLanguage(string name) => name.ToLowerInvariant() switch
    {
        "c#" or "cs" or "csharp" or "polyglot-notebook" => "csharp",
        "f#" or "fs" => "fsharp",
        "md" => "markdown",
        var other => other,
    };

    public void SetOutputs(IEnumerable<JsonObject> outputs, int? executionCount)
    {
        json["outputs"] = new JsonArray([.. outputs]);
        json["execution_count"] = executionCount;
    }

    /// <summary>Brings texts into lines as nbformat stores them.</summary>
    public void Normalise()
    {
        json["source"] = NotebookJson.Lines(Source);
        _ = Metadata;
        foreach (var (_, attachment) in Attachments ?? [])
            SplitBundle(attachment as JsonObject);
        if (Kind != "code")
            return;
        json["outputs"] ??= new JsonArray();
        if (!json.ContainsKey("execution_count"))
            json["execution_count"] = null;
        foreach (var output in Outputs.OfType<JsonObject>())
        {
            if (output["data"] is JsonObject data)
                SplitBundle(data);
            else if (NotebookJson.Joined(output["text"]) is { } text)
                output["text"] = NotebookJson.Lines(text);
        }
    }

    private static void SplitBundle(JsonObject? bundle)
    {
        if (bundle is null)
            return;
        foreach (var mime in bundle.Select(p => p.Key).Where(MimeBundle.IsSplit).ToList())
            if (NotebookJson.Joined(bundle[mime]) is { } text)
                bundle[mime] = NotebookJson.Lines(text);
    }
}
