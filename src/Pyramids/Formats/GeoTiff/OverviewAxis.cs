namespace Pyramids;

/// <summary>Which cells of a level make the cells of the next one, along one axis, and with what weights.</summary>
/// <remarks>
/// The next level covers the same extent with half as many cells, rounded down: of an odd number of cells each new one takes a little
/// more than two. So GDAL's COG driver has it too, and its results are met within rounding.
/// </remarks>
internal sealed class OverviewAxis
{
    // Positions that differ by less are the same.
    private const double Tolerance = 1e-8;
    private const int Room = 8;

    private readonly int[] starts, stops;
    private readonly double[] weights;

    public OverviewAxis(int source, OverviewResampling resampling)
    {
        Source = source;
        Target = TiffLevel.Half(source);
        starts = new int[Target];
        stops = new int[Target];
        weights = new double[Target * Room];
        var ratio = (double)source / Target;
        for (var i = 0; i < Target; i++)
        {
            if (resampling == OverviewResampling.Nearest) Round(i, ratio);
            else if (resampling == OverviewResampling.Bilinear) Triangle(i, ratio);
            else Cover(i, ratio);
            Before = Math.Max(Before, 2 * i - starts[i]);
            After = Math.Max(After, stops[i] - Math.Min(2 * i + 2, source));
        }
        IsPairs = source == 2 * Target && Before == 0 && After == 0;
    }

    public int Source { get; }

    public int Target { get; }

    /// <summary>Cells needed before the pair that a new cell stands for.</summary>
    public int Before { get; }

    /// <summary>Cells needed after the pair.</summary>
    public int After { get; }

    /// <summary>Whether every new cell takes just its pair, whole.</summary>
    public bool IsPairs { get; }

    public int Start(int target) => starts[target];

    public int Stop(int target) => stops[target];

    /// <summary>Weights of the cells from <see cref="Start"/> to <see cref="Stop"/>.</summary>
    public ReadOnlySpan<double> Weights(int target) => weights.AsSpan(target * Room, stops[target] - starts[target]);

    // The share of each cell that the new cell covers.
    private void Cover(int i, double ratio)
    {
        double from = i * ratio, to = (i + 1) * ratio;
        Take(i, (int)(from + Tolerance), (int)Math.Ceiling(to - Tolerance));
        for (var cell = starts[i]; cell < stops[i]; cell++)
            weights[i * Room + cell - starts[i]] = Math.Min(to, cell + 1) - Math.Max(from, cell);
    }

    private void Round(int i, double ratio)
    {
        var cell = (int)(0.5 + i * ratio);
        Take(i, cell, cell + 1);
        weights[i * Room] = 1;
    }

    // A triangle around the new cell's centre, twice as wide as the cell, cut at the raster's edge.
    private void Triangle(int i, double ratio)
    {
        var centre = (i + 0.5) * ratio;
        var radius = Math.Max(1, ratio);
        Take(i, (int)Math.Floor(centre - radius + 0.5), (int)(centre + radius + 0.5));
        var sum = 0.0;
        for (var cell = starts[i]; cell < stops[i]; cell++)
            sum += weights[i * Room + cell - starts[i]] = Math.Max(0, 1 - Math.Abs(cell + 0.5 - centre) / radius);
        foreach (ref var weight in weights.AsSpan(i * Room, stops[i] - starts[i])) weight /= sum;
    }

    private void Take(int i, int start, int stop)
    {
        starts[i] = Math.Clamp(start, 0, Source - 1);
        stops[i] = Math.Clamp(stop, starts[i] + 1, Source);
    }
}
