namespace Pyramids.Interactive;

/// <summary>What the colours of a picture mean, and how often each occurs.</summary>
internal static class Legend
{
    private const double Bar = 14, Histogram = 64, Point = 9;

    /// <summary>A ramp with ticks at round values and a histogram of the cells; a point at an end says that values go on beyond.</summary>
    public static Drawing Ramp(Colormap colormap, Stretch stretch, string title, double height)
    {
        if (stretch.Valid == 0) return Words(stretch.Infinite > 0 ? "no finite cell" : "no valid cell");
        var ticks = Ticks.Between(stretch.Low, stretch.High, (int)Math.Clamp(height / 36, 3, 8));
        var labels = ticks.Count == 0 ? 0 : ticks.Max(t => Svg.WidthOf(t.Text));
        var drawing = new MarkupWriter();
        var (x, y, header) = (Math.Ceiling(labels) + 8, 0.0, title.Length > 0 ? 20 : 4);
        if (title.Length > 0) drawing.Add(Svg.Text(0, 12, title, bold: true));
        y = header + Point;
        Strips(drawing, colormap, x, y, height);
        if (stretch.Greatest > stretch.High)
            drawing.Add($"""<path d="M{x} {y - 1}h{Bar}l{-Bar / 2} {-Point + 1}z" fill="{Colormap.Hex(colormap.Rgb(1))}" stroke="{Tone.Line}" stroke-width=".8"/>""");
        if (stretch.Least < stretch.Low)
            drawing.Add($"""<path d="M{x} {y + height + 1}h{Bar}l{-Bar / 2} {Point - 1}z" fill="{Colormap.Hex(colormap.Rgb(0))}" stroke="{Tone.Line}" stroke-width=".8"/>""");
        foreach (var (value, text) in ticks)
        {
            var at = y + height * (1 - stretch.Position(value));
            drawing.Add($"""<path d="M{x - 4} {at}h4" stroke="currentColor" stroke-opacity=".6"/>""")
                .Add(Svg.Text(x - 6, at + 4, text, "end"));
        }
        Bars(drawing, stretch, x + Bar + 5, y, height);
        var foot = Missing(drawing, stretch, y + height + Point + 14);
        return new(Math.Max(x + Bar + 6 + Histogram, Math.Max(96, Svg.WidthOf(title) + 4)), foot, drawing.ToMarkup());
    }

    /// <summary>A wheel of directions.</summary>
    public static Drawing Wheel(Colormap colormap, Stretch stretch, string title)
    {
        const double outer = 40, inner = 22, centre = 56;
        var drawing = new MarkupWriter();
        if (title.Length > 0) drawing.Add(Svg.Text(0, 12, title, bold: true));
        var y = centre + (title.Length > 0 ? 20 : 4);
        for (var i = 0; i < 72; i++)
        {
            // A little overlap, or the page shines through between the sectors.
            var (from, to) = (i * Math.PI / 36, (i + (i < 71 ? 1.25 : 1)) * Math.PI / 36);
            string At(double radius, double angle)
                => $"{Figures.Coordinate(centre + radius * Math.Sin(angle))} {Figures.Coordinate(y - radius * Math.Cos(angle))}";
            drawing.Add($"""<path d="M{At(inner, from)}L{At(outer, from)}L{At(outer, to)}L{At(inner, to)}z" fill="{Colormap.Hex(colormap.Rgb((i + .5) / 72))}"/>""");
        }
        drawing.Add(Svg.Text(centre, y - outer - 4, "N", "middle")).Add(Svg.Text(centre, y + outer + 12, "S", "middle"))
            .Add(Svg.Text(centre + outer + 4, y + 4, "E")).Add(Svg.Text(centre - outer - 4, y + 4, "W", "end"));
        var foot = Missing(drawing, stretch, y + outer + 30);
        return new(Math.Max(centre * 2, Svg.WidthOf(title) + 4), foot, drawing.ToMarkup());
    }

