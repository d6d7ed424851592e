namespace Pyramids.Interactive;

/// <summary>Which values take the first and the last colour, and how the cells are spread between and beyond.</summary>
/// <param name="Low">Value of the first colour.</param>
/// <param name="High">Value of the last colour; above <paramref name="Low"/>.</param>
/// <param name="Least">Smallest finite value; NaN when there is none.</param>
/// <param name="Greatest">Largest finite value.</param>
/// <param name="Valid">Cells with a finite value.</param>
/// <param name="Missing">Cells without any.</param>
/// <param name="Bins">Cells in equal steps from low to high; those beyond are in none.</param>
internal sealed record Stretch(double Low, double High, double Least, double Greatest, int Valid, int Missing, int[] Bins)
{
    private const int BinCount = 40;

    /// <summary>Cells with an infinite value; they take the colour at their end.</summary>
    public int Infinite { get; init; }

    public double Position(double value) => (value - Low) / (High - Low);

    /// <summary>From the 2nd to the 98th hundredth, so that a few wild cells do not take all colours; round zero for a
    /// diverging ramp.</summary>
    public static Stretch Robust(ReadOnlySpan<float> cells, Colormap colormap)
    {
        var sorted = Finite(cells);
        Array.Sort(sorted);
        if (sorted.Length == 0) return Of(cells, 0, 1);
        double low = sorted[(int)(.02 * (sorted.Length - 1))], high = sorted[(int)Math.Ceiling(.98 * (sorted.Length - 1))];
        if (low == high) (low, high) = (sorted[0], sorted[^1]);
        if (colormap.IsDiverging)
        {
            high = Math.Max(Math.Abs(low), Math.Abs(high));
            low = -high;
        }
        if (!(high > low))
        {
            var half = low == 0 ? .5 : Math.Abs(low) * .01;
            (low, high) = (low - half, high + half);
        }
        return Of(cells, low, high);
    }

    /// <summary>Between two values that the caller names.</summary>
    public static Stretch Of(ReadOnlySpan<float> cells, double low, double high)
    {
        if (!(high > low) || !double.IsFinite(high - low))
            throw new ArgumentException(FormattableString.Invariant(
                $"Colours need a range of values: from {low} to {high} there is none. Give a low value below the high one."));
        var bins = new int[BinCount];
        var (valid, infinite, least, greatest) = (0, 0, double.NaN, double.NaN);
        foreach (var cell in cells)
        {
            if (float.IsInfinity(cell)) infinite++;
            if (!float.IsFinite(cell)) continue;
            least = valid == 0 ? cell : Math.Min(least, cell);
            greatest = valid == 0 ? cell : Math.Max(greatest, cell);
            valid++;
            if (cell >= low && cell <= high) bins[(int)Math.Min((cell - low) / (high - low) * BinCount, BinCount - 1)]++;
        }
        return new(low, high, least, greatest, valid, cells.Length - valid - infinite, bins) { Infinite = infinite };
    }

    private static float[] Finite(ReadOnlySpan<float> cells)
    {
        var kept = new List<float>(cells.Length);
        foreach (var cell in cells)
            if (float.IsFinite(cell)) kept.Add(cell);
        return [.. kept];
    }
}
