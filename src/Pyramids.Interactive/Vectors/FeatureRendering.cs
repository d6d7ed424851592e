namespace Pyramids.Interactive;

/// <summary>How features are shown: what they are, their outlines, and their properties as a table.</summary>
internal static class FeatureRendering
{
    private const int MostRows = 20, MostColumns = 12;

    public static Rendering Of(FeatureCollection features)
    {
        var kinds = string.Join(", ", features.Where(f => f.Geometry is not null).GroupBy(f => f.Geometry.GeometryType)
            .OrderByDescending(g => g.Count()).Select(g => $"{Figures.Count(g.Count())} {g.Key}").Take(4));
        List<(string, string)> rows = [("Features", Figures.Count(features.Count)), ("Geometry", kinds.Length > 0 ? kinds : "none"),
            ("CRS", SchemaFacts.Crs(features.Crs))];
        if (features.Bounds is { } b) rows.Add(("Extent", SchemaFacts.Extent(b, features.Crs)));
        rows.Add(("Properties", features.Columns.Count == 0 ? "none"
            : string.Join(", ", features.Columns.Take(8).Select(c => Markup.Clip(c, 30)))
                + (features.Columns.Count > 8 ? $" and {features.Columns.Count - 8} more" : "")));
        var facts = new Facts("FeatureCollection", "",
            rows) { Summary = $"FeatureCollection: {Figures.Count(features.Count, "feature")}, {features.Crs?.ToString() ?? "no CRS"}" };
        return new(
            () => (facts with { Sections = features.Columns.Count > 0 && features.Count > 0
                ? [(features.Count > MostRows ? $"Properties of the first {MostRows}" : "Properties", Table(features))]
                : [] }).ToHtml(OutlineMap.Draw(features, features.Crs)),
            facts.ToText, () => facts.Summary,
            () => new { features.Count, Columns = features.Columns.Take(1000), Crs = features.Crs?.ToString(), features.Bounds });
    }

    private static Markup Table(FeatureCollection features)
    {
        const string cell = "text-align:left;padding:2px 12px 2px 0;border:0;background:transparent;overflow-wrap:break-word";
        var names = features.Columns.Take(MostColumns).ToList();
        var html = new MarkupWriter();
        html.Add($"""<table style="border-collapse:collapse;border:0;font-size:12px"><tr style="border:0;background:transparent">{Markup.Join(names.Select(n => Markup.Of($"""<th scope="col" style="{cell};font-weight:600">{Markup.Clip(n, 40)}</th>""")))}</tr>""");
        foreach (var feature in features.Take(MostRows))
            html.Add($"""<tr style="border:0;background:transparent">{Markup.Join(names.Select(n => Markup.Of($"""<td style="{cell}">{Markup.Clip(Column.Plain(feature.Attributes?.GetOptionalValue(n)), 80)}</td>""")))}</tr>""");
        return html.Add($"</table>").ToMarkup();
    }
}
