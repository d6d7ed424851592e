namespace Pyramids.Interactive;

/// <summary>The lines that every array's table has, from its schema alone.</summary>
internal static class SchemaFacts
{
    /// <summary>Label and value, in the order they are read.</summary>
    public static List<(string Label, string Value)> Rows(ArraySchema schema, ChunkGrid? chunks)
    {
        var grid = schema.Grid;
        List<(string, string)> rows =
        [
            ("Shape", Shape(schema) + Axes(schema)),
            ("Cell type", schema.Type.ToString()),
        ];
        if (chunks is { } c && !schema.IsReduced) rows.Add(("Chunks", Chunks(schema, c)));
        rows.Add(("Size", chunks is { Count: > 1 } many
            ? $"{Figures.Bytes(schema.Bytes)}; largest chunk {Figures.Bytes((double)many.LargestChunk * schema.Type.Size())}"
            : Figures.Bytes(schema.Bytes)));
        rows.Add(("CRS", Crs(grid.Crs)));
        if (!schema.IsReduced) rows.Add(("Cell size", CellSize(grid)));
        rows.Add(("Extent", Extent(grid.Extent, grid.Crs)));
        rows.Add(("Nodata", schema.NoData is { } nodata ? Figures.Number(nodata, 9) : schema.Type.IsFloating() ? "NaN" : "none declared"));
        if (schema.BandNames.Count > 0) rows.Add((schema.Bands == 1 ? "Band" : "Bands", BandNames(schema)));
        return rows;
    }

    /// <summary>Parts that open on demand: all band names, the CRS in full with the footprint.</summary>
    public static List<(string Heading, Markup Body)> Sections(ArraySchema schema)
    {
        var sections = new List<(string, Markup)>();
        if (schema.BandNames.Count > 6) sections.Add(($"All {Figures.Count(schema.BandNames.Count)} bands", Facts.List(schema.BandNames)));
        if (schema.Grid.Crs is { } crs) sections.Add(("CRS and footprint", CrsHtml.Draw(crs, schema.Grid)));
        return sections;
    }

    /// <summary>One line for lists of variables and text output.</summary>
    public static string Summary(string kind, string name, ArraySchema schema, ChunkGrid? chunks)
        => $"{kind}{(name.Length > 0 ? " " + Markup.Clip(name, 60) : "")}: {Shape(schema)} {schema.Type}"
           + (chunks is { } c ? $", {Figures.Count(c.Count, "chunk")}" : "") + $", {Figures.Bytes(schema.Bytes)}";

    public static string Shape(ArraySchema schema)
        => $"({string.Join(", ", schema.Shape.Select(length => Figures.Count(length)))})";

    private static string Axes(ArraySchema schema) => schema.Shape.Count switch
    {
        0 => " · one value for the raster",
        1 => " · one value for each band",
        2 => " · rows, columns",
        _ => " · bands, rows, columns",
    };

    public static string Crs(Crs? crs)
        => crs is null ? "none" : crs.ToString() == crs.Name ? crs.Name : $"{crs} · {crs.Name}";

    public static string CellSize(GridSpec grid)
    {
        var (width, height) = (grid.Transform.CellWidth, grid.Transform.CellHeight);
        var unit = grid.Crs is { } crs ? UnitSign(crs.Horizontal.Unit) : "";
        if (unit == "°" && Seconds(width) is { } across && Seconds(height) is { } down) (width, height, unit) = (across, down, "″");
        if (unit.Length > 1 || unit == "m") unit = " " + unit;
        var size = width == height ? Figures.Number(width, 8) : $"{Figures.Number(width, 8)} × {Figures.Number(height, 8)}";
        var metres = grid.Crs is { IsGeographic: true } && CellMetres.Of(grid) is { IsKnown: true } m
            ? $" · about {Figures.Number(m.Width, 3)} × {Figures.Number(m.Height, 3)} m" : "";
        return $"{size}{unit}{metres}{(grid.Transform.IsRotated ? ", rotated" : "")}";
    }

    public static string UnitSign(CrsUnit unit)
        => unit.IsSame(CrsUnit.Metre) ? "m" : unit.IsSame(CrsUnit.Degree) ? "°" : Markup.Clip(unit.Name, 40);

    // A twelve-hundredth of a degree reads better as three seconds.
    private static double? Seconds(double degrees)
    {
        var seconds = Math.Round(degrees * 3600, 4);
        return seconds is >= .1 and < 60 && Math.Abs(seconds * 4 - Math.Round(seconds * 4)) < 1e-6
            && Math.Abs(degrees * 3600 - seconds) < 1e-6 * seconds ? seconds : null;
    }

    private static string Chunks(ArraySchema schema, ChunkGrid chunks)
    {
        var sizes = schema.IsPlane
            ? $"({Axis(chunks.Rows)}, {Axis(chunks.Columns)})"
            : $"({Axis(chunks.Bands)}, {Axis(chunks.Rows)}, {Axis(chunks.Columns)})";
        return $"{sizes} · {Figures.Count(chunks.Count, "chunk")}";
    }

    private static string Axis(AxisChunks axis) => axis.IsRegular ? Figures.Count(axis.Size) : $"up to {Figures.Count(axis.Size)}";

    public static string Extent(Extent extent, Crs? crs)
    {
        var digits = crs is { IsGeographic: true } ? 8 : 9;
        static string Together(string text) => text.Replace(' ', '\u00a0');
        var (x, y) = ($"x {Figures.Number(extent.MinX, digits)} to {Figures.Number(extent.MaxX, digits)}",
            $"y {Figures.Number(extent.MinY, digits)} to {Figures.Number(extent.MaxY, digits)}");
        return $"{Together(x)}, {Together(y)}";
    }

    private static string BandNames(ArraySchema schema)
        => string.Join(", ", schema.BandNames.Take(6).Select(n => Markup.Clip(n, 30)))
            + (schema.BandNames.Count > 6 ? $" and {Figures.Count(schema.BandNames.Count - 6)} more" : "");
}
