namespace Pyramids;

/// <summary>Reads the statistics off a tally.</summary>
internal static class ZoneStatistic
{
    /// <summary>The value, or null when no valid cell is there to have it.</summary>
    public static double? Of(in ZoneTally tally, StatisticKind kind)
    {
        ref readonly var m = ref tally.Moments;
        switch (kind)
        {
            case StatisticKind.Count: return m.Weight;
            case StatisticKind.Sum: return m.Sum;
            case StatisticKind.WeightedSum: return tally.Weighted;
            case StatisticKind.WeightedMean: return tally.Weight != 0 ? tally.Weighted / tally.Weight : null;
            case StatisticKind.NoData: return Math.Max(0, tally.Cells - m.Weight);
        }
        if (!(m.Weight > 0)) return null;
        return kind switch
        {
            // The sum of integers is exact, so this is the mean rounded once; a mean lies between the bounds.
            StatisticKind.Mean => double.IsFinite(m.Sum) ? Math.Clamp(m.Sum / m.Weight, m.Min, m.Max) : m.Sum,
            StatisticKind.Var => m.Variance,
            StatisticKind.Std => Math.Sqrt(m.Variance),
            StatisticKind.Min => m.Min,
            StatisticKind.Max => m.Max,
            StatisticKind.Range => m.Max - m.Min,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown statistic."),
        };
    }
}
