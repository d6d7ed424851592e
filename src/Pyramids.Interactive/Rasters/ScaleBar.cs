namespace Pyramids.Interactive;

/// <summary>The strip below a picture: a scale bar of a round length and where north is.</summary>
internal static class ScaleBar
{
    private const double Height = 30;

    /// <param name="grid">What the picture shows.</param>
    /// <param name="width">Pixels that the picture is wide; the strip shrinks with it.</param>
    public static Drawing Draw(GridSpec grid, double width)
    {
        var metres = CellMetres.Of(grid);
        var (perPixel, unit) = metres.IsKnown
            ? (metres.Width * grid.Columns / width, "m")
            : (grid.Transform.CellWidth * grid.Columns / width, grid.Crs?.Unit.Name ?? "");
        var length = Ticks.RoundDown(perPixel * Math.Min(width * .4, 160));
        var pixels = length / perPixel;
        if (unit == "m" && length >= 1000) (length, unit) = (length / 1000, "km");
        else if (unit == "m" && length < 1) (length, unit) = (length * 1000, "mm");
        else if (unit == "") unit = "cells";
        var drawing = new MarkupWriter();
        drawing.Add($"""<rect x="1" y="8" width="{pixels / 2}" height="5" fill-opacity=".75"/><rect x="1" y="8" width="{pixels}" height="5" fill="none" stroke="currentColor" stroke-opacity=".75"/>""");
        drawing.Add(Svg.Text(0, 25, "0"))
            .Add(Svg.Text(pixels + 1, 25, $"{Figures.Number(length)} {Markup.Clip(unit, 24)}", pixels > 40 ? "middle" : "start"));
        if (North(grid) is { } degrees)
            drawing.Add($"""<g transform="translate({width - 13} 15)rotate({degrees})"><path d="M0 -12L5 3L0 0z" fill-opacity=".85"/><path d="M0 -12L-5 3L0 0z" fill="none" stroke="currentColor" stroke-width=".9" stroke-linejoin="round"/></g>""")
                .Add(Svg.Text(width - 13, 28, "N", "middle"));
        return new(width, Height, drawing.ToMarkup());
    }

    /// <summary>Degrees clockwise from the top of the picture to grid north; null where nothing ties the grid to the Earth.</summary>
    private static double? North(GridSpec grid)
    {
        if (grid.Crs is not { IsGeographic: true } and not { IsProjected: true }) return null;
        var t = grid.Transform;
        if (!t.IsRotated) return t.YPerRow < 0 ? 0 : 180;
        // The step in cells that leads north: the inverse transform of (0, 1).
        var (column, row) = (-t.XPerRow / t.Determinant, t.XPerColumn / t.Determinant);
        return Math.Atan2(column, -row) * 180 / Math.PI;
    }
}
