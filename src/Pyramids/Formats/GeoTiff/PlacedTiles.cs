namespace Pyramids;

/// <summary>Writes tiles of one chunk that are not compressed where they belong in the file, as the chunk's rows come.</summary>
/// <param name="window">The chunk's cells.</param>
/// <param name="file">What is written to.</param>
/// <param name="cancellation">Ends a write before the next tile.</param>
internal sealed class PlacedTiles(Window window, PlacedFile file, CancellationToken cancellation) : IStripWriter
{
    private readonly NativeBuffer scratch = file.Scratch.Rent();
    private readonly Dictionary<int, StatisticsWriter.RunningTile> running = [];

    public void Write(Chunk strip)
    {
        var layout = file.Layout;
        for (var row = strip.Window.Row; row < strip.Window.RowEnd;)
        {
            var tileRow = row % layout.BlockRows;
            var count = Math.Min(layout.BlockRows - tileRow, strip.Window.RowEnd - row);
            foreach (var tile in layout.TilesOf(window with { Row = row - tileRow, Rows = 1 }))
            {
                cancellation.ThrowIfCancellationRequested();
                Write(strip, row, count, tile, tileRow);
            }
            row += count;
        }
        file.Count(strip.Window.Cells);
    }

    public void Dispose() => file.Scratch.Return(scratch);

    /// <summary>Writes rows of a tile.</summary>
    /// <param name="strip">Where they are.</param>
    /// <param name="row">Row of the raster that is the first of them.</param>
    /// <param name="count">Rows.</param>
    /// <param name="tile">The tile, and its columns.</param>
    /// <param name="tileRow">Row of the tile that is the first of them.</param>
    private void Write(Chunk strip, int row, int count, WrittenTile tile, int tileRow)
    {
        var (layout, encoder) = (file.Layout, file.Encoder);
        var begin = file.PlaceOf(tile.Ordinal);
        // What lies beyond the raster repeats its last row.
        var isLast = row + count == window.RowEnd;
        var (stored, offset) = (isLast ? layout.BlockRows - tileRow : count, begin + (long)tileRow * encoder.RowBytes);
        var stripRow = row - strip.Window.Row;
        if (encoder.RowsOf(strip, tile.Band, stripRow, tile.Column, stored) is { } rows) RandomAccess.Write(file.Handle, rows, offset);
        else
            RandomAccess.Write(file.Handle, encoder.Plain(strip, tile.Band, stripRow, tile.Column, stored, scratch.GetSpan()), offset);
        if (tileRow == 0) (file.Index.Offsets[tile.Ordinal], file.Index.Lengths[tile.Ordinal]) = ((ulong)begin, (uint)layout.TileBytes);
        if (file.Statistics is null) return;
        if (!running.TryGetValue(tile.Ordinal, out var moments)) running[tile.Ordinal] = moments = file.Statistics.Begin();
        moments.Add(strip, tile.Band, stripRow, tile.Column, count);
        if (!isLast && tileRow + count < layout.BlockRows) return;
        file.Statistics.Put(tile.Ordinal, moments);
        running.Remove(tile.Ordinal);
    }
}
