using Microsoft.Data.Analysis;

namespace Pyramids.Interactive;

/// <summary>How each type is shown.</summary>
internal static class Renderings
{
    /// <summary>Null for a type that is not ours to show.</summary>
    public static Rendering? Of(object value) => value switch
    {
        RasterPicture picture => new(() => Markup.Raw(picture.Html), picture.ToString, () => picture.Title,
            () => new { picture.Title, picture.Caption, picture.Alt, picture.Width, picture.Height }) { Png = () => picture.Png },
        RasterViewer viewer => new(() => Markup.Raw(viewer.Html), viewer.ToString, () => viewer.Title, () =>
            new { viewer.Title, viewer.Alt, Levels = viewer.Levels.Select(l => new[] { l.Columns, l.Rows }) }) { Png = () => viewer.Png },
        GraphView graph => new(() => GraphSvg.Draw(graph), graph.ToString, () => GraphSvg.Alt(graph), () => graph),
        ChunkGrid grid => new(() => ChunkGridSvg.Draw(grid), grid.ToString, grid.ToString, () => new { Bands = grid.Bands.Length,
            Rows = grid.Rows.Length, Columns = grid.Columns.Length, Chunks = grid.Count, ChunkBands = grid.Bands.Size,
            ChunkRows = grid.Rows.Size, ChunkColumns = grid.Columns.Size }),
        LazyArray array => ArrayRenderings.Of(array),
        NDArray array => ArrayRenderings.Of(array),
        Dataset dataset => ArrayRenderings.Of(dataset),
        PlanReport plan => new(() => PlanHtml.Draw(plan), plan.ToString, () => plan.ToString().Split('\n')[^1], () => plan),
        PlanDocument plan => Words("Plan", plan.ToString()["Plan ".Length..]),
        DeferredWrite write => Words("Write", write.ToString()["Write ".Length..]),
        FeatureCollection features => FeatureRendering.Of(features),
        ArraySchema schema => ArrayRenderings.Of("ArraySchema", "", schema, null),
        GridSpec grid => GridRenderings.Of(grid),
        Crs crs => GridRenderings.Of(crs),
        Extent extent => Words("Extent", extent.ToString()),
        RunReport run => GridRenderings.Of(run),
        Chunks chunks => Words("Chunks", chunks.ToString()),
        ProgressState progress => new(progress.ToHtml, progress.ToString, progress.ToString,
            () => new { Done = progress.At.ChunksDone, Total = progress.At.ChunksTotal, progress.At.Finished, progress.At.Stopped }),
        HistogramView histogram => new(histogram.ToHtml, histogram.ToString, histogram.ToString,
            () => new { histogram.Low, histogram.High, histogram.Mean, histogram.Std, histogram.Bins }),
        AboutView about => new(about.ToHtml, about.ToString, () => $"Pyramids {about.Version}",
            () => new { about.Version, about.Threads, about.MemoryBytes, about.ChunkBytes }),
        ZonalTable table => new(() => DataFrameHtml.Draw(table, table.Units, table.Notes, "Zonal statistics"),
            () => string.Join("\n", [DataFrameHtml.Text(table), .. table.Notes]),
            () => $"ZonalTable: {Figures.Count(table.Rows.Count, "zone")}, {Figures.Count(table.Columns.Count, "column")}",
            () => Rows(table)),
        DataFrame table => new(() => DataFrameHtml.Draw(table), () => DataFrameHtml.Text(table),
            () => $"DataFrame: {Figures.Count(table.Rows.Count, "row")}, {Figures.Count(table.Columns.Count, "column")}",
            () => Rows(table)),
        _ => null,
    };

    private static Rendering Words(string kind, string text)
        => new(() => Markup.Of($"""<span style="{Tone.Font};font-size:13px"><b>{kind}</b> {Markup.Clip(text, 1000)}</span>"""), () => text,
            () => text, () => text);

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
