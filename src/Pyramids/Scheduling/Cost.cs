namespace Pyramids;

/// <summary>What cells cost to make, against what they cost to keep, in the time that adding two cells takes (some 0.3 ns).</summary>
/// <remarks>
/// Rough on purpose: a decision that these numbers change by a little is one where both ways take about the same time. Measured: 1
/// GB/s into a temporary file and 3 GB/s out of it while the system still holds it in memory, 2 ns to decode a cell of a local file.
/// </remarks>
internal sealed class Cost(IReadOnlyCollection<Node> known)
{
    /// <summary>For each byte of a cell.</summary>
    private const double SpilledByte = 5, LocalByte = 2, RemoteByte = 50;

    /// <summary>What a shared chunk costs for each cell beyond a fused one: writing it to memory and reading it back.</summary>
    private const double SharedCell = 16;

    private readonly Dictionary<Node, double> costs = [];

    /// <summary>Whether to put cells into a temporary file is cheaper than to make them once more.</summary>
    public bool IsWorthSpilling(Node node) => Of(node) >= SpilledByte * node.Schema.Type.Size();

    /// <summary>Whether a part of the cells, such as halos, is better kept in chunks of its own than made by each reader again.</summary>
    public bool IsWorthSharing(Node node) => OfKernels(node) >= SharedCell;

    /// <summary>What a cell costs from its sources on.</summary>
    private double Of(Node root)
    {
        foreach (var node in Walk.InOrder([root], node => known.Contains(node) ? [] : node.Inputs))
            if (!costs.ContainsKey(node)) costs[node] = Own(node) + (known.Contains(node) ? 0 : node.Inputs.Sum(input => costs[input]));
        return costs[root];
    }

    private static double OfKernels(Node root) => Walk.InOrder([root]).OfType<KernelNode>().Sum(node => node.Cost);

    private double Own(Node node) => node switch
    {
        _ when known.Contains(node) => 0,
        SourceNode { Source: MemorySource } => 0,
        SourceNode { Source: var source }
            => (source.Name.Contains("://", StringComparison.Ordinal) ? RemoteByte : LocalByte) * source.Schema.Type.Size(),
        KernelNode kernel => kernel.Cost,
        _ => 0,
    };
}
