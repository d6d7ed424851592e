namespace Pyramids;

/// <summary>Chunks made in one way: read from a source, held in memory, computed for other stages, or computed for a sink.</summary>
internal sealed class Stage(Node node, ChunkGrid grid, IChunkSink? sink = null, NDArray? resident = null, IChunkSource? kept = null)
{
    private readonly Dictionary<int, StageProgram> programs = [];

    public Node Node { get; } = node;

    /// <summary>Position among the stages of the plan.</summary>
    public int Number { get; set; }

    public ChunkGrid Grid { get; } = grid;

    /// <summary>Where the chunks go; null for stages that others read.</summary>
    public IChunkSink? Sink { get; } = sink;

    /// <summary>Chunks that are there from the start.</summary>
    public NDArray? Resident { get; } = resident;

    /// <summary>Where chunks are read from: the node's source, or what was kept of a node that an earlier pass made.</summary>
    public IChunkSource? Source { get; } = sink is null ? kept ?? (node as SourceNode)?.Source : null;

    public bool IsSource => Source is not null;

    /// <summary>The stages that this one reads, by node.</summary>
    public Dictionary<Node, Stage> Inputs { get; } = [];

    public StageProgram Program(int band)
    {
        lock (programs)
        {
            if (programs.TryGetValue(band, out var program)) return program;
            return programs[band] = new(Node, band, leaf => Inputs.ContainsKey(leaf));
        }
    }

    /// <summary>Adds the input chunks that a chunk needs, by the number of their stage; one may come twice.</summary>
    public void AddNeeds(Window window, NeedList needs)
    {
        if (IsSource || Resident is not null) return;
        for (var band = window.Band; band < window.BandEnd; band++)
            Program(band).LeafWindows(window with { Band = band, Bands = 1 }, ref needs.Windows, (Stage: this, Needs: needs),
                static (at, leaf, needed) =>
                {
                    var stage = at.Stage.Inputs[leaf];
                    if (stage.Resident is not null) return;
                    var (first, bands, rows, columns) = stage.Grid.Meeting(needed);
                    for (var b = 0; b < bands; b++)
                        for (var r = 0; r < rows; r++)
                        {
                            var ordinal = checked((int)stage.Grid.Ordinal(new(first.Band + b, first.Row + r, first.Column)));
                            for (var c = 0; c < columns; c++) at.Needs.Add((stage.Number, ordinal + c));
                        }
                });
    }

    /// <summary>Bytes that a chunk of this stage holds while others read it or a sink takes it.</summary>
    public long ChunkBytes(Window window) => window.Cells * Node.Schema.Type.Size();

    /// <summary>Whether a chunk goes to the sink strip by strip, and is never held as a whole.</summary>
    public bool DeliversStrips(Window window)
        => Sink is IStripSink { TakesStrips: true } && window.Bands == 1 && !Program(window.Band).IsPassThrough;

    /// <summary>Bytes that a chunk holds until it and all before it are done: its buffer and what a sink keeps of it.</summary>
    public long HeldBytes(Window window)
        => (DeliversStrips(window) ? 0 : BufferPool.SizeOf(ChunkBytes(window))) + (Sink?.HeldBytes(window) ?? 0);

    /// <summary>Working memory of a task beyond its chunk.</summary>
    public long ScratchBytes(Window window)
    {
        if (IsSource) return Source!.ScratchBytes(window);
        var strip = Program(window.Band).Strip(window with { Bands = 1 });
        return (DeliversStrips(window) ? strip.AllBytesWithOutput : strip.AllBytes) + (Sink?.ScratchBytes(window) ?? 0);
    }
}

/// <summary>Input chunks as (number of the stage, ordinal), and working memory to find them.</summary>
internal sealed class NeedList : List<(int Stage, int Ordinal)>
{
    public Window[] Windows = [];
}
