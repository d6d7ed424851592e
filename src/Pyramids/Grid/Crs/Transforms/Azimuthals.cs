namespace Pyramids;

/// <summary>Polar stereographic, variants A (scale at the pole), B (standard parallel) and C (false origin on it).</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.3.2.</remarks>
internal sealed class PolarStereographic : MapProjector
{
    private readonly double scale, north;

    private PolarStereographic(EllipsoidMath e, double north, double scale, double longitude, double x, double y) : base(e, longitude, x, y)
        => (this.north, this.scale) = (north, scale);

    public static PolarStereographic Of(EllipsoidMath e, MapProjection p)
    {
        var isA = p.MethodCode is null or ProjectionCodes.PolarStereographicA;
        double parallel = isA ? p.Value(8801) : p.Value(8832), north = Math.Sign(parallel), phi = Math.Abs(parallel) * Math.PI / 180;
        if (north == 0)
            throw new CrsException(
                "The standard parallel of a polar stereographic projection is the equator, which belongs to neither pole.");
        var pole = 2 * e.A / Math.Sqrt(Math.Pow(1 + e.E, 1 + e.E) * Math.Pow(1 - e.E, 1 - e.E));
        if (isA)
            return new(e, north, pole * p.Value(8805, 1), p.Value(8802), p.Value(8806), p.Value(8807));
        var scale = phi > Math.PI / 2 - 1e-10 ? pole : e.A * e.M(phi) / Math.Exp(-e.Isometric(phi));
        return p.MethodCode == ProjectionCodes.PolarStereographicB ? new(e, north, scale, p.Value(8833), p.Value(8806), p.Value(8807))
            : new(e, north, scale, p.Value(8833), p.Value(8826), p.Value(8827) + north * e.A * e.M(phi));
    }

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        var r = Math.Abs(phi) > Math.PI / 2 - 1e-15
            ? (phi * north > 0 ? 0 : double.NaN)
            : scale * Math.Exp(-north * Ellipsoid.Isometric(phi));
        var (sine, cosine) = Math.SinCos(lambda);
        return (r * sine, -north * r * cosine);
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        var r = Math.Sqrt(x * x + y * y);
        return r == 0 ? (0, north * Math.PI / 2) : (Math.Atan2(x, -north * y), north * Ellipsoid.FromIsometric(-Math.Log(r / scale)));
    }
}

/// <summary>Oblique stereographic by way of a conformal sphere (Roussilhe; the Netherlands, New Brunswick).</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.3.1.</remarks>
internal sealed class DoubleStereographic : MapProjector
{
    private readonly double n, logC, diameter, sine0, cosine0;

    public DoubleStereographic(EllipsoidMath e, MapProjection p) : base(e, p.Value(8802), p.Value(8806), p.Value(8807))
    {
        var phi = p.Value(8801) * Math.PI / 180;
        double sine = Math.Sin(phi), cosine = Math.Cos(phi), w = 1 - e.E2 * sine * sine;
        n = Math.Sqrt(1 + e.E2 * Math.Pow(cosine, 4) / (1 - e.E2));
        var chi = Math.Tanh(n * e.Isometric(phi));                  // sine on the sphere before the scale c
        var c = (n + sine) * (1 - chi) / ((n - sine) * (1 + chi));
        logC = Math.Log(c) / 2;
        sine0 = Math.Tanh(n * e.Isometric(phi) + logC);
        cosine0 = Math.Sqrt(1 - sine0 * sine0);
        diameter = 2 * p.Value(8805, 1) * Math.Sqrt(e.A * (1 - e.E2) / (w * Math.Sqrt(w)) * e.N(phi));
    }

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        var psi = n * Ellipsoid.Isometric(phi) + logC;
        double sine = Math.Tanh(psi), cosine = 1 / Math.Cosh(psi);
        var (sineL, cosineL) = Math.SinCos(n * lambda);
        var b = 1 + sine * sine0 + cosine * cosine0 * cosineL;
        return b < 1e-12
            ? (double.NaN, double.NaN)
            : (diameter * cosine * sineL / b, diameter * (sine * cosine0 - cosine * sine0 * cosineL) / b);
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        var (lambda, sine) = Spherical(x / diameter, y / diameter, sine0, cosine0);
        return (lambda / n, Ellipsoid.FromIsometric((Math.Atanh(sine) - logC) / n));
    }

    /// <summary>Longitude and sine of latitude on the sphere, of a stereographic position in diameters.</summary>
    internal static (double Lambda, double Sine) Spherical(double x, double y, double sine0, double cosine0)
    {
        // cosine and sine / r of the angle from the centre
        double r2 = x * x + y * y, cosine = (1 - r2) / (1 + r2), factor = 2 / (1 + r2);
        return (Math.Atan2(x * factor, cosine0 * cosine - y * sine0 * factor), Math.Clamp(cosine * sine0 + y * factor * cosine0, -1, 1));
    }
}

