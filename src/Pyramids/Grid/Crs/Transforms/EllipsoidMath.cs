namespace Pyramids;

/// <summary>Auxiliary latitudes and arcs of an ellipsoid; angles in radians, lengths in metres.</summary>
/// <remarks>Karney (2011), Transverse Mercator with an accuracy of a few nanometers, J. Geodesy 85(8); Snyder (1987), chapter 3.
/// The series in the third flattening n leave out n^7, which is 4e-20 on the Earth.</remarks>
internal sealed class EllipsoidMath
{
    private readonly double[] toRectifying, fromRectifying, fromConformal, fromAuthalic;
    private readonly double rectifyingRadius;
    private readonly bool isEarthlike;

    public EllipsoidMath(Ellipsoid ellipsoid)
    {
        (A, E2) = (ellipsoid.SemiMajorMetres, ellipsoid.EccentricitySquared);
        E = Math.Sqrt(E2);
        isEarthlike = E2 < 0.01;
        var n = ThirdFlattening = ellipsoid.Flattening / (2 - ellipsoid.Flattening);
        double n2 = n * n, n3 = n2 * n, n4 = n2 * n2, n5 = n4 * n, n6 = n3 * n3;
        rectifyingRadius = A / (1 + n) * (1 + n2 / 4 + n4 / 64);
        toRectifying = [-3 * n / 2 + 9 * n3 / 16, 15 * n2 / 16 - 15 * n4 / 32, -35 * n3 / 48, 315 * n4 / 512];
        fromRectifying = [3 * n / 2 - 27 * n3 / 32, 21 * n2 / 16 - 55 * n4 / 32, 151 * n3 / 96, 1097 * n4 / 512];
        fromConformal =
        [
            2 * n - 2 * n2 / 3 - 2 * n3 + 116 * n4 / 45 + 26 * n5 / 45 - 2854 * n6 / 675,
            7 * n2 / 3 - 8 * n3 / 5 - 227 * n4 / 45 + 2704 * n5 / 315 + 2323 * n6 / 945,
            56 * n3 / 15 - 136 * n4 / 35 - 1262 * n5 / 105 + 73814 * n6 / 2835,
            4279 * n4 / 630 - 332 * n5 / 35 - 399572 * n6 / 14175,
            4174 * n5 / 315 - 144838 * n6 / 6237,
            601676 * n6 / 22275,
        ];
        double e4 = E2 * E2, e6 = e4 * E2;
        fromAuthalic = [E2 / 3 + 31 * e4 / 180 + 517 * e6 / 5040, 23 * e4 / 360 + 251 * e6 / 3780, 761 * e6 / 45360];
        PolarQ = Q(1);
        AuthalicRadius = A * Math.Sqrt(PolarQ / 2);
    }

    /// <summary>Semi-major axis.</summary>
    public double A { get; }
    /// <summary>Eccentricity.</summary>
    public double E { get; }
    /// <summary>Its square.</summary>
    public double E2 { get; }
    /// <summary>(a - b) / (a + b).</summary>
    public double ThirdFlattening { get; }
    /// <summary><see cref="Q"/> at the pole.</summary>
    public double PolarQ { get; }
    /// <summary>Radius of the sphere of equal area.</summary>
    public double AuthalicRadius { get; }

    /// <summary>Radius of a parallel over the semi-major axis.</summary>
    public double M(double phi)
    {
        var (sine, cosine) = Math.SinCos(phi);
        return cosine / Math.Sqrt(1 - E2 * sine * sine);
    }

    /// <summary>Radius of curvature across the meridian.</summary>
    public double N(double phi)
    {
        var sine = Math.Sin(phi);
        return A / Math.Sqrt(1 - E2 * sine * sine);
    }

    /// <summary>Isometric latitude: northing of the Mercator projection of a unit ellipsoid.</summary>
    public double Isometric(double phi)
    {
        var (sine, cosine) = Math.SinCos(phi);
        return Math.Asinh(sine / cosine) - EAtanh(sine);
    }

    /// <summary>Latitude of an isometric latitude.</summary>
    public double FromIsometric(double psi) => Math.Abs(psi) > 36 ? Math.CopySign(Math.PI / 2, psi) : FromConformalTangent(Math.Sinh(psi));

