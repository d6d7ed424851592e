using System.Globalization;
using Microsoft.Data.Analysis;

namespace Pyramids;

/// <summary>Makes the columns of a table: for each band those of each statistic.</summary>
/// <param name="results">What is known of the zones.</param>
/// <param name="schema">Of the values, for the names of bands.</param>
/// <param name="statistics">In the order of the columns.</param>
/// <param name="whole">Whether cells count as a whole, so that counts are integers.</param>
/// <param name="outside">Share of a zone beyond the raster; null where zones have no shape.</param>
internal sealed class ZonalColumns(IZoneResults results, ArraySchema schema, IReadOnlyList<Statistic> statistics, bool whole,
    Func<int, double?>? outside)
{
    private readonly string[] labels = Labels(schema);

    /// <summary>Unit of a column by its name, where the raster states one; after the columns were made.</summary>
    public Dictionary<string, string> Units { get; } = [];

    /// <summary>For each zone by how much a value may be off; after the columns were made.</summary>
    public double[] Errors { get; } = new double[results.Zones];

    public List<DataFrameColumn> Make() => [.. Enumerable.Range(0, results.Bands).SelectMany(OfBand)];

    /// <summary>What the reader of rounded values must know; null when all are exact.</summary>
    public string? Note()
    {
        var rounded = Errors.Count(e => e > 0);
        return rounded == 0 ? null
            : FormattableString.Invariant($"{rounded} of {results.Zones} zones have more different values than memory holds: ")
            + FormattableString.Invariant($"quantiles there are off by up to {Errors.Max():G4}")
            + " (see ValueErrors), histograms by values that near to an edge; majority, minority, variety and fractions are left "
            + "empty. More memory makes them exact.";
    }

    private IEnumerable<DataFrameColumn> OfBand(int band)
    {
        var values = statistics.Any(s => s.Kind.NeedsValues()) ? new ZoneValues(results, band, statistics) : null;
        if (values is not null)
            for (var zone = 0; zone < Errors.Length; zone++) Errors[zone] = Math.Max(Errors[zone], values.Errors[zone]);
        var custom = 0;
        foreach (var statistic in statistics)
        {
            var name = Name(band, statistic.Name);
            if (Unit(band, statistic.Kind) is { } unit) Units[name] = unit;
            switch (statistic.Kind)
            {
                case StatisticKind.Count or StatisticKind.NoData:
                    yield return Numbers(name, zone => ZoneStatistic.Of(results.Tally(band, zone), statistic.Kind), whole);
                    break;
                case StatisticKind.Outside:
                    yield return Numbers(name, outside!);
                    break;
                case StatisticKind.Fraction:
                    foreach (var one in values!.Classes)
                        yield return Numbers(Name(band, $"fraction_{one.ToString(CultureInfo.InvariantCulture)}"),
                            zone => values.Fraction(zone, one));
                    break;
                case StatisticKind.Histogram:
                    var edges = statistic.Numbers;
                    for (var i = 0; i + 1 < edges.Length; i++)
                    {
                        var bin = i;
                        yield return Numbers(Name(band, ZoneValues.BinName(edges, i)), zone => values!.Of(statistic, zone)?[bin] ?? 0,
                            whole);
                    }
                    break;
                case StatisticKind.Custom:
                    var at = custom++;
                    yield return Numbers(name, zone => results.Tally(band, zone).Customs?[at].Result);
                    break;
                default:
                    yield return statistic.Kind.NeedsValues()
                        ? Numbers(name, zone => values!.Of(statistic, zone)?[0], statistic.Kind == StatisticKind.Variety)
                        : Numbers(name, zone => ZoneStatistic.Of(results.Tally(band, zone), statistic.Kind));
                    break;
            }
        }
    }

    private string? Unit(int band, StatisticKind kind)
    {
        var unit = schema.Meaning?.Items.FirstOrDefault(item => item.Role == "unittype" && item.Band == band)?.Value;
        if (string.IsNullOrEmpty(unit)) return null;
        return kind switch
        {
            StatisticKind.Var => $"({unit})²",
            StatisticKind.Sum or StatisticKind.Mean or StatisticKind.Std or StatisticKind.Min or StatisticKind.Max or StatisticKind.Range
                or StatisticKind.Median or StatisticKind.Quantile or StatisticKind.Majority or StatisticKind.Minority
                or StatisticKind.WeightedMean => unit,
            _ => null,
        };
    }

    private string Name(int band, string statistic) => schema.Bands == 1 ? statistic : $"{labels[band]}_{statistic}";

    // Names of the bands; those that several bands have, or none, are told apart by the band's number.
    private static string[] Labels(ArraySchema schema)
    {
        var names = Enumerable.Range(0, schema.Bands).Select(band => schema.BandNames.Count > band ? schema.BandNames[band] : "").ToArray();
        var labels = names.Select((name, band) => string.IsNullOrWhiteSpace(name) ? $"band{band + 1}"
            : names.Count(other => other == name) > 1 ? $"{name}_band{band + 1}" : name).ToArray();
        return labels.Distinct().Count() == labels.Length ? labels : [.. labels.Select((_, band) => $"band{band + 1}")];
    }

    private DataFrameColumn Numbers(string name, Func<int, double?> value, bool integers = false)
    {
        if (integers)
        {
            var counts = new Int64DataFrameColumn(name, results.Zones);
            for (var zone = 0; zone < results.Zones; zone++) counts[zone] = (long?)value(zone);
            return counts;
        }
        var column = new DoubleDataFrameColumn(name, results.Zones);
        for (var zone = 0; zone < results.Zones; zone++) column[zone] = value(zone);
        return column;
    }
}
