namespace Pyramids;

/// <summary>The inverse cosine transform of a block of 8 x 8 coefficients.</summary>
/// <remarks>
/// Loeffler, Ligtenberg and Moschytz (1989), in whole numbers of 13 bits after the point, two of them kept between the
/// passes: the accurate transform of the Independent JPEG Group, on which all its descendants agree to the bit.
/// </remarks>
internal static class JpegTransform
{
    private const int Bits = 13, Kept = 2;
    private const int C0298 = 2446, C0390 = 3196, C0541 = 4433, C0765 = 6270, C0899 = 7373, C1175 = 9633;
    private const int C1501 = 12299, C1847 = 15137, C1961 = 16069, C2053 = 16819, C2562 = 20995, C3072 = 25172;

    /// <summary>Turns dequantized coefficients, row by row, into samples of a plane.</summary>
    public static void Inverse(Span<int> block, Span<byte> samples, int stride)
    {
        for (var column = 0; column < 8; column++)
        {
            if ((block[column + 8] | block[column + 16] | block[column + 24] | block[column + 32] | block[column + 40] | block[column + 48]
                | block[column + 56]) == 0)
            {
                var flat = block[column] << Kept;
                for (var row = 0; row < 8; row++) block[8 * row + column] = flat;
                continue;
            }
            Line(block[column..], 8, Bits - Kept);
        }
        for (var row = 0; row < 8; row++)
        {
            var line = block.Slice(8 * row, 8);
            Line(line, 1, Bits + Kept + 3);
            var target = samples.Slice(row * stride, 8);
            for (var i = 0; i < 8; i++) target[i] = (byte)Math.Clamp(line[i] + 128, 0, 255);
        }
    }

    private static void Line(Span<int> z, int step, int shift)
    {
        int even2 = z[2 * step], even6 = z[6 * step];
        var turned = (even2 + even6) * C0541;
        int t2 = turned - even6 * C1847, t3 = turned + even2 * C0765;
        int t0 = (z[0] + z[4 * step]) << Bits, t1 = (z[0] - z[4 * step]) << Bits;
        int a0 = t0 + t3, a3 = t0 - t3, a1 = t1 + t2, a2 = t1 - t2;

        int o0 = z[7 * step], o1 = z[5 * step], o2 = z[3 * step], o3 = z[step];
        int z1 = o0 + o3, z2 = o1 + o2, z3 = o0 + o2, z4 = o1 + o3, z5 = (z3 + z4) * C1175;
        z1 *= -C0899;
        z2 *= -C2562;
        z3 = z3 * -C1961 + z5;
        z4 = z4 * -C0390 + z5;
        o0 = o0 * C0298 + z1 + z3;
        o1 = o1 * C2053 + z2 + z4;
        o2 = o2 * C3072 + z2 + z3;
        o3 = o3 * C1501 + z1 + z4;

        var half = 1 << (shift - 1);
        z[0] = (a0 + o3 + half) >> shift;
        z[7 * step] = (a0 - o3 + half) >> shift;
        z[step] = (a1 + o2 + half) >> shift;
        z[6 * step] = (a1 - o2 + half) >> shift;
        z[2 * step] = (a2 + o1 + half) >> shift;
        z[5 * step] = (a2 - o1 + half) >> shift;
        z[3 * step] = (a3 + o0 + half) >> shift;
        z[4 * step] = (a3 - o0 + half) >> shift;
    }
}
