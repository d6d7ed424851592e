using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Pyramids.Benchmarks;

/// <summary>A raster read whole into memory, as <c>ReadArray()</c> does.</summary>
internal static class LoadBenchmark
{
    private const int Corner = 64;

    /// <summary>Arguments: raster, threads (2). Prints one line of JSON as peers' scripts do: seconds and CPU seconds
    /// in the process, cells, peak memory and a summary of band 1. A corner is loaded first: what peers import, and
    /// what is compiled here, is not counted.</summary>
    public static async Task<int> Run(string[] args)
    {
        if (args is not [var path, .. var rest])
        {
            await Console.Error.WriteLineAsync("load takes a raster: load dem.zarr [threads]").ConfigureAwait(false);
            return 2;
        }
        using var scope = Engine.Configure(threads: rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 2);
        await Load(path, corner: true).ConfigureAwait(false);
        var (watch, before) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var cells = await Load(path).ConfigureAwait(false);
        var seconds = watch.Elapsed.TotalSeconds;
        var cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        var band = cells.ToLazy();
        double Value(LazyArray one) => one.Compute().ToDoubles()[0];
        Console.WriteLine(new JsonObject
        {
            ["seconds"] = Math.Round(seconds, 6),
            ["cpu"] = Math.Round(cpu, 3),
            ["pixels"] = cells.Schema.Whole.Cells,
            ["rss_mb"] = Math.Round(peak / 1e6, 1),
            ["summary"] = new JsonObject
            {
                ["mean"] = Value(band.Mean()),
                ["std"] = Value(band.Std()),
                ["min"] = Value(band.Min()),
                ["max"] = Value(band.Max()),
                ["valid"] = cells.Schema.Whole.Cells,
            },
        }.ToJsonString());
        return 0;
    }

    private static async Task<NDArray> Load(string path, bool corner = false)
    {
        await using var dataset = Dataset.ReadFile(path);
        var cells = dataset.ReadArray(Chunks.Auto);
        if (corner) cells = cells[..Math.Min(Corner, dataset.Grid.Rows), ..Math.Min(Corner, dataset.Grid.Columns)];
        return await cells.ComputeAsync().ConfigureAwait(false);
    }
}
