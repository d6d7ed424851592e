using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Analysis;

namespace Pyramids.Benchmarks;

/// <summary>A chain of every kind of operation, from a file to a table: heights normalised, the low ones raised, the
/// slope of that, and its statistics for each zone.</summary>
internal static class ChainBenchmark
{
    /// <summary>Arguments: raster, zones, threads (2), memory (1GiB). Prints one line of JSON as peers' scripts do:
    /// seconds and CPU seconds in the process, cells, peak memory, and the means of the zones' statistics.</summary>
    public static async Task<int> Run(string[] args)
    {
        if (args is not [var raster, var layer, .. var rest])
        {
            await Console.Error.WriteLineAsync(
                "chain takes a raster and the zones: chain dem.tif zones.gpkg [threads] [memory]").ConfigureAwait(false);
            return 2;
        }
        var (watch, before) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        using var scope = Engine.Configure(threads: rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 2,
            memory: rest.Length > 1 ? rest[1] : "1GiB");
        await using var dataset = Dataset.ReadFile(raster);
        var heights = dataset.ReadArray(Chunks.Auto);
        LazyArray mean = heights.Mean(), std = heights.Std(), score = (heights - mean) / std;
        var raised = score.Where((score > -0.5) | score.IsMissing(), -0.5) * std;
        var zones = FeatureCollection.ReadFile(layer);
        var table = raised.Slope(SlopeUnits.Degrees).ZonalStats(zones, "mean", "std", "min", "max", "count");
        var seconds = watch.Elapsed.TotalSeconds;
        var process = Process.GetCurrentProcess();
        double[] Known(string statistic) => [.. ((DoubleDataFrameColumn)table[statistic]).OfType<double>().Where(double.IsFinite)];
        Console.WriteLine(new JsonObject
        {
            ["seconds"] = Math.Round(seconds, 6),
            ["cpu"] = Math.Round((process.TotalProcessorTime - before).TotalSeconds, 3),
            ["pixels"] = heights.Schema.Whole.Cells,
            ["rss_mb"] = Math.Round(process.PeakWorkingSet64 / 1e6, 1),
            ["summary"] = new JsonObject
            {
                ["zones"] = table.Rows.Count,
                ["nonempty"] = Known("mean").Length,
                ["valid"] = ((Int64DataFrameColumn)table["count"]).Sum(count => count),
                ["mean"] = Known("mean").Average(),
                ["std"] = Known("std").Average(),
                ["min"] = Known("min").Average(),
                ["max"] = Known("max").Average(),
            },
        }.ToJsonString());
        return 0;
    }
}
