using System.Globalization;
using Microsoft.Data.Analysis;

namespace Pyramids;

/// <summary>Makes the table of a run: the properties of the zones, then for each band the columns of each statistic.</summary>
internal sealed class ZonalColumns(ZonalSink sink, ArraySchema schema, FeatureCollection zones, IReadOnlyList<Statistic> statistics, ZonalOptions options, List<string> notes)
{
    private readonly bool whole = options.Method != ZonalMethod.Fractional;
    private readonly double[] errors = new double[zones.Count];

    public ZonalTable ToTable()
    {
        var results = new List<DataFrameColumn>();
        for (var band = 0; band < sink.Bands; band++) results.AddRange(OfBand(band));
        var empty = 0;
        foreach (ref readonly var tally in sink.Tallies(0))
            if (tally.Cells == 0) empty++;
        AddNotes(empty);
        var names = results.Select(c => c.Name).ToHashSet();
        var properties = options.Properties ? PropertyColumns.Make(zones, zones.Columns, names) : [];
        return new([.. properties, .. results]) { Method = options.Method, EmptyZones = empty, Notes = notes, ValueErrors = errors };
    }

    private IEnumerable<DataFrameColumn> OfBand(int band)
    {
        var values = statistics.Any(s => s.Kind.NeedsValues()) ? new ZoneValues(sink, band, statistics) : null;
        if (values is not null)
            for (var zone = 0; zone < errors.Length; zone++) errors[zone] = Math.Max(errors[zone], values.Errors[zone]);
        var custom = 0;
        foreach (var statistic in statistics)
        {
            var name = Name(band, statistic.Name);
            switch (statistic.Kind)
            {
                case StatisticKind.Count or StatisticKind.NoData:
                    yield return Numbers(name, zone => ZoneStatistic.Of(sink.Tallies(band)[zone], statistic.Kind), whole);
                    break;
                case StatisticKind.Outside:
                    var unsound = sink.Index.Unsound.ToHashSet();
                    yield return Numbers(name, zone => ZoneAreas.Outside(zones[zone].Geometry, schema.Grid, !unsound.Contains(zone)));
                    break;
                case StatisticKind.Fraction:
                    foreach (var one in values!.Classes)
                        yield return Numbers(Name(band, $"fraction_{one.ToString(CultureInfo.InvariantCulture)}"), zone => values.Fraction(zone, one));
                    break;
                case StatisticKind.Histogram:
                    var edges = statistic.Numbers;
                    for (var i = 0; i + 1 < edges.Length; i++)
                    {
                        var bin = i;
                        yield return Numbers(Name(band, ZoneValues.BinName(edges, i)), zone => values!.Of(statistic, zone)?[bin] ?? 0, whole);
                    }
                    break;
                case StatisticKind.Custom:
                    var at = custom++;
                    yield return Numbers(name, zone => sink.Tallies(band)[zone].Customs?[at].Result);
                    break;
                default:
                    yield return statistic.Kind.NeedsValues()
                        ? Numbers(name, zone => values!.Of(statistic, zone)?[0], statistic.Kind == StatisticKind.Variety)
                        : Numbers(name, zone => ZoneStatistic.Of(sink.Tallies(band)[zone], statistic.Kind));
                    break;
            }
        }
    }

    private string Name(int band, string statistic)
        => schema.Bands == 1 ? statistic : $"{(schema.BandNames.Count > band ? schema.BandNames[band] : $"band{band + 1}")}_{statistic}";

    private DataFrameColumn Numbers(string name, Func<int, double?> value, bool integers = false)
    {
        if (integers)
        {
            var counts = new Int64DataFrameColumn(name, zones.Count);
            for (var zone = 0; zone < zones.Count; zone++) counts[zone] = (long?)value(zone);
            return counts;
        }
        var column = new DoubleDataFrameColumn(name, zones.Count);
        for (var zone = 0; zone < zones.Count; zone++) column[zone] = value(zone);
        return column;
    }

    private void AddNotes(int empty)
    {
        if (empty > 0) notes.Add($"{empty} of {zones.Count} zones hold no cell of the raster.");
        if (sink.Index.Unsound is { Count: > 0 } unsound)
            notes.Add($"{unsound.Count} of {zones.Count} zones are no valid polygons (rings cross or overlap); cells inside an odd number of times were counted. Zones, from 0: "
                + string.Join(", ", unsound.Take(10)) + (unsound.Count > 10 ? ", ..." : "") + ".");
        var rounded = errors.Count(e => e > 0);
        if (rounded > 0)
            notes.Add(FormattableString.Invariant($"{rounded} of {zones.Count} zones have more different values than memory holds: quantiles there are off by up to {errors.Max():G4}")
                + " (see ValueErrors), histograms by values that near to an edge; majority, minority, variety and fractions are left empty. More memory makes them exact.");
    }
}
