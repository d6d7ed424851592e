using System.Text;
using System.Text.Json.Nodes;

namespace Pyramids.Tool.Notebooks;

/// <summary>Takes what running cells put out, from any thread, and turns it into nbformat outputs. One recorder serves
/// a whole notebook, because a display can be updated from a later cell.</summary>
internal sealed class NotebookRecorder
{
    internal readonly Lock Gate = new();
    internal readonly Dictionary<string, List<CellRecorder.Entry>> Displays = new(StringComparer.Ordinal);

    public CellRecorder NewCell() => new(this);
}

/// <summary>The outputs of one cell. Neighbouring pieces of the same stream become one output.</summary>
internal sealed class CellRecorder(NotebookRecorder notebook) : ICellSink
{
    private readonly List<Entry> entries = [];
    private bool clearOnNext;

    public void Stream(string name, string text)
    {
        lock (notebook.Gate)
        {
            ClearIfAsked();
            if (entries.Count == 0 || entries[^1].StreamName != name)
                entries.Add(new Entry { StreamName = name, Text = new StringBuilder() });
            entries[^1].Text!.Append(text);
        }
    }

    public void Display(MimeBundle bundle, string? displayId) => Add(new Entry { Bundle = bundle }, displayId);

    public void Result(MimeBundle bundle, int executionCount, string? displayId = null) =>
        Add(new Entry { Bundle = bundle, ExecutionCount = executionCount }, displayId);

    public void Update(MimeBundle bundle, string displayId)
    {
        lock (notebook.Gate)
            foreach (var entry in notebook.Displays.GetValueOrDefault(displayId) ?? [])
                entry.Bundle = bundle;
    }

    public void Error(CellError error) => Add(new Entry { Error = error }, null);

    public void Clear(bool wait)
    {
        lock (notebook.Gate)
        {
            clearOnNext = wait;
            if (!wait)
                entries.Clear();
        }
    }

    public string? ReadInput(string prompt, bool password) => throw new InvalidOperationException(
        "The cell asks for input, but the notebook runs headless. Set the value in the cell, or run the notebook in Jupyter.");

    public List<JsonObject> ToOutputs()
    {
        lock (notebook.Gate)
            return [.. entries.Select(e => e.ToJson())];
    }

    private void Add(Entry entry, string? displayId)
    {
        lock (notebook.Gate)
        {
            ClearIfAsked();
            entries.Add(entry);
            if (displayId is null)
                return;
            if (!notebook.Displays.TryGetValue(displayId, out var same))
                notebook.Displays[displayId] = same = [];
            same.Add(entry);
        }
    }

    private void ClearIfAsked()
    {
        if (clearOnNext)
            entries.Clear();
        clearOnNext = false;
    }

    internal sealed class Entry
    {
        public string? StreamName { get; init; }
        public StringBuilder? Text { get; init; }
        public MimeBundle? Bundle { get; set; }
        public int? ExecutionCount { get; init; }
        public CellError? Error { get; init; }

        public JsonObject ToJson()
        {
            if (StreamName is not null)
                return new JsonObject { ["name"] = StreamName, ["output_type"] = "stream", ["text"] = Text!.ToString() };
            if (Error is not null)
                return new JsonObject
                {
                    ["ename"] = Error.Name,
                    ["evalue"] = Error.Message,
                    ["output_type"] = "error",
                    ["traceback"] = new JsonArray([.. Error.Traceback.Select(l => (JsonNode)l)]),
                };
            var json = new JsonObject
            {
                ["data"] = Bundle!.ToJson(),
                ["metadata"] = new JsonObject(),
                ["output_type"] = ExecutionCount is null ? "display_data" : "execute_result",
            };
            if (ExecutionCount is { } count)
                json["execution_count"] = count;
            return json;
        }
    }
}
