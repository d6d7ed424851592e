namespace Pyramids;

/// <summary>Hotine oblique Mercator, variants A (origin on the aposphere's equator) and B (at the centre).</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.5.6; Snyder (1987), chapter 9.</remarks>
internal sealed class HotineObliqueMercator : MapProjector
{
    private readonly double a, b, h, sineG, cosineG, sineR, cosineR, lambda0, centreU;

    public HotineObliqueMercator(EllipsoidMath e, MapProjection p)
        : base(e, p.Value(8812), p.Value(8806) + p.Value(8816), p.Value(8807) + p.Value(8817))
    {
        const double Radians = Math.PI / 180;
        double phi = p.Value(8811) * Radians, azimuth = p.Value(8813) * Radians, k = p.Value(8815, 1),
            rectified = p.Value(8814, p.Value(8813)) * Radians;
        var (sine, cosine) = Math.SinCos(phi);
        var w = 1 - e.E2 * sine * sine;
        b = Math.Sqrt(1 + e.E2 * Math.Pow(cosine, 4) / (1 - e.E2));
        a = e.A * b * k * Math.Sqrt(1 - e.E2) / w;
        var d = Math.Max(1, b * Math.Sqrt(1 - e.E2) / (cosine * Math.Sqrt(w)));
        var f = d + Math.Sqrt(d * d - 1) * (phi < 0 ? -1 : 1);
        h = f * Math.Exp(-b * e.Isometric(phi));
        var g = (f - 1 / f) / 2;
        sineG = Math.Sin(azimuth) / d;
        cosineG = Math.Sqrt(1 - sineG * sineG);
        lambda0 = -Math.Asin(Math.Clamp(g * sineG / cosineG, -1, 1)) / b;
        (sineR, cosineR) = Math.SinCos(rectified);
        if (p.MethodCode == ProjectionCodes.HotineB)
            centreU = Math.Abs(Math.Abs(azimuth) - Math.PI / 2) < 1e-10 ? a * -lambda0
                : a / b * Math.Atan2(Math.Sqrt(d * d - 1), Math.Cos(azimuth)) * (phi < 0 ? -1 : 1);
    }

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        double u, v;
        if (Math.Abs(phi) > Math.PI / 2 - 1e-12)
            (u, v) = (a * phi / b, a / b * Math.Log(Math.Tan(Math.PI / 4 - Math.Sign(phi) * Math.Asin(sineG) / 2)));
        else
        {
            double q = h * Math.Exp(b * Ellipsoid.Isometric(phi)), s = (q - 1 / q) / 2, t = (q + 1 / q) / 2;
            var (sine, cosine) = Math.SinCos(b * (lambda - lambda0));
            var along = (sineG * s - cosineG * sine) / t;
            if (Math.Abs(along) >= 1)
                return (double.NaN, double.NaN);
            (u, v) = (a / b * Math.Atan2(s * cosineG + sine * sineG, cosine), -a / b * Math.Atanh(along));
        }
        u -= centreU;
        return (v * cosineR + u * sineR, u * cosineR - v * sineR);
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        double v = x * cosineR - y * sineR, u = y * cosineR + x * sineR + centreU;
        double s = Math.Sinh(-b * v / a), t = Math.Cosh(-b * v / a);
        var (sine, cosine) = Math.SinCos(b * u / a);
        var along = (sine * cosineG + s * sineG) / t;
        if (Math.Abs(along) >= 1)
            return (0, Math.CopySign(Math.PI / 2, along));
        return (lambda0 - Math.Atan2(s * cosineG - sine * sineG, cosine) / b,
            Ellipsoid.FromIsometric((Math.Atanh(along) - Math.Log(h)) / b));
    }
}

/// <summary>Mercator on a conformal sphere turned so that a parallel becomes its equator: Switzerland, Hungary. EPSG writes it as
/// Hotine's variant B at azimuth 90, from which it differs by centimetres.</summary>
/// <remarks>Swisstopo (2016), Formulas and constants for the calculation of the Swiss conformal cylindrical projection.</remarks>
internal sealed class SwissObliqueMercator : MapProjector
{
    private readonly double b, k, radius, sine0, cosine0;

