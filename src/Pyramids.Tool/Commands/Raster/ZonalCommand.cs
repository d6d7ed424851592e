using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Pyramids.Tool.Commands.Raster;

/// <summary><c>pyramids zonal RASTER ZONES</c>: statistics of the cells under polygons.</summary>
internal static class ZonalCommand
{
    public static Command Create()
    {
        var raster = new Argument<string>("raster") { Description = "A GeoTIFF file or a Zarr store." };
        var zones = new Argument<string>("zones") { Description = "Polygons: GeoJSON, GeoPackage or Shapefile." };
        var stats = RasterOptions.Checked("--stats", "Statistics in the order of their columns, such as mean,std,count,quantile(0.9).", text => Parse(text));
        var method = RasterOptions.Choice("--method", "Which cells belong to a zone.", ZonalMethod.Center);
        var weights = new Option<string?>("--weights") { Description = "A raster of weights on the same grid for weighted_mean and weighted_sum, or cell-area." };
        var reproject = new Option<bool>("--reproject") { Description = "Bring zones in another CRS into the raster's." };
        var layer = new Option<string?>("--layer") { Description = "Which layer of a GeoPackage that has several." };
        var output = new Option<string?>("--out") { Description = "Write the table to a CSV file instead of printing it." };
        var shared = new RasterOptions();
        var command = new Command("zonal", "Statistics of the cells under polygons: the zones' properties, then one column for each statistic.") { raster, zones, stats, method, weights, reproject, layer, output };
        shared.AddTo(command);
        command.SetAction((parsed, _) => RasterRun.RunAsync(shared.Engine(parsed), parsed.GetValue(shared.Json), "zonal", async run =>
        {
            var statistics = parsed.GetValue(stats) is { } text ? Parse(text) : (IReadOnlyList<Statistic>)[];
            await using var dataset = await Dataset.ReadFileAsync(parsed.GetValue(raster)!, run.Cancellation).ConfigureAwait(false);
            var features = FeatureCollection.ReadFile(parsed.GetValue(zones)!, parsed.GetValue(layer));
            await using var second = parsed.GetValue(weights) is { } name and not "cell-area" ? await Dataset.ReadFileAsync(name, run.Cancellation).ConfigureAwait(false) : null;
            var options = new ZonalOptions
            {
                Method = parsed.GetValue(method),
                Weights = second is not null ? ZonalWeights.From(second.ReadArray(Chunks.Auto).Band(0)) : parsed.GetValue(weights) is null ? null : ZonalWeights.CellArea,
                Reproject = parsed.GetValue(reproject),
            };
            var table = await dataset.ReadArray(Chunks.Auto).ZonalStatsAsync(features, statistics, options, run, run.Cancellation).ConfigureAwait(false);
            foreach (var note in table.Notes) Console.Error.WriteLine($"pyramids zonal: {note}");
            if (table.EmptyZones == features.Count)
                Console.Error.WriteLine($"pyramids zonal: no zone covers a cell. The zones span {features.Bounds}, the raster {dataset.Grid.Extent}.");
            if (parsed.GetValue(output) is { } path)
            {
                table.WriteCsv(path);
                return new(string.Create(CultureInfo.InvariantCulture, $"{path}: {table.Rows.Count} zones, {run.Took}"), Summary(table, features, path), dataset.Schema.Whole.Cells);
            }
            if (!parsed.GetValue(shared.Json)) CsvWriter.Write(table, Console.Out);
            return new("", Summary(table, features, null), dataset.Schema.Whole.Cells);
        }));
        return command;
    }

    private static IReadOnlyList<Statistic> Parse(string text) => Statistic.ParseList(text);

    /// <summary>For benchmarks: the mean over the zones of each statistic, and the cells in all zones.</summary>
    private static JsonObject Summary(ZonalTable table, FeatureCollection features, string? path)
    {
        var summary = new JsonObject();
        foreach (var column in table.Columns.Skip(features.Columns.Count))
        {
            var values = Enumerable.Range(0, (int)table.Rows.Count).Select(row => column[row]).Where(value => value is not null)
                .Select(value => System.Convert.ToDouble(value, CultureInfo.InvariantCulture)).ToArray();
            if (values.Length == 0) continue;
            if (column.Name == "count") summary["valid"] = values.Sum();
            else summary[column.Name] = values.Average();
        }
        return new() { ["output"] = path, ["zones"] = features.Count, ["summary"] = summary };
    }
}
