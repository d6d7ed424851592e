namespace Pyramids;

/// <summary>
/// Arrays that one pass of a run makes or reads and a later one needs again, as in <c>a - a.Mean()</c>: computed ones are kept in
/// temporary files when that is cheaper than making them twice, cells of encoded sources in memory as far as a third of the budget goes.
/// </summary>
/// <remarks>The files stay in the system's cache while there is memory for them, and are gone with the run.</remarks>
internal sealed class KeptArrays(IReadOnlyList<Node> roots, EngineOptions options) : IDisposable
{
    private readonly Dictionary<Node, IChunkSource> sources = [];
    private readonly List<SpillFile> files = [];

    /// <summary>Bytes of cells that are kept in memory now.</summary>
    public long HeldBytes => InMemory.Sum(source => source.HeldBytes);

    private IEnumerable<KeptSource> InMemory => sources.Values.OfType<KeptSource>();

    /// <summary>Keeps cells of the sources that a turn of reductions reads and later passes read again.</summary>
    /// <inheritdoc cref="Worth"/>
    public void KeepSources(IReadOnlyList<ReduceNode> turn, IReadOnlyDictionary<Node, NDArray> known, IEnumerable<Node> again)
    {
        var read = Below(turn.Select(node => node.Inputs[0]), known, []).OfType<SourceNode>();
        var later = Below(roots, known, turn).Concat(Below(again, known, [])).ToHashSet();
        foreach (var node in read.Where(node => later.Contains(node) && !sources.ContainsKey(node)))
        {
            if (KeptSource.Of(node.Source, options.MemoryBytes / 3 - InMemory.Sum(source => source.Room)) is { } kept)
                sources[node] = kept;
        }
    }

    /// <summary>The plan of a pass that leaves room for the kept cells. One that would have to spill chunks or rest
    /// workers for them goes without.</summary>
    public Plan Plan(IReadOnlyList<Output> outputs, IReadOnlyDictionary<Node, NDArray> known)
    {
        var read = outputs.Select(output =>
            output with { Root = sources.TryGetValue(output.Root, out var source) ? new SourceNode(source) : output.Root }).ToArray();
        if (!InMemory.Any()) return Pyramids.Plan.Build(read, known, options.Workers, options.MemoryBytes, sources);
        if (Pyramids.Plan.TryBuildBeside(InMemory.Sum(source => source.Room), read, known, options.Workers, options.MemoryBytes, sources)
            is { } plan)
            return plan;
        foreach (var (node, source) in sources.Where(pair => pair.Value is KeptSource).ToArray())
        {
            sources.Remove(node);
            ((KeptSource)source).Dispose();
        }
        return Plan(outputs, known);
    }

    /// <summary>For a plan alone: what is kept in memory has been read.</summary>
    public void AssumeRead()
    {
        foreach (var source in InMemory) source.Assume();
    }

    /// <summary>The inputs of a turn of reductions that are worth keeping: costly, and needed by passes that come after
    /// the first of the turn.</summary>
    /// <param name="turn">Reductions of the turn.</param>
    /// <param name="known">Reductions of the turns before.</param>
    /// <param name="again">Inputs that the turn itself goes through more than once.</param>
    public IReadOnlyList<Node> Worth(IReadOnlyList<ReduceNode> turn, IReadOnlyDictionary<Node, NDArray> known, IEnumerable<Node> again)
    {
        var cost = new Cost([.. known.Keys, .. sources.Keys]);
        var later = Below(roots, known, turn).Concat(again).ToHashSet();
        return turn.Select(node => node.Inputs[0]).Distinct()
            .Where(node => later.Contains(node) && !sources.ContainsKey(node) && cost.IsWorthSpilling(node)).ToArray();
    }

    /// <summary>A sink that keeps the cells on their way into another.</summary>
    public (IChunkSink Sink, IChunkSource Source) Keep(Node node, IChunkSink sink)
    {
        var file = SpillFile.Create(options.SpillFolder);
        files.Add(file);
        var array = new SpilledArray(node.Schema, file);
        return (TeeSink.Of([array.ToSink(), sink]), array);
    }

    /// <summary>From now on the cells of a node are read.</summary>
    public void Add(Node node, IChunkSource source) => sources[node] = source;

    /// <summary>For a plan alone: the node will be kept when it is run.</summary>
    public void AddPlanned(Node node) => sources[node] = new SpilledArray(node.Schema, file: null);

    public void Dispose()
    {
        foreach (var file in files) file.Dispose();
        foreach (var source in InMemory) source.Dispose();
    }

    /// <summary>The nodes that some are computed from, as far as no reduction's value is known.</summary>
    private static IEnumerable<Node> Below(IEnumerable<Node> nodes, IReadOnlyDictionary<Node, NDArray> known,
        IReadOnlyList<ReduceNode> turn)
        => Walk.InOrder(nodes, node => known.ContainsKey(node) || turn.Contains(node) ? [] : node.Inputs);
}
