namespace Pyramids;

/// <summary>Rows of cells: a two-dimensional view of a span.</summary>
internal readonly ref struct Plane<T> where T : unmanaged
{
    public Plane(Span<T> cells, int rows, int columns, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, columns);
        if (rows > 0 && (long)(rows - 1) * stride + columns > cells.Length)
            throw new ArgumentException($"{rows} rows of {columns} cells at stride {stride} do not fit into {cells.Length} cells.");
        Cells = cells;
        (Rows, Columns, Stride) = (rows, columns, stride);
    }

    public Span<T> Cells { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Cells from one row's begin to the next one's.</summary>
    public int Stride { get; }

    public Span<T> Row(int row) => Cells.Slice(row * Stride, Columns);

    public ref T this[int row, int column] => ref Row(row)[column];

    public Plane<T> Slice(int row, int column, int rows, int columns)
        => new(rows == 0 ? default : Cells.Slice(row * Stride + column, (rows - 1) * Stride + columns), rows, columns, Stride);

    public void CopyTo(Plane<T> other)
    {
        for (var row = 0; row < Rows; row++) Row(row).CopyTo(other.Row(row));
    }
}
