namespace Pyramids;

/// <summary>Arrays that one pass of a run makes and a later one needs again, as in <c>a - a.Mean()</c>: kept in temporary files when that is cheaper than making them twice.</summary>
/// <remarks>The files stay in the system's cache while there is memory for them, and are gone with the run.</remarks>
internal sealed class KeptArrays(IReadOnlyList<Node> roots, EngineOptions options) : IDisposable
{
    private readonly Dictionary<Node, IChunkSource> sources = [];
    private readonly List<SpillFile> files = [];

    /// <summary>What can be read instead of made.</summary>
    public IReadOnlyDictionary<Node, IChunkSource> Sources => sources;

    /// <summary>The inputs of a turn of reductions that are worth keeping: costly, and needed by passes that come after the first of the turn.</summary>
    /// <param name="turn">Reductions of the turn.</param>
    /// <param name="known">Reductions of the turns before.</param>
    /// <param name="again">Inputs that the turn itself goes through more than once.</param>
    public IReadOnlyList<Node> Worth(IReadOnlyList<ReduceNode> turn, IReadOnlyDictionary<Node, NDArray> known, IEnumerable<Node> again)
    {
        var cost = new Cost([.. known.Keys, .. sources.Keys]);
        var later = Walk.InOrder(roots, node => known.ContainsKey(node) || turn.Contains(node) ? [] : node.Inputs).Concat(again).ToHashSet();
        return turn.Select(node => node.Inputs[0]).Distinct().Where(node => later.Contains(node) && !sources.ContainsKey(node) && cost.IsWorthSpilling(node)).ToArray();
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
    }
}
