using System.Text;

namespace Pyramids.Interactive;

/// <summary>Draws how an array is cut: rows and columns to scale, bands as sheets behind one another (a box where one
/// chunk holds several).</summary>
internal static class ChunkGridSvg
{
    private const double Thinnest = 26, LeastSquare = 5.5, Gap = 6, Break = 16;
    private const double LeastUpright = 60, Left = 42, Top = 6, Bottom = 40;

    /// <param name="grid">Any number of chunks: a fine grid is drawn with several chunks to a square, and says so.</param>
    /// <param name="side">Pixels of the longer side of the front sheet.</param>
    /// <param name="noun">What a cut-out part is called: chunk, or block where it is stored.</param>
    public static Markup Draw(ChunkGrid grid, double side = 210, string noun = "chunk")
    {
        var (width, height, toScale) = Size(grid, side);
        var columns = Cuts.Of(grid.Columns, width);
        var rows = Cuts.Of(grid.Rows, height);
        var slabs = Slabs(grid.Bands);
        var depth = slabs.Count == 0 ? 0 : slabs[^1].Offset + slabs[^1].Thickness;
        double x = Left, y = Top + depth;
        var drawing = new MarkupWriter();
        for (var i = slabs.Count - 1; i >= 0; i--)
            DrawSlab(drawing, slabs[i], i == 0 ? 0 : slabs[i].Gap, x, y, width, height, columns, rows);
        if (grid.Rows.Count > 1 || grid.Columns.Count > 1)
            drawing.Add(
                $"""<rect x="{x}" y="{y}" width="{columns.First}" height="{rows.First}" fill="{Tone.Accent}" fill-opacity=".5"/>""");
        Labels(drawing, grid, columns, rows, x, y, width, height, depth, slabs.Count > 1 || grid.Bands.Length > 1);
        var notes = Notes(grid, columns, rows, toScale, noun);
        var total = x + width + depth + Math.Max(grid.Bands.Length > 1 ? 12 + Svg.WidthOf(BandLabel(grid.Bands)) : 14,
            height < LeastUpright ? 12 + Svg.WidthOf(Figures.Count(grid.Rows.Length, "row")) : 0);
        foreach (var (note, line) in notes.Select((n, i) => (n, i)))
        {
            drawing.Add(Svg.Text(4, y + height + Bottom + 12 + line * 14, note, opacity: .75));
            total = Math.Max(total, 8 + Svg.WidthOf(note));
        }
        return Svg.Frame(Math.Ceiling(total), Math.Ceiling(y + height + Bottom + notes.Count * 14 + 2), Alt(grid, noun),
            drawing.ToMarkup());
    }

    /// <summary>The grid in words.</summary>
    public static string Alt(ChunkGrid grid, string noun = "chunk")
    {
        var bands = grid.Bands.Length > 1 ? $"{grid.Bands.Length} bands, " : "";
        var shape = grid.Bands.Length > 1 ? $"{grid.Bands.Size} x " : "";
        return FormattableString.Invariant($"{char.ToUpperInvariant(noun[0])}{noun[1..]} grid: {bands}{grid.Rows.Length} rows and {grid.Columns.Length} columns in {grid.Count} {noun}{(grid.Count == 1 ? "" : "s")} of up to {shape}{grid.Rows.Size} x {grid.Columns.Size} cells");
    }

    private static (double Width, double Height, bool ToScale) Size(ChunkGrid grid, double side)
    {
        double rows = Math.Max(1, grid.Rows.Length), columns = Math.Max(1, grid.Columns.Length);
        var scale = side / Math.Max(rows, columns);
        var (width, height) = (columns * scale, rows * scale);
        return (Math.Max(width, Thinnest), Math.Max(height, Thinnest), Math.Min(width, height) >= Thinnest);
    }

    /// <summary>Which sheets are drawn: all up to six, else the first three, a break, and the last.</summary>
    private static List<Slab> Slabs(AxisChunks bands)
    {
        var slabs = new List<Slab>();
        var offset = 0.0;
        for (var i = 0; i < bands.Count; i++)
        {
            if (bands.Count > 6 && i == 3) i = bands.Count - 1;
            var gap = slabs.Count == 0 ? 0 : bands.Count > 6 && slabs.Count == 3 ? Break : Gap;
            offset += gap;
            var thickness = bands.SizeOf(i) == 1 ? 0 : Math.Min(22, 3.0 * bands.SizeOf(i));
            slabs.Add(new(offset, thickness, gap));
            offset += thickness;
        }
        return slabs;
    }

