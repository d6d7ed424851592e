namespace Pyramids;

/// <summary>Different values in growing order, how much of each there is, and by how much they may be off because near ones were taken
/// together.</summary>
internal sealed class ValueDistribution(double[] values, long[] weights, double error)
{
    private readonly double total = weights.Sum(w => (double)w);

    public bool IsEmpty => values.Length == 0;

    public IReadOnlyList<double> Values => values;

    /// <summary>Largest distance between a value and those it stands for; 0 when every value is its own.</summary>
    public double Error => error;

    /// <summary>The least values alone.</summary>
    public ValueDistribution First(int count) => new(values[..count], weights[..count], error);

    /// <summary>Inverse of the distribution function; the mean of the values on both sides of a step that is met exactly.</summary>
    public double Quantile(double q)
    {
        var wanted = q * total;
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += weights[i];
            // Shares are rounded, and so is q: a step within rounding is met.
            if (Math.Abs(sum - wanted) <= 1e-9 * total && q > 0 && i + 1 < values.Length) return values[i] / 2 + values[i + 1] / 2;
            if (sum >= wanted) return values[i];
        }
        return values[^1];
    }

    public double Majority()
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (weights[i] > weights[best]) best = i;
        return values[best];
    }

    public double Minority()
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (weights[i] < weights[best]) best = i;
        return values[best];
    }

    /// <summary>Share of a value, 0 when it does not occur.</summary>
    public double Fraction(double value) => Array.BinarySearch(values, value) is var i and >= 0 ? weights[i] / total : 0;

    /// <summary>Cells from a lower edge to below an upper one, or with it.</summary>
    public double Between(double low, double high, bool withHigh)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
            if (values[i] >= low && (values[i] < high || (withHigh && values[i] == high))) sum += weights[i];
        return sum / ValueBag.Whole;
    }
}
