using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Pyramids.Tool.Commands.Raster;

/// <summary><c>pyramids zonal RASTER ZONES</c>: statistics of the cells under polygons, or under the labels of another raster.</summary>
internal sealed class ZonalCommand
{
    private readonly Argument<string> raster = new("raster") { Description = RasterOptions.InputDescription };

    private readonly Argument<string> zones = new("zones")
    {
        Description = "Polygons: GeoJSON, GeoPackage or Shapefile; or a raster of labels on the same grid.",
    };

    private readonly Option<string?> stats = RasterOptions.Checked("--stats",
        "Statistics in the order of their columns, such as mean,std,count,quantile(0.9).", text => Statistic.ParseList(text));

    private readonly Choice<ZonalMethod> method = new("--method", "Which cells belong to a zone.", ZonalMethod.Center);

    private readonly Option<string?> bands = RasterOptions.Checked("--bands",
        "Which bands, from 1, such as 1,3. All when not given.", text => Bands(text));

    private readonly Option<string[]> with = new("--with")
    {
        Description = "A further raster on the same grid; columns then begin with the names of the files. May be given again.",
    };

    private readonly Option<string?> weights = new("--weights")
    {
        Description = "A raster of weights on the same grid (its first band) for weighted_mean and weighted_sum, or cell-area.",
    };

    private readonly Option<bool> reproject = new("--reproject") { Description = "Bring zones in another CRS into the raster's." };

    private readonly Option<string?> layer = new("--layer") { Description = "Which layer of a GeoPackage that has several." };

    private readonly Option<string?> values = RasterOptions.Checked("--value-memory",
        "Room for the values of quantiles and classes, such as 1GiB. A quarter of the memory when not given.",
        text => ByteSize.Parse(text));

    private readonly Option<string?> output = RasterOptions.Checked("--out",
        "Write the table instead of printing it: .csv, .parquet or .arrow.", path => Writer(path));

    private readonly RasterOptions shared = new();

    public static Command Create() => new ZonalCommand().ToCommand();

    private Command ToCommand()
    {
        var command = new Command("zonal",
            "Statistics of the cells under polygons or labels: the zones' properties, then one column for each statistic.")
        {
            raster, zones, stats, method, bands, with, weights, reproject, layer, values, output,
        };
        shared.AddTo(command);
        command.SetAction((parsed, _) => RasterRun.RunAsync(shared.Engine(parsed), parsed.GetValue(shared.Json), "zonal",
            run => ComputeAsync(parsed, run)));
        return command;
    }

    private async Task<RasterRun.Outcome> ComputeAsync(ParseResult parsed, RasterRun run)
    {
        if (parsed.GetValue(output) is { } file && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"Cannot write {file}: there is no folder {folder}. Create it first.");
        await using var opened = new Opened();
        var (path, name) = (parsed.GetValue(zones)!, parsed.GetValue(layer));
        var drawn = FeatureCollection.IsKnown(path) ? Task.Run(() => FeatureStream.OpenFile(path, name)) : null;
        var array = await ArrayAsync(opened, [parsed.GetValue(raster)!, .. parsed.GetValue(with) ?? []], run.Cancellation)
            .ConfigureAwait(false);
        var options = await OptionsAsync(parsed, opened, run.Cancellation).ConfigureAwait(false);
        foreach (var band in options.Bands ?? [])
            if (band >= array.Schema.Bands)
                throw new ArgumentException($"There is no band {band + 1}; '{parsed.GetValue(raster)}' has {array.Schema.Bands}.");
        var statistics = parsed.GetValue(stats) is { } text ? Statistic.ParseList(text) : [];
        var (features, labels) = drawn is not null
            ? (await drawn.ConfigureAwait(false), null)
            : await ZonesAsync(opened, path, name, run.Cancellation).ConfigureAwait(false);
        var table = features is not null
            ? await array.ZonalStatsAsync(features, statistics, options, run, run.Cancellation).ConfigureAwait(false)
            : await array.ZonalStatsAsync(labels!, statistics, options, run, run.Cancellation).ConfigureAwait(false);
        if (features is not null && table.EmptyZones == table.Rows.Count)
            Console.Error.WriteLine(
                $"pyramids zonal: no zone covers a cell. The zones span {features.Bounds}, the raster {array.Grid.Extent}.");
        foreach (var note in table.Notes) Console.Error.WriteLine($"pyramids zonal: {note}");
        var line = "";
        if (parsed.GetValue(output) is { } target)
        {
            Writer(target)(table, target);
            line = string.Create(CultureInfo.InvariantCulture, $"{target}: {table.Rows.Count} zones, {run.Took}");
        }
        else if (!parsed.GetValue(shared.Json)) CsvWriter.Write(table, Console.Out);
        return new(line, parsed.GetValue(shared.Json) ? new(Summary(table, parsed.GetValue(output))) : null, array.Schema.Whole.Cells);
    }

