using Microsoft.Data.Analysis;

namespace Pyramids;

/// <summary>Zonal statistics with labels for zones, checked and ready to take cells: the sink for a pass over the raster, and the table
/// after it.</summary>
internal sealed class LabelRun
{
    private readonly ArraySchema schema;
    private readonly IReadOnlyList<Statistic> statistics;

    /// <param name="values">Values, one or more bands.</param>
    /// <param name="labels">Labels: one band on the same grid.</param>
    /// <param name="statistics">In the order of the columns.</param>
    /// <param name="options">Weights and room for values.</param>
    /// <exception cref="ArgumentException">There are several bands of labels, or a statistic does not go with labels.</exception>
    /// <exception cref="GridException">The grids differ.</exception>
    public LabelRun(LazyArray values, LazyArray labels, IReadOnlyList<Statistic> statistics, ZonalOptions options)
    {
        if (labels.Schema.Bands != 1)
            throw new ArgumentException($"Zones are a raster of one band; {labels.Schema.Bands} bands were given. Pick one by Band.",
                nameof(labels));
        if (options.Method != ZonalMethod.Center)
            throw new ArgumentException($"Each cell of a raster of zones belongs to one zone as a whole; {options.Method} is for polygons.",
                nameof(options));
        this.statistics = Statistic.Check(statistics);
        if (this.statistics.Any(s => s.Kind == StatisticKind.Outside))
            throw new ArgumentException("The statistic 'outside' is for polygons; a raster of zones has no shapes.", nameof(statistics));
        schema = values.Schema;
        var needs = ZonalNeeds.Of(this.statistics, options, values.Grid);
        LazyArray[] weights = needs.WeightBand ? [Zonal.Masked(options.Weights!.Array!)] : [];
        Cells = LazyArray.Stack([Zonal.Masked(values), .. weights, Zonal.Masked(labels)]);
        Sink = new(Cells.Schema, needs);
    }

    /// <summary>What the sink takes: values, weights, labels.</summary>
    public LazyArray Cells { get; }

    public LabelSink Sink { get; }

    /// <summary>The result, after the sink was completed.</summary>
    public ZonalTable ToTable()
    {
        var labels = Sink.Labels;
        var columns = new ZonalColumns(new Results(Sink, labels, schema.Bands), schema, statistics, whole: true, outside: null);
        var made = columns.Make();
        return new([Label(labels), .. made]) { Notes = columns.Note() is { } note ? [note] : [], ValueErrors = columns.Errors,
            StatisticColumns = made.Count, Units = columns.Units };
    }

    // Labels as whole numbers where they are.
    private static DataFrameColumn Label(double[] labels) => labels.All(l => l == Math.Floor(l) && Math.Abs(l) < 1L << 53)
        ? new Int64DataFrameColumn("zone", labels.Select(l => (long)l))
        : new DoubleDataFrameColumn("zone", labels);

    private sealed class Results(LabelSink sink, double[] labels, int bands) : IZoneResults
    {
        public int Zones => labels.Length;

        public int Bands => bands;

        public ZoneTally Tally(int band, int zone) => sink.Tally(labels[zone], band);

        public ValueDistribution? TakeValues(int band, int zone) => sink.TakeValues(labels[zone], band);
    }
}
