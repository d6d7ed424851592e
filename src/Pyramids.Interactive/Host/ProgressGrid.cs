using System.Text;

namespace Pyramids.Interactive;

/// <summary>Draws which chunks of an output are done: one sheet for each band of chunks, side by side. A state is a
/// colour and a shape, so that it can be told without colours.</summary>
internal static class ProgressGrid
{
    private const int MostSheets = 48, MostSquares = 1200, Levels = 4;
    private const double Side = 200, Row = 420, Gap = 4, Narrowest = 260;

    private static readonly (ChunkState State, string Color)[] Shown =
    [
        (ChunkState.Done, Tone.Good), (ChunkState.Computing, Tone.Accent), (ChunkState.Reading, Tone.Warm), (ChunkState.Failed, Tone.Bad),
        (ChunkState.Waiting, "currentColor"), (ChunkState.Skipped, "currentColor"),
    ];

    /// <param name="output">Any number of chunks: of many, a square stands for several.</param>
    /// <param name="named">Name the operation above the drawing.</param>
    public static Markup Draw(ChunkStates output, bool named = false)
    {
        var grid = output.Grid;
        var perSheet = (grid.Bands.Count + MostSheets - 1) / MostSheets;
        var sheets = (grid.Bands.Count + perSheet - 1) / perSheet;
        var (rows, columns) = (grid.Rows.Count, grid.Columns.Count);
        while (sheets * rows * columns > MostSquares && rows * columns > 1)
            (rows, columns) = rows >= columns ? ((rows + 1) / 2, columns) : (rows, (columns + 1) / 2);
        var squares = Squares(output, perSheet, sheets, rows, columns);

        var side = sheets == 1 ? Side : Math.Clamp(Math.Sqrt(Row * Side / sheets) - Gap, 14, 96);
        var scale = side / Math.Max(1, Math.Max(grid.Rows.Length, grid.Columns.Length));
        var (width, height) = (Math.Max(8, grid.Columns.Length * scale), Math.Max(8, grid.Rows.Length * scale));
        var abreast = sheets == 1 ? 1 : (int)Math.Clamp(Row / (width + Gap), 1, sheets);
        var (x0, y0) = (1.0, named ? 18.0 : 1.0);
        var paths = new SortedDictionary<(ChunkState State, int Level), StringBuilder>();
        var frames = new StringBuilder();
        for (var sheet = 0; sheet < sheets; sheet++)
        {
            var (left, top) = (x0 + sheet % abreast * (width + Gap), y0 + sheet / abreast * (height + Gap));
            Box(frames, left, top, width, height);
            for (var row = 0; row < rows; row++)
                for (var column = 0; column < columns; column++)
                {
                    var square = squares[(sheet * rows + row) * columns + column];
                    if (square.State == ChunkState.Waiting && square.Level == 0) continue;
                    if (!paths.TryGetValue(square, out var path)) paths[square] = path = new();
                    var (west, east) = (width * Edge(grid.Columns, column, columns), width * Edge(grid.Columns, column + 1, columns));
                    var (north, south) = (height * Edge(grid.Rows, row, rows), height * Edge(grid.Rows, row + 1, rows));
                    Shape(path, square.State, left + west, top + north, east - west, south - north);
                }
        }
        var drawing = new MarkupWriter();
        if (named) drawing.Add(Svg.Text(0, 11, output.Operation, opacity: .8));
        foreach (var ((state, level), path) in paths)
            drawing.Add(Style(state, level, path.ToString()));
        drawing.Add($"""<path d="{Markup.Raw(frames.ToString())}" fill="none" stroke="currentColor" stroke-opacity=".45"/>""");
        var bottom = y0 + Math.Ceiling((double)sheets / abreast) * (height + Gap);
        var total = Math.Ceiling(Math.Max(abreast * (width + Gap) + 2, Narrowest)); // whatever the states: the picture must not jump
        var foot = Key(drawing, output, squares.Length, bottom + 12, total);
        return Svg.Frame(total, Math.Ceiling(foot + 6), Alt(output), drawing.ToMarkup());
    }

    /// <summary>The states in words.</summary>
    public static string Alt(ChunkStates output)
        => $"{output.Operation}: {string.Join(", ", Counts(output).Select(c => $"{Figures.Count(c.Count)} {Word(c.State)}"))}";

    private static IEnumerable<(ChunkState State, string Color, int Count)> Counts(ChunkStates output)
    {
        var counts = new int[6];
        foreach (var state in output.States) counts[(int)state]++;
        return Shown.Select(s => (s.State, s.Color, counts[(int)s.State])).Where(c => c.Item3 > 0);
    }

    private static string Word(ChunkState state)
        => state switch { ChunkState.Skipped => "not wanted", _ => state.ToString().ToLowerInvariant() };

