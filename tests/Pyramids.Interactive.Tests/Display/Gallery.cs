namespace Pyramids.Interactive.Tests.Display;

/// <summary>One of each kind of output, for the tests that hold for all, and on one page to be looked at.</summary>
internal static class Gallery
{
    public static readonly Lazy<IReadOnlyDictionary<string, string>> Outputs = new(Make);

    /// <summary>All outputs below one another, as a notebook shows them.</summary>
    public static string Page(IEnumerable<KeyValuePair<string, string>> outputs)
        => $$"""
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Gallery</title>
            <style>body{font-family:sans-serif;margin:16px;max-width:900px}h2{font-size:14px;opacity:.6;border-top:1px solid #8884;padding-top:10px}@media(prefers-color-scheme:dark){body{background:#1e1e1e;color:#ddd} }</style>
            {{string.Concat(outputs.Select(o => $"<h2>{o.Key}</h2>{o.Value}"))}}
            """;

    private static SortedDictionary<string, string> Make()
    {
        var outputs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Grid(string name, ChunkGrid grid) => outputs["grid: " + name] = ChunkGridSvg.Draw(grid).ToString();
        Grid("plane", ChunkGrid.Regular(1, 403, 344, 1, 128, 128));
        Grid("one chunk", ChunkGrid.Regular(1, 403, 344, 1, 403, 344));
        Grid("large", ChunkGrid.Regular(1, 20_000, 20_000, 1, 5632, 5632));
        Grid("fine", ChunkGrid.Regular(1, 108_000, 43_200, 1, 512, 512));
        Grid("six bands", ChunkGrid.Regular(6, 352, 349, 1, 128, 128));
        Grid("bands in one chunk", ChunkGrid.Regular(6, 352, 349, 6, 128, 128));
        Grid("cube", ChunkGrid.Regular(365, 720, 1440, 1, 256, 256));
        Grid("cube by 30", ChunkGrid.Regular(365, 720, 1440, 30, 256, 256));
        Grid("strips", ChunkGrid.Regular(1, 20_000, 20_000, 1, 1677, 20_000));
        Grid("narrow", ChunkGrid.Regular(1, 100, 100_000, 1, 100, 4096));
        Grid("explicit", new(AxisChunks.Regular(1, 1), AxisChunks.Explicit([100, 50, 253]), AxisChunks.Explicit([200, 100, 44])));
        Array(outputs, "plane", "slope(olinda)", Given.Plane(Given.Utm(445, 445), DType.Float32, "slope"),
            ChunkGrid.Regular(1, 445, 445, 1, 256, 256));
        Array(outputs, "degrees", "jacksboro_geo.tif", Given.Plane(Given.Degrees(344, 403), DType.Int16), null);
        var names = Enumerable.Range(1, 12).Select(i => $"month {i}").ToList();
        Array(outputs, "cube", "precipitation", new(Given.Utm(720, 1440), 12, DType.Float64) { BandNames = names },
            ChunkGrid.Regular(12, 720, 1440, 1, 256, 256));
        Array(outputs, "hostile", Given.Hostile, new(new GridSpec(20, 30, Affine.Identity), 2,
            DType.UInt8) { BandNames = [Given.Hostile, string.Concat(Enumerable.Repeat(Given.Hostile, 5000))] },
            ChunkGrid.Regular(2, 20, 30, 1, 8, 8));
        var hills = Given.Hills();
        outputs["picture: viridis"] = Pictures.Of(hills).Html;
        outputs["picture: terrain"] = Pictures.Of(hills, Colormap.Terrain).Html;
        outputs["picture: hillshade"] = Pictures.Hillshade(hills).Html;
        outputs["picture: relief"] = Pictures.Relief(hills).Html;
        outputs["picture: relief svg"] = Pictures.Relief(hills).Svg;
        outputs["picture: degrees"] = Pictures.Of(Given.Hills(344, 403, Given.Degrees(344, 403), "jacksboro"), Colormap.Cividis).Html;
        outputs["picture: hostile"] = Pictures.Of(
            hills with { Name = Given.Hostile, Source = Given.Plane(hills.Grid, DType.Float32, Given.Hostile) }).Html;
        outputs["picture: aspect"] = Pictures.Of(
            hills with { Cells = [.. hills.Cells.Select(c => c * 2 % 360)], Source = Given.Plane(hills.Grid, DType.Float32, "aspect") },
            Colormap.Aspect).Html;
        outputs["picture: diverging"] = Pictures.Of(hills with { Cells = [.. hills.Cells.Select(c => c - 900)] }, Colormap.Diverging).Html;
        outputs["picture: mask"] = Pictures.Of(hills with { Cells = [.. hills.Cells.Select(c => float.IsNaN(c) ? c : c > 900 ? 1 : 0)],
            Source = Given.Plane(hills.Grid, DType.UInt8, "steep") }).Html;
        outputs["picture: classes"] = Pictures.Of(hills with { Cells = [.. hills.Cells.Select(c => MathF.Floor(c / 200))],
            Source = Given.Plane(hills.Grid, DType.UInt8, "zone") }).Html;
        outputs["picture: tiny"] = Pictures.Of(Given.Hills(4, 6, new GridSpec(4, 6, Affine.Identity), "tiny", hole: false)).Html;
        outputs["picture: nothing valid"] = Pictures.Of(hills with { Cells = [.. hills.Cells.Select(_ => float.NaN)] }).Html;
        outputs["graph: terrain"] = GraphSvg.Draw(Given.Terrain()).ToString();
        outputs["graph: 24"] = GraphSvg.Draw(Given.Large(24)).ToString();
        outputs["graph: 400 grouped"] = GraphSvg.Draw(Given.Large(400)).ToString();
        outputs["graph: hostile"] =
            GraphSvg.Draw(new([new(0, Given.Hostile, Given.Hostile, 1, 5) { Detail = Given.Hostile }], [])).ToString();
        outputs["table: counties"] =
            DataFrameHtml.Draw(Given.Counties(), new Dictionary<string, string> { ["elevation_mean"] = "m" }).ToString();
        outputs["table: long"] = DataFrameHtml.Draw(Given.Counties(1000)).ToString();
        foreach (var (name, value) in Given.RealValues()) outputs["real: " + name] = Renderings.Of(value)!.As("text/html")!;
        foreach (var (name, value) in Given.Values().Where(v => v.Value is not RasterViewer))
            outputs["value: " + name] = Renderings.Of(value)!.As("text/html")!;
        foreach (var (name, value) in Given.Values())
            outputs["value: " + name + ", text"] = $"<pre>{System.Net.WebUtility.HtmlEncode(Renderings.Of(value)!.As("text/plain"))}</pre>";
        return outputs;
    }

    private static void Array(SortedDictionary<string, string> outputs, string key, string name, ArraySchema schema, ChunkGrid? chunks)
    {
        var facts = new Facts("LazyArray", name, SchemaFacts.Rows(schema, chunks))
            { Summary = SchemaFacts.Summary("LazyArray", name, schema, chunks), Sections = SchemaFacts.Sections(schema), State = "lazy" };
        outputs["array: " + key] = facts.ToHtml(chunks is { } c ? ChunkGridSvg.Draw(c) : CrsHtml.Footprint(schema.Grid)).ToString();
        outputs["array: " + key + ", text"] = $"<pre>{System.Net.WebUtility.HtmlEncode(facts.ToText())}</pre>";
    }
}
