using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Pyramids.Benchmarks;

/// <summary>A raster read whole into memory, as <c>ReadArray()</c> does.</summary>
internal static class LoadBenchmark
{
    /// <summary>Arguments: raster, threads (2). Prints one line of JSON as peers' scripts do: seconds in the process, cells, peak memory
    /// and a summary of band 1.</summary>
    public static async Task<int> Run(string[] args)
    {
        if (args is not [var path, .. var rest])
        {
            await Console.Error.WriteLineAsync("load takes a raster: load dem.zarr [threads]").ConfigureAwait(false);
            return 2;
        }
        using var scope = Engine.Configure(threads: rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 2);
        var watch = Stopwatch.StartNew();
        await using var dataset = Dataset.ReadFile(path);
        var cells = await dataset.ReadArray(Chunks.Auto).ComputeAsync().ConfigureAwait(false);
        var seconds = watch.Elapsed.TotalSeconds;
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        var band = cells.ToLazy();
        double Value(LazyArray one) => one.Compute().ToDoubles()[0];
        Console.WriteLine(new JsonObject
        {
            ["seconds"] = Math.Round(seconds, 6),
            ["pixels"] = dataset.Schema.Whole.Cells,
            ["rss_mb"] = Math.Round(peak / 1e6, 1),
            ["summary"] = new JsonObject
            {
                ["mean"] = Value(band.Mean()),
                ["std"] = Value(band.Std()),
                ["min"] = Value(band.Min()),
                ["max"] = Value(band.Max()),
                ["valid"] = dataset.Schema.Whole.Cells,
            },
        }.ToJsonString());
        return 0;
    }
}
