namespace Pyramids;

/// <summary>Assembles the cells of a window from the chunks that hold them.</summary>
internal static class Gather
{
    /// <summary>Copies the cells that both windows hold.</summary>
    public static void Copy(Chunk from, Chunk to)
    {
        var common = from.Window.Intersect(to.Window);
        if (common.IsEmpty) return;
        var size = from.Type.Size();
        Span<byte> source = from.Bytes, target = to.Bytes;
        var rowBytes = common.Columns * size;
        var wholeRows = common.Columns == from.Window.Columns && common.Columns == to.Window.Columns;
        for (var band = common.Band; band < common.BandEnd; band++)
        {
            if (wholeRows)
            {
                source.Slice(Offset(from.Window, band, common.Row, common.Column) * size, rowBytes * common.Rows)
                    .CopyTo(target[(Offset(to.Window, band, common.Row, common.Column) * size)..]);
                continue;
            }
            for (var row = common.Row; row < common.RowEnd; row++)
                source.Slice(Offset(from.Window, band, row, common.Column) * size, rowBytes)
                    .CopyTo(target[(Offset(to.Window, band, row, common.Column) * size)..]);
        }
    }

    private static int Offset(Window window, int band, int row, int column)
        => ((band - window.Band) * window.Rows + row - window.Row) * window.Columns + column - window.Column;
}
