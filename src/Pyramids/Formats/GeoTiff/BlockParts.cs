namespace Pyramids;

/// <summary>The part of a stored block that a window asks for; rows and columns count from the block's first.</summary>
/// <param name="Index">Number of the block.</param>
/// <param name="Plane">Band the block belongs to when bands have blocks of their own, else 0.</param>
/// <param name="Down">Which block along the image's columns.</param>
/// <param name="Across">Which block along the image's rows.</param>
/// <param name="Row">First row wanted.</param>
/// <param name="RowEnd">One past the last row wanted.</param>
/// <param name="Column">First column wanted.</param>
/// <param name="ColumnEnd">One past the last column wanted.</param>
internal readonly record struct BlockPart(int Index, int Plane, int Down, int Across, int Row, int RowEnd, int Column, int ColumnEnd)
{
    public int Rows => RowEnd - Row;

    public int Columns => ColumnEnd - Column;
}

/// <summary>The stored blocks under a window, in the order they are usually stored in.</summary>
internal readonly struct BlockParts
{
    private readonly TiffLayout layout;
    private readonly Window window;
    private readonly int plane, down, across, downCount, acrossCount;

    public BlockParts(TiffLayout layout, Window window)
    {
        (this.layout, this.window) = (layout, window);
        plane = layout.IsPlanar ? window.Band : 0;
        (down, across) = (window.Row / layout.BlockRows, window.Column / layout.BlockColumns);
        downCount = window.IsEmpty ? 0 : (window.RowEnd - 1) / layout.BlockRows - down + 1;
        acrossCount = window.IsEmpty ? 0 : (window.ColumnEnd - 1) / layout.BlockColumns - across + 1;
        Count = (layout.IsPlanar ? window.Bands : 1) * downCount * acrossCount;
    }

    public int Count { get; }

    public BlockPart this[int number]
    {
        get
        {
            var (row, column) = Math.DivRem(number, acrossCount);
            (var band, row) = Math.DivRem(row, downCount);
            int d = down + row, a = across + column;
            var (top, left) = ((long)d * layout.BlockRows, (long)a * layout.BlockColumns);
            return new(layout.Index(plane + band, d, a), plane + band, d, a,
                (int)Math.Max(0, window.Row - top), (int)Math.Min(layout.BlockRows, window.RowEnd - top),
                (int)Math.Max(0, window.Column - left), (int)Math.Min(layout.BlockColumns, window.ColumnEnd - left));
        }
    }
}
