namespace Pyramids;

/// <summary>Cells that a function of <c>MapOverlap</c> may read: those of its results and so many around them.</summary>
/// <typeparam name="T">C# type of the cells.</typeparam>
/// <remarks>Rows and columns are counted from the first result's, so those above and left of it are negative.</remarks>
public readonly ref struct OverlapBlock<T> where T : unmanaged
{
    private readonly ReadOnlySpan<T> cells;
    private readonly int stride, plane;

    internal OverlapBlock(ReadOnlySpan<T> cells, int stride, int plane, Window window, Window result)
    {
        this.cells = cells;
        (this.stride, this.plane, Window) = (stride, plane, window);
        (Top, Bottom) = (result.Row - window.Row, window.RowEnd - result.RowEnd);
        (Left, Right) = (result.Column - window.Column, window.ColumnEnd - result.ColumnEnd);
        (BandsBefore, BandsAfter) = (result.Band - window.Band, window.BandEnd - result.BandEnd);
        (Rows, Columns) = (result.Rows, result.Columns);
    }

    /// <summary>Where the cells lie in the raster; beyond it, rows and columns are negative or too large.</summary>
    public Window Window { get; }

    /// <summary>Rows of the result.</summary>
    public int Rows { get; }

    /// <summary>Columns of the result.</summary>
    public int Columns { get; }

    /// <summary>Rows above the first result: the depth, or fewer at the raster's edge with <see cref="Boundary.None"/>.</summary>
    public int Top { get; }

    /// <summary>Rows below the last result.</summary>
    public int Bottom { get; }

    /// <summary>Columns left of the first result.</summary>
    public int Left { get; }

    /// <summary>Columns right of the last result.</summary>
    public int Right { get; }

    /// <summary>Bands before the result's.</summary>
    public int BandsBefore { get; }

    /// <summary>Bands after the result's.</summary>
    public int BandsAfter { get; }

    /// <summary>A cell of the result's band.</summary>
    public T this[int row, int column] => Row(row)[column + Left];

    /// <summary>A cell of a band counted from the result's.</summary>
    public T this[int band, int row, int column] => Row(band, row)[column + Left];

    /// <summary>A row of the result's band; it begins <see cref="Left"/> columns before the first result.</summary>
    public ReadOnlySpan<T> Row(int row) => Row(0, row);

    /// <summary>A row of a band counted from the result's; it begins <see cref="Left"/> columns before the first result.</summary>
    public ReadOnlySpan<T> Row(int band, int row)
    {
        if (row < -Top || row >= Rows + Bottom || band < -BandsBefore || band > BandsAfter)
            throw new ArgumentOutOfRangeException(nameof(row), row,
                $"The function may see bands {-BandsBefore} to {BandsAfter} and rows {-Top} to {Rows + Bottom - 1}; band {band} and "
                    + $"row {row} were asked for. Give MapOverlap a larger depth.");
        return cells.Slice((band + BandsBefore) * plane + (row + Top) * stride, Left + Columns + Right);
    }
}

/// <summary>Results that a function fills: some rows and columns of one band.</summary>
/// <typeparam name="T">C# type of the cells.</typeparam>
public readonly ref struct ResultBlock<T> where T : unmanaged
{
    private readonly Plane<T> plane;

    internal ResultBlock(Plane<T> plane, Window window)
    {
        this.plane = plane;
        Window = window;
    }

    /// <summary>Where the cells lie in the raster.</summary>
    public Window Window { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => plane.Rows;

    /// <summary>Number of columns.</summary>
    public int Columns => plane.Columns;

    /// <summary>A cell.</summary>
    public ref T this[int row, int column] => ref plane.Row(row)[column];

    /// <summary>A row.</summary>
    public Span<T> Row(int row) => plane.Row(row);
}

/// <summary>A function from cells and those around them to cells, as <c>MapOverlap</c> takes it.</summary>
/// <typeparam name="TIn">Type of the cells that are read.</typeparam>
/// <typeparam name="TOut">Type of the cells that are written.</typeparam>
/// <param name="cells">What may be read; missing cells are NaN in floating types.</param>
/// <param name="result">What is to be filled; 0 where nothing is written.</param>
public delegate void OverlapFunction<TIn, TOut>(OverlapBlock<TIn> cells, ResultBlock<TOut> result)
    where TIn : unmanaged where TOut : unmanaged;

/// <summary>A function from cells and those around them to cells, as a struct: what the compiler can build into the loop.</summary>
/// <typeparam name="TIn">Type of the cells that are read.</typeparam>
/// <typeparam name="TOut">Type of the cells that are written.</typeparam>
public interface IOverlapKernel<TIn, TOut> where TIn : unmanaged where TOut : unmanaged
{
    /// <summary>Fills some results. It is called from many threads at once.</summary>
    void Invoke(OverlapBlock<TIn> cells, ResultBlock<TOut> result);
}

/// <summary>A function given as a delegate.</summary>
internal readonly struct DelegateOverlap<TIn, TOut>(OverlapFunction<TIn, TOut> function) : IOverlapKernel<TIn, TOut>, IDelegateKernel
    where TIn : unmanaged where TOut : unmanaged
{
    public Delegate Function => function;

    public void Invoke(OverlapBlock<TIn> cells, ResultBlock<TOut> result) => function(cells, result);
}