    /// <summary>Classes with their share of the cells.</summary>
    public static Drawing Classes(IReadOnlyList<(int Color, string Name, int Cells)> classes, int missing, string title)
    {
        var drawing = new MarkupWriter();
        if (title.Length > 0) drawing.Add(Svg.Text(0, 12, title, bold: true));
        double y = title.Length > 0 ? 20 : 4, all = Math.Max(1, classes.Sum(c => (long)c.Cells));
        var names = classes.Max(c => Svg.WidthOf(c.Name));
        foreach (var (color, name, cells) in classes)
        {
            drawing.Add($"""<rect x="0" y="{y}" width="14" height="14" rx="2" fill="{Colormap.Hex(color)}" stroke="{Tone.Line}"/>""");
            drawing.Add(Svg.Text(20, y + 11, name)).Add(Svg.Text(30 + names, y + 11, Share(cells / all), opacity: .7));
            y += 19;
        }
        var foot = Missing(drawing, missing, missing + classes.Sum(c => (long)c.Cells), y + 12);
        return new(Math.Max(Math.Max(110, 30 + names + 44), Svg.WidthOf(title) + 4), foot, drawing.ToMarkup());
    }

    public static Drawing Words(string text) => new(Svg.WidthOf(text) + 4, 18, Svg.Text(0, 12, text, opacity: .8));

    public static string Share(double share)
        => share is > 0 and < .001 ? "< 0.1 %" : share is < 1 and > .999 ? "> 99.9 %" : $"{Figures.Fixed(share * 100, 1)} %";

    private static void Strips(MarkupWriter drawing, Colormap colormap, double x, double y, double height)
    {
        const int strips = 64;
        for (var i = 0; i < strips; i++)
        {
            var top = y + height * i / strips;
            drawing.Add($"""<rect x="{x}" y="{top}" width="{Bar}" height="{height / strips + (i < strips - 1 ? .6 : 0)}" fill="{Colormap.Hex(colormap.Rgb(1 - (i + .5) / strips))}"/>""");
        }
        drawing.Add($"""<rect x="{x}" y="{y}" width="{Bar}" height="{height}" fill="none" stroke="{Tone.Line}" stroke-width=".8"/>""");
    }

    private static void Bars(MarkupWriter drawing, Stretch stretch, double x, double y, double height)
    {
        var most = Math.Max(1, stretch.Bins.Max());
        var step = height / stretch.Bins.Length;
        var path = new System.Text.StringBuilder();
        for (var i = 0; i < stretch.Bins.Length; i++)
            if (stretch.Bins[i] > 0)
                path.Append(FormattableString.Invariant($"M{x:0.##} {y + height - (i + 1) * step + .4:0.##}h{Math.Max(.6, Histogram * stretch.Bins[i] / most):0.##}v{step - .8:0.##}H{x:0.##}z"));
        drawing.Add($"""<path d="{path.ToString()}" fill-opacity=".38"/>""");
    }

    private static double Missing(MarkupWriter drawing, Stretch stretch, double y)
    {
        var all = (long)stretch.Missing + stretch.Infinite + stretch.Valid;
        var foot = Missing(drawing, stretch.Missing, all, y);
        if (stretch.Infinite == 0) return foot;
        drawing.Add(Svg.Text(0, foot + 8, $"infinite {Share((double)stretch.Infinite / all)}", opacity: .8));
        return foot + 16;
    }

    private static double Missing(MarkupWriter drawing, long missing, long all, double y)
    {
        if (missing == 0) return y - 8;
        drawing.Add($"""<rect x=".5" y="{y - 9.5}" width="12" height="12" rx="2" fill="none" stroke="currentColor" stroke-opacity=".5" stroke-dasharray="2 2"/>""");
        drawing.Add(Svg.Text(18, y, $"nodata {Share((double)missing / all)}", opacity: .8));
        return y + 8;
    }
}
