namespace Pyramids;

/// <summary>Auxiliary latitudes and arcs of an ellipsoid; angles in radians, lengths in metres.</summary>
/// <remarks>Karney (2011), Transverse Mercator with an accuracy of a few nanometers, J. Geodesy 85(8); Snyder (1987), chapter 3.</remarks>
internal sealed class EllipsoidMath
{
    private readonly double[] toRectifying, fromRectifying;
    private readonly double rectifyingRadius;

    public EllipsoidMath(Ellipsoid ellipsoid)
    {
        (A, E2) = (ellipsoid.SemiMajorMetres, ellipsoid.EccentricitySquared);
        E = Math.Sqrt(E2);
        var n = ThirdFlattening = ellipsoid.Flattening / (2 - ellipsoid.Flattening);
        double n2 = n * n, n3 = n2 * n, n4 = n2 * n2;
        rectifyingRadius = A / (1 + n) * (1 + n2 / 4 + n4 / 64);
        toRectifying = [-3 * n / 2 + 9 * n3 / 16, 15 * n2 / 16 - 15 * n4 / 32, -35 * n3 / 48, 315 * n4 / 512];
        fromRectifying = [3 * n / 2 - 27 * n3 / 32, 21 * n2 / 16 - 55 * n4 / 32, 151 * n3 / 96, 1097 * n4 / 512];
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
        var sine = Math.Sin(phi);
        return Math.Cos(phi) / Math.Sqrt(1 - E2 * sine * sine);
    }

    /// <summary>Radius of curvature across the meridian.</summary>
    public double N(double phi)
    {
        var sine = Math.Sin(phi);
        return A / Math.Sqrt(1 - E2 * sine * sine);
    }

    /// <summary>Isometric latitude: northing of the Mercator projection of a unit ellipsoid.</summary>
    public double Isometric(double phi) => Math.Asinh(Math.Tan(phi)) - E * Math.Atanh(E * Math.Sin(phi));

    /// <summary>Latitude of an isometric latitude, by Newton's method in its tangent.</summary>
    public double FromIsometric(double psi)
    {
        if (Math.Abs(psi) > 36)
            return Math.CopySign(Math.PI / 2, psi);
        double goal = Math.Sinh(psi), tangent = goal / (1 - E2);
        for (var i = 0; i < 5; i++)
        {
            var secant = Math.Sqrt(1 + tangent * tangent);
            var sigma = Math.Sinh(E * Math.Atanh(E * tangent / secant));
            var conformal = tangent * Math.Sqrt(1 + sigma * sigma) - sigma * secant;
            var step = (goal - conformal) * (1 + (1 - E2) * tangent * tangent) / ((1 - E2) * secant * Math.Sqrt(1 + conformal * conformal));
            tangent += step;
            if (Math.Abs(step) <= 1e-15 * Math.Max(1, Math.Abs(tangent)))
                break;
        }
        return Math.Atan(tangent);
    }

    /// <summary>Twice the area between the equator and a parallel, per radian of longitude and squared semi-major axis.</summary>
    public double Q(double sine) => E == 0 ? 2 * sine : (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.Atanh(E * sine) / E);

    /// <summary>Latitude whose <see cref="Q"/> is given; NaN beyond the pole.</summary>
    public double FromQ(double q)
    {
        var sine = q / PolarQ;
        if (!(Math.Abs(sine) <= 1 + 1e-12))
            return double.NaN;
        sine = Math.Clamp(sine, -1, 1);
        for (var i = 0; i < 6 && E > 0; i++)
        {
            var w = 1 - E2 * sine * sine;
            var step = (q - Q(sine)) * w * w / (2 * (1 - E2));
            sine = Math.Clamp(sine + step, -1, 1);
            if (Math.Abs(step) < 1e-16)
                break;
        }
        return Math.Asin(sine);
    }

    /// <summary>Length of the meridian from the equator.</summary>
    public double Meridian(double phi) => rectifyingRadius * (phi + Series(toRectifying, phi));

    /// <summary>Latitude at a length of the meridian.</summary>
    public double FromMeridian(double length)
    {
        var mu = length / rectifyingRadius;
        return mu + Series(fromRectifying, mu);
    }

    /// <summary>Sum of c[k] sin 2(k+1)x by Clenshaw's recurrence.</summary>
    private static double Series(ReadOnlySpan<double> c, double x)
    {
        var (sine, cosine) = Math.SinCos(2 * x);
        double one = 0, two = 0;
        for (var k = c.Length - 1; k >= 0; k--)
            (one, two) = (2 * cosine * one - two + c[k], one);
        return sine * one;
    }
}
