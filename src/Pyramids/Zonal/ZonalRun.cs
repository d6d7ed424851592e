namespace Pyramids;

/// <summary>Zonal statistics that are checked and ready to take cells: the sink for a pass over the raster, and the table after it.</summary>
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
            throw new ArgumentException($"The zones hold no polygon ({zones}); each feature needs a Polygon or MultiPolygon.", nameof(zones));
        if (ZoneCrs.Check(zones, schema.Grid.Crs) is { } note) notes.Add(note);
        var needs = Needs();
        var index = ZoneIndex.Build(schema.Grid, [.. zones.Select(z => z.Geometry)], options.Method);
        Sink = new(needs.WeightBand ? schema with { Bands = schema.Bands + 1, IsPlane = false } : schema, index, needs);
    }

    public ZonalSink Sink { get; }

    /// <summary>The result, after the sink was completed.</summary>
    public ZonalTable ToTable() => new ZonalColumns(Sink, schema, zones, statistics, options, notes).ToTable();

    private ZonalNeeds Needs()
    {
        if (statistics.FirstOrDefault(s => s.Kind.NeedsWeights()) is { } weighted && options.Weights is null)
            throw new ArgumentException($"The statistic '{weighted}' needs weights; set {nameof(ZonalOptions.Weights)} to a raster, or to {nameof(ZonalWeights)}.{nameof(ZonalWeights.CellArea)}.", nameof(statistics));
        var weights = statistics.Any(s => s.Kind.NeedsWeights()) ? options.Weights : null;
        return new(
            statistics.Any(s => s.Kind.NeedsValues()) ? options.ValueBytes ?? Engine.Options.MemoryBytes / 4 : null,
            weights?.Array is not null,
            weights is not null && weights.Array is null ? ZonalWeights.RowAreas(schema.Grid) : null,
            [.. statistics.Where(s => s.Custom is not null).Select(s => s.Custom!)]);
    }
}
