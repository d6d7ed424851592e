namespace Pyramids;

/// <summary>A rectangle of another source, all its bands: reading it touches no stored block that lies outside.</summary>
internal sealed class WindowSource : IChunkSource
{
    private readonly IChunkSource source;
    private readonly Window window;

    /// <param name="source">The cells.</param>
    /// <param name="window">Rows and columns inside the source; its bands do not count.</param>
    public WindowSource(IChunkSource source, Window window)
    {
        (this.source, this.window) = (source, window);
        Schema = source.Schema with { Grid = source.Schema.Grid.Crop(window.Row, window.Column, window.Rows, window.Columns) };
        var block = source.Block;
        // Blocks that the rectangle cuts at its begin are no blocks of its own; what is asked of it then may decode one twice.
        Block = new(block.Bands, Math.Min(block.Rows, window.Rows), Math.Min(block.Columns, window.Columns));
    }

    public ArraySchema Schema { get; }

    public BlockShape Block { get; }

    public string Name => source.Name;

    public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        => source.ReadAsync(new(Of(destination.Window), destination.Type, destination.Memory), cancellation);

    public long ScratchBytes(Window part) => source.ScratchBytes(Of(part));

    public long StoredBytes(Window part) => source.StoredBytes(Of(part));

    private Window Of(Window part) => part.Offset(0, window.Row, window.Column);
}
