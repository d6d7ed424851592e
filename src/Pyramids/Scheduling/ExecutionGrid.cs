namespace Pyramids;

/// <summary>Chooses the chunks that tasks work on: whole stored objects, near a size that keeps both cores and caches busy.</summary>
internal static class ExecutionGrid
{
    private const int LeastRows = 128;
    private const long MostPartBytes = 1 << 20;

    /// <summary>Wide chunks of whole blocks with about so many bytes.</summary>
    public static ChunkGrid Choose(ArraySchema schema, BlockShape block, long targetBytes, bool fullRows = false)
    {
        int rows = schema.Grid.Rows, columns = schema.Grid.Columns;
        int blockBands = Math.Min(block.Bands, schema.Bands), blockRows = Math.Min(block.Rows, rows),
            blockColumns = Math.Min(block.Columns, columns);
        var cells = Math.Max(1, targetBytes / schema.Type.Size() / blockBands);
        if (fullRows) blockColumns = columns;
        var chunkRows = Math.Min(rows,
            RoundUp(Math.Min(LeastRows, (int)Math.Min(int.MaxValue, Math.Max(1, cells / blockColumns))), blockRows));
        var chunkColumns = Math.Min(columns, Math.Max(1, cells / chunkRows / blockColumns) * blockColumns);
        if (chunkColumns >= columns)
            chunkRows = (int)Math.Min(rows, Math.Max(chunkRows, cells / columns / blockRows * blockRows));
        else
            chunkColumns = Even(columns, chunkColumns, blockColumns);
        return ChunkGrid.Regular(schema.Bands, rows, columns, blockBands, chunkRows, (int)chunkColumns);
    }

    /// <summary>
    /// A grid for a stage that others read: theirs when it consists of whole blocks, else one of its own. Readers of other cells, such
    /// as a slice, may need few of these: chunks are then as small as single blocks, so that hardly more is fetched than is needed.
    /// </summary>
    public static ChunkGrid ForInput(ArraySchema schema, BlockShape block, ChunkGrid reader, long targetBytes)
    {
        if (reader.Whole.Rows != schema.Grid.Rows || reader.Whole.Columns != schema.Grid.Columns)
            return ForPart(schema, block, Math.Min(targetBytes, MostPartBytes));
        var fits = reader.Rows.IsRegular && reader.Columns.IsRegular && block.Bands == 1
            && (reader.Rows.Size % block.Rows == 0 || reader.Rows.Count == 1)
            && (reader.Columns.Size % block.Columns == 0 || reader.Columns.Count == 1)
            && (long)reader.Rows.Size * reader.Columns.Size * schema.Type.Size() <= 4 * targetBytes;
        return fits
            ? new(AxisChunks.Regular(schema.Bands, 1), reader.Rows, reader.Columns)
            : Choose(schema, block, targetBytes);
    }

    private static ChunkGrid ForPart(ArraySchema schema, BlockShape block, long targetBytes)
    {
        int bands = Math.Min(block.Bands, schema.Bands), rows = Math.Min(block.Rows, schema.Grid.Rows),
            columns = Math.Min(block.Columns, schema.Grid.Columns);
        while (2L * bands * rows * columns * schema.Type.Size() <= targetBytes
            && (rows < schema.Grid.Rows || columns < schema.Grid.Columns))
            if (columns >= schema.Grid.Columns || (rows < columns && rows < schema.Grid.Rows)) rows = Math.Min(schema.Grid.Rows, 2 * rows);
            else columns = Math.Min(schema.Grid.Columns, 2 * columns);
        return ChunkGrid.Regular(schema.Bands, schema.Grid.Rows, schema.Grid.Columns, bands, rows, columns);
    }

    private static int RoundUp(int value, int block) => (int)Math.Min(int.MaxValue, ((long)value + block - 1) / block * block);

    /// <summary>Spreads columns over as many chunks as before, so that the last one is not much smaller.</summary>
    private static long Even(int columns, long chunk, int block)
    {
        var count = (columns + chunk - 1) / chunk;
        var share = (columns + count - 1) / count;
        return Math.Min(columns, (share + block - 1) / block * block);
    }
}
