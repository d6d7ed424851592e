namespace Pyramids;

/// <summary>Which chunk of a chunk grid, counted along bands, rows and columns.</summary>
public readonly record struct ChunkIndex(int Band, int Row, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"[{Band}, {Row}, {Column}]";
}
