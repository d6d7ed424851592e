using NetTopologySuite.Features;

namespace Pyramids;

/// <summary>Zonal statistics: takes the zones one by one and lets them go, then has the sink for a pass over the
/// raster, and the table after it.</summary>
internal sealed class ZonalRun : IDisposable
{
    private readonly ArraySchema schema;
    private readonly Crs? crs;
    private readonly IReadOnlyList<Statistic> statistics;
    private readonly ZonalOptions options;
    private readonly ZonalNeeds needs;
    private readonly Reprojection? reprojection;
    private readonly ZoneIndexBuilder builder;
    private readonly PropertyColumns? properties;
    private readonly List<string> notes = [];
    private int zones, polygons;
    private ZonalSink? sink;

    /// <param name="schema">Of the values.</param>
    /// <param name="crs">Of the zones.</param>
    /// <param name="crsIsAssumed">Whether the zones state none and it is what their format says.</param>
    /// <param name="statistics">In the order of the columns.</param>
    /// <param name="options">Which cells belong to a zone. With a raster as weights, chunks must bring it as their last band.</param>
    /// <exception cref="ArgumentException">A statistic is asked for twice.</exception>
    /// <exception cref="CrsException">Zones and raster have different CRSs.</exception>
    public ZonalRun(ArraySchema schema, Crs? crs, bool crsIsAssumed, IReadOnlyList<Statistic> statistics, ZonalOptions options)
    {
        (this.schema, this.crs, this.options) = (schema, crs, options);
        this.statistics = Statistic.Check(statistics);
        var grid = schema.Grid;
        if (options.Reproject && crs is not null && grid.Crs is not null && crs != grid.Crs)
            reprojection = Reprojection.Between(crs, grid);
        else if (ZoneCrs.Check(crs, crsIsAssumed, grid.Crs) is { } note) notes.Add(note);
        needs = ZonalNeeds.Of(this.statistics, options, grid);
        if (options.Weights is not null && !needs.Weights)
            notes.Add("No statistic uses the weights; weighted_mean and weighted_sum do.");
        builder = new(grid, options.Method, this.statistics.Any(s => s.Kind == StatisticKind.Outside));
        properties = options.Properties ? new() : null;
    }

    /// <summary>A run whose zones are all there.</summary>
    /// <inheritdoc cref="ZonalRun(ArraySchema, Crs, bool, IReadOnlyList{Statistic}, ZonalOptions)" path="/exception"/>
    /// <inheritdoc cref="Begin" path="/exception"/>
    public ZonalRun(ArraySchema schema, FeatureCollection zones, IReadOnlyList<Statistic> statistics, ZonalOptions options)
        : this(schema, zones.Crs, zones.CrsIsAssumed, statistics, options)
    {
        foreach (var zone in zones) Add(zone);
        Begin();
    }

    /// <summary>After <see cref="Begin"/>.</summary>
    public ZonalSink Sink => sink ?? throw new InvalidOperationException("The zones are not complete.");

    /// <summary>Takes the next zone; nothing of it is held on to but its corners and properties.</summary>
    /// <exception cref="ArgumentException">A zone is no polygon.</exception>
    public void Add(IFeature zone)
    {
        if (zone is null)
            throw new ArgumentException($"Zone {zones} is null; a zone without a shape has a geometry that is null.", nameof(zone));
        properties?.Add(zone.Attributes);
        var geometry = reprojection is null ? zone.Geometry : reprojection.Apply(zone.Geometry, zones);
        if (geometry is { IsEmpty: false }) polygons++;
        builder.Add(geometry);
        zones++;
    }

    /// <summary>Ends the zones.</summary>
    /// <exception cref="ArgumentException">There is no polygon, or a geometry is none.</exception>
    public void Begin()
    {
        if (polygons == 0)
            throw new ArgumentException(
                $"The zones hold no polygon ({zones} features in {crs?.ToString() ?? "no CRS"}); each feature needs a "
                    + "Polygon or MultiPolygon.", nameof(zones));
        sink = new(needs.WeightBand ? schema with { Bands = schema.Bands + 1, IsPlane = false } : schema, builder.Build(), needs);
    }

    /// <summary>The result, after the sink was completed.</summary>
    public ZonalTable ToTable()
    {
        var unsound = Sink.Index.Unsound;
        var columns = new ZonalColumns(Sink, schema, statistics, options.Method != ZonalMethod.Fractional,
            zone => builder.OutsideShares[zone] is var share && double.IsNaN(share) ? null : share);
        var made = columns.Make();
        var empty = 0;
        foreach (ref readonly var tally in Sink.Tallies(0))
            if (tally.Cells == 0) empty++;
        if (empty > 0) notes.Add($"{empty} of {zones} zones hold no cell of the raster.");
        if (unsound.Count > 0)
            notes.Add($"{unsound.Count} of {zones} zones are no valid polygons (rings cross or overlap); cells inside an odd "
                + $"number of times were counted. "
                + $"Zones, from 0: {string.Join(", ", unsound.Take(10))}{(unsound.Count > 10 ? ", ..." : "")}."
                + (reprojection is null ? "" : $" If they are valid in {crs}, cut them to the area that {schema.Grid.Crs} is made for."));
        if (columns.Note() is { } note) notes.Add(note);
        var joined = properties?.Make(made.Select(c => c.Name).ToHashSet()) ?? [];
        return new([.. joined, .. made]) { Method = options.Method, EmptyZones = empty, Notes = notes, ValueErrors = columns.Errors,
            StatisticColumns = made.Count, Units = columns.Units };
    }

    public void Dispose()
    {
        builder.Dispose();
        sink?.Index.Dispose();
    }
}
