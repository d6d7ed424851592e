using System.Numerics;

namespace Pyramids;

/// <summary>Bins of one width: each holds its lower edge, and the last its upper one too, as NumPy's do.</summary>
internal static class Bins
{
    public static double[] Edges(double low, double high, int bins)
    {
        var width = (high - low) / bins;
        var edges = new double[bins + 1];
        for (var i = 0; i < bins; i++) edges[i] = low + i * width;
        edges[bins] = high;
        return edges;
    }

    /// <summary>Counts the cells that lie in the range; NaN lies in none.</summary>
    public static void Count<T>(ReadOnlySpan<T> cells, ReadOnlySpan<double> edges, Span<long> counts) where T : unmanaged, INumber<T>
    {
        var bins = counts.Length;
        double low = edges[0], high = edges[bins], scale = bins / (high - low);
        foreach (var cell in cells)
        {
            var value = double.CreateTruncating(cell);
            if (!(value >= low && value <= high)) continue;
            var bin = Math.Min(bins - 1, (int)((value - low) * scale));
            while (value < edges[bin]) bin--;                         // rounding may have led to a neighbour
            while (bin < bins - 1 && value >= edges[bin + 1]) bin++;
            counts[bin]++;
        }
    }
}
