using NetTopologySuite.Features;

namespace Pyramids;

/// <summary>Statistics of the cells under polygons.</summary>
public static class Zonal
{
    /// <summary>Statistics of the cells under each zone, by the centre rule, computed now.</summary>
    /// <param name="array">Any dtype, one or more bands. Missing cells are left out.</param>
    /// <param name="zones">Polygons; those that overlap count their cells each. Without a CRS they are taken to be in the raster's.</param>
    /// <param name="statistics">One column each, in this order; count, mean, std, min and max when none is given.</param>
    /// <returns>One row for each zone in order: its properties, then the statistics. A zone without valid cells has count 0, sum 0 and null for the rest.</returns>
    /// <exception cref="ArgumentException">A statistic is asked for twice, or the zones hold something else than polygons.</exception>
    /// <exception cref="CrsException">Zones and raster have different CRSs.</exception>
    /// <remarks>One pass over the chunks under the zones; the same bits for any chunks and threads.</remarks>
    public static ZonalTable ZonalStats(this LazyArray array, FeatureCollection zones, params Statistic[] statistics)
        => array.ZonalStats(zones, new ZonalOptions(), statistics);

    /// <summary>Statistics of the cells under each zone, computed now.</summary>
    /// <param name="array">Any dtype, one or more bands. Missing cells are left out.</param>
    /// <param name="zones">Polygons; those that overlap count their cells each. Without a CRS they are taken to be in the raster's.</param>
    /// <param name="options">Which cells belong to a zone, bands, and what the table holds.</param>
    /// <param name="statistics">One column each, in this order; count, mean, std, min and max when none is given.</param>
    /// <returns>One row for each zone in order: its properties, then the statistics. A zone without valid cells has count 0, sum 0 and null for the rest.</returns>
    /// <exception cref="ArgumentException">A statistic is asked for twice, a band does not exist, or the zones hold something else than polygons.</exception>
    /// <exception cref="CrsException">Zones and raster have different CRSs.</exception>
    public static ZonalTable ZonalStats(this LazyArray array, FeatureCollection zones, ZonalOptions options, params Statistic[] statistics)
        => array.ZonalStatsAsync(zones, statistics, options).GetAwaiter().GetResult();

    /// <summary>Statistics of a file's cells under each zone, by the centre rule, computed now.</summary>
    /// <inheritdoc cref="ZonalStats(LazyArray, FeatureCollection, Statistic[])"/>
    public static ZonalTable ZonalStats(this Dataset dataset, FeatureCollection zones, params Statistic[] statistics)
        => dataset.ReadArray(Chunks.Auto).ZonalStats(zones, statistics);

    /// <summary>Statistics of a file's cells under each zone, computed now.</summary>
    /// <inheritdoc cref="ZonalStats(LazyArray, FeatureCollection, ZonalOptions, Statistic[])"/>
    public static ZonalTable ZonalStats(this Dataset dataset, FeatureCollection zones, ZonalOptions options, params Statistic[] statistics)
        => dataset.ReadArray(Chunks.Auto).ZonalStats(zones, options, statistics);

    /// <summary>Statistics of the cells in memory under each zone.</summary>
    /// <inheritdoc cref="ZonalStats(LazyArray, FeatureCollection, ZonalOptions, Statistic[])"/>
    public static ZonalTable ZonalStats(this NDArray array, FeatureCollection zones, ZonalOptions options, params Statistic[] statistics)
        => array.ToLazy().ZonalStats(zones, options, statistics);

    /// <summary>Statistics of the cells in memory under each zone, by the centre rule.</summary>
    /// <inheritdoc cref="ZonalStats(LazyArray, FeatureCollection, Statistic[])"/>
    public static ZonalTable ZonalStats(this NDArray array, FeatureCollection zones, params Statistic[] statistics)
        => array.ToLazy().ZonalStats(zones, statistics);

    /// <summary>Statistics of the cells under each zone.</summary>
    /// <param name="array">Any dtype, one or more bands. Missing cells are left out.</param>
    /// <param name="zones">Polygons; those that overlap count their cells each. Without a CRS they are taken to be in the raster's.</param>
    /// <param name="statistics">One column each, in this order; count, mean, std, min and max when there is none.</param>
    /// <param name="options">Which cells belong to a zone, bands, and what the table holds.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the computation early.</param>
    /// <returns>One row for each zone in order: its properties, then the statistics. A zone without valid cells has count 0, sum 0 and null for the rest.</returns>
    /// <exception cref="ArgumentException">A statistic is asked for twice, a band does not exist, or the zones hold something else than polygons.</exception>
    /// <exception cref="CrsException">Zones and raster have different CRSs.</exception>
    public static async Task<ZonalTable> ZonalStatsAsync(this LazyArray array, FeatureCollection zones, IReadOnlyList<Statistic> statistics,
        ZonalOptions? options = null, IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(zones);
        options ??= new();
        if (options.Bands is { } bands) array = bands is [var only] ? array.Band(only) : array.Bands([.. bands]);
        array = Masked(array);
        var run = new ZonalRun(array.Schema, zones, statistics, options);
        if (run.Sink.TakesWeights) array = LazyArray.Stack(array, Masked(options.Weights!.Array!));
        await Task.Run(() => Engine.RunAsync(array, run.Sink, progress, cancellation), cancellation).ConfigureAwait(false);
        return run.ToTable();
    }

    /// <summary>Statistics of the cells under zones that come one by one, such as from a database.</summary>
    /// <inheritdoc cref="ZonalStatsAsync(LazyArray, FeatureCollection, IReadOnlyList{Statistic}, ZonalOptions, IProgress{ComputeProgress}, CancellationToken)"/>
    public static async Task<ZonalTable> ZonalStatsAsync(this LazyArray array, IAsyncEnumerable<IFeature> zones, Crs? crs, IReadOnlyList<Statistic> statistics,
        ZonalOptions? options = null, IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
        => await array.ZonalStatsAsync(await FeatureCollection.CollectAsync(zones, crs, cancellation).ConfigureAwait(false), statistics, options, progress, cancellation).ConfigureAwait(false);

    internal static LazyArray Masked(LazyArray array) => array.DType.IsFloating() ? array : array.With(Build.MaskNoData(array.Node));
}
