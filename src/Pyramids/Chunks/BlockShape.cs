namespace Pyramids;

/// <summary>Bands, rows and columns of one stored object: a TIFF tile or strip, a Zarr chunk or shard.</summary>
public readonly record struct BlockShape(int Bands, int Rows, int Columns)
{
    /// <inheritdoc/>
    public override string ToString() => Bands == 1 ? $"{Rows}x{Columns}" : $"{Bands}x{Rows}x{Columns}";
}
