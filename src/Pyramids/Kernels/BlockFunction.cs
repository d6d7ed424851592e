namespace Pyramids;

/// <summary>A function from cells to cells, as <c>MapBlocks</c> takes it.</summary>
/// <typeparam name="TIn">Type of the cells that are read.</typeparam>
/// <typeparam name="TOut">Type of the cells that are written.</typeparam>
/// <param name="cells">Cells of a part of one row; missing ones are NaN in floating types.</param>
/// <param name="result">The results, as many as cells and in their order; 0 where nothing is written.</param>
public delegate void BlockFunction<TIn, TOut>(ReadOnlySpan<TIn> cells, Span<TOut> result) where TIn : unmanaged where TOut : unmanaged;
