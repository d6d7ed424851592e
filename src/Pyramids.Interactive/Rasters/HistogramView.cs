using Pyramids.Interactive;

namespace Pyramids;

/// <summary>How the cells of a band are spread, from the cells that a preview takes.</summary>
[TypeFormatterSource]
public sealed class HistogramView
{
    private readonly string name;
    private readonly Stretch stretch;

    private HistogramView(string name, Stretch stretch, double mean, double std)
        => (this.name, this.stretch, Mean, Std) = (name, stretch, mean, std);

    /// <summary>Cells counted in each bin.</summary>
    public IReadOnlyList<int> Bins => stretch.Bins;

    /// <summary>Where the first bin begins.</summary>
    public double Low => stretch.Low;

    /// <summary>Where the last bin ends.</summary>
    public double High => stretch.High;

    /// <summary>Mean of the cells counted; NaN when there are none.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation (ddof 0) of the cells counted.</summary>
    public double Std { get; }

    /// <summary>A line of figures.</summary>
    public override string ToString() => stretch.Valid == 0 ? $"Histogram of {name}: no cell has a value"
        : $"Histogram of {name}: {Figures.Count(stretch.Valid, "cell")} from {Figures.Number(stretch.Least, 5)} to {Figures.Number(stretch.Greatest, 5)}, mean {Figures.Number(Mean, 5)}, std {Figures.Number(Std, 5)}";

    internal static HistogramView Of(PreviewData data)
    {
        var (count, mean, squares) = (0L, 0.0, 0.0);
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var cell in data.Cells)
        {
            if (!float.IsFinite(cell)) continue;
            count++;
            var delta = cell - mean;
            mean += delta / count;
            squares += delta * (cell - mean);
            (least, greatest) = (Math.Min(least, cell), Math.Max(greatest, cell));
        }
        var range = count == 0 ? (0, 1) : least < greatest ? (least, greatest) : (least - .5, greatest + .5);
        return new(data.FullName, Stretch.Of(data.Cells, range.Item1, range.Item2), count > 0 ? mean : double.NaN,
            count > 0 ? Math.Sqrt(squares / count) : double.NaN);
    }

    internal Markup ToHtml()
    {
        const double width = 420, height = 130, left = 8, top = 14, foot = 22;
        var drawing = new MarkupWriter();
        var most = Math.Max(1, stretch.Bins.Max());
        var step = width / stretch.Bins.Length;
        for (var i = 0; i < stretch.Bins.Length; i++)
        {
            var bar = Math.Max(stretch.Bins[i] > 0 ? 1 : 0, height * stretch.Bins[i] / most);
            drawing.Add($"""<rect x="{left + i * step + .5}" y="{top + height - bar}" width="{step - 1}" height="{bar}" fill="{Tone.Accent}" fill-opacity=".75"><title>{Figures.Number(Low + (High - Low) * i / stretch.Bins.Length, 5)} to {Figures.Number(Low + (High - Low) * (i + 1) / stretch.Bins.Length, 5)}: {Figures.Count(stretch.Bins[i], "cell")}</title></rect>""");
        }
        drawing.Add(Interactive.Svg.Line(left, top + height + .5, left + width, top + height + .5, .6));
        foreach (var (value, text) in Ticks.Between(Low, High, 6))
        {
            var x = left + width * stretch.Position(value);
            drawing.Add(Interactive.Svg.Line(x, top + height, x, top + height + 4, .6))
                .Add(Interactive.Svg.Text(x, top + height + 16, text, "middle"));
        }
        if (stretch.Valid > 0)
        {
            var x = left + width * stretch.Position(Mean);
            drawing.Add($"""<path d="M{x} {top - 2}v{height + 2}" stroke="{Tone.Warm}" stroke-width="1.5" fill="none"/>""")
                .Add(Interactive.Svg.Text(x, top - 4, "mean", "middle", size: 10));
        }
        var picture = Interactive.Svg.Frame(width + 2 * left + 10, top + height + foot, ToString(), drawing.ToMarkup());
        var missing = stretch.Missing == 0 ? ""
            : $", {Legend.Share((double)stretch.Missing / (stretch.Missing + stretch.Infinite + (double)stretch.Valid))} missing";
        return Markup.Of($"""<div style="{Tone.Body}"><div style="margin:2px 0 4px"><b>Histogram</b> {Markup.Clip(name, 120)} <span style="opacity:.7">{(stretch.Valid == 0 ? "no cell has a value" : $"mean {Figures.Number(Mean, 5)}, std {Figures.Number(Std, 4)}, {Figures.Number(stretch.Least, 5)} to {Figures.Number(stretch.Greatest, 5)}{missing}")}</span></div>{picture}</div>""");
    }
}
