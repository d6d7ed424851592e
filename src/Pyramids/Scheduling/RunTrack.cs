using System.Diagnostics;

namespace Pyramids;

/// <summary>Follows one run through its passes and tells whoever listens. Counting costs a few additions for each
/// chunk; snapshots are made only when asked for.</summary>
internal sealed class RunTrack(IReadOnlyList<Node> roots, int passes, IProgress<ComputeProgress>? progress)
{
    private static readonly long Pause = Stopwatch.Frequency / 5;                 // least time between two snapshots

    private readonly Lock gate = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly HashSet<Node> finished = [];
    private PassTrack? pass;
    private int number;
    private long passStarted, bytesBefore, bytesTotal, peak, projected, lastDone;
    private int passes = passes;
    private bool ended;
    private IReadOnlyList<NodeProgress>? nodes;
    private IReadOnlyList<ChunkStates>? outputs;
    private long nodesTaken, outputsTaken;

    /// <summary>Whether anyone listens.</summary>
    public bool IsWatched => progress is not null;

    /// <summary>Begins the next pass.</summary>
    /// <param name="plan">What it is going to do.</param>
    /// <param name="targets">The reductions that it finds; none when it makes the outputs.</param>
    public PassTrack Begin(Plan plan, IReadOnlyList<Node> targets)
    {
        lock (gate)
        {
            number++;
            passStarted = Stopwatch.GetTimestamp();
            projected = Math.Max(projected, plan.Projection.PeakBytes);
            bytesTotal = bytesBefore + plan.Projection.StoredBytes;
            nodes = null;
            outputs = null;
            return pass = new(this, plan, targets);
        }
    }

    /// <summary>More passes may be needed than were foreseen, or fewer are; the run is over when none is left.</summary>
    public void Expect(int more)
    {
        lock (gate)
        {
            passes += more;
            if (more >= 0 || number < passes || ended) return;
            ended = true;
        }
        Report(lastDone, 0, peak);
    }

    /// <summary>The pass is over; the last one ends the run.</summary>
    public void End(PassTrack done, long bytesRead, long memoryPeak)
    {
        lock (gate)
        {
            finished.UnionWith(done.Nodes());
            ended = number >= passes;
        }
        lastDone = done.Done;
        Report(done.Done, bytesRead, memoryPeak);
        bytesBefore += bytesRead;
    }

    /// <summary>A chunk failed: the run ends, and its picture is to show where.</summary>
    public void Fail(PassTrack failed, long bytesRead, long memoryPeak)
    {
        lock (gate) (nodes, outputs) = (null, null);
        Report(failed.Done, bytesRead, memoryPeak);
    }

    /// <summary>The run is over before its end.</summary>
    public void Stop(PassTrack stopped, long bytesRead, long memoryPeak)
    {
        lock (gate) (nodes, outputs) = (null, null);
        Report(stopped.Done, bytesRead, memoryPeak, isStopped: true);
    }

    public void Report(long done, long bytesRead, long memoryPeak, bool isStopped = false)
    {
        if (progress is null) return;
        peak = Math.Max(peak, memoryPeak);
        progress.Report(new(done, pass!.Total, bytesBefore + bytesRead, Stopwatch.GetElapsedTime(started), peak, ended)
        {
            BytesTotal = bytesTotal, MemoryProjected = projected, Pass = number, Passes = Math.Max(number, passes),
            PassElapsed = Stopwatch.GetElapsedTime(passStarted), Stopped = isStopped, Track = this,
        });
    }

    public IReadOnlyList<ChunkStates> Outputs()
    {
        lock (gate)
        {
            if (outputs is not null && !IsDue(outputsTaken)) return outputs;
            outputsTaken = Stopwatch.GetTimestamp();
            return outputs = pass?.Outputs() ?? [];
        }
    }

    public IReadOnlyList<NodeProgress> Nodes()
    {
        lock (gate)
        {
            if (nodes is not null && !IsDue(nodesTaken)) return nodes;
            nodesTaken = Stopwatch.GetTimestamp();
            return nodes = Walk.InOrder(roots).Select((node, i) => pass is not null && pass.TryGet(node, out var count)
                ? new NodeProgress(i + 1, node.Label, StateOf(count), count.Done, count.Running, count.Total)
                : new(i + 1, node.Label, finished.Contains(node) ? NodeState.Done : NodeState.Waiting, 0, 0, 0)).ToArray();
        }

        static NodeState StateOf((long Done, int Running, long Total, bool Failed) count)
            => count.Failed ? NodeState.Failed
                : count.Done >= count.Total ? NodeState.Done
                : count.Done + count.Running > 0 ? NodeState.Running
                : NodeState.Waiting;
    }

    private bool IsDue(long taken) => ended || Stopwatch.GetTimestamp() - taken >= Pause;
}
