namespace Pyramids;

/// <summary>Zonal statistics that are checked and ready to take cells: the sink for a pass over the raster, and the table after
/// it.</summary>
internal sealed class ZonalRun
{
    private readonly ArraySchema schema;
    private readonly FeatureCollection zones;
    private readonly IReadOnlyList<Statistic> statistics;
    private readonly ZonalOptions options;
    private readonly List<string> notes = [];

    /// <param name="schema">Of the values.</param>
    /// <param name="zones">Polygons.</param>
    /// <param name="statistics">In the order of the columns.</param>
    /// <param name="options">Which cells belong to a zone. With a raster as weights, chunks must bring it as their last band.</param>
    /// <exception cref="ArgumentException">A statistic is asked for twice, there is no polygon, or a geometry is none.</exception>
    /// <exception cref="CrsException">Zones and raster have different CRSs.</exception>
    public ZonalRun(ArraySchema schema, FeatureCollection zones, IReadOnlyList<Statistic> statistics, ZonalOptions options)
    {
        if (options.Reproject && zones.Crs is not null && schema.Grid.Crs is { } crs && zones.Crs != crs)
            zones = zones.ToCrs(crs, 0.01 * Math.Min(schema.Grid.Transform.CellWidth, schema.Grid.Transform.CellHeight));
        (this.schema, this.zones, this.options) = (schema, zones, options);
        this.statistics = Statistic.Check(statistics);
        if (!zones.Any(z => z.Geometry is { IsEmpty: false }))
            throw new ArgumentException($"The zones hold no polygon ({zones}); each feature needs a Polygon or MultiPolygon.",
                nameof(zones));
        if (ZoneCrs.Check(zones, schema.Grid.Crs) is { } note) notes.Add(note);
        var needs = ZonalNeeds.Of(this.statistics, options, schema.Grid);
        var index = ZoneIndex.Build(schema.Grid, [.. zones.Select(z => z.Geometry)], options.Method);
        Sink = new(needs.WeightBand ? schema with { Bands = schema.Bands + 1, IsPlane = false } : schema, index, needs);
    }

    public ZonalSink Sink { get; }

    /// <summary>The result, after the sink was completed.</summary>
    public ZonalTable ToTable()
    {
        var unsound = Sink.Index.Unsound;
        var crossing = unsound.ToHashSet();
        var columns = new ZonalColumns(Sink, schema, statistics, options.Method != ZonalMethod.Fractional,
            zone => ZoneAreas.Outside(zones[zone].Geometry, schema.Grid, !crossing.Contains(zone)));
        var made = columns.Make();
        var empty = 0;
        foreach (ref readonly var tally in Sink.Tallies(0))
            if (tally.Cells == 0) empty++;
        if (empty > 0) notes.Add($"{empty} of {zones.Count} zones hold no cell of the raster.");
        if (unsound.Count > 0)
            notes.Add($"{unsound.Count} of {zones.Count} zones are no valid polygons (rings cross or overlap); cells inside an odd "
                + $"number of times were counted. "
                + $"Zones, from 0: {string.Join(", ", unsound.Take(10))}{(unsound.Count > 10 ? ", ..." : "")}.");
        if (columns.Note() is { } note) notes.Add(note);
        var properties = options.Properties ? PropertyColumns.Make(zones, zones.Columns, made.Select(c => c.Name).ToHashSet()) : [];
        return new([.. properties, .. made]) { Method = options.Method, EmptyZones = empty, Notes = notes, ValueErrors = columns.Errors,
            StatisticColumns = made.Count };
    }
}