    private static void DrawSlab(MarkupWriter drawing, Slab slab, double hidden, double x, double y, double width, double height,
        Cuts columns, Cuts rows)
    {
        var (ox, oy, t) = (x + slab.Offset, y - slab.Offset, slab.Thickness);
        var lines = new StringBuilder();
        void Line(double x1, double y1, double x2, double y2)
            => lines.Append('M').Append(Figures.Coordinate(x1)).Append(' ').Append(Figures.Coordinate(y1))
                .Append('L').Append(Figures.Coordinate(x2)).Append(' ').Append(Figures.Coordinate(y2));
        // What the sheet in front leaves to be seen of this one: an upper and a right strip.
        var (stripX, stripY) = hidden == 0 ? (width, height) : (hidden, hidden);
        foreach (var cut in columns.Positions) Line(ox + cut, oy, ox + cut, oy + (cut >= width - stripX ? height : stripY));
        foreach (var cut in rows.Positions) Line(cut <= stripY ? ox : ox + width - stripX, oy + cut, ox + width, oy + cut);
        var front = hidden == 0
            ? Markup.Of($"M{ox} {oy}h{width}v{height}h{-width}z")
            : Markup.Of($"M{ox} {oy}h{width}v{height}h{-hidden}v{hidden - height}h{hidden - width}z");
        drawing.Add($"""<path d="{front}" fill="{Tone.Accent}" fill-opacity="{(hidden == 0 ? .2 : .13)}" stroke="currentColor" stroke-opacity=".75"/>""");
        if (t > 0)
        {
            foreach (var cut in columns.Positions) Line(ox + cut, oy, ox + cut + t, oy - t);
            foreach (var cut in rows.Positions) Line(ox + width, oy + cut, ox + width + t, oy + cut - t);
            drawing.Add($"""<path d="M{ox} {oy}l{t} {-t}h{width}l{-t} {t}z" fill="{Tone.Accent}" fill-opacity=".1" stroke="currentColor" stroke-opacity=".75" stroke-linejoin="round"/>""");
            drawing.Add($"""<path d="M{ox + width} {oy}l{t} {-t}v{height}l{-t} {t}z" fill="{Tone.Accent}" fill-opacity=".3" stroke="currentColor" stroke-opacity=".75" stroke-linejoin="round"/>""");
        }
        if (lines.Length > 0)
            drawing.Add(
                $"""<path d="{Markup.Raw(lines.ToString())}" fill="none" stroke="currentColor" stroke-opacity=".4" stroke-width=".8"/>""");
    }

    private static void Labels(MarkupWriter drawing, ChunkGrid grid, Cuts columns, Cuts rows, double x, double y, double width,
        double height, double depth, bool banded)
    {
        var foot = y + height;
        if (grid.Columns.Count > 1)
        {
            drawing.Add($"""<path d="M{x + .5} {foot + 4}v4h{columns.First - 1}v-4" fill="none" stroke="{Tone.Accent}"/>""");
            drawing.Add(Svg.Text(columns.First > 30 ? x + columns.First / 2 : x, foot + 19, columns.FirstLabel,
                columns.First > 30 ? "middle" : "start"));
        }
        drawing.Add(Svg.Text(x + width / 2, foot + (grid.Columns.Count > 1 ? 34 : 18), Figures.Count(grid.Columns.Length, "column"),
            width < 60 ? "start" : "middle", .75));
        if (grid.Rows.Count > 1)
        {
            drawing.Add($"""<path d="M{x - 4} {y + .5}h-4v{rows.First - 1}h4" fill="none" stroke="{Tone.Accent}"/>""");
            drawing.Add(Upright(x - 12, rows.First > 30 ? y + rows.First / 2 : y, rows.FirstLabel, rows.First > 30 ? "middle" : "end", 1));
        }
        if (height >= LeastUpright)
            drawing.Add(Upright(x - (grid.Rows.Count > 1 ? 27 : 12), y + height / 2, Figures.Count(grid.Rows.Length, "row"),
                "middle", .75));
        else drawing.Add(Svg.Text(x + width + depth + 8, y - depth + 10, Figures.Count(grid.Rows.Length, "row"), opacity: .75));
        if (banded) drawing.Add(Svg.Text(x + width + depth / 2 + 9, foot - depth / 2 + 4, BandLabel(grid.Bands), opacity: .75));
    }

    private static Markup Upright(double x, double y, string text, string anchor, double opacity)
        => Markup.Of($"""<text transform="translate({x} {y})rotate(-90)" text-anchor="{anchor}" fill-opacity="{opacity}">{text}</text>""");

    private static string BandLabel(AxisChunks bands)
        => bands.Count == 1 || bands.Size == 1
            ? Figures.Count(bands.Length, "band")
            : $"{Figures.Count(bands.Length, "band")}, {Figures.Count(bands.Size)} each";

    private static List<string> Notes(ChunkGrid grid, Cuts columns, Cuts rows, bool toScale, string noun)
    {
        var notes = new List<string>();
        if (columns.PerSquare > 1 || rows.PerSquare > 1)
            notes.Add($"1 square = {Figures.Count(rows.PerSquare)} × {Figures.Count(columns.PerSquare)} {noun}s");
        if (!(grid.Rows.IsRegular && grid.Columns.IsRegular && grid.Bands.IsRegular)) notes.Add($"{noun} sizes differ");
        if (!toScale) notes.Add("short side not to scale");
        return notes;
    }

    private readonly record struct Slab(double Offset, double Thickness, double Gap);

    /// <summary>Where the lines of one axis are drawn.</summary>
    private readonly record struct Cuts(IReadOnlyList<double> Positions, double First, string FirstLabel, int PerSquare)
    {
        public static Cuts Of(AxisChunks axis, double pixels)
        {
            var perSquare = 1;
            while (pixels * perSquare / axis.Count < LeastSquare && perSquare < axis.Count) perSquare *= 2;
            var scale = pixels / axis.Length;
            var positions = new List<double>();
            for (var i = perSquare; i < axis.Count; i += perSquare) positions.Add(axis.Start(i) * scale);
            var label = perSquare == 1
                ? Figures.Count(axis.IsRegular ? axis.Size : axis.SizeOf(0))
                : $"{Figures.Count(perSquare)} × {Figures.Count(axis.Size)}";
            return new(positions, positions.Count > 0 ? positions[0] : pixels, label, perSquare);
        }
    }
}
