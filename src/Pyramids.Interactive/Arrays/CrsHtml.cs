namespace Pyramids.Interactive;

/// <summary>A CRS in words, and where a grid lies in it.</summary>
internal static class CrsHtml
{
    public static Markup Draw(Crs crs, GridSpec grid)
    {
        var table = Markup.Join(
            Rows(crs).Select(r => Markup.Of($"""<div><span style="opacity:.7">{r.Item1}</span> {Markup.Clip(r.Item2, 400)}</div>""")));
        return Markup.Of(
            $"""<div style="{Tone.Row}"><div style="min-width:0;overflow-wrap:anywhere">{table}</div>{Footprint(grid)}</div>""");
    }

    /// <summary>Label and value, in the order they are read.</summary>
    public static List<(string Label, string Value)> Rows(Crs crs)
    {
        List<(string, string)> rows = [("Name", crs.Name)];
        if (crs.Code is not null) rows.Add(("Code", crs.ToString()));
        rows.Add(("Kind", crs.Kind.ToString()));
        if (crs.Projection is { } projection)
            rows.Add(("Projection", projection.Name == projection.Method ? projection.Name : $"{projection.Name} ({projection.Method})"));
        if (crs.Datum is { } datum) rows.Add(("Datum", datum.Name));
        if (crs.Ellipsoid is { } ellipsoid) rows.Add(("Ellipsoid",
            FormattableString.Invariant($"{ellipsoid.Name}: a = {ellipsoid.SemiMajorMetres} m, 1/f = {ellipsoid.InverseFlattening:G12}")));
        rows.Add(("Unit", crs.Horizontal.Unit.Name));
        return rows;
    }

    /// <summary>The outline of the grid with its corners' coordinates; a rotated grid stands askew in its extent.</summary>
    public static Markup Footprint(GridSpec grid)
    {
        const double side = 120, left = 12, top = 18;
        var extent = grid.Extent;
        var shape = CellMetres.Of(grid).Shape * grid.Transform.CellHeight / grid.Transform.CellWidth;
        var scale = side / Math.Max(extent.Width * shape, extent.Height);
        var (width, height) = (Math.Max(3, extent.Width * shape * scale), Math.Max(3, extent.Height * scale));
        string At(int column, int row)
        {
            var (x, y) = grid.Transform.ToCrs(column, row);
            return FormattableString.Invariant(
                $"{left + (x - extent.MinX) / extent.Width * width:0.#} {top + (extent.MaxY - y) / extent.Height * height:0.#}");
        }
        var digits = grid.Crs is { IsGeographic: true } ? 7 : 9;
        var (north, south) = ($"{Figures.Number(extent.MinX, digits)}, {Figures.Number(extent.MaxY, digits)}",
            $"{Figures.Number(extent.MaxX, digits)}, {Figures.Number(extent.MinY, digits)}");
        var metres = CellMetres.Of(grid);
        var lengths = metres.IsKnown ? $"{Length(metres.Width * grid.Columns)} × {Length(metres.Height * grid.Rows)}" : "";
        var right = Math.Max(left + width + 8, 12 + Math.Max(Svg.WidthOf(north, 10), Svg.WidthOf(south, 10)));
        var content = Markup.Of($"""<path d="M{At(0, 0)}L{At(grid.Columns, 0)}L{At(grid.Columns, grid.Rows)}L{At(0, grid.Rows)}z" fill="{Tone.Accent}" fill-opacity=".25" stroke="{Tone.Accent}"/><circle cx="{left}" cy="{top}" r="2"/><circle cx="{left + width}" cy="{top + height}" r="2"/>""")
            + Svg.Text(left - 4, top - 6, north, size: 10, opacity: .8)
            + Svg.Text(Math.Max(left + width + 4, Svg.WidthOf(south, 10) + 4), top + height + 13, south, "end", size: 10, opacity: .8)
            + (lengths.Length > 0 ? Svg.Text(left, top + height + 28, lengths, size: 10, opacity: .8) : Markup.Empty);
        return Svg.Frame(Math.Ceiling(right), Math.Ceiling(top + height + 34), $"Footprint from {north} to {south}", content);
    }

    private static string Length(double metres)
        => metres >= 1000 ? $"{Figures.Number(metres / 1000, 3)} km" : $"{Figures.Number(metres, 3)} m";
}
