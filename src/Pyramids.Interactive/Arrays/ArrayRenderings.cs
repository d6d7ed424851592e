namespace Pyramids.Interactive;

/// <summary>How arrays are shown. A lazy one is never computed to be shown; of one in memory a preview is drawn.</summary>
internal static class ArrayRenderings
{
    private const int PreviewSide = 240;

    public static Rendering Of(LazyArray array)
    {
        var name = GraphSources.Title(array);
        var facts = Facts("LazyArray", name, array.Schema, array.Chunks);
        var graph = new Lazy<GraphView>(() => array.Graph(isPlanned: false));
        return new(
            () => (facts with { State = "lazy: nothing computed yet", Sections = [.. facts.Sections, Operations(graph.Value)] })
                .ToHtml(array.Schema.IsReduced ? Markup.Empty : ChunkGridSvg.Draw(array.Chunks)),
            facts.ToText, () => facts.Summary, () => Json(array.Schema, array.Chunks));
    }

    public static Rendering Of(NDArray array)
    {
        var facts = Facts("NDArray", "", array.Schema, null);
        var full = new Lazy<Facts>(() => facts with { Rows = [.. facts.Rows, .. Values(array)] });
        return new(() => full.Value.ToHtml(Picture(array)), () => full.Value.ToText(), () => facts.Summary, () => Json(array.Schema, null));
    }

    public static Rendering Of(Dataset dataset)
    {
        var (schema, block) = (dataset.Schema, dataset.Block);
        var stored = ChunkGrid.Regular(schema.Bands, schema.Grid.Rows, schema.Grid.Columns, Math.Clamp(block.Bands, 1, schema.Bands),
            Math.Clamp(block.Rows, 1, schema.Grid.Rows), Math.Clamp(block.Columns, 1, schema.Grid.Columns));
        var facts = Facts("Dataset", Path.GetFileName(Path.TrimEndingDirectorySeparator(dataset.Path)), schema, null);
        List<(string, string)> rows = [.. facts.Rows];
        rows.Insert(2, ("Stored as", $"{dataset.Format}, {Figures.Count(stored.Count, "block")} of {block}"));
        if (dataset.Overviews.Count > 0)
            rows.Insert(3, ("Overviews",
                string.Join(", ", dataset.Overviews.Take(8).Select(o => $"{Figures.Count(o.Rows)} × {Figures.Count(o.Columns)}"))));
        List<(string, Markup)> sections = [.. facts.Sections];
        if (dataset.Facts.Count > 0) sections.Add(("What else the file states", Pairs(dataset.Facts)));
        sections.Add(("Path", Interactive.Facts.Verbatim(dataset.Path)));
        facts = facts with { Rows = rows, Sections = sections, State = "opened: no cell read" };
        return new(() => facts.ToHtml(ChunkGridSvg.Draw(stored, noun: "block")), facts.ToText, () => facts.Summary,
            () => Json(schema, stored));
    }

    /// <summary>A schema, with a drawing of its chunks or of where it lies.</summary>
    public static Rendering Of(string kind, string name, ArraySchema schema, ChunkGrid? chunks, params (string Label, string Value)[] more)
    {
        var facts = Facts(kind, name, schema, chunks);
        facts = facts with { Rows = [.. facts.Rows, .. more] };
        return new(() => facts.ToHtml(chunks is { } c ? ChunkGridSvg.Draw(c) : CrsHtml.Footprint(schema.Grid)), facts.ToText,
            () => facts.Summary, () => Json(schema, chunks));
    }

    public static Dictionary<string, object?> Json(ArraySchema schema, ChunkGrid? chunks) => new()
    {
        ["shape"] = schema.Shape,
        ["dtype"] = schema.Type.ToString(),
        ["nodata"] = schema.NoData,
        ["bandNames"] = schema.BandNames.Take(1000),
        ["crs"] = schema.Grid.Crs?.ToString(),
        ["geoTransform"] = schema.Grid.Transform.ToGeoTransform(),
        ["chunks"] = chunks is { } c ? new[] { c.Bands.Size, c.Rows.Size, c.Columns.Size } : null,
    };

    private static Facts Facts(string kind, string name, ArraySchema schema, ChunkGrid? chunks)
        => new(kind, name, SchemaFacts.Rows(schema, chunks))
        {
            Summary = SchemaFacts.Summary(kind, name, schema, chunks),
            Sections = SchemaFacts.Sections(schema),
        };

    private static Markup Pairs(IReadOnlyList<(string Name, string Value)> pairs)
    {
        const int most = 200;
        var lines = Markup.Join(pairs.Take(most)
            .Select(p => Markup.Of($"""<div style="overflow-wrap:anywhere"><span style="opacity:.7">{Markup.Clip(p.Name, 100)}</span> {Markup.Clip(p.Value, 400)}</div>""")));
        return pairs.Count > most ? lines + Markup.Of($"<div>and {Figures.Count(pairs.Count - most)} more</div>") : lines;
    }

    private static (string, Markup) Operations(GraphView graph)
    {
        var lines = graph.Nodes.Take(60)
            .Select(n => Markup.Of($"<li>{Markup.Clip(n.Label, 100)} <span style=\"opacity:.7\">{(n.Operation == n.Label ? "" : n.Operation + ", ")}{Figures.Count(n.Chunks, "chunk")}, {Figures.Bytes(n.Bytes)}</span></li>"));
        var rest = graph.Nodes.Count > 60
            ? Markup.Of($"<div>and {Figures.Count(graph.Nodes.Count - 60)} more; Graph() draws them</div>")
            : Markup.Empty;
        return (Figures.Count(graph.Nodes.Count, "operation"),
            Markup.Of($"""<ol style="margin:0;padding-left:24px">{Markup.Join(lines)}</ol>{rest}"""));
    }

    private static List<(string, string)> Values(NDArray array)
    {
        if (array.Schema.IsReduced || (array.Grid.Rows == 1 && array.Count <= 12))
            return [("Values", string.Join(", ", Enumerable.Range(0, (int)Math.Min(12, array.Count))
                .Select(i => Figures.Number(PreviewReader.Cell(array, i), 7))) + (array.Count > 12 ? ", …" : ""))];
        var (valid, missing, least, greatest, mean, exact) = PreviewReader.Statistics(array);
        var about = exact ? "" : "   of a sample of the cells";
        if (valid == 0) return [("Values", "no cell has a value")];
        return
        [
            ("Values", $"{Figures.Number(least, 5)} to {Figures.Number(greatest, 5)}, mean {Figures.Number(mean, 5)}{about}"),
            ("Missing",
                missing == 0 ? "none" : $"{Figures.Count(missing)} cells, {Legend.Share((double)missing / (valid + missing))}{about}"),
        ];
    }

    private static Markup Picture(NDArray array)
    {
        if (array.Schema.IsReduced) return Markup.Empty;
        return Pictures.Of(PreviewReader.Read(array, 0, PreviewSide, array.Schema.Bands > 1 ? "first band" : "cells"),
            width: PreviewSide).Thumbnail;
    }
}
