namespace Pyramids.Interactive;

/// <summary>The kinds of picture.</summary>
internal static class Pictures
{
    public const double OrdinaryWidth = 480;

    // Okabe and Ito (2008): eight colours that stay apart in every common kind of colour blindness; four more for long tables.
    private static readonly int[] ClassColors = [0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xd55e00, 0xf0e442, 0x999999, 0x332288,
        0x882255, 0xaa9944, 0x44aa99];

    /// <summary>A measured quantity by a ramp; few classes of an integer raster by colours of their own when no ramp is
    /// asked for.</summary>
    public static RasterPicture Of(PreviewData data, Colormap? colormap = null, Stretch? stretch = null, double width = OrdinaryWidth)
    {
        data = data.NorthUp();
        if (colormap is null && stretch is null && Classes(data) is { } classes) return OfClasses(data, classes, width);
        colormap ??= Colormap.Viridis;
        stretch ??= colormap.IsCyclic ? Stretch.Of(data.Cells, 0, 360) : Stretch.Robust(data.Cells, colormap);
        var palette = new int[256];
        for (var i = 1; i < 256; i++) palette[i] = colormap.Rgb((i - 1) / 254.0);
        var pixels = new byte[data.Cells.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = !float.IsNaN(data.Cells[i]) ? (byte)(1.5 + 254 * Math.Clamp(stretch.Position(data.Cells[i]), 0, 1)) : (byte)0;
        var painting = Painting.Indexed(data, pixels, palette, transparent: 0);
        var title = LegendTitle(data);
        var legend = colormap.IsCyclic && stretch is { Low: 0, High: 360, Valid: > 0 } ? Legend.Wheel(colormap, stretch, title)
            : Legend.Ramp(colormap, stretch, title, LegendHeight(data));
        var values = stretch.Valid == 0 ? "no cell has a value"
            : $"values from {Figures.Number(stretch.Least, 4)} to {Figures.Number(stretch.Greatest, 4)}, colours ({colormap.Name}) from {Figures.Number(stretch.Low, 4)} to {Figures.Number(stretch.High, 4)}";
        return new(painting, data.Name, Shown(data, colormap.Name),
            $"{What(data)}, {values}{MissingWords(stretch.Missing, data)}{InfiniteWords(stretch)}", legend, width);
    }

    /// <summary>Grey light and shade of a surface.</summary>
    public static RasterPicture Hillshade(PreviewData heights, double azimuth = 315, double altitude = 45, double exaggeration = 1,
        double width = OrdinaryWidth)
    {
        heights = heights.NorthUp();
        var light = ReliefLight.Light(heights, azimuth, altitude, exaggeration);
        var shaded = heights with { Cells = light };
        var palette = new int[256];
        for (var i = 1; i < 256; i++) palette[i] = Colormap.Grey.Rgb((i - 1) / 254.0);
        var pixels = new byte[light.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = float.IsNaN(light[i]) ? (byte)0 : (byte)(1.5 + 254 * light[i]);
        var sun = Sun(azimuth, altitude, exaggeration);
        var missing = light.Count(float.IsNaN);
        return new(Painting.Indexed(shaded, pixels, palette, 0), $"{heights.Name}: hillshade", Shown(heights, sun),
            $"{What(heights)} as a shaded relief, {sun}{MissingWords(missing, heights)}", Drawing.None, width);
    }

    /// <summary>Elevation colours under light and shade.</summary>
    public static RasterPicture Relief(PreviewData heights, Colormap? colormap = null, double azimuth = 315, double altitude = 45,
        double? exaggeration = null, double width = OrdinaryWidth)
    {
        heights = heights.NorthUp();
        colormap ??= Colormap.Terrain;
        var stretch = Stretch.Robust(heights.Cells, colormap);
        var times = exaggeration ?? ReliefLight.Exaggeration(heights);
        var light = ReliefLight.Light(heights, azimuth, altitude, times);
        var level = Math.Sin(altitude * Math.PI / 180);
        var colors = new int[light.Length];
        for (var i = 0; i < colors.Length; i++)
            colors[i] = float.IsNaN(light[i]) ? -1 : Lit(colormap.Rgb(stretch.Position(heights.Cells[i])), light[i], level);
        var sun = Sun(azimuth, altitude, times);
        var legend = Legend.Ramp(colormap, stretch, LegendTitle(heights), LegendHeight(heights));
        var alt = $"{What(heights)} as a coloured relief from {Figures.Number(stretch.Least, 4)} to {Figures.Number(stretch.Greatest, 4)}, {sun}{MissingWords(stretch.Missing, heights)}{InfiniteWords(stretch)}";
        return new(Painting.Colored(heights, colors), $"{heights.Name}: relief", Shown(heights, sun), alt, legend, width);
    }

    /// <summary>Three bands as red, green and blue, each stretched by itself.</summary>
    public static RasterPicture Rgb(PreviewData red, PreviewData green, PreviewData blue, double width = OrdinaryWidth)
    {
        PreviewData[] bands = [red.NorthUp(), green.NorthUp(), blue.NorthUp()];
        var stretches = bands.Select(b => Stretch.Robust(b.Cells, Colormap.Grey)).ToArray();
        var colors = new int[bands[0].Cells.Length];
        for (var i = 0; i < colors.Length; i++)
            for (var band = 0; band < 3 && colors[i] >= 0; band++)
            {
                var cell = bands[band].Cells[i];
                colors[i] = float.IsFinite(cell) ? colors[i] << 8 | (int)(Math.Clamp(stretches[band].Position(cell), 0, 1) * 255 + .5) : -1;
            }
        var names = string.Join(", ", bands.Select(b => b.BandName));
        return new(Painting.Colored(bands[0], colors), red.Name, Shown(bands[0], names),
            $"{What(bands[0])} in colours from {names} as red, green and blue{MissingWords(colors.Count(c => c < 0), red)}",
            Drawing.None, width);
    }

    private static RasterPicture OfClasses(PreviewData data, SortedDictionary<int, int> classes, double width)
    {
        var mask = classes.Keys.All(k => k is 0 or 1);
        var palette = new int[classes.Count + 1];
        var entries = new List<(int, string, int)>();
        var indexOf = new Dictionary<int, byte>();
        foreach (var (value, cells) in classes)
        {
            var color = mask ? value == 0 ? 0xd9d6d0 : 0x0072b2 : ClassColors[entries.Count];
            entries.Add((color, mask ? value == 0 ? "0 (no)" : "1 (yes)" : Figures.Number(value), cells));
            indexOf[value] = (byte)entries.Count;
            palette[entries.Count] = color;
        }
        var pixels = new byte[data.Cells.Length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = float.IsFinite(data.Cells[i]) ? indexOf[(int)data.Cells[i]] : (byte)0;
        var missing = data.Cells.Count(c => !float.IsFinite(c));
        var all = data.Cells.Length - missing;
        var shares = string.Join(", ", entries.Select(e => $"{e.Item2} {Legend.Share((double)e.Item3 / all)}"));
        return new(Painting.Indexed(data, pixels, palette, 0), data.Name, Shown(data, mask ? "mask" : "classes"),
            $"{What(data)} in {Figures.Count(entries.Count, "class", "classes")}: {shares}{MissingWords(missing, data)}",
            Legend.Classes(entries, missing, LegendTitle(data)), width);
    }

    private static SortedDictionary<int, int>? Classes(PreviewData data)
    {
        if (data.Source.Type.IsFloating() || data.Source.Type.Size() > 2) return null;
        var classes = new SortedDictionary<int, int>();
        foreach (var cell in data.Cells)
        {
            if (!float.IsFinite(cell)) continue;
            var value = (int)cell;
            classes[value] = classes.GetValueOrDefault(value) + 1;
            if (classes.Count > ClassColors.Length) return null;
        }
        return classes.Count == 0 ? null : classes;
    }

    // Shade darkens, light beyond that of level ground whitens a little.
    private static int Lit(int rgb, double light, double level)
    {
        var shade = .38 + .62 * Math.Min(1, light / level);
        var shine = .55 * Math.Max(0, light - level) / Math.Max(1e-9, 1 - level);
        int Channel(int c) => (int)Math.Clamp(c * shade + (255 - c) * shine + .5, 0, 255);
        return Channel(rgb >> 16 & 255) << 16 | Channel(rgb >> 8 & 255) << 8 | Channel(rgb & 255);
    }

    private static string What(PreviewData data)
        => $"{data.FullName}, {Figures.Count(data.Source.Grid.Rows)} × {Figures.Count(data.Source.Grid.Columns)} cells";

    private static string Shown(PreviewData data, string how)
    {
        var cells = $"{Figures.Count(data.Source.Grid.Rows)} × {Figures.Count(data.Source.Grid.Columns)}";
        return $"{cells}{(data.Step > 1.001 ? $", shown at {Figures.Count(data.Rows)} × {Figures.Count(data.Columns)}" : "")} · {how}";
    }

    private static string LegendTitle(PreviewData data)
        => data.Unit.Length == 0
            ? Markup.Clip(data.BandName, 28)
            : $"{Markup.Clip(data.BandName, 28)}{(data.BandName.Length > 0 ? ", " : "")}{Markup.Clip(data.Unit, 16)}";

    private static double LegendHeight(PreviewData data)
        => Math.Clamp(OrdinaryWidth * .45 * data.Rows / data.Columns / CellMetres.Of(data.Grid).Shape, 110, 190);

    private static string Sun(double azimuth, double altitude, double exaggeration)
        => $"light from {Figures.Number(azimuth)}° at {Figures.Number(altitude)}°{(exaggeration == 1 ? "" : $", heights × {Figures.Number(exaggeration, 3)}")}";

    private static string InfiniteWords(Stretch stretch)
        => stretch.Infinite == 0 ? "" : $"{(stretch.Missing == 0 ? ";" : ",")} infinite {Legend.Share((double)stretch.Infinite / ((long)stretch.Missing + stretch.Infinite + stretch.Valid))}";

    private static string MissingWords(int missing, PreviewData data)
        => missing == 0 ? "" : $"; {Legend.Share((double)missing / data.Cells.Length)} missing";
}
