using NetTopologySuite.Features;

namespace Pyramids;

/// <summary>Statistics of the cells under polygons.</summary>
public static class Zonal
{
    /// <summary>Statistics of the cells under each zone, by the centre rule, computed now.</summary>
    /// <param name="array">Any dtype, one or more bands. Missing cells are left out.</param>
    /// <param name="zones">Polygons; those that overlap count their cells each. Without a CRS they are taken to be in the raster's.</param>
    /// <param name="statistics">One column each, in this order; count, mean, std, min and max when none is given.</param>
    /// <returns>One row for each zone in order: its properties, then the statistics. A zone without valid cells has count 0, sum 0 and null
    /// for the rest.</returns>
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
    /// <returns>One row for each zone in order: its properties, then the statistics. A zone without valid cells has count 0, sum 0 and null
    /// for the rest.</returns>
    /// <exception cref="ArgumentException">A statistic is asked for twice, a band does not exist, or the zones hold something else than
    /// polygons.</exception>
    /// <exception cref="CrsException">Zones and raster have different CRSs.</exception>
    public static ZonalTable ZonalStats(this LazyArray array, FeatureCollection zones, ZonalOptions options, params Statistic[] statistics)
        => Engine.Wait(() => array.ZonalStatsAsync(zones, statistics, options));

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
    /// <returns>One row for each zone in order: its properties, then the statistics. A zone without valid cells has count 0, sum 0 and null
    /// for the rest.</returns>
    /// <exception cref="ArgumentException">A statistic is asked for twice, a band does not exist, or the zones hold something else than
    /// polygons.</exception>
    /// <exception cref="CrsException">Zones and raster have different CRSs.</exception>
    public static Task<ZonalTable> ZonalStatsAsync(this LazyArray array, FeatureCollection zones, IReadOnlyList<Statistic> statistics,
        ZonalOptions? options = null, IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(zones);
        return RunAsync(array, zones, zones.Crs, zones.CrsIsAssumed, statistics, options ?? new(), progress, cancellation);
    }

    /// <summary>Statistics of the cells under the zones of a file, which are read one after the other and not held: memory grows with the
    /// results and properties of the zones only.</summary>
    /// <inheritdoc cref="ZonalStatsAsync(LazyArray, FeatureCollection, IReadOnlyList{Statistic}, ZonalOptions, IProgress{ComputeProgress}, CancellationToken)"/>
    public static Task<ZonalTable> ZonalStatsAsync(this LazyArray array, FeatureStream zones, IReadOnlyList<Statistic> statistics,
        ZonalOptions? options = null, IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(zones);
        return RunAsync(array, zones, zones.Crs, zones.CrsIsAssumed, statistics, options ?? new(), progress, cancellation);
    }

    /// <summary>Statistics of the cells of several arrays under each zone, computed now in one pass.</summary>
    /// <param name="arrays">Arrays on one grid by the name that their columns begin with, such as a dictionary of elevation and its
    /// slope.</param>
    /// <param name="zones">Polygons; those that overlap count their cells each. Without a CRS they are taken to be in the raster's.</param>
    /// <param name="options">Which cells belong to a zone, weights, and what the table holds; for <c>Bands</c>, all bands are counted
    /// through.</param>
    /// <param name="statistics">For each array one column each, called <c>{name}_{statistic}</c> when there are several arrays or bands;
    /// count, mean, std, min and max when none is given.</param>
    /// <returns>One row for each zone in order: its properties, then the statistics of the first array, of the second, and so on.</returns>
    /// <exception cref="ArgumentException">There is no array, a name is used twice, a statistic is asked for twice, or zones are no
    /// polygons.</exception>
    /// <exception cref="GridException">The grids differ.</exception>
    /// <exception cref="CrsException">Zones and rasters have different CRSs.</exception>
    public static ZonalTable ZonalStats(this IEnumerable<KeyValuePair<string, LazyArray>> arrays, FeatureCollection zones,
        ZonalOptions options, params Statistic[] statistics) => Together(arrays).ZonalStats(zones, options, statistics);

