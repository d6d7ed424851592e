namespace Pyramids;

/// <summary>Writes tiles of one chunk that are not compressed where they belong in the file, as the chunk's rows come.</summary>
/// <param name="window">The chunk's cells.</param>
/// <param name="file">What is written to, and what is known of it.</param>
internal sealed class PlacedTiles(Window window, PlacedFile file) : IStripWriter
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
                Write(strip, row - strip.Window.Row, count, tile, tileRow);
            row += count;
        }
    }

    public void Dispose() => file.Scratch.Return(scratch);

    private void Write(Chunk strip, int row, int count, WrittenTile tile, int tileRow)
    {
        var (layout, encoder) = (file.Layout, file.Encoder);
        var begin = file.Begin + (long)tile.Ordinal * layout.TileBytes;
        if (!layout.Big && begin + layout.TileBytes > uint.MaxValue) throw GeoTiffSink.TooLarge();
        // What lies beyond the raster repeats its last row.
        var isLast = strip.Window.Row + row + count == window.RowEnd;
        var (stored, offset) = (isLast ? layout.BlockRows - tileRow : count, begin + (long)tileRow * encoder.RowBytes);
        if (encoder.RowsOf(strip, tile.Band, row, tile.Column, stored) is { } rows) RandomAccess.Write(file.Handle, rows, offset);
        else RandomAccess.Write(file.Handle, encoder.Plain(strip, tile.Band, row, tile.Column, stored, scratch.GetSpan()), offset);
        Look(strip, row, count, tile, isLast || tileRow + count == layout.BlockRows);
        (file.Index.Offsets[tile.Ordinal], file.Index.Lengths[tile.Ordinal]) = ((ulong)begin, (uint)layout.TileBytes);
    }

    private void Look(Chunk strip, int row, int count, WrittenTile tile, bool isLast)
    {
        if (file.Statistics is not { } statistics) return;
        if (!running.TryGetValue(tile.Ordinal, out var moments)) running[tile.Ordinal] = moments = statistics.Begin();
        moments.Add(strip, tile.Band, row, tile.Column, count);
        if (!isLast) return;
        statistics.Put(tile.Ordinal, moments);
        running.Remove(tile.Ordinal);
    }
}

/// <summary>A file whose tiles all have one length, so that the place of each is known.</summary>
/// <param name="Layout">How it is laid out.</param>
/// <param name="Encoder">Gives the bytes of tiles.</param>
/// <param name="Statistics">Takes in what is written, if that is asked for.</param>
/// <param name="Handle">The open file.</param>
/// <param name="Index">Where tiles are noted.</param>
/// <param name="Begin">Place of the first tile.</param>
/// <param name="Scratch">Buffers of <see cref="TileWriter.ScratchBytes"/>.</param>
internal sealed record PlacedFile(GeoTiffWriterLayout Layout, TileWriter Encoder, StatisticsWriter? Statistics,
    Microsoft.Win32.SafeHandles.SafeFileHandle Handle, TileIndex Index, long Begin, SegmentPool Scratch);
