using System.Text;
using System.Text.Json.Nodes;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Tool.Jupyter;

/// <summary>Sends a cell's output to the front end. Console text is gathered for a moment, so that a flood of lines
/// becomes few messages.</summary>
internal sealed class JupyterSink : ICellSink
{
    private const int Enough = 256 * 1024;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly StringBuilder text = new();
    private readonly KernelSockets sockets;
    private readonly JsonObject parent;
    private readonly Func<string, bool, string?> ask;
    private readonly Timer timer;
    private string stream = "stdout";

    /// <param name="ask">Asks the person for a line, with a prompt; hidden when the flag is set.</param>
    public JupyterSink(KernelSockets sockets, JsonObject parent, Func<string, bool, string?> ask)
    {
        (this.sockets, this.parent, this.ask) = (sockets, parent, ask);
        timer = new Timer(_ => Flush());
    }

    public void Stream(string name, string piece)
    {
        lock (gate)
        {
            if (name != stream)
                Flush();
            stream = name;
            if (text.Length == 0)
                timer.Change(Moment, Timeout.InfiniteTimeSpan);
            text.Append(piece);
            if (text.Length >= Enough)
                Flush();
        }
    }

    public void Display(MimeBundle bundle, string? displayId) => Show("display_data", bundle, displayId);

    public void Update(MimeBundle bundle, string displayId) => Show("update_display_data", bundle, displayId);

    public void Clear(bool wait) => Publish("clear_output", new JsonObject { ["wait"] = wait });

    public void Result(MimeBundle bundle, int executionCount) => Publish("execute_result",
        new JsonObject { ["execution_count"] = executionCount, ["data"] = bundle.ToJson(), ["metadata"] = new JsonObject() });

    public void Error(CellError error) => Publish("error", Content(error));

    public static JsonObject Content(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(l => (JsonNode)l)]),
    };

    public string? ReadInput(string prompt, bool password)
    {
        Flush();
        return ask(prompt, password);
    }

    public void Flush()
    {
        lock (gate)
        {
            if (text.Length == 0)
                return;
            sockets.Publish(parent, "stream", new JsonObject { ["name"] = stream, ["text"] = text.ToString() });
            text.Clear();
        }
    }

    private void Show(string type, MimeBundle bundle, string? displayId) => Publish(type, new JsonObject
    {
        ["data"] = bundle.ToJson(),
        ["metadata"] = new JsonObject(),
        ["transient"] = displayId is null ? new JsonObject() : new JsonObject { ["display_id"] = displayId },
    });

    private void Publish(string type, JsonObject content)
    {
        lock (gate)
        {
            Flush();
            sockets.Publish(parent, type, content);
        }
    }
}
