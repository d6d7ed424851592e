namespace Pyramids.Interactive;

/// <summary>Cells turned into pixels.</summary>
internal sealed record Painting(byte[] Png, int Width, int Height, GridSpec Grid)
{
    /// <summary>Bytes of a PNG that fits, as base64 and with its legend, into one output.</summary>
    private const int MostBytes = 170_000;

    /// <summary>Each cell's colour is an entry of a palette of up to 256; entry <paramref name="transparent"/> is for
    /// missing cells.</summary>
    public static Painting Indexed(PreviewData data, ReadOnlySpan<byte> pixels, int[] palette, int transparent)
    {
        var png = Pyramids.Interactive.Png.Indexed(pixels, data.Columns, palette, transparent);
        var (width, height, kept) = (data.Columns, data.Rows, pixels.ToArray());
        while (png.Length > MostBytes)
        {
            // Fewer pixels, not fewer colours; the grid shown stays, so scale and shape do too.
            var factor = Math.Min(.95, Math.Sqrt((double)MostBytes / png.Length) * .97);
            var (w, h) = (Math.Max(1, (int)(width * factor)), Math.Max(1, (int)(height * factor)));
            var smaller = new byte[w * h];
            for (var row = 0; row < h; row++)
                for (var column = 0; column < w; column++)
                    smaller[row * w + column] = kept[(int)((row + .5) * height / h) * width + (int)((column + .5) * width / w)];
            (width, height, kept) = (w, h, smaller);
            png = Pyramids.Interactive.Png.Indexed(kept, width, palette, transparent);
        }
        return new(png, width, height, data.Grid);
    }

    /// <summary>Any colours (0xRRGGBB, -1 for none), brought down to a palette of 255.</summary>
    public static Painting Colored(PreviewData data, ReadOnlySpan<int> colors)
    {
        var (palette, pixels) = Palette.Reduce(colors);
        return Indexed(data, pixels, palette, transparent: 0);
    }
}
