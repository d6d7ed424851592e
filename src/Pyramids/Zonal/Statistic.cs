using System.Globalization;

namespace Pyramids;

internal enum StatisticKind
{
    Count, Sum, Mean, Std, Var, Min, Max, Range, NoData,
}

/// <summary>What is computed of the cells of a zone. Missing cells are left out; with shares of cells, each value weighs its share.</summary>
/// <remarks>A text converts to the statistic of that name: <c>dem.ZonalStats(zones, "mean", "max")</c>.</remarks>
public sealed class Statistic : IEquatable<Statistic>
{
    private static readonly Statistic[] Plain =
    [
        new("count", StatisticKind.Count), new("sum", StatisticKind.Sum), new("mean", StatisticKind.Mean), new("std", StatisticKind.Std),
        new("var", StatisticKind.Var), new("min", StatisticKind.Min), new("max", StatisticKind.Max), new("range", StatisticKind.Range),
        new("nodata", StatisticKind.NoData),
    ];

    private Statistic(string name, StatisticKind kind) => (Name, Kind) = (name, kind);

    /// <summary>Number of valid cells; Int64, or Float64 for the sum of their covered shares. 0 for an empty zone.</summary>
    public static Statistic Count => Of(StatisticKind.Count);

    /// <summary>Sum of the valid cells; 0 for an empty zone.</summary>
    public static Statistic Sum => Of(StatisticKind.Sum);

    /// <summary>Arithmetic mean.</summary>
    public static Statistic Mean => Of(StatisticKind.Mean);

    /// <summary>Standard deviation of the population (ddof 0).</summary>
    public static Statistic Std => Of(StatisticKind.Std);

    /// <summary>Variance of the population (ddof 0).</summary>
    public static Statistic Var => Of(StatisticKind.Var);

    /// <summary>Least value.</summary>
    public static Statistic Min => Of(StatisticKind.Min);

    /// <summary>Greatest value.</summary>
    public static Statistic Max => Of(StatisticKind.Max);

    /// <summary>Greatest value less the least.</summary>
    public static Statistic Range => Of(StatisticKind.Range);

    /// <summary>Number of missing cells inside the raster; Int64, or Float64 for the sum of their covered shares.</summary>
    public static Statistic NoData => Of(StatisticKind.NoData);

    /// <summary>Names that <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Plain.Select(s => s.Name)];

    /// <summary>The name, which is the column's: <c>mean</c>, <c>quantile(0.9)</c>.</summary>
    public string Name { get; }

    internal StatisticKind Kind { get; }

    /// <summary>The statistic of a name; capitals do not matter.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists those that there are.</exception>
    public static Statistic Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var wanted = name.Trim().ToLower(CultureInfo.InvariantCulture);
        return Plain.FirstOrDefault(s => s.Name == wanted)
            ?? throw new ArgumentException($"'{name}' is no statistic; known are {string.Join(", ", Names)}.", nameof(name));
    }

    /// <summary>The statistic of a name, as <see cref="Parse"/>.</summary>
    public static implicit operator Statistic(string name) => Parse(name);

    /// <summary>Count, mean, standard deviation, least and greatest value: what is computed when none is asked for.</summary>
    public static IReadOnlyList<Statistic> Default { get; } = [Count, Mean, Std, Min, Max];

    /// <inheritdoc/>
    public bool Equals(Statistic? other) => other is not null && other.Name == Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Statistic);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <exception cref="ArgumentException">One is asked for twice.</exception>
    internal static IReadOnlyList<Statistic> Check(IReadOnlyList<Statistic> statistics)
    {
        if (statistics.Count == 0) return Default;
        var seen = new HashSet<Statistic>();
        foreach (var statistic in statistics)
        {
            ArgumentNullException.ThrowIfNull(statistic, nameof(statistics));
            if (!seen.Add(statistic)) throw new ArgumentException($"The statistic '{statistic}' is asked for twice; each gives one column.", nameof(statistics));
        }
        return [.. statistics];
    }

    private static Statistic Of(StatisticKind kind) => Plain[(int)kind];
}
