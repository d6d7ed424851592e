namespace Pyramids;

/// <summary>Cells read from a file, a store or memory, as they are stored.</summary>
internal sealed class SourceNode(IChunkSource source) : Node(source.Schema)
{
    public IChunkSource Source { get; } = source;

    public override string Operation => "read";

    public override string ToString() => $"read {Source.Name}";
}
