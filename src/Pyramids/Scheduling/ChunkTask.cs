namespace Pyramids;

/// <summary>One chunk to be made: known to the scheduler from its issue until its last reader is done.</summary>
internal sealed class ChunkTask(int number, TaskKind kind, Stage stage, int ordinal, Window window)
{
    private const int ManyNeeds = 12;
    private Dictionary<(Stage Stage, int Ordinal), ChunkTask>? byPlace;

    /// <summary>Position in the order of issue.</summary>
    public int Number { get; } = number;

    public TaskKind Kind { get; } = kind;

    public Stage Stage { get; } = stage;

    public int Ordinal { get; } = ordinal;

    public Window Window { get; } = window;

    /// <summary>The output chunk that asked for this one first.</summary>
    public (Stage Sink, int Ordinal) For { get; init; }

    /// <summary>Position among the chunks of a sink.</summary>
    public long Sequence { get; init; }

    /// <summary>The tasks whose chunks this one reads.</summary>
    public ChunkTask[] Needs { get; set; } = [];

    /// <summary>Needs that are not done.</summary>
    public int Pending { get; set; }

    /// <summary>Tasks that wait for this one; null when none does.</summary>
    public List<ChunkTask>? Dependents { get; set; }

    /// <summary>Tasks that have yet to read the chunk.</summary>
    public int Readers { get; set; }

    public bool IsDone { get; set; }

    /// <summary>Whether the chunk is computed and on its way into the sink.</summary>
    public bool IsWriting { get; set; }

    public NativeBuffer? Buffer { get; set; }

    /// <summary>Where a chunk lies in the temporary file that the task stored there.</summary>
    public long SpillOffset { get; set; }

    public Chunk Chunk => new(Window, Stage.Node.Schema.Type, Buffer!.Memory);

    /// <summary>The chunk that holds a place in an input's grid.</summary>
    public Chunk Input(Stage stage, long ordinal)
    {
        if (Needs.Length <= ManyNeeds)
        {
            foreach (var need in Needs)
                if (need.Ordinal == ordinal && need.Stage == stage) return need.Chunk;
        }
        else
        {
            byPlace ??= Needs.ToDictionary(need => (need.Stage, need.Ordinal));
            if (byPlace.TryGetValue((stage, (int)ordinal), out var found)) return found.Chunk;
        }
        throw new InvalidOperationException(
            $"Chunk {ordinal} of '{stage.Node.Label}' is not among what '{Stage.Node.Label}' asked for at {Window}.");
    }
}