    /// <summary>Statistics of the cells of several arrays under each zone.</summary>
    /// <inheritdoc cref="ZonalStats(IEnumerable{KeyValuePair{string, LazyArray}}, FeatureCollection, ZonalOptions, Statistic[])"/>
    /// <param name="arrays">Arrays on one grid by the name that their columns begin with.</param>
    /// <param name="zones">Polygons.</param>
    /// <param name="statistics">For each array one column each.</param>
    /// <param name="options">Which cells belong to a zone, weights, and what the table holds.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the computation early.</param>
    public static Task<ZonalTable> ZonalStatsAsync(this IEnumerable<KeyValuePair<string, LazyArray>> arrays, FeatureCollection zones,
        IReadOnlyList<Statistic> statistics, ZonalOptions? options = null, IProgress<ComputeProgress>? progress = null,
        CancellationToken cancellation = default)
        => Together(arrays).ZonalStatsAsync(zones, statistics, options, progress, cancellation);

    /// <summary>Statistics of the cells under zones that come one by one, such as from a database. They are not held: memory grows with
    /// the results and properties of the zones only.</summary>
    /// <inheritdoc cref="ZonalStatsAsync(LazyArray, FeatureCollection, IReadOnlyList{Statistic}, ZonalOptions, IProgress{ComputeProgress}, CancellationToken)"/>
    public static async Task<ZonalTable> ZonalStatsAsync(this LazyArray array, IAsyncEnumerable<IFeature> zones, Crs? crs,
        IReadOnlyList<Statistic> statistics,
        ZonalOptions? options = null, IProgress<ComputeProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(zones);
        options ??= new();
        array = Masked(Picked(array, options));
        using var run = new ZonalRun(array.Schema, crs, crsIsAssumed: false, statistics, options);
        await foreach (var zone in zones.WithCancellation(cancellation).ConfigureAwait(false)) run.Add(zone);
        return await RunAsync(array, run, [], options, progress, cancellation).ConfigureAwait(false);
    }

    // Takes the last zones, then the cells.
    private static async Task<ZonalTable> RunAsync(LazyArray array, IEnumerable<IFeature> zones, Crs? crs, bool crsIsAssumed,
        IReadOnlyList<Statistic> statistics, ZonalOptions options, IProgress<ComputeProgress>? progress, CancellationToken cancellation)
    {
        array = Masked(Picked(array, options));
        using var run = new ZonalRun(array.Schema, crs, crsIsAssumed, statistics, options);
        return await RunAsync(array, run, zones, options, progress, cancellation).ConfigureAwait(false);
    }

    private static async Task<ZonalTable> RunAsync(LazyArray array, ZonalRun run, IEnumerable<IFeature> zones, ZonalOptions options,
        IProgress<ComputeProgress>? progress, CancellationToken cancellation)
    {
        Rehearsal.Begin([array.Node], Engine.Options);
        foreach (var zone in zones)
        {
            cancellation.ThrowIfCancellationRequested();
            run.Add(zone);
        }
        run.Begin();
        if (run.Sink.TakesWeights) array = LazyArray.Stack(array, Masked(options.Weights!.Array!));
        await Engine.StartAsync(() => Engine.RunAsync(array, run.Sink, progress, cancellation), cancellation).ConfigureAwait(false);
        return run.ToTable();
    }

    internal static LazyArray Picked(LazyArray array, ZonalOptions options)
    {
        if (options.Bands is not { } bands) return array;
        if (bands.GroupBy(band => band).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Band {twice.Key} (from 0) is asked for twice; each gives its own columns.", nameof(options));
        if (bands is [var only]) return array.Band(only);
        // A band keeps its number where it has no name.
        return array.Bands([.. bands]).WithBandNames([.. bands.Select(band
            => array.BandNames.Count > band && !string.IsNullOrWhiteSpace(array.BandNames[band])
                ? array.BandNames[band]
                : $"band{band + 1}")]);
    }

    internal static LazyArray Masked(LazyArray array) => array.With(Build.Marked(array.Node));

    // One array whose bands are named by their arrays.
    internal static LazyArray Together(IEnumerable<KeyValuePair<string, LazyArray>> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        var named = arrays.ToArray();
        if (named.Length == 0) throw new ArgumentException("No array was given.", nameof(arrays));
        var names = named.SelectMany(a => a.Value.Schema.Bands == 1 ? [a.Key]
            : Enumerable.Range(0, a.Value.Schema.Bands)
                .Select(band => $"{a.Key}_{(a.Value.BandNames.Count > band ? a.Value.BandNames[band] : $"band{band + 1}")}")).ToArray();
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two arrays would have the columns '{twice.Key}_...'; give each a name of its own.",
                nameof(arrays));
        return LazyArray.Stack([.. named.Select(a => Masked(a.Value))]).WithBandNames(names);
    }
}
