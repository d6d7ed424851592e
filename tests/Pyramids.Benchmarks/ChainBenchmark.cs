using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Analysis;

namespace Pyramids.Benchmarks;

/// <summary>A chain of every kind of operation, from a file to a table: heights normalised, the low ones raised, the
/// slope of that, and its statistics for each zone.</summary>
internal static class ChainBenchmark
{
    /// <summary>Arguments: raster, zones, threads (2), memory (1GiB). Prints seconds, the memory at the end and the
    /// mean over the zones' means, to compare with.</summary>
    public static async Task<int> Run(string[] args)
    {
        if (args is not [var raster, var layer, .. var rest])
        {
            await Console.Error.WriteLineAsync(
                "chain takes a raster and the zones: chain dem.tif zones.gpkg [threads] [memory]").ConfigureAwait(false);
            return 2;
        }
        var watch = Stopwatch.StartNew();
        using var scope = Engine.Configure(threads: rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 2,
            memory: rest.Length > 1 ? rest[1] : "1GiB");
        await using var dataset = Dataset.ReadFile(raster);
        var heights = dataset.ReadArray(Chunks.Auto);
        LazyArray mean = heights.Mean(), std = heights.Std(), score = (heights - mean) / std;
        var raised = score.Where((score > -0.5) | score.IsMissing(), -0.5) * std;
        var zones = FeatureCollection.ReadFile(layer);
        var table = raised.Slope(SlopeUnits.Degrees).ZonalStats(zones, "mean", "std", "min", "max", "count");
        var means = ((DoubleDataFrameColumn)table["mean"]).OfType<double>().Where(double.IsFinite).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{watch.Elapsed.TotalSeconds:F3} s, {Environment.WorkingSet >> 20} MiB, {means.Length} zones, mean of means {means.Average():R}"));
        return 0;
    }
}
