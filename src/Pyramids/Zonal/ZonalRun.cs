using Microsoft.Data.Analysis;

namespace Pyramids;

/// <summary>Zonal statistics that are checked and ready to take cells: the sink for a pass over the raster, and the table after it.</summary>
internal sealed class ZonalRun
{
    private readonly ArraySchema schema;
    private readonly FeatureCollection zones;
    private readonly IReadOnlyList<Statistic> statistics;
    private readonly ZonalOptions options;
    private readonly List<string> notes = [];

    /// <exception cref="ArgumentException">A statistic is asked for twice, there is no polygon, or a geometry is none.</exception>
    /// <exception cref="CrsException">Zones and raster have different CRSs.</exception>
    public ZonalRun(ArraySchema schema, FeatureCollection zones, IReadOnlyList<Statistic> statistics, ZonalOptions options)
    {
        (this.schema, this.zones, this.options) = (schema, zones, options);
        this.statistics = Statistic.Check(statistics);
        if (!zones.Any(z => z.Geometry is { IsEmpty: false }))
            throw new ArgumentException($"The zones hold no polygon ({zones}); each feature needs a Polygon or MultiPolygon.", nameof(zones));
        CheckCrs();
        var index = ZoneIndex.Build(schema.Grid, [.. zones.Select(z => z.Geometry)], options.Method);
        Sink = new(schema, index);
    }

    public ZonalSink Sink { get; }

    /// <summary>The result, after the sink was completed.</summary>
    public ZonalTable ToTable()
    {
        var results = new List<DataFrameColumn>();
        for (var band = 0; band < schema.Bands; band++)
            foreach (var statistic in statistics) results.Add(Column(band, statistic));
        var empty = 0;
        foreach (ref readonly var tally in Sink.Tallies(0))
            if (tally.Cells == 0) empty++;
        if (empty > 0) notes.Add($"{empty} of {zones.Count} zones hold no cell of the raster.");
        if (Sink.Index.Unsound is { Count: > 0 } unsound)
            notes.Add($"{unsound.Count} of {zones.Count} zones are no valid polygons (rings cross or overlap); cells inside an odd number of times were counted. Zones, from 0: "
                + string.Join(", ", unsound.Take(10)) + (unsound.Count > 10 ? ", ..." : "") + ".");
        var names = results.Select(c => c.Name).ToHashSet();
        var properties = options.Properties ? PropertyColumns.Make(zones, zones.Columns, names) : [];
        return new([.. properties, .. results]) { Method = options.Method, EmptyZones = empty, Notes = notes };
    }

    private DataFrameColumn Column(int band, Statistic statistic)
    {
        var name = schema.Bands == 1 ? statistic.Name : $"{(schema.BandNames.Count > band ? schema.BandNames[band] : $"band{band + 1}")}_{statistic.Name}";
        var tallies = Sink.Tallies(band);
        if (options.Method != ZonalMethod.Fractional && statistic.Kind is StatisticKind.Count or StatisticKind.NoData)
        {
            var counts = new Int64DataFrameColumn(name, tallies.Length);
            for (var zone = 0; zone < tallies.Length; zone++) counts[zone] = (long)ZoneStatistic.Of(tallies[zone], statistic.Kind)!.Value;
            return counts;
        }
        var column = new DoubleDataFrameColumn(name, tallies.Length);
        for (var zone = 0; zone < tallies.Length; zone++) column[zone] = ZoneStatistic.Of(tallies[zone], statistic.Kind);
        return column;
    }

    private void CheckCrs()
    {
        var raster = schema.Grid.Crs;
        if (raster is not null && zones.Crs is not null && raster != zones.Crs)
            throw new CrsException($"The zones are in {zones.Crs} ({zones.Crs.Name}) and the raster in {raster} ({raster.Name}). "
                + "Bring the zones into the raster's CRS, or state the right one by WithCrs.");
        if (zones.Crs is null && raster is not null) notes.Add($"The zones state no CRS and were taken to be in the raster's, {raster}.");
        if (zones.Crs is not null && raster is null) notes.Add($"The raster states no CRS and was taken to be in that of the zones, {zones.Crs}.");
    }
}
