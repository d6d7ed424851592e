namespace Pyramids;

/// <summary>A box of cells: bands, rows and columns from a first cell, half-open at the far end.</summary>
/// <param name="Band">First band, 0-based.</param>
/// <param name="Row">First row; negative above the raster.</param>
/// <param name="Column">First column; negative left of the raster.</param>
/// <param name="Bands">Number of bands.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
public readonly record struct Window(int Band, int Row, int Column, int Bands, int Rows, int Columns)
{
    /// <summary>A window of one band, the first.</summary>
    public Window(int row, int column, int rows, int columns) : this(0, row, column, 1, rows, columns) { }

    /// <summary>One past the last band.</summary>
    public int BandEnd => Band + Bands;

    /// <summary>One past the last row.</summary>
    public int RowEnd => Row + Rows;

    /// <summary>One past the last column.</summary>
    public int ColumnEnd => Column + Columns;

    /// <summary>Number of cells.</summary>
    public long Cells => (long)Bands * Rows * Columns;

    /// <summary>Whether the window holds no cell.</summary>
    public bool IsEmpty => Bands <= 0 || Rows <= 0 || Columns <= 0;

    /// <summary>The window grown by <paramref name="halo"/> cells on the four sides; bands stay.</summary>
    public Window Expand(int halo) => Expand(halo, halo);

    /// <summary>The window grown by rows above and below, and by columns left and right; bands stay.</summary>
    public Window Expand(int rows, int columns)
        => this with { Row = Row - rows, Column = Column - columns, Rows = Rows + 2 * rows, Columns = Columns + 2 * columns };

    /// <summary>The cells that both windows hold; empty when they do not meet.</summary>
    public Window Intersect(Window other)
    {
        int band = Math.Max(Band, other.Band), row = Math.Max(Row, other.Row), column = Math.Max(Column, other.Column);
        return new(band, row, column,
            Math.Max(0, Math.Min(BandEnd, other.BandEnd) - band),
            Math.Max(0, Math.Min(RowEnd, other.RowEnd) - row),
            Math.Max(0, Math.Min(ColumnEnd, other.ColumnEnd) - column));
    }

    /// <summary>Whether every cell of <paramref name="other"/> lies in this window.</summary>
    public bool Contains(Window other)
        => other.Band >= Band && other.BandEnd <= BandEnd && other.Row >= Row && other.RowEnd <= RowEnd
           && other.Column >= Column && other.ColumnEnd <= ColumnEnd;

    /// <summary>The window moved by whole cells.</summary>
    public Window Offset(int bands, int rows, int columns)
        => this with { Band = Band + bands, Row = Row + rows, Column = Column + columns };

    /// <inheritdoc/>
    public override string ToString() => $"bands {Band}..{BandEnd}, rows {Row}..{RowEnd}, columns {Column}..{ColumnEnd}";
}
