using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Pyramids.Tool.Commands.Raster;

/// <summary><c>pyramids info FILE</c>: what a raster is, from its header.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("file") { Description = RasterOptions.InputDescription };
        var shared = new RasterOptions();
        var command = new Command("info", "Print what a raster is. Reads its header only.") { input };
        shared.AddTo(command);
        command.SetAction((parsed, _) => RasterRun.RunAsync(shared.Engine(parsed), parsed.GetValue(shared.Json), "info", async run =>
        {
            await using var dataset = await Dataset.ReadFileAsync(parsed.GetValue(input)!, run.Cancellation).ConfigureAwait(false);
            return new(Text(dataset), new(Json(dataset)), dataset.Schema.Whole.Cells);
        }));
        return command;
    }

    private static string Text(Dataset dataset)
    {
        var (grid, schema) = (dataset.Grid, dataset.Schema);
        List<(string Name, string Value)> lines =
        [
            ("file", dataset.Path),
            ("size", $"{grid.Columns} columns, {grid.Rows} rows, {dataset.Bands} band{(dataset.Bands == 1 ? "" : "s")} of {dataset.DType} ({ByteSize.Format(schema.Bytes)})"),
            ("CRS", Name(grid.Crs)),
            ("cell", $"{Number(grid.Transform.CellWidth)} by {Number(grid.Transform.CellHeight)}{(grid.Transform.IsRotated ? ", rotated" : "")}"),
            ("extent", grid.Extent.ToString()),
            ("nodata", dataset.NoData is { } value ? Number(value) : "none"),
            ("blocks", $"{dataset.Block} cells"),
        ];
        if (dataset.BandNames.Count > 0) lines.Add(("bands", string.Join(", ", dataset.BandNames)));
        if (dataset.Overviews.Count > 0)
            lines.Add(("overviews", string.Join(", ", dataset.Overviews.Select(o => $"{o.Columns}x{o.Rows}"))));
        lines.AddRange(dataset.Facts);
        lines.Add(("reader", $"{dataset.Reader} ({dataset.Format})"));
        var width = Math.Min(24, lines.Max(line => line.Name.Length));
        return string.Join(Environment.NewLine, lines.Select(line => $"{line.Name.PadRight(width)}  {line.Value}"));
    }

    private static JsonObject Json(Dataset dataset)
    {
        var (grid, extent) = (dataset.Grid, dataset.Grid.Extent);
        return new()
        {
            ["file"] = dataset.Path,
            ["format"] = dataset.Format,
            ["reader"] = dataset.Reader,
            ["columns"] = grid.Columns,
            ["rows"] = grid.Rows,
            ["bands"] = dataset.Bands,
            ["dtype"] = dataset.DType.ToString(),
            ["nodata"] =
                dataset.NoData is { } value ? (double.IsFinite(value) ? value : value.ToString(CultureInfo.InvariantCulture)) : null,
            ["crs"] = grid.Crs?.ToString(),
            ["crsName"] = grid.Crs?.Name,
            ["geoTransform"] = new JsonArray([.. grid.Transform.ToGeoTransform().Select(number => (JsonNode)number)]),
            ["extent"] = new JsonArray(extent.MinX, extent.MinY, extent.MaxX, extent.MaxY),
            ["block"] = new JsonArray(dataset.Block.Bands, dataset.Block.Rows, dataset.Block.Columns),
            ["bandNames"] = new JsonArray([.. dataset.BandNames.Select(name => (JsonNode)name)]),
            ["overviews"] = new JsonArray([.. dataset.Overviews.Select(o => (JsonNode)new JsonArray(o.Rows, o.Columns))]),
            ["facts"] = new JsonObject(dataset.Facts.DistinctBy(fact => fact.Name)
                .Select(fact => KeyValuePair.Create(fact.Name, (JsonNode?)fact.Value))),
        };
    }

    private static string Name(Crs? crs) => crs is null ? "none" : crs.ToString() == crs.Name ? crs.Name : $"{crs} ({crs.Name})";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
