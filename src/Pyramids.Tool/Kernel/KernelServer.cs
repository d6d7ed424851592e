using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Tool.Jupyter;

/// <summary>A Jupyter kernel for C#: requests of the shell channel one after another, those of the control channel at once.</summary>
/// <remarks>Jupyter messaging protocol 5.4.</remarks>
internal sealed class KernelServer : IDisposable
{
    /// <summary>How long a cell that does not stop is waited for at the end.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly KernelSockets sockets;
    private readonly ScriptSession session;
    private readonly CodeAssistant assistant;
    private readonly BlockingCollection<JupyterMessage> requests = [];
    private readonly BlockingCollection<JupyterMessage> answers = [];
    private readonly List<string> history = [];
    private readonly Lock gate = new();
    private CancellationTokenSource? running;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int executions;

    public KernelServer(ConnectionFile connection, ScriptSession session)
    {
        this.session = session;
        assistant = new CodeAssistant(session);
        sockets = new KernelSockets(connection);
        sockets.Received += Receive;
    }

    /// <summary>Serves until a front end asks for shutdown, or the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        sockets.Start();
        sockets.Publish([], "status", new JsonObject { ["execution_state"] = "starting" });
        var serving = Task.Run(async () =>
        {
            foreach (var request in requests.GetConsumingEnumerable(CancellationToken.None))
                await AnswerAsync(Channel.Shell, request).ConfigureAwait(false);
        }, CancellationToken.None);
        await using var ending = cancellation.UnsafeRegister(_ => ended.TrySetResult(), null);
        await Task.WhenAny(serving, ended.Task).ConfigureAwait(false);
        Interrupt();
        await Task.WhenAny(serving, Task.Delay(Farewell, CancellationToken.None)).ConfigureAwait(false);
        sockets.Flush();
    }

    /// <summary>Stops the running cell, if there is one.</summary>
    public void Interrupt()
    {
        CancellationTokenSource? cell;
        lock (gate)
            cell = running;
        if (cell is not null)
            new Thread(() => Cancel(cell)) { IsBackground = true, Name = "interrupt" }.Start();
    }

    public void Dispose() => sockets.Dispose();

    private static void Cancel(CancellationTokenSource cell)
    {
        try
        {
            cell.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // the cell ended by itself at the same moment
        }
    }

    private void Receive(Channel channel, JupyterMessage message)
    {
        switch (channel)
        {
            case Channel.Shell:
                Queue(message);
                break;
            case Channel.Stdin:
                answers.Add(message);
                break;
            case Channel.Control:
                _ = Task.Run(() => AnswerAsync(Channel.Control, message));
                break;
        }
    }

    private async Task AnswerAsync(Channel channel, JupyterMessage request)
    {
        sockets.Publish(request.Header, "status", new JsonObject { ["execution_state"] = "busy" });
        try
        {
            if (request.Type == "execute_request")
                await ExecuteAsync(request).ConfigureAwait(false);
            else if (await ReplyAsync(request).ConfigureAwait(false) is { } content)
                sockets.Reply(channel, request, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), content);
        }
        catch (Exception e)
        {
            var error = CellError.Simple(e.GetType().Name, e.Message);
            var content = JupyterSink.Content(error);
            content["status"] = "error";
            sockets.Reply(channel, request, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), content);
        }
        sockets.Publish(request.Header, "status", new JsonObject { ["execution_state"] = "idle" });
        if (request.Type != "shutdown_request")
            return;
        requests.CompleteAdding();
        ended.TrySetResult();
    }

    private async Task<JsonObject?> ReplyAsync(JupyterMessage request)
    {
        var content = request.Content;
        string Code() => content["code"]?.GetValue<string>() ?? "";
        switch (request.Type)
        {
            case "kernel_info_request":
                return KernelInfo.Content();
            case "complete_request":
                return await assistant.CompleteAsync(Code(), content["cursor_pos"]?.GetValue<int>() ?? 0).ConfigureAwait(false);
            case "inspect_request":
                return await assistant.InspectAsync(Code(), content["cursor_pos"]?.GetValue<int>() ?? 0).ConfigureAwait(false);
            case "is_complete_request":
                return CodeAssistant.IsComplete(Code());
            case "history_request":
                return History(content);
            case "comm_info_request":
                return Ok(("comms", new JsonObject()));
            case "comm_open":
                sockets.Publish(request.Header, "comm_close",
                    new JsonObject { ["comm_id"] = content["comm_id"]?.DeepClone(), ["data"] = new JsonObject() });
                return null;
            case "interrupt_request":
                Interrupt();
                return Ok();
            case "shutdown_request":
                Interrupt();
                return Ok(("restart", content["restart"]?.GetValue<bool>() ?? false));
            default:
                return null;
        }
    }

    private async Task ExecuteAsync(JupyterMessage request)
    {
        var content = request.Content;
        var code = content["code"]?.GetValue<string>() ?? "";
        bool Flag(string name, bool otherwise) => content[name] is JsonValue v && v.TryGetValue<bool>(out var flag) ? flag : otherwise;
        var silent = Flag("silent", false);
        var stored = !silent && Flag("store_history", true);
        if (stored)
        {
            executions++;
            lock (gate)
                history.Add(code);
        }
        if (!silent)
            sockets.Publish(request.Header, "execute_input", new JsonObject { ["code"] = code, ["execution_count"] = executions });

        using var stop = new CancellationTokenSource();
        lock (gate)
            running = stop;
        var sink = new JupyterSink(sockets, request.Header,
            (prompt, password) => Ask(request, Flag("allow_stdin", false), prompt, password, stop.Token));
        var result = await session.ExecuteAsync(code, $"Cell {(stored ? executions : $"{executions}+")}", "csharp", sink,
            stop.Token).ConfigureAwait(false);
        lock (gate)
            running = null;

        if (result.Value is not null && !silent)
            sink.Result(result.Value, executions);
        JsonObject reply;
        var waiting = new List<JupyterMessage>();
        if (result.Error is { } error)
        {
            sink.Error(error);
            reply = JupyterSink.Content(error);
            reply["status"] = "error";
            while (Flag("stop_on_error", true) && requests.TryTake(out var next))
                waiting.Add(next);
        }
        else
            reply = Ok(("user_expressions", await UserExpressionsAsync(content["user_expressions"] as JsonObject).ConfigureAwait(false)),
                ("payload", new JsonArray()));
        reply["execution_count"] = executions;
        sink.Flush();
        sockets.Reply(Channel.Shell, request, "execute_reply", reply);
        Abort(waiting);
    }

    /// <summary>Cells that were sent before the front end knew of an error are not run; other requests keep their turn.</summary>
    private void Abort(List<JupyterMessage> waiting)
    {
        foreach (var next in waiting)
        {
            if (next.Type != "execute_request")
            {
                Queue(next);
                continue;
            }
            sockets.Publish(next.Header, "status", new JsonObject { ["execution_state"] = "busy" });
            sockets.Reply(Channel.Shell, next, "execute_reply",
                new JsonObject { ["status"] = "aborted", ["execution_count"] = executions });
            sockets.Publish(next.Header, "status", new JsonObject { ["execution_state"] = "idle" });
        }
    }

    private void Queue(JupyterMessage request)
    {
        try
        {
            requests.Add(request);
        }
        catch (InvalidOperationException)
        {
            // the kernel is shutting down; nobody waits for an answer any more
        }
    }

    private async Task<JsonObject> UserExpressionsAsync(JsonObject? expressions)
    {
        var values = new JsonObject();
        foreach (var (name, expression) in expressions ?? [])
        {
            var result = await session.ExecuteAsync(expression?.ToString() ?? "", "Expression", "csharp", new NotebookRecorder().NewCell(),
                CancellationToken.None).ConfigureAwait(false);
            var value = result.Error is { } error
                ? JupyterSink.Content(error)
                : new JsonObject { ["data"] = (result.Value ?? new MimeBundle()).ToJson(), ["metadata"] = new JsonObject() };
            value["status"] = result.Error is null ? "ok" : "error";
            values[name] = value;
        }
        return values;
    }

    private string? Ask(JupyterMessage request, bool allowed, string prompt, bool password, CancellationToken cancellation)
    {
        if (!allowed)
            throw new InvalidOperationException("The cell asks for input, but this front end does not offer any.");
        while (answers.TryTake(out _))
        {
            // an answer to a question of a cell that was stopped
        }
        sockets.Reply(Channel.Stdin, request, "input_request", new JsonObject { ["prompt"] = prompt, ["password"] = password });
        return answers.Take(cancellation).Content["value"]?.GetValue<string>();
    }

    private JsonObject History(JsonObject request)
    {
        lock (gate)
        {
            var all = history.Select((code, i) => (Line: i + 1, Code: code));
            var kind = request["hist_access_type"]?.GetValue<string>();
            if (kind == "range")
                all = all.Where(h =>
                    h.Line >= (request["start"]?.GetValue<int>() ?? 0) && h.Line < (request["stop"]?.GetValue<int?>() ?? int.MaxValue));
            else if (kind == "search" && request["pattern"]?.GetValue<string>() is { } pattern)
                all = all.Where(h => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, h.Code));
            if (kind is "tail" or "search")
                all = all.TakeLast(request["n"]?.GetValue<int?>() ?? int.MaxValue);
            return Ok(("history", new JsonArray([.. all.Select(h => (JsonNode)new JsonArray(1, h.Line, h.Code))])));
        }
    }

    private static JsonObject Ok(params (string Name, JsonNode? Value)[] fields)
    {
        var content = new JsonObject { ["status"] = "ok" };
        foreach (var (name, value) in fields)
            content[name] = value;
        return content;
    }
}
