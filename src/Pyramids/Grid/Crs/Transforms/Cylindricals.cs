namespace Pyramids;

/// <summary>Mercator, variants A and B, and Web Mercator, which takes latitudes on the ellipsoid for latitudes on a sphere.</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.5.1 and 3.5.2.</remarks>
internal sealed class Mercator : MapProjector
{
    private readonly double scale;
    private readonly bool isWeb;

    private Mercator(EllipsoidMath e, MapProjection p, double scale) : base(e, p.Value(8802), p.Value(8806), p.Value(8807))
        => (this.scale, isWeb) = (e.A * scale, p.MethodCode == ProjectionCodes.WebMercator);

    public static Mercator Of(EllipsoidMath e, MapProjection p)
        => new(e, p, p.MethodCode == ProjectionCodes.MercatorB ? e.M(p.Value(8823) * Math.PI / 180) : p.Value(8805, 1));

    protected override (double X, double Y) Forward(double lambda, double phi)
        => (scale * lambda,
            Math.Abs(phi) > Math.PI / 2 - 1e-10 ? double.NaN : scale * (isWeb ? Math.Asinh(Math.Tan(phi)) : Ellipsoid.Isometric(phi)));

    protected override (double Lambda, double Phi) Inverse(double x, double y)
        => (x / scale, isWeb ? Math.Atan(Math.Sinh(y / scale)) : Ellipsoid.FromIsometric(y / scale));
}

/// <summary>Lambert cylindrical equal area.</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.4.1; Snyder (1987), chapter 10.</remarks>
internal sealed class CylindricalEqualArea(EllipsoidMath e, MapProjection p) : MapProjector(e, p.Value(8802), p.Value(8806), p.Value(8807))
{
    private readonly double scale = e.M(p.Value(8823) * Math.PI / 180);

    protected override (double X, double Y) Forward(double lambda, double phi)
        => (Ellipsoid.A * scale * lambda, Ellipsoid.A * Ellipsoid.Q(Math.Sin(phi)) / (2 * scale));

    protected override (double Lambda, double Phi) Inverse(double x, double y)
        => (x / (Ellipsoid.A * scale), Ellipsoid.FromQ(2 * scale * y / Ellipsoid.A));
}

/// <summary>Equidistant cylindrical: true meridians. On the ellipsoid as EPSG defines it (PROJ before 9.8 takes the
/// sphere of the semi-major axis).</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.2.5.</remarks>
internal sealed class EquidistantCylindrical : MapProjector
{
    private readonly double scale;
    private readonly bool isSphere;

    private EquidistantCylindrical(EllipsoidMath e, MapProjection p, double parallel, double longitude, bool isSphere)
        : base(e, longitude, p.Value(8806), p.Value(8807))
        => (scale, this.isSphere) = (isSphere ? e.A * Math.Cos(parallel) : e.A * e.M(parallel), isSphere);

    public static EquidistantCylindrical Of(EllipsoidMath e, MapProjection p)
        => new(e, p, p.Value(8823, p.Value(8801)) * Math.PI / 180, p.Value(8802, p.Value(8822)),
            p.MethodCode is ProjectionCodes.EquidistantCylindricalSpherical or ProjectionCodes.OldEquidistantCylindricalSpherical);

    protected override (double X, double Y) Forward(double lambda, double phi)
        => (scale * lambda, isSphere ? Ellipsoid.A * phi : Ellipsoid.Meridian(phi));

    protected override (double Lambda, double Phi) Inverse(double x, double y)
        => (x / scale, isSphere ? y / Ellipsoid.A : Ellipsoid.FromMeridian(y));
}

