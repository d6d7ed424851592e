namespace Pyramids;

/// <summary>Rows of a component brought to the resolution of the frame.</summary>
/// <remarks>
/// Components of half the resolution are interpolated by the triangle filter that libjpeg calls fancy: weights 3/4 and
/// 1/4, rounded down and up in turn. Other ratios, and components of one or two columns, are repeated.
/// </remarks>
internal static class JpegUpsampling
{
    /// <summary>One row of a component at full resolution.</summary>
    public static void Row(ReadOnlySpan<byte> plane, JpegComponent part, int timesAcross, int timesDown, int row, Span<byte> target)
    {
        if (timesAcross > 2 || timesDown > 2 || timesAcross == 2 && part.Width <= 2)
        {
            var line = Line(plane, part, row / timesDown);
            for (var i = 0; i < target.Length; i++) target[i] = line[Math.Min(i / timesAcross, part.Width - 1)];
            return;
        }
        var near = Line(plane, part, row / timesDown);
        var far = timesDown == 1 ? near : Line(plane, part, (row & 1) == 0 ? row / 2 - 1 : row / 2 + 1);
        if (timesAcross == 1)
        {
            var bias = (row & 1) == 0 ? 1 : 2;
            for (var i = 0; i < target.Length; i++) target[i] = (byte)((3 * near[i] + far[i] + bias) >> 2);
        }
        else if (timesDown == 1) Wider(near, target);
        else Both(near, far, target);
    }

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> plane, JpegComponent part, int row)
        => plane.Slice(part.Start + Math.Clamp(row, 0, part.Height - 1) * part.Stride, part.Width);

    private static void Wider(ReadOnlySpan<byte> near, Span<byte> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var at = i >> 1;
            var other = (i & 1) == 0 ? at - 1 : at + 1;
            target[i] = other < 0 || other >= near.Length ? near[at] : (byte)((3 * near[at] + near[other] + ((i & 1) == 0 ? 1 : 2)) >> 2);
        }
    }

    private static void Both(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<byte> target)
    {
        int before = 0, here = 3 * near[0] + far[0];
        for (var at = 0; at < near.Length; at++)
        {
            var after = at + 1 < near.Length ? 3 * near[at + 1] + far[at + 1] : here;
            if (at == 0) before = here;
            if (2 * at < target.Length) target[2 * at] = (byte)((3 * here + before + 8) >> 4);
            if (2 * at + 1 < target.Length) target[2 * at + 1] = (byte)((3 * here + after + 7) >> 4);
            (before, here) = (here, after);
        }
    }
}
