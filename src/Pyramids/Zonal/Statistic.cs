using System.Globalization;

namespace Pyramids;

/// <summary>What is computed of the cells of a zone. Missing cells are left out; with shares of cells, each value weighs its
/// share.</summary>
/// <remarks>A text converts to the statistic of that name: <c>dem.ZonalStats(zones, "mean", "quantile(0.9)")</c>.</remarks>
public sealed class Statistic : IEquatable<Statistic>
{
    private static readonly Statistic[] Plain = [.. Enum.GetValues<StatisticKind>().Where(k => k < StatisticKind.Quantile)
        .Select(k => new Statistic(NameOf(k), k))];

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

    /// <summary>Share of the zone's area that lies beyond the raster, 0 to 1, whatever cells belong to the zone.</summary>
    public static Statistic Outside => Of(StatisticKind.Outside);

    /// <summary>The value that half of the cells do not exceed: <see cref="Quantile"/> of 0.5.</summary>
    public static Statistic Median => Of(StatisticKind.Median);

    /// <summary>The value of most cells; the least of several.</summary>
    public static Statistic Majority => Of(StatisticKind.Majority);

    /// <summary>The value of fewest cells; the least of several.</summary>
    public static Statistic Minority => Of(StatisticKind.Minority);

    /// <summary>Number of different values.</summary>
    public static Statistic Variety => Of(StatisticKind.Variety);

    /// <summary>For each value that occurs under any zone one column, <c>fraction_{value}</c>: its share of the valid cells.</summary>
    public static Statistic Fraction => Of(StatisticKind.Fraction);

    /// <summary>Mean with the weights of <see cref="ZonalOptions.Weights"/>. Cells without a weight are left out.</summary>
    public static Statistic WeightedMean => Of(StatisticKind.WeightedMean);

    /// <summary>Sum of values times weights; 0 for an empty zone.</summary>
    public static Statistic WeightedSum => Of(StatisticKind.WeightedSum);

    /// <summary>Names that <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Plain.Select(s => s.Name), "quantile(q)", "histogram(edge, edge, ...)"];

    /// <summary>What is computed when nothing is asked for: count, mean, std, min and max.</summary>
    public static IReadOnlyList<Statistic> Default { get; } = [Count, Mean, Std, Min, Max];

    /// <summary>The name, which is the column's: <c>mean</c>, <c>quantile(0.9)</c>.</summary>
    public string Name { get; }

    internal StatisticKind Kind { get; }

    /// <summary>q of a quantile; edges of a histogram.</summary>
    internal double[] Numbers { get; private init; } = [];

    /// <summary>Makes the accumulator of a statistic of the user's.</summary>
    internal Func<CustomPlace, CustomCells>? Custom { get; private init; }

    /// <summary>The least value that a share of at least <paramref name="q"/> of the cells does not exceed; the mean of it and the next
    /// one where the share is exactly <paramref name="q"/>. 0 gives the least value and 1 the greatest.</summary>
    /// <param name="q">From 0 to 1.</param>
    /// <remarks>Hyndman and Fan (1996), definition 2, with shares of cells as weights.</remarks>
    public static Statistic Quantile(double q) => q is >= 0 and <= 1
        ? new(FormattableString.Invariant($"quantile({q})"), StatisticKind.Quantile) { Numbers = [q] }
        : throw new ArgumentOutOfRangeException(nameof(q), q,
            FormattableString.Invariant($"A quantile lies between 0 and 1; {q} was given."));

    /// <summary>Number of cells between edges, one column for each pair of neighbours: <c>histogram[0,10)</c>. The last includes its upper
    /// edge.</summary>
    /// <param name="edges">Two or more, growing.</param>
    public static Statistic Histogram(params double[] edges)
    {
        if (edges.Length < 2 || edges.Zip(edges.Skip(1)).Any(pair => !(pair.First < pair.Second)))
            throw new ArgumentException($"A histogram needs two or more edges that grow; {Text(edges)} was given.", nameof(edges));
        return new($"histogram({Text(edges)})", StatisticKind.Histogram) { Numbers = [.. edges] };
    }

    /// <summary>A statistic of one's own.</summary>
    /// <typeparam name="TAccumulator">Takes in values and merges with others of its kind; a new one has seen no cell.</typeparam>
    /// <param name="name">The column's name.</param>
    public static Statistic Define<TAccumulator>(string name) where TAccumulator : struct, IZonalAccumulator<TAccumulator>
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new(name, StatisticKind.Custom) { Custom = place => new CustomCells<TAccumulator>(name, place) };
    }

    /// <summary>The statistic of a name; capitals do not matter.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists those that there are.</exception>
    public static Statistic Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var wanted = name.Trim().ToLower(CultureInfo.InvariantCulture);
        if (Plain.FirstOrDefault(s => s.Name == wanted) is { } plain) return plain;
        if (Arguments(wanted, "quantile") is [var q]) return Quantile(q);
        if (Arguments(wanted, "histogram") is { Length: > 0 } edges) return Histogram(edges);
        throw new ArgumentException($"'{name}' is no statistic; known are {string.Join(", ", Names)}.", nameof(name));
    }

    /// <summary>The statistics of a text such as <c>mean,quantile(0.9),histogram(0,10,20)</c>.</summary>
    /// <exception cref="ArgumentException">A name is not known.</exception>
    public static IReadOnlyList<Statistic> ParseList(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var all = new List<Statistic>();
        for (int from = 0, depth = 0, i = 0; i <= names.Length; i++)
        {
            if (i < names.Length) depth += names[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (i < names.Length && (names[i] != ',' || depth > 0)) continue;
            all.Add(Parse(names[from..i]));
            from = i + 1;
        }
        return all;
    }

    /// <summary>The statistic of a name, as <see cref="Parse"/>.</summary>
    public static implicit operator Statistic(string name) => Parse(name);

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
        ArgumentNullException.ThrowIfNull(statistics);
        if (statistics.Count == 0) return Default;
        var seen = new HashSet<Statistic>();
        foreach (var statistic in statistics)
        {
            ArgumentNullException.ThrowIfNull(statistic, nameof(statistics));
            if (!seen.Add(statistic))
                throw new ArgumentException($"The statistic '{statistic}' is asked for twice; each gives one column.", nameof(statistics));
        }
        return [.. statistics];
    }

    private static Statistic Of(StatisticKind kind) => Plain[(int)kind];

    private static string NameOf(StatisticKind kind) => kind switch
    {
        StatisticKind.WeightedMean => "weighted_mean",
        StatisticKind.WeightedSum => "weighted_sum",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Text(IEnumerable<double> numbers)
        => string.Join(",", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));

    private static double[]? Arguments(string text, string function)
    {
        if (!text.StartsWith(function + "(", StringComparison.Ordinal) || !text.EndsWith(')')) return null;
        var parts = text[(function.Length + 1)..^1].Split(',');
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!double.TryParse(parts[i], CultureInfo.InvariantCulture, out numbers[i])) return null;
        return numbers;
    }
}