    private async Task<ZonalOptions> OptionsAsync(ParseResult parsed, Opened opened, CancellationToken cancellation) => new()
    {
        Method = parsed.GetValue(method),
        Bands = parsed.GetValue(bands) is { } picked ? Bands(picked) : null,
        Weights = parsed.GetValue(weights) switch
        {
            null => null,
            "cell-area" => ZonalWeights.CellArea,
            var name => ZonalWeights.From((await opened.ReadAsync(name, cancellation).ConfigureAwait(false)).Band(0)),
        },
        Reproject = parsed.GetValue(reproject),
        ValueBytes = parsed.GetValue(values) is { } room ? ByteSize.Parse(room) : null,
    };

    private static async Task<LazyArray> ArrayAsync(Opened opened, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var arrays = new List<KeyValuePair<string, LazyArray>>();
        foreach (var path in paths)
            arrays.Add(new(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path)),
                await opened.ReadAsync(path, cancellation).ConfigureAwait(false)));
        return arrays is [var only] ? only.Value : Zonal.Together(arrays);
    }

    /// <summary>Zones of a file whose ending does not tell: labels, or features where no reader of rasters knows it.</summary>
    private static async Task<(FeatureStream? Features, LazyArray? Labels)> ZonesAsync(Opened opened, string path, string? layer,
        CancellationToken cancellation)
    {
        try
        {
            return (null, await opened.ReadAsync(path, cancellation).ConfigureAwait(false));
        }
        catch (Exception noRaster) when (noRaster is RasterFormatException or NotSupportedException && File.Exists(path))
        {
            return (FeatureStream.OpenFile(path, layer), null);
        }
    }

    private static int[] Bands(string text)
        => [.. text.Split(',').Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out var band) && band > 0
            ? band - 1
            : throw new FormatException($"'{part}' is no band; bands are counted from 1, such as 1,3."))];

    private static Action<ZonalTable, string> Writer(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => (table, target) => table.WriteCsv(target),
        ".parquet" => (table, target) => table.WriteParquet(target),
        ".arrow" or ".feather" => (table, target) => table.WriteArrow(target),
        var other => throw new FormatException($"tables are written as .csv, .parquet or .arrow; '{path}' ends in '{other}'."),
    };

    /// <summary>The rows of a table that goes to no file; for benchmarks the mean over the zones of each statistic, and the cells in all
    /// zones.</summary>
    private static JsonObject Summary(ZonalTable table, string? path)
    {
        var summary = new JsonObject();
        foreach (var column in table.Columns.TakeLast(table.StatisticColumns))
        {
            var numbers = Enumerable.Range(0, (int)table.Rows.Count).Select(row => column[row]).Where(value => value is not null)
                .Select(value => System.Convert.ToDouble(value, CultureInfo.InvariantCulture)).ToArray();
            if (numbers.Length == 0) continue;
            if (column.Name == "count") summary["valid"] = Value(numbers.Sum());
            else summary[column.Name] = Value(numbers.Average());
        }
        var values = new JsonObject { ["output"] = path, ["zones"] = table.Rows.Count, ["summary"] = summary };
        if (path is null) values["rows"] = new JsonArray([.. Enumerable.Range(0, (int)table.Rows.Count).Select(row => Row(table, row))]);
        return values;
    }

    private static JsonObject Row(ZonalTable table, int row)
    {
        var cells = new JsonObject();
        foreach (var column in table.Columns) cells[column.Name] = Value(column[row]);
        return cells;
    }

    // JSON has no infinite numbers; they are written as text.
    private static JsonNode? Value(object? cell) => cell switch
    {
        null => null,
        double number
            => double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(number.ToString(CultureInfo.InvariantCulture)),
        long number => JsonValue.Create(number),
        bool flag => JsonValue.Create(flag),
        _ => JsonValue.Create(System.Convert.ToString(cell, CultureInfo.InvariantCulture)),
    };

    /// <summary>Files that stay open while their cells are read.</summary>
    private sealed class Opened : IAsyncDisposable
    {
        private readonly List<Dataset> all = [];

        public async Task<LazyArray> ReadAsync(string path, CancellationToken cancellation)
        {
            all.Add(await Dataset.ReadFileAsync(path, cancellation).ConfigureAwait(false));
            return all[^1].ReadArray(Chunks.Auto);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var dataset in all) await dataset.DisposeAsync().ConfigureAwait(false);
        }
    }
}
