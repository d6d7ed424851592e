namespace Pyramids;

/// <summary>Weight, mean, squared deviations, sum and bounds of some values; two of them merge into that of all values.</summary>
internal struct Moments
{
    public static readonly Moments Empty = new() { Min = double.PositiveInfinity, Max = double.NegativeInfinity };

    /// <summary>Sum of the weights; the number of values when each weighs 1.</summary>
    public double Weight;

    public double Mean;

    /// <summary>Weighted squares of the deviations from the mean.</summary>
    public double SumOfSquares;

    /// <summary>Weighted sum, kept beside the mean: it is exact where all partial sums are, as for integers.</summary>
    public double Sum;

    public double Min;
    public double Max;

    /// <summary>Variance of the population (ddof 0); NaN when empty, and where a value is infinite.</summary>
    public readonly double Variance => Weight > 0 && !HasInfinity ? SumOfSquares / Weight : double.NaN;

    /// <summary>The mean of values of which some may be infinite: it is infinite too, or NaN where they have both
    /// signs. NaN when empty.</summary>
    public readonly double Average => Weight > 0 ? HasInfinity ? Sum : Mean : double.NaN;

    private readonly bool HasInfinity => double.IsInfinity(Min) || double.IsInfinity(Max);

    /// <summary>Moments from sums of values less <paramref name="shift"/>, which should lie among the values.</summary>
    public static Moments FromShifted(double weight, double shift, double sum, double squares, double min, double max) => weight > 0
        ? new()
        {
            Weight = weight,
            Mean = shift + sum / weight,
            SumOfSquares = Math.Max(0, squares - sum * (sum / weight)),
            Sum = weight * shift + sum,
            Min = min,
            Max = max,
        }
        : Empty;

    /// <summary>Takes in other values. Chan, Golub and LeVeque (1983). The order of merges decides the last bits, so
    /// callers keep to one.</summary>
    public void Merge(in Moments other)
    {
        if (other.Weight == 0) return;
        if (Weight == 0)
        {
            this = other;
            return;
        }
        var total = Weight + other.Weight;
        var delta = other.Mean - Mean;
        Mean += delta * (other.Weight / total);
        SumOfSquares += other.SumOfSquares + delta * delta * (Weight * (other.Weight / total));
        Sum += other.Sum;
        Weight = total;
        Min = Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
    }
}
