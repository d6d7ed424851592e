using System.Numerics;

namespace Pyramids;

/// <summary>Cassini-Soldner by its usual series.</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.2.2; Snyder (1987), chapter 13. Good to a millimetre within 3 degrees of the meridian.</remarks>
internal sealed class CassiniSoldner(EllipsoidMath e, MapProjection p) : MapProjector(e, p.Value(8802), p.Value(8806), p.Value(8807))
{
    private readonly double origin = e.Meridian(p.Value(8801) * Math.PI / 180);

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        var (sine, cosine) = Math.SinCos(phi);
        double tangent = sine / cosine, nu = Ellipsoid.N(phi), a = lambda * cosine, t = tangent * tangent,
            c = Ellipsoid.E2 * cosine * cosine / (1 - Ellipsoid.E2), a2 = a * a;
        return (nu * a * (1 - a2 * t * (1.0 / 6 + (8 - t + 8 * c) * a2 / 120)),
            Ellipsoid.Meridian(phi) - origin + nu * tangent * a2 * (0.5 + (5 - t + 6 * c) * a2 / 24));
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        var foot = Ellipsoid.FromMeridian(origin + y);
        var (sine, cosine) = Math.SinCos(foot);
        double tangent = sine / cosine, w = 1 - Ellipsoid.E2 * sine * sine, nu = Ellipsoid.N(foot), rho = nu * (1 - Ellipsoid.E2) / w,
            d = x / nu, t = tangent * tangent, d2 = d * d;
        double phi = foot - nu * tangent / rho * d2 * (0.5 - (1 + 3 * t) * d2 / 24),
            lambda = d * (1 - t * d2 * (1.0 / 3 - (1 + 3 * t) * d2 / 15)) / cosine;
        // Newton on the forward series, whose slopes are nearly those of the sphere's
        for (var i = 0; i < 4; i++)
        {
            var (east, north) = Forward(lambda, phi);
            double dx = x - east, dy = y - north;
            lambda += dx / (nu * cosine);
            phi += dy / rho;
            if (Math.Abs(dx) + Math.Abs(dy) < 1e-9)
                break;
        }
        return (lambda, phi);
    }
}

/// <summary>American polyconic.</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.2.1; Snyder (1987), chapter 18.</remarks>
internal sealed class Polyconic(EllipsoidMath e, MapProjection p) : MapProjector(e, p.Value(8802), p.Value(8806), p.Value(8807))
{
    private readonly double origin = e.Meridian(p.Value(8801) * Math.PI / 180);

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        if (Math.Abs(phi) < 1e-12)
            return (Ellipsoid.A * lambda, -origin);
        double cone = Ellipsoid.N(phi) / Math.Tan(phi), angle = lambda * Math.Sin(phi), half = Math.Sin(angle / 2);
        return (cone * Math.Sin(angle), Ellipsoid.Meridian(phi) - origin + 2 * cone * half * half);
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        var goal = y + origin;
        if (Math.Abs(goal) < 1e-9)
            return (x / Ellipsoid.A, 0);
        var phi = Ellipsoid.FromMeridian(goal);
        double lambda = 0;
        for (var i = 0; i < 30; i++)                                // two unknowns by Newton's method with differences
        {
            lambda = Longitude(phi);
            const double Step = 1e-7;
            double off = Miss(phi), slope = (Miss(phi + Step) - Miss(phi - Step)) / (2 * Step), change = off / slope;
            phi -= change;
            if (Math.Abs(change) < 1e-14)
                break;
        }
        return (Longitude(phi), phi);

        double Longitude(double latitude)
            => Math.Asin(Math.Clamp(x * Math.Tan(latitude) / Ellipsoid.N(latitude), -1, 1)) / Math.Sin(latitude);
        double Miss(double latitude)
        {
            double cone = Ellipsoid.N(latitude) / Math.Tan(latitude), half = Math.Sin(Longitude(latitude) * Math.Sin(latitude) / 2);
            return Ellipsoid.Meridian(latitude) + 2 * cone * half * half - goal;
        }
    }
}

/// <summary>New Zealand Map Grid, a conformal polynomial.</summary>
/// <remarks>Land Information New Zealand, LINZS25002; Reilly (1973), Survey Review 22.</remarks>
internal sealed class NewZealandMapGrid(EllipsoidMath e, MapProjection p) : MapProjector(e, p.Value(8802), p.Value(8806), p.Value(8807))
{
    private static readonly double[] ToIsometric = [0.6399175073, -0.1358797613, 0.063294409, -0.02526853, 0.0117879, -0.0055161, 0.0026906,
        -0.001333, 0.00067, -0.00034];
    private static readonly double[] FromIsometric = [1.5627014243, 0.5185406398, -0.03333098, -0.1052906, -0.0368594, 0.007317, 0.01220,
        0.00394, -0.0013];
    private static readonly Complex[] Grid = [new(0.7557853228, 0), new(0.249204646, 0.003371507), new(-0.001541739, 0.041058560),
        new(-0.10162907, 0.01727609), new(-0.26623489, -0.36249218), new(-0.6870983, -1.1651967)];
    private readonly double latitude = p.Value(8801);

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        var d = (phi * 180 / Math.PI - latitude) * 3600 * 1e-5;
        var z = new Complex(Polynomial(ToIsometric, d), lambda);
        var image = Polynomial(z) * Ellipsoid.A;
        return (image.Imaginary, image.Real);
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        var goal = new Complex(y, x) / Ellipsoid.A;
        var z = goal / Grid[0];
        for (var i = 0; i < 20; i++)
        {
            Complex slope = 0;
            for (var k = Grid.Length - 1; k >= 0; k--)
                slope = slope * z + (k + 1) * Grid[k];
            var step = (Polynomial(z) - goal) / slope;
            z -= step;
            if (step.Magnitude < 1e-15)
                break;
        }
        var d = Polynomial(FromIsometric, z.Real);
        // the published inverse is good to 4 m; the forward one defines the grid
        for (var i = 0; i < 10; i++)
        {
            var step = (Polynomial(ToIsometric, d) - z.Real) / ToIsometric[0];
            d -= step;
            if (Math.Abs(step) < 1e-15)
                break;
        }
        return (z.Imaginary, (latitude + d * 1e5 / 3600) * Math.PI / 180);
    }

    private static double Polynomial(double[] c, double x)
    {
        double sum = 0;
        for (var k = c.Length - 1; k >= 0; k--)
            sum = (sum + c[k]) * x;
        return sum;
    }

    private static Complex Polynomial(Complex z)
    {
        Complex sum = 0;
        for (var k = Grid.Length - 1; k >= 0; k--)
            sum = (sum + Grid[k]) * z;
        return sum;
    }
}
