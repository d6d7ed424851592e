using System.Globalization;
using Microsoft.Data.Analysis;

namespace Pyramids;

/// <summary>Zonal statistics with labels for zones: the table of a <see cref="LabelSink"/>.</summary>
internal static class LabelRun
{
    public static void Check(IReadOnlyList<Statistic> statistics)
    {
        foreach (var statistic in statistics)
            if (statistic.Kind is StatisticKind.Outside or StatisticKind.Custom || statistic.Kind.NeedsWeights())
                throw new ArgumentException($"The statistic '{statistic}' is for polygons; it is not there for a raster of zones.", nameof(statistics));
    }

    public static ZonalTable ToTable(LabelSink sink, ArraySchema schema, IReadOnlyList<Statistic> statistics)
    {
        var labels = sink.Labels;
        var columns = new List<DataFrameColumn> { Label(labels) };
        var errors = new double[labels.Length];
        for (var band = 0; band < schema.Bands; band++)
        {
            var distributions = labels.Select(label => statistics.Any(s => s.Kind.NeedsValues()) ? sink.TakeValues(label, band) : null).ToArray();
            for (var i = 0; i < labels.Length; i++) errors[i] = Math.Max(errors[i], distributions[i]?.Error ?? 0);
            foreach (var statistic in statistics) columns.AddRange(Columns(statistic, band, distributions));
        }
        List<string> notes = errors.Any(e => e > 0)
            ? [FormattableString.Invariant($"{errors.Count(e => e > 0)} of {labels.Length} zones have more different values than memory holds: quantiles there are off by up to {errors.Max():G4} (see ValueErrors).")] : [];
        return new(columns) { Notes = notes, ValueErrors = errors };

        IEnumerable<DataFrameColumn> Columns(Statistic statistic, int band, ValueDistribution?[] distributions)
        {
            var prefix = schema.Bands == 1 ? "" : $"{(schema.BandNames.Count > band ? schema.BandNames[band] : $"band{band + 1}")}_";
            var integers = statistic.Kind is StatisticKind.Count or StatisticKind.NoData or StatisticKind.Variety or StatisticKind.Histogram;
            if (statistic.Kind == StatisticKind.Fraction)
            {
                foreach (var one in ZoneValues.ClassesOf(distributions))
                    yield return Column($"{prefix}fraction_{one.ToString(CultureInfo.InvariantCulture)}", i => distributions[i] is { IsEmpty: false, Error: 0 } d ? d.Fraction(one) : null, false);
                yield break;
            }
            if (statistic.Kind == StatisticKind.Histogram)
            {
                for (var i = 0; i + 1 < statistic.Numbers.Length; i++)
                {
                    var bin = i;
                    yield return Column(prefix + ZoneValues.BinName(statistic.Numbers, i), zone => distributions[zone] is { IsEmpty: false } d ? ZoneValues.Read(d, statistic)![bin] : 0, true);
                }
                yield break;
            }
            yield return Column(prefix + statistic.Name, i => !statistic.Kind.NeedsValues() ? ZoneStatistic.Of(sink.Tally(labels[i], band), statistic.Kind)
                : distributions[i] is { IsEmpty: false } d ? ZoneValues.Read(d, statistic)?[0] : null, integers);
        }

        DataFrameColumn Column(string name, Func<int, double?> value, bool integers) => integers
            ? new Int64DataFrameColumn(name, labels.Select((_, i) => (long?)value(i)))
            : new DoubleDataFrameColumn(name, labels.Select((_, i) => value(i)));
    }

    /// <summary>Labels as whole numbers where they are.</summary>
    public static DataFrameColumn Label(double[] labels) => labels.All(l => l == Math.Floor(l) && Math.Abs(l) < 1L << 53)
        ? new Int64DataFrameColumn("zone", labels.Select(l => (long)l))
        : new DoubleDataFrameColumn("zone", labels);
}
