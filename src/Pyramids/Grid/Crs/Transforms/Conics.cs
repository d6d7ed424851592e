namespace Pyramids;

/// <summary>Lambert conic conformal in its five forms.</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.1.1; Snyder (1987), chapter 15.</remarks>
internal sealed class LambertConic : MapProjector
{
    private readonly double n, radius, originRadius, turn, west;

    private LambertConic(EllipsoidMath e, MapProjection p, double n, double radius, double originPsi, double turn,
        (double Longitude, double X, double Y) origin) : base(e, origin.Longitude, origin.X, origin.Y)
    {
        (this.n, this.radius, this.turn) = (n, radius, turn);
        originRadius = double.IsInfinity(originPsi) ? 0 : radius * Math.Exp(-n * originPsi);
        west = p.MethodCode == ProjectionCodes.LambertConicWest ? -1 : 1;
    }

    public static LambertConic Of(EllipsoidMath e, MapProjection p)
    {
        const double Radians = Math.PI / 180;
        if (p.MethodCode is ProjectionCodes.LambertConic1SP or ProjectionCodes.LambertConicWest)
        {
            var phi0 = p.Value(8801) * Radians;
            double n1 = Math.Sin(phi0), psi0 = e.Isometric(phi0);
            return n1 == 0 ? throw Degenerate()
                : new(e, p, n1, e.A * p.Value(8805, 1) * e.M(phi0) / n1 * Math.Exp(n1 * psi0), psi0, 0,
                    (p.Value(8802), p.Value(8806), p.Value(8807)));
        }
        double phi1 = p.Value(8823) * Radians, phi2 = p.Value(8824) * Radians, psi1 = e.Isometric(phi1);
        var n = Math.Abs(phi1 - phi2) < 1e-10 ? Math.Sin(phi1) : Math.Log(e.M(phi1) / e.M(phi2)) / (e.Isometric(phi2) - psi1);
        if (Math.Abs(n) < 1e-10)
            throw Degenerate();
        var origin = p.Value(8821);
        var turn = p.MethodCode == ProjectionCodes.LambertConicBelgium ? 29.2985 / 3600 * Radians : 0;
        return new(e, p, n, e.A * p.Value(1038, 1) * e.M(phi1) / n * Math.Exp(n * psi1),
            Math.Abs(origin) >= 90 - 1e-9 ? double.PositiveInfinity * origin : e.Isometric(origin * Radians), turn,
            (p.Value(8822), p.Value(8826), p.Value(8827)));
    }

    private static CrsException Degenerate()
        => new("The standard parallels of a conic projection lie on the equator or opposite to each other, where there is no cone; use "
            + "Mercator.");

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        var r = Math.Abs(phi) >= Math.PI / 2 - 1e-12
            ? (phi > 0 == n > 0 ? 0 : double.NaN)
            : radius * Math.Exp(-n * Ellipsoid.Isometric(phi));
        var (sine, cosine) = Math.SinCos(n * lambda - turn);
        return (west * r * sine, originRadius - r * cosine);
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        var sign = Math.Sign(n);
        double east = west * x * sign, north = (originRadius - y) * sign;
        var r = Math.Sqrt(east * east + north * north);
        if (r == 0)
            return (0, sign * Math.PI / 2);
        return ((Math.Atan2(east, north) + turn) / n, Ellipsoid.FromIsometric(-Math.Log(r / Math.Abs(radius)) / n));
    }
}

/// <summary>Albers equal area.</summary>
/// <remarks>EPSG Guidance Note 7-2, 3.4.3; Snyder (1987), chapter 14.</remarks>
internal sealed class AlbersConic : MapProjector
{
    private readonly double n, c, originRadius;

    public AlbersConic(EllipsoidMath e, MapProjection p) : base(e, p.Value(8822), p.Value(8826), p.Value(8827))
    {
        const double Radians = Math.PI / 180;
        double phi1 = p.Value(8823) * Radians, phi2 = p.Value(8824) * Radians, q1 = e.Q(Math.Sin(phi1)), m1 = e.M(phi1), m2 = e.M(phi2);
        n = Math.Abs(phi1 - phi2) < 1e-10 ? Math.Sin(phi1) : (m1 * m1 - m2 * m2) / (e.Q(Math.Sin(phi2)) - q1);
        if (Math.Abs(n) < 1e-10)
            throw new CrsException(
                "The standard parallels of the Albers projection lie on the equator or opposite to each other, where there is no cone; "
                    + "use a cylindrical projection.");
        c = m1 * m1 + n * q1;
        originRadius = e.A * Math.Sqrt(c - n * e.Q(Math.Sin(p.Value(8821) * Radians))) / n;
    }

    protected override (double X, double Y) Forward(double lambda, double phi)
    {
        var r = Ellipsoid.A * Math.Sqrt(Math.Max(0, c - n * Ellipsoid.Q(Math.Sin(phi)))) / n;
        var (sine, cosine) = Math.SinCos(n * lambda);
        return (r * sine, originRadius - r * cosine);
    }

    protected override (double Lambda, double Phi) Inverse(double x, double y)
    {
        double sign = Math.Sign(n), north = originRadius - y, r = Math.Sqrt(x * x + north * north) * n / Ellipsoid.A;
        return (Math.Atan2(sign * x, sign * north) / n, Ellipsoid.FromQ((c - r * r) / n));
    }
}