/// <summary>Stereographic by conformal latitudes (Snyder's, USGS), other than at the poles.</summary>
/// <remarks>Snyder (1987), chapter 21.</remarks>
internal sealed class Stereographic : MapProjector
{
    private readonly double diameter, sine0, cosine0;

    public Stereographic(EllipsoidMath e, MapProjection p) : base(e, p.Value(8802), p.Value(8806), p.Value(8807))
    {
        var phi = p.Value(8801) * Math.PI / 180;
        var psi = e.Isometric(phi);
        (sine0, cosine0) = (Math.Tanh(psi), 1 / Math.Cosh(psi));
        diameter = 2 * e.A * p.Value(8805, 1) * e.M(phi) / cosine0;
    }

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        var psi = Ellipsoid.Isometric(phi);
        double sine = Math.Tanh(psi), cosine = 1 / Math.Cosh(psi);
        var (sineL, cosineL) = Math.SinCos(lambda);
        var b = 1 + sine * sine0 + cosine * cosine0 * cosineL;
        return b < 1e-12
            ? (double.NaN, double.NaN)
            : (diameter * cosine * sineL / b, diameter * (sine * cosine0 - cosine * sine0 * cosineL) / b);
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        var (lambda, sine) = DoubleStereographic.Spherical(x / diameter, y / diameter, sine0, cosine0);
        return (lambda, Ellipsoid.FromIsometric(Math.Atanh(sine)));
    }
}

/// <summary>Lambert azimuthal equal area, oblique or polar.</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.4.2; Snyder (1987), chapter 24.</remarks>
internal sealed class LambertAzimuthal : MapProjector
{
    private readonly double sine0, cosine0, d, pole;

    public LambertAzimuthal(EllipsoidMath e, MapProjection p) : base(e, p.Value(8802), p.Value(8806), p.Value(8807))
    {
        var phi = p.Value(8801) * Math.PI / 180;
        pole = Math.Abs(phi) > Math.PI / 2 - 1e-10 ? Math.Sign(phi) : 0;
        sine0 = e.Q(Math.Sin(phi)) / e.PolarQ;
        cosine0 = Math.Sqrt(1 - sine0 * sine0);
        d = pole == 0 ? e.A * e.M(phi) / (e.AuthalicRadius * cosine0) : 1;
    }

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        var (sineL, cosineL) = Math.SinCos(lambda);
        var q = Ellipsoid.Q(Math.Sin(phi));
        if (pole != 0)
        {
            var r = Ellipsoid.A * Math.Sqrt(Math.Max(0, Ellipsoid.PolarQ - pole * q));
            return (r * sineL, -pole * r * cosineL);
        }
        double sine = q / Ellipsoid.PolarQ, cosine = Math.Sqrt(Math.Max(0, 1 - sine * sine));
        var b = 1 + sine * sine0 + cosine * cosine0 * cosineL;
        if (b < 1e-12)
            return (double.NaN, double.NaN);
        var scale = Ellipsoid.AuthalicRadius * Math.Sqrt(2 / b);
        return (scale * d * cosine * sineL, scale / d * (sine * cosine0 - cosine * sine0 * cosineL));
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        if (pole != 0)
            return (Math.Atan2(x, -pole * y), Ellipsoid.FromQ(pole * (Ellipsoid.PolarQ - (x * x + y * y) / (Ellipsoid.A * Ellipsoid.A))));
        x /= d;
        y *= d;
        var r = Math.Sqrt(x * x + y * y);
        if (r == 0)
            return (0, Ellipsoid.FromQ(Ellipsoid.PolarQ * sine0));
        var half = r / (2 * Ellipsoid.AuthalicRadius);
        if (half > 1)
            return (double.NaN, double.NaN);
        double cosine = 1 - 2 * half * half, sine = 2 * half * Math.Sqrt(1 - half * half);
        return (Math.Atan2(x * sine, r * cosine0 * cosine - y * sine0 * sine),
            Ellipsoid.FromQ(Ellipsoid.PolarQ * (cosine * sine0 + y * sine * cosine0 / r)));
    }
}
