namespace Pyramids.Interactive;

/// <summary>A colour by lightness and two opponent axes, in which equal steps look equal.</summary>
/// <remarks>Ottosson (2020), "A perceptual color space for image processing".</remarks>
internal readonly record struct OkLab(double L, double A, double B)
{
    public static OkLab Of(int rgb)
    {
        double r = Linear(rgb >> 16 & 255), g = Linear(rgb >> 8 & 255), b = Linear(rgb & 255);
        var l = Math.Cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        var m = Math.Cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        var s = Math.Cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return new(0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
    }

    public static OkLab Mix(OkLab from, OkLab to, double t)
        => new(from.L + (to.L - from.L) * t, from.A + (to.A - from.A) * t, from.B + (to.B - from.B) * t);

    public int ToRgb()
    {
        var l = Cube(L + 0.3963377774 * A + 0.2158037573 * B);
        var m = Cube(L - 0.1055613458 * A - 0.0638541728 * B);
        var s = Cube(L - 0.0894841775 * A - 1.2914855480 * B);
        return Gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16
            | Gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8
            | Gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    }

    private static double Cube(double x) => x * x * x;

    private static double Linear(int channel)
    {
        var c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }

    private static int Gamma(double c)
    {
        var gamma = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.Pow(c, 1 / 2.4) - 0.055;
        return (int)Math.Clamp(Math.Round(gamma * 255), 0, 255);
    }
}