    public SwissObliqueMercator(EllipsoidMath e, MapProjection p) : base(e, p.Value(8812), p.Value(8816), p.Value(8817))
    {
        var phi = p.Value(8811) * Math.PI / 180;
        var (sine, cosine) = Math.SinCos(phi);
        b = Math.Sqrt(1 + e.E2 * Math.Pow(cosine, 4) / (1 - e.E2));
        sine0 = sine / b;
        cosine0 = Math.Sqrt(1 - sine0 * sine0);
        k = Math.Atanh(sine0) - b * e.Isometric(phi);
        radius = p.Value(8815, 1) * e.A * Math.Sqrt(1 - e.E2) / (1 - e.E2 * sine * sine);
    }

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        var psi = b * Ellipsoid.Isometric(phi) + k;
        double sine = Math.Tanh(psi), cosine = 1 / Math.Cosh(psi);
        var (sineL, cosineL) = Math.SinCos(b * lambda);
        return (radius * Math.Atan2(cosine * sineL, sine0 * sine + cosine0 * cosine * cosineL),
            radius * Math.Atanh(cosine0 * sine - sine0 * cosine * cosineL));
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        double sine = Math.Tanh(y / radius), cosine = 1 / Math.Cosh(y / radius);
        var (sineL, cosineL) = Math.SinCos(x / radius);
        return (Math.Atan2(cosine * sineL, cosine0 * cosine * cosineL - sine0 * sine) / b,
            Ellipsoid.FromIsometric((Math.Atanh(cosine0 * sine + sine0 * cosine * cosineL) - k) / b));
    }
}

/// <summary>Krovak's oblique conic, giving southings and westings, or eastings and northings in its north orientated form.</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.1.4.</remarks>
internal sealed class KrovakConic : MapProjector
{
    private readonly double b, logT, n, radius, sineA, cosineA;
    private readonly bool isNorth;

    public KrovakConic(EllipsoidMath e, MapProjection p) : base(e, p.Value(8833), p.Value(8806), p.Value(8807))
    {
        const double Radians = Math.PI / 180;
        isNorth = p.MethodCode == ProjectionCodes.KrovakNorth;
        double phi = p.Value(8811) * Radians, parallel = p.Value(8818) * Radians;
        var (sine, cosine) = Math.SinCos(phi);
        var sphere = e.A * Math.Sqrt(1 - e.E2) / (1 - e.E2 * sine * sine);
        b = Math.Sqrt(1 + e.E2 * Math.Pow(cosine, 4) / (1 - e.E2));
        logT = Math.Atanh(sine / b) - b * e.Isometric(phi);         // isometric latitude on the sphere is b psi + logT
        n = Math.Sin(parallel);
        radius = p.Value(8819, 1) * sphere / Math.Tan(parallel) * Math.Exp(n * Math.Asinh(Math.Tan(parallel)));
        (sineA, cosineA) = Math.SinCos(p.Value(1036) * Radians);
    }

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        var psi = b * Ellipsoid.Isometric(phi) + logT;
        double sine = Math.Tanh(psi), cosine = 1 / Math.Cosh(psi);
        var (sineV, cosineV) = Math.SinCos(-b * lambda);
        double top = cosineA * sine + sineA * cosine * cosineV;     // sine of the latitude about the cone's axis
        var d = Math.Atan2(cosine * sineV, cosineA * cosine * cosineV - sineA * sine);
        var r = radius * Math.Exp(-n * Math.Atanh(top));
        var (sineD, cosineD) = Math.SinCos(n * d);
        return isNorth ? (-r * sineD, -r * cosineD) : (r * cosineD, r * sineD);
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        double south = isNorth ? -y : x, west = isNorth ? -x : y, r = Math.Sqrt(south * south + west * west),
            d = Math.Atan2(west, south) / n;
        double latitude = -Math.Log(r / radius) / n, sine = Math.Tanh(latitude), cosine = 1 / Math.Cosh(latitude);
        var (sineD, cosineD) = Math.SinCos(d);
        var up = cosineA * sine - sineA * cosine * cosineD;
        var v = Math.Atan2(cosine * sineD, cosineA * cosine * cosineD + sineA * sine);
        return (-v / b, Ellipsoid.FromIsometric((Math.Atanh(up) - logT) / b));
    }
}
