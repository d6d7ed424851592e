namespace Pyramids.Interactive;

/// <summary>Chooses 255 colours for a picture that has more: boxes of colours are cut at the median of their longest side.</summary>
/// <remarks>Heckbert (1982), "Color image quantization for frame buffer display". Colours are first rounded to 6 bits a channel.</remarks>
internal static class Palette
{
    private const int Colors = 255, Bits = 6, Levels = 1 << Bits;

    /// <param name="colors">0xRRGGBB, or -1 where nothing is.</param>
    /// <returns>The palette, whose first entry is for what is not there, and an index for each pixel.</returns>
    public static (int[] Palette, byte[] Pixels) Reduce(ReadOnlySpan<int> colors)
    {
        var counts = new int[Levels * Levels * Levels];
        foreach (var color in colors)
            if (color >= 0) counts[Cell(color)]++;
        var used = Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0).ToArray();
        var boxes = Cut(used, counts);
        var palette = new int[boxes.Count + 1];
        var indexOf = new byte[counts.Length];
        for (var i = 0; i < boxes.Count; i++)
        {
            palette[i + 1] = Mean(boxes[i].Span, counts);
            foreach (var cell in boxes[i].Span) indexOf[cell] = (byte)(i + 1);
        }
        var pixels = new byte[colors.Length];
        for (var i = 0; i < colors.Length; i++) pixels[i] = colors[i] < 0 ? (byte)0 : indexOf[Cell(colors[i])];
        return (palette, pixels);
    }

    private static List<Memory<int>> Cut(int[] used, int[] counts)
    {
        var boxes = new List<Memory<int>>();
        if (used.Length == 0) return boxes;
        boxes.Add(used);
        var queue = new PriorityQueue<int, double>();
        queue.Enqueue(0, -Weight(used, counts).Weight);
        while (boxes.Count < Colors && queue.TryDequeue(out var at, out var priority) && priority < 0)
        {
            var box = boxes[at];
            var (_, axis) = Weight(box.Span, counts);
            box.Span.Sort((a, b) => Channel(a, axis) != Channel(b, axis) ? Channel(a, axis) - Channel(b, axis) : a - b);
            long half = 0, sum = 0;
            foreach (var cell in box.Span) half += counts[cell];
            var cut = 0;
            do sum += counts[box.Span[cut++]]; while (cut < box.Length - 1 && sum * 2 < half);
            (boxes[at], var upper) = (box[..cut], box[cut..]);
            boxes.Add(upper);
            queue.Enqueue(at, -Weight(boxes[at].Span, counts).Weight);
            queue.Enqueue(boxes.Count - 1, -Weight(upper.Span, counts).Weight);
        }
        return boxes;
    }

    // How much a box gains from a cut: the longest side, times the root of its pixels so that rare colours are not forgotten.
    private static (double Weight, int Axis) Weight(ReadOnlySpan<int> box, int[] counts)
    {
        if (box.Length < 2) return (0, 0);
        Span<int> low = [Levels, Levels, Levels], high = [0, 0, 0];
        long pixels = 0;
        foreach (var cell in box)
        {
            pixels += counts[cell];
            for (var axis = 0; axis < 3; axis++)
            {
                low[axis] = Math.Min(low[axis], Channel(cell, axis));
                high[axis] = Math.Max(high[axis], Channel(cell, axis));
            }
        }
        var longest = 0;
        for (var axis = 1; axis < 3; axis++)
            if (high[axis] - low[axis] > high[longest] - low[longest]) longest = axis;
        return ((high[longest] - low[longest]) * Math.Sqrt(pixels), longest);
    }

    private static int Mean(ReadOnlySpan<int> box, int[] counts)
    {
        Span<double> sum = [0, 0, 0];
        var all = 0.0;
        foreach (var cell in box)
        {
            all += counts[cell];
            for (var axis = 0; axis < 3; axis++) sum[axis] += (double)counts[cell] * Channel(cell, axis);
        }
        int Level(double s) => (int)Math.Round(s / all * 255 / (Levels - 1));
        return Level(sum[0]) << 16 | Level(sum[1]) << 8 | Level(sum[2]);
    }

    private static int Cell(int rgb) => (rgb >> 18 & 63) << 12 | (rgb >> 10 & 63) << 6 | rgb >> 2 & 63;

    private static int Channel(int cell, int axis) => cell >> 12 - 6 * axis & 63;
}
