namespace Pyramids;

/// <summary>Counts the chunks of one pass, for each stage and for each output chunk. Changed under the scheduler's
/// lock, read at any time.</summary>
internal sealed class PassTrack
{
    private readonly RunTrack run;
    private readonly IReadOnlyList<Node> targets;
    private readonly Dictionary<Stage, StageCount> counts = [];
    private readonly IReadOnlyList<Stage> sinks;
    private readonly Dictionary<Stage, ChunkState[]> states = [];
    private Dictionary<Node, StageCount[]>? byNode;
    private long done;

    public PassTrack(RunTrack run, Plan plan, IReadOnlyList<Node> targets)
    {
        (this.run, this.targets, sinks, Total) = (run, targets, plan.Sinks, plan.Projection.Tasks);
        foreach (var stage in plan.Stages) counts[stage] = new(stage);
        if (!run.IsWatched) return;
        foreach (var sink in sinks)
        {
            var chunks = states[sink] = new ChunkState[sink.Grid.Count];
            for (long i = 0; i < chunks.LongLength; i++)
                if (!sink.Sink!.Wants(sink.Grid.WindowOf(sink.Grid.At(i))))
                    (chunks[i], counts[sink].Skipped) = (ChunkState.Skipped, counts[sink].Skipped + 1);
        }
    }

    public long Done => Volatile.Read(ref done);

    public long Total { get; }

    /// <summary>A worker takes a task.</summary>
    public void Start(ChunkTask task)
    {
        if (!run.IsWatched) return;
        if (task.Kind == TaskKind.Make) counts[task.Stage].Running++;
        ref var state = ref states[task.For.Sink][task.For.Ordinal];
        var now = task.Stage.IsSource ? ChunkState.Reading : ChunkState.Computing;
        if (state < now) state = now;
    }

    /// <summary>A task's chunk is made.</summary>
    public void Complete(ChunkTask task)
    {
        done++;
        if (!run.IsWatched || task.Kind != TaskKind.Make) return;
        counts[task.Stage].Running--;
        counts[task.Stage].Done++;
        if (task.Stage.Sink is not null) states[task.Stage][task.Ordinal] = ChunkState.Done;
    }

    /// <summary>A task could not be done.</summary>
    public void Fail(ChunkTask task)
    {
        counts[task.Stage].Failed = true;
        if (run.IsWatched) states[task.For.Sink][task.For.Ordinal] = ChunkState.Failed;
    }

    public IReadOnlyList<ChunkStates> Outputs()
        => sinks.Where(states.ContainsKey)
            .Select(sink => new ChunkStates(sink.Node.Label, sink.Grid, Array.AsReadOnly((ChunkState[])states[sink].Clone()))).ToArray();

    /// <summary>The nodes that have chunks in this pass.</summary>
    public IEnumerable<Node> Nodes() => ByNode().Keys;

    public bool TryGet(Node node, out (long Done, int Running, long Total, bool Failed) count)
    {
        count = default;
        if (!ByNode().TryGetValue(node, out var stages)) return false;
        foreach (var stage in stages)
            count = (count.Done + stage.Done, count.Running + stage.Running, count.Total + stage.Stage.Grid.Count - stage.Skipped,
                count.Failed || stage.Failed);
        return true;
    }

    private Dictionary<Node, StageCount[]> ByNode()
    {
        if (byNode is not null) return byNode;
        var found = new Dictionary<Node, List<StageCount>>();
        foreach (var (stage, count) in counts)
        {
            if (stage.IsSource || stage.Resident is not null || stage.Node is not KernelNode)
                Add(stage.Node, stage.Resident is null ? count : null);
            else
                for (var band = 0; band < Math.Min(stage.Node.Schema.Bands, MostBands); band++)
                    foreach (var node in stage.Program(band).Fused) Add(node, count);
        }
        foreach (var target in targets)
            if (found.TryGetValue(target.Inputs[0], out var below)) foreach (var count in below.ToArray()) Add(target, count);
        return byNode = found.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());

        void Add(Node node, StageCount? count)
        {
            if (!found.TryGetValue(node, out var list)) found[node] = list = [];
            if (count is not null && !list.Contains(count)) list.Add(count);
        }
    }

    private const int MostBands = 16;                                     // bands beyond these are made by the same nodes, or nearly

    private sealed class StageCount(Stage stage)
    {
        public Stage Stage { get; } = stage;

        public long Done, Skipped;

        public int Running;

        public bool Failed;
    }
}
