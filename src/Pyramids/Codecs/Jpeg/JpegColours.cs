namespace Pyramids;

/// <summary>Luma and chroma made red, green and blue, by the whole-number weights that libjpeg uses (ITU-R BT.601, full range).</summary>
internal static class JpegColours
{
    private const int Half = 1 << 15;
    private const int RedOfCr = 91881, BlueOfCb = 116130, GreenOfCr = 46802, GreenOfCb = 22554;

    public static void ToRgb(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blueness, ReadOnlySpan<byte> redness, Span<byte> target)
    {
        for (int i = 0, to = 0; i < luma.Length; i++, to += 3)
        {
            int y = luma[i], cb = blueness[i] - 128, cr = redness[i] - 128;
            target[to] = (byte)Math.Clamp(y + ((RedOfCr * cr + Half) >> 16), 0, 255);
            target[to + 1] = (byte)Math.Clamp(y + ((-GreenOfCb * cb + Half - GreenOfCr * cr) >> 16), 0, 255);
            target[to + 2] = (byte)Math.Clamp(y + ((BlueOfCb * cb + Half) >> 16), 0, 255);
        }
    }
}