    /// <summary>What each square tells of its chunks: a failure before all else, then work in hand, then how many are done.</summary>
    private static (ChunkState State, int Level)[] Squares(ChunkStates output, int perSheet, int sheets, int rows, int columns)
    {
        var grid = output.Grid;
        var counts = new int[sheets * rows * columns, 6];
        var at = 0;
        for (var band = 0; band < grid.Bands.Count; band++)
            for (var row = 0; row < grid.Rows.Count; row++)
                for (var column = 0; column < grid.Columns.Count; column++)
                    counts[(band / perSheet * rows + (int)((long)row * rows / grid.Rows.Count)) * columns
                        + (int)((long)column * columns / grid.Columns.Count), (int)output.States[at++]]++;
        var squares = new (ChunkState, int)[sheets * rows * columns];
        for (var i = 0; i < squares.Length; i++)
        {
            int Of(ChunkState state) => counts[i, (int)state];
            var wanted = Of(ChunkState.Done) + Of(ChunkState.Waiting) + Of(ChunkState.Reading) + Of(ChunkState.Computing)
                + Of(ChunkState.Failed);
            squares[i] = Of(ChunkState.Failed) > 0 ? (ChunkState.Failed, 0)
                : wanted == 0 ? (ChunkState.Skipped, 0)
                : Of(ChunkState.Done) == wanted ? (ChunkState.Done, Levels)
                : Of(ChunkState.Computing) > 0 ? (ChunkState.Computing, 0)
                : Of(ChunkState.Reading) > 0 ? (ChunkState.Reading, 0)
                : Of(ChunkState.Done) > 0 ? (ChunkState.Done, Math.Max(1, Levels * Of(ChunkState.Done) / wanted))
                : (ChunkState.Waiting, 0);
        }
        return squares;
    }

    // Where a square begins, as a share of the axis.
    private static double Edge(AxisChunks axis, int square, int squares)
        => square >= squares ? 1 : (double)axis.Start((int)(((long)square * axis.Count + squares - 1) / squares)) / axis.Length;

    private static void Shape(StringBuilder path, ChunkState state, double x, double y, double width, double height)
    {
        var inset = Math.Min(.6, Math.Min(width, height) / 6);
        (x, y, width, height) = (x + inset, y + inset, width - 2 * inset, height - 2 * inset);
        switch (state)
        {
            case ChunkState.Computing:
                Box(path, x, y + height / 2, width, height / 2);
                Box(path, x, y, width, height);
                break;
            case ChunkState.Failed:
                Box(path, x, y, width, height);
                path.Append('M').Append(Figures.Coordinate(x)).Append(' ').Append(Figures.Coordinate(y)).Append('l')
                    .Append(Figures.Coordinate(width)).Append(' ').Append(Figures.Coordinate(height))
                    .Append('m').Append(Figures.Coordinate(-width)).Append(" 0l").Append(Figures.Coordinate(width)).Append(' ')
                    .Append(Figures.Coordinate(-height));
                break;
            case ChunkState.Skipped:
                path.Append('M').Append(Figures.Coordinate(x)).Append(' ').Append(Figures.Coordinate(y + height)).Append('l')
                    .Append(Figures.Coordinate(width)).Append(' ').Append(Figures.Coordinate(-height));
                break;
            default:
                Box(path, x, y, width, height);
                break;
        }
    }

    private static void Box(StringBuilder path, double x, double y, double width, double height)
        => path.Append('M').Append(Figures.Coordinate(x)).Append(' ').Append(Figures.Coordinate(y)).Append('h')
            .Append(Figures.Coordinate(width)).Append('v').Append(Figures.Coordinate(height)).Append('h')
            .Append(Figures.Coordinate(-width)).Append('z');

    private static Markup Style(ChunkState state, int level, string path) => state switch
    {
        ChunkState.Done => Markup.Of($"""<path d="{Markup.Raw(path)}" fill="{Tone.Good}" fill-opacity="{.2 + .65 * level / Levels}"/>"""),
        ChunkState.Computing => Markup.Of(
            $"""<path d="{Markup.Raw(path)}" fill="{Tone.Accent}" fill-rule="evenodd" fill-opacity=".35" stroke="{Tone.Accent}"/>"""),
        ChunkState.Reading => Markup.Of($"""<path d="{Markup.Raw(path)}" fill="none" stroke="{Tone.Warm}" stroke-width="1.4"/>"""),
        ChunkState.Failed
            => Markup.Of($"""<path d="{Markup.Raw(path)}" fill="{Tone.Bad}" fill-opacity=".25" stroke="{Tone.Bad}" stroke-width="1.6"/>"""),
        _ => Markup.Of($"""<path d="{Markup.Raw(path)}" fill="none" stroke="currentColor" stroke-opacity=".35"/>"""),
    };

    /// <summary>Gives where the last line of it stands.</summary>
    private static double Key(MarkupWriter drawing, ChunkStates output, int squares, double y, double width)
    {
        var x = 1.0;
        foreach (var (state, _, count) in Counts(output))
        {
            var text = $"{Figures.Count(count)} {Word(state)}";
            if (x > 1 && x + 14 + Svg.WidthOf(text) > width) (x, y) = (1, y + 15);
            var path = new StringBuilder();
            Shape(path, state, x, y - 9, 10, 10);
            drawing.Add(Style(state, Levels, path.ToString()));
            drawing.Add(Svg.Text(x + 14, y, text, opacity: .8));
            x += 14 + Svg.WidthOf(text) + 10;
        }
        if (squares < output.Grid.Count) drawing.Add(Svg.Text(1, y += 15, "a square is several chunks", opacity: .6));
        return y;
    }
}