    /// <summary>Tangent of the conformal latitude.</summary>
    public double ConformalTangent(double phi)
    {
        var (sine, cosine) = Math.SinCos(phi);
        double x = EAtanh(sine), x2 = x * x, sigma = isEarthlike ? x * (1 + x2 * (1.0 / 6 + x2 / 120)) : Math.Sinh(x);
        return (sine * Math.Sqrt(1 + sigma * sigma) - sigma) / cosine;
    }

    /// <summary>Latitude whose conformal latitude has this tangent.</summary>
    public double FromConformalTangent(double tangent)
    {
        if (isEarthlike)
        {
            double square = 1 + tangent * tangent;
            return Math.Atan(tangent) + Series(fromConformal, 2 * tangent / square, (2 - square) / square);
        }
        double goal = tangent, t = goal / (1 - E2);
        for (var i = 0; i < 8; i++)                                 // Newton
        {
            var secant = Math.Sqrt(1 + t * t);
            var sigma = Math.Sinh(EAtanh(t / secant));
            var conformal = t * Math.Sqrt(1 + sigma * sigma) - sigma * secant;
            var step = (goal - conformal) * (1 + (1 - E2) * t * t) / ((1 - E2) * secant * Math.Sqrt(1 + conformal * conformal));
            t += step;
            if (Math.Abs(step) <= 1e-15 * Math.Max(1, Math.Abs(t)))
                break;
        }
        return Math.Atan(t);
    }

    /// <summary>Twice the area between the equator and a parallel, per radian of longitude and squared semi-major axis.</summary>
    public double Q(double sine) => E == 0 ? 2 * sine : (1 - E2) * (sine / (1 - E2 * sine * sine) + EAtanh(sine) / E2);

    /// <summary>Latitude whose <see cref="Q"/> is given, by a series and Newton's method; NaN beyond the pole.</summary>
    public double FromQ(double q)
    {
        var sine = q / PolarQ;
        if (!(Math.Abs(sine) <= 1 + 1e-12))
            return double.NaN;
        sine = Math.Clamp(sine, -1, 1);
        if (E == 0)
            return Math.Asin(sine);
        var phi = Math.Asin(sine);
        phi += Series(fromAuthalic, 2 * sine * Math.Sqrt(1 - sine * sine), 1 - 2 * sine * sine);
        for (var i = 0; i < (isEarthlike ? 1 : 6); i++)
        {
            var (s, c) = Math.SinCos(phi);
            if (Math.Abs(c) < 1e-7)
                break;                                              // the series is exact at the pole
            var w = 1 - E2 * s * s;
            phi += (q - Q(s)) * w * w / (2 * (1 - E2) * c);
        }
        return phi;
    }

    /// <summary>Length of the meridian from the equator.</summary>
    public double Meridian(double phi)
    {
        var (sine, cosine) = Math.SinCos(2 * phi);
        return rectifyingRadius * (phi + Series(toRectifying, sine, cosine));
    }

    /// <summary>Latitude at a length of the meridian.</summary>
    public double FromMeridian(double length)
    {
        var mu = length / rectifyingRadius;
        var (sine, cosine) = Math.SinCos(2 * mu);
        return mu + Series(fromRectifying, sine, cosine);
    }

    /// <summary>e artanh(e sine), on the Earth by its series.</summary>
    private double EAtanh(double sine)
    {
        if (!isEarthlike)
            return E * Math.Atanh(E * sine);
        var x = E2 * sine * sine;
        return E2 * sine * (1 + x * (1.0 / 3 + x * (1.0 / 5 + x * (1.0 / 7 + x * (1.0 / 9 + x * (1.0 / 11 + x * (1.0 / 13 + x / 15)))))));
    }

    /// <summary>Sum of c[k] sin 2(k+1)x by Clenshaw's recurrence, given sine and cosine of 2x.</summary>
    private static double Series(double[] c, double sine, double cosine)
    {
        double one = 0, two = 0, twice = 2 * cosine;
        for (var k = c.Length - 1; k >= 0; k--)
            (one, two) = (twice * one - two + c[k], one);
        return sine * one;
    }
}
