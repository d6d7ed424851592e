using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Computes a few cells of what a run is going to compute, beside the thread that still plans it: methods are compiled when they
/// are first called, and the workers would all wait for that.</summary>
/// <remarks>Nothing is kept of it. What fails here fails again in the run, which says so.</remarks>
internal static class Rehearsal
{
    private const int Rows = 16, Columns = 256;

    /// <summary>Arrays of fewer cells are computed before a rehearsal were over.</summary>
    private const long LeastCells = 1 << 20;

    /// <summary>Bytes of windows and working memory above which computing a few cells is work of its own.</summary>
    private const long MostBytes = 8 << 20;

    /// <summary>Budgets below this have no room for cells beside those of the run.</summary>
    private const long LeastMemory = 128 << 20;

    private static readonly Lock Gate = new();
    private static readonly ConditionalWeakTable<Node, object> Rehearsed = [];
    private static readonly HashSet<Type> RehearsedSinks = [];
    private static readonly Queue<Action> Waiting = new();
    private static bool isRunning;

    /// <summary>Waits for the rehearsals that were begun.</summary>
    internal static void Settle()
    {
        using var done = new ManualResetEventSlim();
        Beside(done.Set);
        done.Wait();
    }

    /// <summary>Begins to rehearse graphs, unless they are small, were rehearsed before, there is one worker or little memory.</summary>
    public static void Begin(IReadOnlyList<Node> roots, EngineOptions options)
    {
        if (!HasRoom(options) || !Walk.InOrder(roots).Any(node => node.Schema.Whole.Cells >= LeastCells)) return;
        var fresh = roots.Where(root => Rehearsed.TryAdd(root, RehearsedSinks)).ToArray();
        if (fresh.Length > 0) Beside(() => Run(fresh));
    }

    /// <summary>Begins to rehearse what sinks do with chunks, once for sinks of a kind.</summary>
    public static void Begin(IReadOnlyList<Output> outputs, EngineOptions options)
    {
        if (!HasRoom(options)) return;
        foreach (var (root, sink) in outputs)
        {
            if (root.Schema.Whole.Cells < LeastCells) continue;
            lock (Gate)
                if (!RehearsedSinks.Add(sink.GetType())) continue;
            Beside(sink.Rehearse);
        }
    }

    /// <summary>Whether there is a second worker with a processor of its own, and memory for cells beside those of a run.</summary>
    public static bool HasRoom(EngineOptions options)
        => options.Workers > 1 && Environment.ProcessorCount > 1 && options.MemoryBytes >= LeastMemory;

    /// <summary>One after the other on a thread of their own, beside the one that plans. It has no settings of any caller; where no thread
    /// can be had, nothing is rehearsed.</summary>
    public static void Beside(Action work)
    {
        lock (Gate)
        {
            Waiting.Enqueue(work);
            if (isRunning) return;
            try
            {
                new Thread(Work) { IsBackground = true, Name = "Pyramids rehearsal" }.UnsafeStart();
                isRunning = true;
            }
            catch (OutOfMemoryException)
            {
                Waiting.Clear();
            }
        }
    }

    private static void Work()
    {
        while (Next() is { } work)
        {
            try
            {
                work();
            }
            catch (Exception)
            {
                // The run meets it too.
            }
        }
    }

    private static Action? Next()
    {
        lock (Gate)
        {
            if (Waiting.TryDequeue(out var work)) return work;
            isRunning = false;
            return null;
        }
    }

    /// <summary>Computes a few cells of everything that graphs compute; functions of the caller are left alone.</summary>
    /// <returns>How many arrays were computed.</returns>
    internal static int Run(IReadOnlyList<Node> roots)
    {
        var nodes = Walk.InOrder(roots);
        foreach (var source in nodes.OfType<SourceNode>()) source.Source.Rehearse();
        return nodes.OfType<ReduceNode>().Select(node => node.Inputs[0]).Concat(roots).Distinct()
            .Count(root => root is KernelNode && !Walk.InOrder([root]).Any(node => node.Operation.CallsBack) && Run(root));
    }

    private static bool Run(Node root)
    {
        var program = new StageProgram(root, 0, node => false);
        var whole = root.Schema.Whole;
        var output = new Window(0, 0, 0, 1, Math.Min(Rows, whole.Rows), Math.Min(Columns, whole.Columns));
        if (program.Strip(output).AllBytes > MostBytes) return false;
        using var pool = new BufferPool();
        using var arena = new Arena(pool);
        program.Run(new(output, root.Schema.Type, new byte[output.Cells * root.Schema.Type.Size()]), Zeros, arena, CancellationToken.None);
        return true;
    }

    private static Chunk Zeros(Node leaf, Window window, Chunk? target, Arena arena, Action<Chunk, Chunk> gather)
    {
        var zeros = arena.Take(window, leaf.Schema.Type);
        zeros.Bytes.Clear();
        if (target is not { } gathered) return zeros;
        gather(zeros, gathered);
        return gathered;
    }
}
