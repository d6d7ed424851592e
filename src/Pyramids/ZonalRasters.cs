using Microsoft.Data.Analysis;
using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Statistics of cells by the labels of another raster, and values at points.</summary>
public static class ZonalRasters
{
    /// <summary>Statistics of the cells of each label of a raster of zones, computed now.</summary>
    /// <param name="array">Any dtype, one or more bands. Missing cells are left out.</param>
    /// <param name="zones">Labels: one band on the same grid. Cells without a label are in no zone.</param>
    /// <param name="statistics">One column each, in this order; count, mean, std, min and max when none is given.</param>
    /// <returns>One row for each label in growing order: <c>zone</c>, then the statistics.</returns>
    /// <exception cref="GridException">The grids differ.</exception>
    public static ZonalTable ZonalStats(this LazyArray array, LazyArray zones, params Statistic[] statistics)
        => Engine.Wait(() => array.ZonalStatsAsync(zones, statistics));

    /// <summary>Statistics of the cells of each label of a raster of zones, computed now, with weights or room for values.</summary>
    /// <param name="array">Any dtype, one or more bands. Missing cells are left out.</param>
    /// <param name="zones">Labels: one band on the same grid. Cells without a label are in no zone.</param>
    /// <param name="options">Bands, weights and room for values; cells belong to zones as a whole.</param>
    /// <param name="statistics">One column each, in this order; count, mean, std, min and max when none is given.</param>
    /// <returns>One row for each label in growing order: <c>zone</c>, then the statistics.</returns>
    /// <exception cref="GridException">The grids differ.</exception>
    public static ZonalTable ZonalStats(this LazyArray array, LazyArray zones, ZonalOptions options, params Statistic[] statistics)
        => Engine.Wait(() => array.ZonalStatsAsync(zones, statistics, options));

    /// <summary>Statistics of the cells of each label of a raster of zones.</summary>
    /// <param name="array">Any dtype, one or more bands. Missing cells are left out.</param>
    /// <param name="zones">Labels: one band on the same grid. Cells without a label are in no zone.</param>
    /// <param name="statistics">One column each, in this order; count, mean, std, min and max when there is none.</param>
    /// <param name="options">Bands, weights and room for values; cells belong to zones as a whole.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the computation early.</param>
    /// <returns>One row for each label in growing order: <c>zone</c>, then the statistics.</returns>
    /// <exception cref="GridException">The grids differ.</exception>
    public static async Task<ZonalTable> ZonalStatsAsync(this LazyArray array, LazyArray zones, IReadOnlyList<Statistic> statistics,
        ZonalOptions? options = null, IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(zones);
        options ??= new();
        var run = new LabelRun(Zonal.Picked(array, options), zones, statistics, options);
        await Engine.StartAsync(() => Engine.RunAsync(run.Cells, run.Sink, progress, cancellation), cancellation).ConfigureAwait(false);
        return run.ToTable();
    }

    /// <summary>How many cells have each pair of values of two rasters of classes.</summary>
    /// <param name="rows">Classes that become rows: one band.</param>
    /// <param name="columns">Classes that become columns: one band on the same grid.</param>
    /// <returns>The class of the rows as <c>zone</c>, then the number of cells for each class of the columns. Cells that miss either are
    /// left out.</returns>
    /// <exception cref="GridException">The grids differ.</exception>
    /// <exception cref="InvalidOperationException">There are more than 4096 classes of columns.</exception>
    public static DataFrame CrossTabulate(this LazyArray rows, LazyArray columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Schema.Bands != 1)
            throw new ArgumentException($"Classes are a raster of one band; {columns.Schema.Bands} bands were given. Pick one by Band.",
                nameof(columns));
        var table = columns.ZonalStats(rows, Statistic.Count, Statistic.Fraction);
        if (table.ValueErrors.Any(e => e > 0))
            throw new InvalidOperationException("There are more classes than memory holds; CrossTabulate is for rasters of few classes.");
        var counts = table.Columns.Skip(2).Select(fraction => (DataFrameColumn)new Int64DataFrameColumn(fraction.Name["fraction_".Length..],
            Enumerable.Range(0, (int)table.Rows.Count)
                .Select(i => (long)Math.Round((double)(fraction[i] ?? 0.0) * (long)table["count"][i]))));
        return new([table["zone"], .. counts]);
    }

    /// <summary>The values of cells at points, computed now; only chunks under points are read.</summary>
    /// <param name="array">Any dtype, one or more bands.</param>
    /// <param name="points">Points, in the CRS of the array.</param>
    /// <param name="sampling">The cell that a point lies in, or between the four nearest centres.</param>
    /// <returns>One row for each point: its properties, then <c>value</c>, or the bands' names with several. Null outside the raster and
    /// where cells are missing.</returns>
    /// <exception cref="ArgumentException">A geometry is no point.</exception>
    /// <exception cref="CrsException">Points and raster have different CRSs.</exception>
    public static DataFrame Sample(this LazyArray array, FeatureCollection points, Sampling sampling = Sampling.Nearest)
        => Engine.Wait(() => array.SampleAsync(points, sampling));

    /// <summary>The values of a file's cells at points, computed now; only blocks under points are read.</summary>
    /// <inheritdoc cref="Sample(LazyArray, FeatureCollection, Sampling)"/>
    public static DataFrame Sample(this Dataset dataset, FeatureCollection points, Sampling sampling = Sampling.Nearest)
        => dataset.ReadArray(Chunks.Auto).Sample(points, sampling);

    /// <inheritdoc cref="Sample(LazyArray, FeatureCollection, Sampling)"/>
    /// <param name="array">Any dtype, one or more bands.</param>
    /// <param name="points">Points, in the CRS of the array.</param>
    /// <param name="sampling">The cell that a point lies in, or between the four nearest centres.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the computation early.</param>
    public static async Task<DataFrame> SampleAsync(this LazyArray array, FeatureCollection points, Sampling sampling = Sampling.Nearest,
        IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(points);
        ZoneCrs.Check(points, array.Grid.Crs);
        array = Zonal.Masked(array);
        var places = points.Select((f, i) => f.Geometry switch
        {
            null or { IsEmpty: true } => (double.NaN, double.NaN),
            Point p => array.Grid.Transform.ToCells(p.X, p.Y),
            var other => throw new ArgumentException($"Feature {i} is a {other.GeometryType}; values are taken at points. Use its "
                + $"Centroid.", nameof(points)),
        }).ToArray();
        var sink = new SampleSink(array.Schema, places, sampling);
        await Engine.StartAsync(() => Engine.RunAsync(array, sink, progress, cancellation), cancellation).ConfigureAwait(false);
        var bands = array.Schema.Bands;
        var values = Enumerable.Range(0, bands).Select(band => (DataFrameColumn)new DoubleDataFrameColumn(
            array.BandNames.Count > band && bands > 1 ? array.BandNames[band] : bands == 1 ? "value" : $"band{band + 1}",
                sink.Values(band))).ToArray();
        return new([.. PropertyColumns.Make(points, values.Select(v => v.Name).ToHashSet()), .. values]);
    }
}
