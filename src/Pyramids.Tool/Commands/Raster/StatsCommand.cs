using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Pyramids.Tool.Commands.Raster;

/// <summary><c>pyramids stats FILE</c>: count, mean, std, least and greatest of each band, in one pass.</summary>
internal static class StatsCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("file") { Description = RasterOptions.InputDescription };
        var shared = new RasterOptions();
        var command = new Command("stats", "Count, mean, standard deviation (population), least and greatest of each band.") { input };
        shared.AddTo(command);
        command.SetAction((parsed, _) => RasterRun.RunAsync(shared.Engine(parsed), parsed.GetValue(shared.Json), "stats", async run =>
        {
            await using var dataset = await Dataset.ReadFileAsync(parsed.GetValue(input)!, run.Cancellation).ConfigureAwait(false);
            var array = dataset.ReadArray(Chunks.Auto);
            int[] axes = array.Schema.IsPlane ? [] : [1, 2];
            var results = await Engine.ComputeAsync(
                [array.Count(axes), array.Mean(axes), array.Std(axes), array.Min(axes), array.Max(axes)], run,
                run.Cancellation).ConfigureAwait(false);
            var values = results.Select(result => result.ToDoubles()).ToArray();
            var cells = (long)dataset.Grid.Rows * dataset.Grid.Columns;
            return new(Text(dataset, values, cells, run), new(Json(dataset, values, cells)), dataset.Schema.Whole.Cells);
        }));
        return command;
    }

    private static string Text(Dataset dataset, double[][] values, long cells, RasterRun run)
    {
        var lines = new List<string> { $"{"band",-16} {"count",14} {"mean",16} {"std",16} {"min",14} {"max",14} {"nodata",12}" };
        for (var band = 0; band < dataset.Bands; band++)
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{Name(dataset, band),-16} {values[0][band],14:0} {values[1][band],16:G10} {values[2][band],16:G10} {values[3][band],14:G10} {values[4][band],14:G10} {cells - values[0][band],12:0}"));
        lines.Add($"{dataset.Schema.Whole.Cells} cells {run.Took}");
        return string.Join(Environment.NewLine, lines);
    }

    private static JsonObject Json(Dataset dataset, double[][] values, long cells)
    {
        var bands = new JsonArray();
        for (var band = 0; band < dataset.Bands; band++)
            bands.Add(new JsonObject
            {
                ["band"] = Name(dataset, band),
                ["count"] = (long)values[0][band],
                ["mean"] = Number(values[1][band]),
                ["std"] = Number(values[2][band]),
                ["min"] = Number(values[3][band]),
                ["max"] = Number(values[4][band]),
                ["nodata"] = cells - (long)values[0][band],
            });
        var first = (JsonObject)bands[0]!;
        return new()
        {
            ["file"] = dataset.Path,
            ["summary"] = new JsonObject { ["mean"] = first["mean"]?.DeepClone(), ["std"] = first["std"]?.DeepClone(),
                ["min"] = first["min"]?.DeepClone(), ["max"] = first["max"]?.DeepClone(), ["valid"] = first["count"]?.DeepClone() },
            ["bands"] = bands,
        };
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static string Name(Dataset dataset, int band) => dataset.BandNames.Count > band && dataset.BandNames[band].Length > 0
        ? dataset.BandNames[band] : (band + 1).ToString(CultureInfo.InvariantCulture);
}
