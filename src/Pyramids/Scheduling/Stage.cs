namespace Pyramids;

/// <summary>Chunks made in one way: read from a source, held in memory, computed for other stages, or computed for a sink.</summary>
internal sealed class Stage(Node node, ChunkGrid grid, IChunkSink? sink = null, NDArray? resident = null)
{
    private readonly Dictionary<int, StageProgram> programs = [];

    public Node Node { get; } = node;

    public ChunkGrid Grid { get; } = grid;

    /// <summary>Where the chunks go; null for stages that others read.</summary>
    public IChunkSink? Sink { get; } = sink;

    /// <summary>Chunks that are there from the start.</summary>
    public NDArray? Resident { get; } = resident;

    public bool IsSource => Node is SourceNode && Sink is null;

    /// <summary>The stages that this one reads, by node.</summary>
    public Dictionary<Node, Stage> Inputs { get; } = [];

    /// <summary>Readers left of each chunk; null when nobody counts (sinks, resident chunks).</summary>
    public int[]? Readers { get; set; }

    /// <summary>Tasks that are issued or whose chunk is still held.</summary>
    public ChunkTask?[]? Tasks { get; set; }

    public StageProgram Program(int band)
    {
        lock (programs)
        {
            if (programs.TryGetValue(band, out var program)) return program;
            return programs[band] = new(Node, band, leaf => Inputs.ContainsKey(leaf));
        }
    }

    /// <summary>The input chunks that a chunk needs.</summary>
    public IEnumerable<(Stage Stage, long Ordinal)> Needs(Window window)
    {
        if (IsSource || Resident is not null) yield break;
        for (var band = window.Band; band < window.BandEnd; band++)
            foreach (var (leaf, needed) in Program(band).LeafWindows(window with { Band = band, Bands = 1 }))
            {
                var stage = Inputs[leaf];
                if (stage.Resident is not null) continue;
                var (first, bands, rows, columns) = stage.Grid.Meeting(needed);
                for (var b = 0; b < bands; b++)
                    for (var r = 0; r < rows; r++)
                        for (var c = 0; c < columns; c++)
                            yield return (stage, stage.Grid.Ordinal(new(first.Band + b, first.Row + r, first.Column + c)));
            }
    }

    /// <summary>Bytes that a chunk of this stage holds while others read it or a sink takes it.</summary>
    public long ChunkBytes(Window window) => window.Cells * Node.Schema.Type.Size();

    /// <summary>Working memory of a task beyond its chunk.</summary>
    public long ScratchBytes(Window window) => IsSource
        ? ((SourceNode)Node).Source.ScratchBytes(window)
        : Program(window.Band).Strip(window with { Bands = 1 }).Bytes + (Sink?.ScratchBytes(window) ?? 0);
}

/// <summary>One chunk to be made.</summary>
internal sealed class ChunkTask(Stage stage, long ordinal, long issue)
{
    public Stage Stage { get; } = stage;

    public long Ordinal { get; } = ordinal;

    /// <summary>Position in the order of issue.</summary>
    public long Issue { get; } = issue;

    /// <summary>The output chunk that asked for this one first.</summary>
    public (Stage Sink, long Ordinal) For { get; init; }

    /// <summary>Position among the chunks of a sink.</summary>
    public long Sequence { get; init; }

    public List<ChunkTask> Dependents { get; } = [];

    public ChunkTask[] Needs { get; set; } = [];

    public int Pending { get; set; }

    public bool IsDone { get; set; }

    public NativeBuffer? Buffer { get; set; }

    public Window Window => Stage.Grid.WindowOf(Stage.Grid.At(Ordinal));

    public Chunk Chunk => new(Window, Stage.Node.Schema.Type, Buffer!.Memory);
}
