using Microsoft.Data.Analysis;

namespace Pyramids.Interactive;

/// <summary>How each type is shown.</summary>
internal static class Renderings
{
    /// <summary>Null for a type that is not ours to show.</summary>
    public static Rendering? Of(object value) => value switch
    {
        RasterPicture picture => new(() => Markup.Raw(picture.Html), picture.ToString, () => picture.Title, () => new { picture.Title, picture.Caption, picture.Alt, picture.Width, picture.Height }) { Png = () => picture.Png },
        GraphView graph => new(() => GraphSvg.Draw(graph), graph.ToString, () => GraphSvg.Alt(graph), () => graph),
        ChunkGrid grid => new(() => ChunkGridSvg.Draw(grid), grid.ToString, grid.ToString, () => new { Bands = grid.Bands.Length, Rows = grid.Rows.Length, Columns = grid.Columns.Length, Chunks = grid.Count, ChunkBands = grid.Bands.Size, ChunkRows = grid.Rows.Size, ChunkColumns = grid.Columns.Size }),
        ArraySchema schema => OfSchema("ArraySchema", "", schema),
        ProgressState progress => new(progress.ToHtml, progress.ToString, progress.ToString, () => new { progress.Done, progress.Total, progress.Finished }),
        DataFrame table => new(() => DataFrameHtml.Draw(table), () => DataFrameHtml.Text(table), () => $"DataFrame: {Figures.Count(table.Rows.Count, "row")}, {Figures.Count(table.Columns.Count, "column")}", () => Rows(table)),
        _ => null,
    };

    private static Rendering OfSchema(string kind, string name, ArraySchema schema)
    {
        var facts = new Facts(kind, name, SchemaFacts.Rows(schema, null)) { Summary = SchemaFacts.Summary(kind, name, schema, null), Sections = SchemaFacts.Sections(schema) };
        return new(() => facts.ToHtml(CrsHtml.Footprint(schema.Grid)), facts.ToText, () => facts.Summary, () => SchemaJson(schema, null));
    }

    private static Dictionary<string, object?> SchemaJson(ArraySchema schema, ChunkGrid? chunks) => new()
    {
        ["bands"] = schema.Bands,
        ["rows"] = schema.Grid.Rows,
        ["columns"] = schema.Grid.Columns,
        ["dtype"] = schema.Type.ToString(),
        ["nodata"] = schema.NoData,
        ["bandNames"] = schema.BandNames.Take(1000),
        ["crs"] = schema.Grid.Crs?.ToString(),
        ["geoTransform"] = schema.Grid.Transform.ToGeoTransform(),
        ["chunks"] = chunks is { } c ? new[] { c.Bands.Size, c.Rows.Size, c.Columns.Size } : null,
    };

    private static IEnumerable<Dictionary<string, object?>> Rows(DataFrame table)
    {
        for (long row = 0; row < Math.Min(table.Rows.Count, 10_000); row++)
        {
            var cells = new Dictionary<string, object?>();
            foreach (var column in table.Columns) cells[column.Name] = column[row];
            yield return cells;
        }
    }
}
