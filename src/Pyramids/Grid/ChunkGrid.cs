namespace Pyramids;

/// <summary>How an array is cut into chunks along bands, rows and columns.</summary>
[TypeFormatterSource]
public readonly record struct ChunkGrid(AxisChunks Bands, AxisChunks Rows, AxisChunks Columns)
{
    /// <summary>Regular chunks over an array.</summary>
    public static ChunkGrid Regular(int bands, int rows, int columns, int chunkBands, int chunkRows, int chunkColumns)
        => new(AxisChunks.Regular(bands, chunkBands), AxisChunks.Regular(rows, chunkRows), AxisChunks.Regular(columns, chunkColumns));

    /// <summary>Number of chunks.</summary>
    public long Count => (long)Bands.Count * Rows.Count * Columns.Count;

    /// <summary>Cells of the largest chunk.</summary>
    public long LargestChunk => (long)Bands.Size * Rows.Size * Columns.Size;

    /// <summary>The whole array.</summary>
    public Window Whole => new(0, 0, 0, Bands.Length, Rows.Length, Columns.Length);

    /// <summary>The cells of a chunk.</summary>
    public Window WindowOf(ChunkIndex index)
        => new(Bands.Start(index.Band), Rows.Start(index.Row), Columns.Start(index.Column),
            Bands.SizeOf(index.Band), Rows.SizeOf(index.Row), Columns.SizeOf(index.Column));

    /// <summary>Position of a chunk in band, row, column order.</summary>
    public long Ordinal(ChunkIndex index) => ((long)index.Band * Rows.Count + index.Row) * Columns.Count + index.Column;

    /// <summary>The chunk at a position in band, row, column order.</summary>
    public ChunkIndex At(long ordinal)
    {
        var (rest, column) = Math.DivRem(ordinal, Columns.Count);
        var (band, row) = Math.DivRem(rest, Rows.Count);
        return new((int)band, (int)row, (int)column);
    }

    /// <summary>The block of chunks that meet a window inside the array: first chunk and counts along the axes.</summary>
    public (ChunkIndex First, int Bands, int Rows, int Columns) Meeting(Window window)
    {
        var inside = window.Intersect(Whole);
        if (inside.IsEmpty) return (default, 0, 0, 0);
        var first = new ChunkIndex(Bands.IndexOf(inside.Band), Rows.IndexOf(inside.Row), Columns.IndexOf(inside.Column));
        return (first, Bands.IndexOf(inside.BandEnd - 1) - first.Band + 1, Rows.IndexOf(inside.RowEnd - 1) - first.Row + 1,
            Columns.IndexOf(inside.ColumnEnd - 1) - first.Column + 1);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Count} chunks: bands {Bands}, rows {Rows}, columns {Columns}";
}
