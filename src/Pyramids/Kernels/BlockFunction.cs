namespace Pyramids;

/// <summary>A function from cells to cells, as <c>MapBlocks</c> takes it.</summary>
/// <typeparam name="TIn">Type of the cells that are read.</typeparam>
/// <typeparam name="TOut">Type of the cells that are written.</typeparam>
/// <param name="cells">Cells of a part of one row; missing ones are NaN in floating types.</param>
/// <param name="result">The results, as many as cells and in their order; 0 where nothing is written.</param>
public delegate void BlockFunction<TIn, TOut>(ReadOnlySpan<TIn> cells, Span<TOut> result) where TIn : unmanaged where TOut : unmanaged;

/// <summary>A function from cells to cells, as a struct: what the compiler can build into the loop.</summary>
/// <typeparam name="TIn">Type of the cells that are read.</typeparam>
/// <typeparam name="TOut">Type of the cells that are written.</typeparam>
public interface IBlockKernel<TIn, TOut> where TIn : unmanaged where TOut : unmanaged
{
    /// <summary>Gives the results of a part of one row. It is called from many threads at once.</summary>
    /// <param name="cells">The cells; missing ones are NaN in floating types.</param>
    /// <param name="result">The results, as many as cells and in their order; 0 where nothing is written.</param>
    void Invoke(ReadOnlySpan<TIn> cells, Span<TOut> result);
}

/// <summary>A function given as a delegate.</summary>
internal readonly struct DelegateBlock<TIn, TOut>(BlockFunction<TIn, TOut> function) : IBlockKernel<TIn, TOut>, IDelegateKernel
    where TIn : unmanaged where TOut : unmanaged
{
    public Delegate Function => function;

    public void Invoke(ReadOnlySpan<TIn> cells, Span<TOut> result) => function(cells, result);
}

/// <summary>A function of one cell, called for one after another.</summary>
internal readonly struct CellBlock<TIn, TOut>(Func<TIn, TOut> function) : IBlockKernel<TIn, TOut>, IDelegateKernel
    where TIn : unmanaged where TOut : unmanaged
{
    public Delegate Function => function;

    public void Invoke(ReadOnlySpan<TIn> cells, Span<TOut> result)
    {
        var call = function;
        cells = cells[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = call(cells[i]);
    }
}
