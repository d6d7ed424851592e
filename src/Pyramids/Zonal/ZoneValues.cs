namespace Pyramids;

/// <summary>Statistics that are read off the distribution of the values of each zone in one band. Distributions are made one at a time for
/// each thread and let go, but for what fractions need.</summary>
internal sealed class ZoneValues
{
    private const int MostClasses = 4096;
    private readonly Dictionary<Statistic, double[]?[]> numbers = [];
    private readonly ValueDistribution?[] distributions;

    public ZoneValues(IZoneResults results, int band, IReadOnlyList<Statistic> statistics)
    {
        var zones = results.Zones;
        Errors = new double[zones];
        var wanted = statistics.Where(s => s.Kind.NeedsValues() && s.Kind != StatisticKind.Fraction).ToArray();
        var fractions = statistics.Any(s => s.Kind == StatisticKind.Fraction);
        distributions = new ValueDistribution?[fractions ? zones : 0];
        foreach (var statistic in wanted) numbers[statistic] = new double[]?[zones];
        Parallel.For(0, zones, new() { MaxDegreeOfParallelism = Engine.Options.Threads }, zone =>
        {
            var values = results.TakeValues(band, zone);
            if (values is null || values.IsEmpty) return;
            Errors[zone] = values.Error;
            foreach (var statistic in wanted) numbers[statistic][zone] = Read(values, statistic);
            if (!fractions || values.Error > 0) return;
            // Kept so long as the sum of the classes may still be few.
            if (values.Values.Count > MostClasses) values = values.First(MostClasses + 1);
            distributions[zone] = values;
        });
        Classes = fractions ? ClassesOf(distributions) : [];
    }

    /// <summary>Every value that occurs, in order; for fractions.</summary>
    public IReadOnlyList<double> Classes { get; }

    /// <summary>For each zone by how much a value may be off; 0 where all are exact.</summary>
    public double[] Errors { get; }

    /// <summary>The numbers of a statistic for a zone: one, or one for each bin; null when there is no valid cell.</summary>
    public double[]? Of(Statistic statistic, int zone) => numbers[statistic][zone];

    public double? Fraction(int zone, double value) => distributions[zone]?.Fraction(value);

    /// <summary>Name of the column of a histogram's bin.</summary>
    public static string BinName(double[] edges, int bin)
        => FormattableString.Invariant($"histogram[{edges[bin]},{edges[bin + 1]}{(bin + 2 < edges.Length ? ')' : ']')}");

    /// <summary>The classes of all zones in order.</summary>
    /// <exception cref="InvalidOperationException">There are too many for a column each.</exception>
    public static double[] ClassesOf(IEnumerable<ValueDistribution?> zones)
    {
        var classes = new HashSet<double>();
        foreach (var zone in zones)
        {
            if (zone is null || zone.Error > 0) continue;
            classes.UnionWith(zone.Values);
            if (classes.Count > MostClasses)
                throw new InvalidOperationException($"There are more than {MostClasses} different values under the zones, too many for "
                    + "a column each; "
                    + "'fraction' is for classes. Round the raster or compare it with limits first, or use histogram(edge, edge, ...).");
        }
        return [.. classes.Order()];
    }

    /// <summary>The numbers of a statistic: one, or one for each bin; null when near values were taken together and it needs
    /// classes.</summary>
    public static double[]? Read(ValueDistribution values, Statistic statistic) => statistic.Kind switch
    {
        StatisticKind.Median => [values.Quantile(0.5)],
        StatisticKind.Quantile => [values.Quantile(statistic.Numbers[0])],
        StatisticKind.Histogram => [.. statistic.Numbers.Zip(statistic.Numbers.Skip(1))
            .Select((bin, i) => values.Between(bin.First, bin.Second, i + 2 == statistic.Numbers.Length))],
        _ when values.Error > 0 => null,
        StatisticKind.Majority => [values.Majority()],
        StatisticKind.Minority => [values.Minority()],
        StatisticKind.Variety => [values.Values.Count],
        _ => throw new ArgumentOutOfRangeException(nameof(statistic), statistic, "The statistic is not read off values."),
    };
}
