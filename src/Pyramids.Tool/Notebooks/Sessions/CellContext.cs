namespace Pyramids.Tool.Notebooks;

/// <summary>The cell that is running, as library code and the console see it. It flows with tasks and threads that the
/// cell starts.</summary>
internal sealed class CellContext(ScriptSession session, ICellSink sink, string name, CancellationToken cancellation)
{
    private static readonly AsyncLocal<CellContext?> Flowing = new();
    private static readonly Lock Gate = new();
    private static readonly List<CellContext> Running = [];

    private static int displays;

    private readonly List<Action> ending = [];

    /// <summary>The cell that started the calling code; on a thread that carries no context, the only running cell if
    /// there is one.</summary>
    public static CellContext? Current
    {
        get
        {
            if (Flowing.Value is { } mine)
                return mine;
            lock (Gate)
                return Running is [var only] ? only : null;
        }
    }

    public ScriptSession Session => session;

    public ICellSink Sink => sink;

    /// <summary>As tracebacks name it: "Cell 3".</summary>
    public string Name => name;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Does something when the cell has run, whether it failed or not.</summary>
    public void OnEnd(Action action) => ending.Add(action);

    public void End()
    {
        foreach (var action in ending)
            action();
    }

    /// <summary>Makes this the current cell until the result is disposed.</summary>
    public IDisposable Enter()
    {
        var before = Flowing.Value;
        Flowing.Value = this;
        lock (Gate)
            Running.Add(this);
        return new Exit(() =>
        {
            lock (Gate)
                Running.Remove(this);
            Flowing.Value = before;
        });
    }

    /// <summary>Shows a value and says under which id it can be updated.</summary>
    public string Display(object? value, params string[] mimeTypes)
    {
        var id = $"display-{Environment.ProcessId:x}-{Interlocked.Increment(ref displays):x}";
        sink.Display(session.Formatter.Format(value, mimeTypes), id);
        return id;
    }

    /// <summary>Shows another value where the id was shown.</summary>
    public void Update(string displayId, object? value, params string[] mimeTypes) =>
        sink.Update(session.Formatter.Format(value, mimeTypes), displayId);

    private sealed class Exit(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
