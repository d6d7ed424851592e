namespace Pyramids.Interactive;

/// <summary>How a grid, a coordinate reference system and the report of a run are shown.</summary>
internal static class GridRenderings
{
    public static Rendering Of(GridSpec grid)
    {
        var facts = new Facts("GridSpec", "",
        [
            ("Cells", $"{Figures.Count(grid.Rows)} rows, {Figures.Count(grid.Columns)} columns"), ("Cell size", SchemaFacts.CellSize(grid)),
            ("Extent", SchemaFacts.Extent(grid.Extent, grid.Crs)), ("CRS", SchemaFacts.Crs(grid.Crs)),
        ]) { Summary = $"GridSpec: {grid}" };
        return new(() => facts.ToHtml(CrsHtml.Footprint(grid)), facts.ToText, () => facts.Summary, () => new
        {
            grid.Rows, grid.Columns, GeoTransform = grid.Transform.ToGeoTransform(), Crs = grid.Crs?.ToString(),
        });
    }

    public static Rendering Of(Crs crs)
    {
        var facts = new Facts("Crs", crs.ToString(), CrsHtml.Rows(crs)) { Summary = $"Crs: {crs}",
            Sections = [("Well-known text", Facts.Verbatim(crs.ToWkt()))] };
        return new(() => facts.ToHtml(Markup.Empty), facts.ToText, () => facts.Summary, () => new { Name = crs.Name, Wkt = crs.ToWkt() });
    }

    public static Rendering Of(RunReport run)
    {
        var facts = new Facts("RunReport", "",
        [
            ("Time", Figures.Time(run.Elapsed)), ("Cells", Figures.Count(run.Cells)), ("Read", Figures.Bytes(run.BytesRead)),
            ("Memory", $"{Figures.Bytes(run.PeakBytes)} at most, {Figures.Bytes(run.ProjectedBytes)} foreseen"),
        ]) { Summary = $"RunReport: {run}" };
        return new(() => facts.ToHtml(Markup.Empty), facts.ToText, () => facts.Summary, () => run);
    }
}
