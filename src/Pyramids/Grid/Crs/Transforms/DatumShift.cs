namespace Pyramids;

/// <summary>Seven small parameters between two ellipsoids by way of Earth-centred coordinates, at height 0.</summary>
/// <remarks>EPSG Guidance Note 7-2, 4.3.3 (position vector) and 4.1.1 (geographic and geocentric; Bowring's inverse).</remarks>
internal sealed class DatumShift
{
    private const double Radians = Math.PI / 180;
    private readonly double tx, ty, tz, rx, ry, rz, scale;
    private readonly bool isInverse;
    private readonly Ellipsoid from, to;

    private DatumShift(Ellipsoid from, Ellipsoid to, IReadOnlyList<double> p, bool isInverse)
    {
        (this.from, this.to, this.isInverse) = (from, to, isInverse);
        (tx, ty, tz) = (p[0], p[1], p[2]);
        (rx, ry, rz) = (p[3] / 3600 * Radians, p[4] / 3600 * Radians, p[5] / 3600 * Radians);
        scale = 1 + p[6] * 1e-6;
    }

    public static DatumShift ToWgs84(GeodeticDatum datum, IReadOnlyList<double> parameters)
        => new(datum.Ellipsoid, Ellipsoid.Wgs84, parameters, false);

    public static DatumShift FromWgs84(GeodeticDatum datum, IReadOnlyList<double> parameters)
        => new(Ellipsoid.Wgs84, datum.Ellipsoid, parameters, true);

    /// <summary>Longitudes and latitudes in degrees, in place.</summary>
    public void Apply(Span<double> longitudes, Span<double> latitudes)
    {
        double a = from.SemiMajorMetres, e2 = from.EccentricitySquared, a2 = to.SemiMajorMetres, b2 = to.SemiMinorMetres,
            to2 = to.EccentricitySquared, second = to2 / (1 - to2);
        for (var i = 0; i < longitudes.Length; i++)
        {
            var (sinePhi, cosinePhi) = Math.SinCos(latitudes[i] * Radians);
            var (sineLambda, cosineLambda) = Math.SinCos(longitudes[i] * Radians);
            var nu = a / Math.Sqrt(1 - e2 * sinePhi * sinePhi);
            var (x, y, z) = Turn(nu * cosinePhi * cosineLambda, nu * cosinePhi * sineLambda, nu * (1 - e2) * sinePhi);
            var r = Math.Sqrt(x * x + y * y);
            var (sine, cosine) = Math.SinCos(Math.Atan2(z * a2, r * b2));
            latitudes[i] = Math.Atan2(z + second * b2 * sine * sine * sine, r - to2 * a2 * cosine * cosine * cosine) / Radians;
            longitudes[i] = Math.Atan2(y, x) / Radians;
        }
    }

    private (double X, double Y, double Z) Turn(double x, double y, double z)
    {
        if (!isInverse)
            return (tx + scale * (x - rz * y + ry * z), ty + scale * (rz * x + y - rx * z), tz + scale * (-ry * x + rx * y + z));
        (x, y, z) = ((x - tx) / scale, (y - ty) / scale, (z - tz) / scale);
        return (x + rz * y - ry * z, -rz * x + y + rx * z, ry * x - rx * y + z);
    }
}
