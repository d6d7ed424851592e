namespace Pyramids;

/// <summary>Cells read from a file, a store or memory, as they are stored.</summary>
internal sealed class SourceNode(ReadOperation operation) : Node(operation, operation.Source.Schema)
{
    public SourceNode(IChunkSource source, SourceId? id = null) : this(new ReadOperation(source, id)) { }

    public IChunkSource Source => ((ReadOperation)Operation).Source;

    public override string ToString() => $"read {Source.Name}";
}

/// <summary>Reading a source. Two readings of the same part of the same file are equal, and so are two of the same
/// array in memory.</summary>
/// <param name="Source">The cells.</param>
/// <param name="Id">Where others find the same cells; null for cells that only this process has.</param>
internal sealed record ReadOperation(IChunkSource Source, SourceId? Id = null) : Operation
{
    public override string Label => "read";

    public override bool KeepsMeaning => true;

    public override Node On(params IReadOnlyList<Node> inputs) => inputs.Count == 0 ? new SourceNode(this) : throw Expected(0, inputs);

    public bool Equals(ReadOperation? other) => other is not null && Identity.Equals(other.Identity);

    public override int GetHashCode() => Identity.GetHashCode();

    private object Identity => Id ?? Source.Identity;
}

/// <summary>A part of a file or store, and what tells its contents from others.</summary>
/// <param name="Uri">Full path, or URL.</param>
/// <param name="Part">What is read of it: <c>cells</c>, <c>validity</c>, <c>overview 0</c>.</param>
/// <param name="Fingerprint">Changes with the contents.</param>
internal sealed record SourceId(string Uri, string Part, string Fingerprint);