/// <summary>Sinusoidal.</summary>
/// <remarks>Snyder (1987), chapter 30.</remarks>
internal sealed class Sinusoidal(EllipsoidMath e, MapProjection p) : MapProjector(e, p.Value(8802), p.Value(8806), p.Value(8807))
{
    protected override (double X, double Y) Forward(double lambda, double phi)
        => (Ellipsoid.A * Ellipsoid.M(phi) * lambda, Ellipsoid.Meridian(phi));

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        var phi = Ellipsoid.FromMeridian(y);
        var m = Ellipsoid.M(phi);
        return Math.Abs(phi) > Math.PI / 2 + 1e-10 ? (double.NaN, double.NaN) : InOutline(m < 1e-12 ? 0 : x / (Ellipsoid.A * m), phi);
    }
}

/// <summary>Mollweide, on the sphere of the semi-major axis as everywhere.</summary>
/// <remarks>Snyder (1987), chapter 31.</remarks>
internal sealed class Mollweide(EllipsoidMath e, MapProjection p) : MapProjector(e, p.Value(8802), p.Value(8806), p.Value(8807))
{
    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        double goal = Math.PI * Math.Sin(phi), theta = phi;
        for (var i = 0; i < 50; i++)
        {
            var slope = 2 + 2 * Math.Cos(2 * theta);
            if (slope < 1e-12)
                break;
            var step = (goal - 2 * theta - Math.Sin(2 * theta)) / slope;
            theta += step;
            if (Math.Abs(step) < 1e-15)
                break;
        }
        theta = Math.Clamp(theta, -Math.PI / 2, Math.PI / 2);
        return (2 * Math.Sqrt(2) / Math.PI * Ellipsoid.A * lambda * Math.Cos(theta), Math.Sqrt(2) * Ellipsoid.A * Math.Sin(theta));
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        var theta = Math.Asin(y / (Math.Sqrt(2) * Ellipsoid.A));
        var cosine = Math.Cos(theta);
        return InOutline(cosine < 1e-12 ? 0 : Math.PI * x / (2 * Math.Sqrt(2) * Ellipsoid.A * cosine),
            Math.Asin((2 * theta + Math.Sin(2 * theta)) / Math.PI));
    }
}

/// <summary>Equal Earth.</summary>
/// <remarks>Šavrič, Patterson and Jenny (2018), International Journal of Geographical Information Science 33(3); EPSG
/// Guidance Note 7-2, 3.4.5.</remarks>
internal sealed class EqualEarth(EllipsoidMath e, MapProjection p) : MapProjector(e, p.Value(8802), p.Value(8806), p.Value(8807))
{
    private const double A1 = 1.340264, A2 = -0.081106, A3 = 0.000893, A4 = 0.003796;

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        var theta = Math.Asin(Math.Sqrt(3) / 2 * Math.Clamp(Ellipsoid.Q(Math.Sin(phi)) / Ellipsoid.PolarQ, -1, 1));
        double t2 = theta * theta, t6 = t2 * t2 * t2;
        return (Ellipsoid.AuthalicRadius * 2 * Math.Sqrt(3) * lambda * Math.Cos(theta) / (3 * Slope(t2, t6)),
            Ellipsoid.AuthalicRadius * theta * (A1 + A2 * t2 + t6 * (A3 + A4 * t2)));
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        double goal = y / Ellipsoid.AuthalicRadius, theta = goal;
        for (var i = 0; i < 20; i++)
        {
            double square = theta * theta, sixth = square * square * square;
            var step = (theta * (A1 + A2 * square + sixth * (A3 + A4 * square)) - goal) / Slope(square, sixth);
            theta -= step;
            if (Math.Abs(step) < 1e-15)
                break;
        }
        double t2 = theta * theta, t6 = t2 * t2 * t2;
        return InOutline(Math.Sqrt(3) * x * Slope(t2, t6) / (2 * Ellipsoid.AuthalicRadius * Math.Cos(theta)),
            Ellipsoid.FromQ(Ellipsoid.PolarQ * 2 / Math.Sqrt(3) * Math.Sin(theta)));
    }

    private static double Slope(double t2, double t6) => A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2);
}
