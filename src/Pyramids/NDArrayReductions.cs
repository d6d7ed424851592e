namespace Pyramids;

/// <summary>Statistics of cells in memory, at once: what <see cref="LazyArray"/> has under the same names, computed.</summary>
/// <remarks>Each result converts to a number where one is left: <c>(double)heights.Mean()</c>.</remarks>
public static class NDArrayReductions
{
    /// <inheritdoc cref="LazyArray.Mean"/>
    /// <returns>An array of the axes that are left; one cell where none is.</returns>
    public static NDArray Mean(this NDArray array, params int[] axes) => array.ToLazy().Mean(axes).Compute();

    /// <inheritdoc cref="LazyArray.Sum"/>
    /// <returns>An array of the axes that are left; one cell where none is.</returns>
    public static NDArray Sum(this NDArray array, params int[] axes) => array.ToLazy().Sum(axes).Compute();

    /// <inheritdoc cref="LazyArray.Min"/>
    /// <returns>An array of the axes that are left; one cell where none is.</returns>
    public static NDArray Min(this NDArray array, params int[] axes) => array.ToLazy().Min(axes).Compute();

    /// <inheritdoc cref="LazyArray.Max"/>
    /// <returns>An array of the axes that are left; one cell where none is.</returns>
    public static NDArray Max(this NDArray array, params int[] axes) => array.ToLazy().Max(axes).Compute();

    /// <inheritdoc cref="LazyArray.Std"/>
    /// <returns>An array of the axes that are left; one cell where none is.</returns>
    public static NDArray Std(this NDArray array, params int[] axes) => array.ToLazy().Std(axes).Compute();

    /// <inheritdoc cref="LazyArray.Var"/>
    /// <returns>An array of the axes that are left; one cell where none is.</returns>
    public static NDArray Var(this NDArray array, params int[] axes) => array.ToLazy().Var(axes).Compute();

    /// <inheritdoc cref="LazyArray.Median"/>
    /// <returns>An array of the axes that are left; one cell where none is.</returns>
    public static NDArray Median(this NDArray array, params int[] axes) => array.ToLazy().Median(axes).Compute();

    /// <inheritdoc cref="LazyArray.Quantile(double, int[])"/>
    /// <returns>An array of the axes that are left; one cell where none is.</returns>
    public static NDArray Quantile(this NDArray array, double share, params int[] axes) => array.ToLazy().Quantile(share, axes).Compute();
}
