namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>Mean of the valid cells, Float64; NaN when there are none.</summary>
    /// <param name="axes">
    /// Axes to reduce: none for all; 0 for the bands of each cell; 1 and 2 for the rows and columns of each band (0 and 1 in an array of one band).
    /// </param>
    /// <returns>A lazy array of the axes that are left; it combines with the array it came from.</returns>
    /// <remarks>The same bits for any chunks and threads: blocks of 256 by 512 cells are summed on their own and merged in their order.</remarks>
    public LazyArray Mean(params int[] axes) => Reduce(Reduction.Mean, axes);

    /// <summary>Sum of the valid cells, Float64, accumulated in double; 0 when there are none. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Sum(params int[] axes) => Reduce(Reduction.Sum, axes);

    /// <summary>Number of valid cells, Int64. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Count(params int[] axes) => Reduce(Reduction.Count, axes);

    /// <summary>Least valid cell, in the array's type; NaN when there is none. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Min(params int[] axes) => Reduce(Reduction.Min, axes);

    /// <summary>Greatest valid cell, in the array's type; NaN when there is none. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Max(params int[] axes) => Reduce(Reduction.Max, axes);

    /// <summary>Population standard deviation (ddof 0) of the valid cells, Float64. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Std(params int[] axes) => Reduce(Reduction.Std, axes);

    /// <summary>Population variance (ddof 0) of the valid cells, Float64. Axes as for <see cref="Mean"/>.</summary>
    public LazyArray Var(params int[] axes) => Reduce(Reduction.Var, axes);

    private LazyArray Reduce(Reduction reduction, int[] axes)
    {
        var rank = Shape.Count;
        if (Schema.IsReduced) throw new InvalidOperationException($"The array has been reduced over its rows and columns already; compute it to get its {rank switch { 0 => "value", _ => "values" }}.");
        var chosen = axes.Select(axis => axis < 0 ? axis + rank : axis).Distinct().Order().ToArray();
        foreach (var axis in axes)
            if (axis < -rank || axis >= rank)
                throw new ArgumentException($"Unknown axis {axis} for an array of rank {rank}; axes are 0 to {rank - 1}.", nameof(axes));
        if (chosen.Length == 0 || chosen.Length == rank) return Reduced(perBand: false);
        if (chosen is [1, 2]) return Reduced(perBand: true);
        if (chosen is [0] && rank == 3) return With(new BandReduceOperation(reduction).On(Node));
        throw new ArgumentException($"Axes {string.Join(", ", chosen)} of rank {rank} cannot be reduced alone; reduce all axes, the bands (0), or rows and columns together (1, 2).", nameof(axes));

        LazyArray Reduced(bool perBand)
        {
            var node = new ReduceOperation(reduction, perBand).On(Node);
            return new(node, ChunkGrid.Regular(node.Schema.Bands, 1, 1, node.Schema.Bands, 1, 1));
        }
    }
}
