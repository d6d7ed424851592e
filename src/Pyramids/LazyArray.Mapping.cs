namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>A function of yours, from cells to cells.</summary>
    /// <typeparam name="TIn">The array's cell type, as C# calls it: float for Float32.</typeparam>
    /// <typeparam name="TOut">The cell type of the result.</typeparam>
    /// <param name="function">
    /// The results of a run of cells. It is given whole rows or parts of rows, as chunks and memory make them, from many threads at once:
    /// it must treat each cell alone, so that the parts do not show in the result.
    /// </param>
    /// <returns>Same grid, bands and chunks; cells of <typeparamref name="TOut"/>, NaN being missing. Cells that the
    /// function leaves out are 0. The function sees the nodata value that an integer array declares as it is stored.</returns>
    /// <exception cref="ArgumentException">The array has other cells than <typeparamref name="TIn"/>.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="TOut"/> is no cell type.</exception>
    /// <remarks>A function that needs its neighbours is a <see cref="MapOverlap{TIn, TOut}"/>, one that needs a whole
    /// block a <see cref="MapTiles{TIn, TOut}"/>.</remarks>
    /// <example><code>lazy.MapBlocks&lt;float, float&gt;((cells, result) => TensorPrimitives.Multiply(cells, cells,
    /// result))</code></example>
    public LazyArray MapBlocks<TIn, TOut>(BlockFunction<TIn, TOut> function) where TIn : unmanaged where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(function);
        return Mapped<TIn, TOut, DelegateBlock<TIn, TOut>>(new(function));
    }

    /// <summary>A function of one cell: <c>lazy.MapBlocks&lt;float, byte&gt;(height => height > 100 ? 1 : 0)</c>.</summary>
    /// <param name="function">The result of a cell; missing cells are NaN in floating types. It is compiled code,
    /// called from many threads at once.</param>
    /// <inheritdoc cref="MapBlocks{TIn, TOut}(BlockFunction{TIn, TOut})"/>
    public LazyArray MapBlocks<TIn, TOut>(Func<TIn, TOut> function) where TIn : unmanaged where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(function);
        return Mapped<TIn, TOut, CellBlock<TIn, TOut>>(new(function));
    }

    /// <summary>A function of one cell that keeps the type.</summary>
    /// <typeparam name="T">The array's cell type, as C# calls it.</typeparam>
    /// <inheritdoc cref="MapBlocks{TIn, TOut}(Func{TIn, TOut})"/>
    public LazyArray MapBlocks<T>(Func<T, T> function) where T : unmanaged => MapBlocks<T, T>(function);

    /// <summary>A function as a struct, built into the loop.</summary>
    /// <typeparam name="TIn">The array's cell type, as C# calls it.</typeparam>
    /// <typeparam name="TOut">The cell type of the result.</typeparam>
    /// <typeparam name="TKernel">The function.</typeparam>
    /// <param name="kernel">It must treat each cell alone.</param>
    /// <inheritdoc cref="MapBlocks{TIn, TOut}(BlockFunction{TIn, TOut})"/>
    public LazyArray MapBlocks<TIn, TOut, TKernel>(TKernel kernel)
        where TIn : unmanaged where TOut : unmanaged where TKernel : struct, IBlockKernel<TIn, TOut>
        => Mapped<TIn, TOut, TKernel>(kernel);

    /// <summary>A function of the cells of two arrays over one grid.</summary>
    /// <typeparam name="TLeft">This array's cell type, as C# calls it.</typeparam>
    /// <typeparam name="TRight">The other's.</typeparam>
    /// <typeparam name="TOut">The cell type of the result.</typeparam>
    /// <param name="other">As many bands, or one array of one band that serves for all; a statistic serves everywhere.</param>
    /// <param name="function">The result of two cells; compiled code, called from many threads at once.</param>
    /// <returns>Same grid and chunks; cells of <typeparamref name="TOut"/>, NaN being missing. The function sees nodata values that integer
    /// arrays declare as they are stored.</returns>
    /// <exception cref="ArgumentException">An array has other cells.</exception>
    /// <exception cref="GridException">The grids differ.</exception>
    public LazyArray MapBlocks<TLeft, TRight, TOut>(LazyArray other, Func<TLeft, TRight, TOut> function)
        where TLeft : unmanaged where TRight : unmanaged where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(function);
        var (x, y) = OneGrid(this, other);
        return Wider(this, other).With(new MapPairOperation<TLeft, TRight, TOut>(function).On(x, y));
    }

    /// <summary>A function of cells and those around them.</summary>
    /// <typeparam name="TIn">The array's cell type, as C# calls it: float for Float32.</typeparam>
    /// <typeparam name="TOut">The cell type of the result.</typeparam>
    /// <param name="function">
    /// Fills a block of results from those cells and as many around them as the depth says. Blocks are as large as chunks
    /// and memory make them and come from many threads at once: a result may depend on the cells around it and on its
    /// place in the raster (<see cref="OverlapBlock{T}.Window"/>), and on nothing else, so that the blocks do not show.
    /// </param>
    /// <param name="depth">Cells on each side: one number for all four, (rows, columns), (bands, rows, columns), or
    /// each side apart.</param>
    /// <param name="boundary">What lies beyond the raster; by default the cells mirrored at its edge, d c b a | a b c
    /// d. Bands are bounded alike.</param>
    /// <returns>Same grid, bands and chunks; cells of <typeparamref name="TOut"/>, NaN being missing. Cells that the
    /// function leaves out are 0. The function sees the nodata value that an integer array declares as it is stored.</returns>
    /// <exception cref="ArgumentException">The array has other cells than <typeparamref name="TIn"/>, or they cannot
    /// hold the boundary's value.</exception>
    /// <remarks>A depth larger than a chunk, or than the raster, works.</remarks>
    /// <example><code>
    /// heights.MapOverlap&lt;float, float&gt;((z, result) =>
    /// {
    ///     for (var row = 0; row &lt; z.Rows; row++)
    ///         for (var column = 0; column &lt; z.Columns; column++) result[row, column] = z[row, column] - z[row - 1, column];
    /// }, depth: new Depth(Top: 1, Bottom: 0, Left: 0, Right: 0), Boundary.Nearest)
    /// </code></example>
    public LazyArray MapOverlap<TIn, TOut>(OverlapFunction<TIn, TOut> function, Depth depth, Boundary boundary = default)
        where TIn : unmanaged where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(function);
        return MapOverlap<TIn, TOut, DelegateOverlap<TIn, TOut>>(new(function), depth, boundary);
    }

    /// <summary>A function of cells and those around them, as a struct that is built into the loop.</summary>
    /// <typeparam name="TIn">The array's cell type, as C# calls it.</typeparam>
    /// <typeparam name="TOut">The cell type of the result.</typeparam>
    /// <typeparam name="TKernel">The function.</typeparam>
    /// <param name="kernel">A result may depend on the cells around it and on its place in the raster, and on nothing else.</param>
    /// <param name="depth">Cells on each side.</param>
    /// <param name="boundary">What lies beyond the raster.</param>
    /// <inheritdoc cref="MapOverlap{TIn, TOut}"/>
    public LazyArray MapOverlap<TIn, TOut, TKernel>(TKernel kernel, Depth depth, Boundary boundary = default)
        where TIn : unmanaged where TOut : unmanaged where TKernel : struct, IOverlapKernel<TIn, TOut>
    {
        depth.Check();
        if (!DType.IsFloating() && !boundary.IsOpen && (boundary.Mode is EdgeMode.NoData || double.IsNaN(boundary.Value)))
            throw new ArgumentException(
                $"{DType} cells cannot be missing beyond the edge; use Boundary.Constant with a {DType}, Boundary.None, or "
                    + $"AsType(DType.{DType.Floating()}) first.",
                nameof(boundary));
        if (boundary.Mode is EdgeMode.Constant && !double.IsNaN(boundary.Value) && Build.Fits(boundary.Value, DType) is null)
            throw new ArgumentException($"The boundary's value {boundary.Value} is no {DType}; give one that {DType} holds.",
                nameof(boundary));
        return With(new OverlapOperation<TIn, TOut, TKernel>(kernel, depth, boundary).Over(Node));
    }

    /// <summary>A function of whole blocks: of tiles that begin at the raster's upper left corner and have a size of
    /// their own, whatever the chunks are.</summary>
    /// <typeparam name="TIn">The array's cell type, as C# calls it: float for Float32.</typeparam>
    /// <typeparam name="TOut">The cell type of the result.</typeparam>
    /// <param name="function">Fills a whole tile of one band from its cells; tiles at the right and lower edge are
    /// smaller. Called from many threads at once.</param>
    /// <param name="rows">Rows of a tile.</param>
    /// <param name="columns">Columns of a tile.</param>
    /// <returns>Same grid, bands and chunks; cells of <typeparamref name="TOut"/>, NaN being missing. Cells that the
    /// function leaves out are 0.</returns>
    /// <exception cref="ArgumentException">The array has other cells than <typeparamref name="TIn"/>, or a tile has no cell.</exception>
    /// <remarks>What dask's map_blocks does with chunks; here the tiles are part of the operation, so that rechunking
    /// changes no bit.</remarks>
    public LazyArray MapTiles<TIn, TOut>(OverlapFunction<TIn, TOut> function, int rows, int columns)
        where TIn : unmanaged where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(function);
        if (rows < 1 || columns < 1 || (long)rows * columns > 1 << 26)
            throw new ArgumentException($"A tile of {rows} by {columns} cells was given; tiles have 1 to {1 << 26} cells.", nameof(rows));
        return With(new KeepOperation().On(new TileOperation<TIn, TOut>(function, Math.Min(rows, Grid.Rows),
            Math.Min(columns, Grid.Columns)).On(Node)));
    }

    private LazyArray Mapped<TIn, TOut, TKernel>(TKernel kernel)
        where TIn : unmanaged where TOut : unmanaged where TKernel : IBlockKernel<TIn, TOut>
        => With(new MapOperation<TIn, TOut, TKernel>(kernel).On(Node));
}
