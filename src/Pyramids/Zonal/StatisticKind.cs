namespace Pyramids;

/// <summary>Kinds of statistics; those before <see cref="Quantile"/> have a name only.</summary>
internal enum StatisticKind
{
    Count,
    Sum,
    Mean,
    Std,
    Var,
    Min,
    Max,
    Range,
    NoData,
    Outside,
    Median,
    Majority,
    Minority,
    Variety,
    Fraction,
    WeightedMean,
    WeightedSum,
    Quantile,
    Histogram,
    Custom,
}

internal static class StatisticKinds
{
    /// <summary>Whether a statistic is read off the distribution of all values.</summary>
    public static bool NeedsValues(this StatisticKind kind)
        => kind is StatisticKind.Median or StatisticKind.Quantile or StatisticKind.Histogram || kind.NeedsClasses();

    /// <summary>Whether a statistic makes no sense when near values are taken together.</summary>
    public static bool NeedsClasses(this StatisticKind kind)
        => kind is StatisticKind.Majority or StatisticKind.Minority or StatisticKind.Variety or StatisticKind.Fraction;

    public static bool NeedsWeights(this StatisticKind kind) => kind is StatisticKind.WeightedMean or StatisticKind.WeightedSum;
}
