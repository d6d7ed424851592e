namespace Pyramids;

/// <summary>An ellipsoid of revolution, the mathematical figure of the Earth, and lengths and areas on it.</summary>
/// <param name="Name">Such as <c>WGS 84</c>.</param>
/// <param name="SemiMajorMetres">Equatorial radius in metres.</param>
/// <param name="InverseFlattening">a / (a - b), or 0 for a sphere.</param>
/// <param name="EpsgCode">Code in the EPSG dataset, if known.</param>
/// <remarks>Formulas: EPSG Guidance Note 7-2; Snyder (1987), Map Projections, USGS Professional Paper 1395, chapter 3.</remarks>
public sealed record Ellipsoid(string Name, double SemiMajorMetres, double InverseFlattening, int? EpsgCode = null)
{
    private const double Radians = Math.PI / 180;

    /// <summary>The ellipsoid of WGS 84.</summary>
    public static Ellipsoid Wgs84 { get; } = new("WGS 84", 6378137, 298.257223563, 7030);

    /// <summary>The ellipsoid of NAD83 and ETRS89.</summary>
    public static Ellipsoid Grs80 { get; } = new("GRS 1980", 6378137, 298.257222101, 7019);

    /// <summary>(a - b) / a; 0 for a sphere.</summary>
    public double Flattening => InverseFlattening == 0 ? 0 : 1 / InverseFlattening;

    /// <summary>Polar radius in metres.</summary>
    public double SemiMinorMetres => SemiMajorMetres * (1 - Flattening);

    /// <summary>Square of the first eccentricity.</summary>
    public double EccentricitySquared => Flattening * (2 - Flattening);

    /// <summary>Radius of curvature along the meridian, in metres.</summary>
    public double MeridionalRadius(double latitudeDegrees)
    {
        var w2 = W2(latitudeDegrees);
        return SemiMajorMetres * (1 - EccentricitySquared) / (w2 * Math.Sqrt(w2));
    }

    /// <summary>Radius of curvature across the meridian, in metres.</summary>
    public double PrimeVerticalRadius(double latitudeDegrees) => SemiMajorMetres / Math.Sqrt(W2(latitudeDegrees));

    /// <summary>Metres in one degree of latitude at a latitude (110574 at the equator of WGS 84, 111694 at its poles).</summary>
    public double MetresPerDegreeLatitude(double latitudeDegrees) => Radians * MeridionalRadius(latitudeDegrees);

    /// <summary>Metres in one degree of longitude at a latitude (111320 at the equator of WGS 84, 0 at its poles).</summary>
    public double MetresPerDegreeLongitude(double latitudeDegrees)
        => Radians * PrimeVerticalRadius(latitudeDegrees) * (Math.Abs(latitudeDegrees) == 90 ? 0 : Math.Cos(latitudeDegrees * Radians));

    /// <summary>Area of the part of the surface between two meridians and two parallels, in square metres. Exact (by the authalic
    /// latitude) and free of cancellation however small the cell; negative when one pair is swapped.</summary>
    /// <param name="westDegrees">Western meridian.</param>
    /// <param name="southDegrees">Southern parallel, in [-90, 90].</param>
    /// <param name="eastDegrees">Eastern meridian.</param>
    /// <param name="northDegrees">Northern parallel, in [-90, 90].</param>
    public double AreaSquareMetres(double westDegrees, double southDegrees, double eastDegrees, double northDegrees)
    {
        double e2 = EccentricitySquared, e = Math.Sqrt(e2);
        double s0 = Math.Sin(southDegrees * Radians), s1 = Math.Sin(northDegrees * Radians);
        var rise = 2 * Math.Cos((northDegrees + southDegrees) / 2 * Radians) * Math.Sin((northDegrees - southDegrees) / 2 * Radians);
        var rational = rise * (1 + e2 * s0 * s1) / ((1 - e2 * s0 * s0) * (1 - e2 * s1 * s1));
        var hyperbolic = e == 0 ? rise : Math.Atanh(e * rise / (1 - e2 * s0 * s1)) / e;
        return (eastDegrees - westDegrees) * Radians * SemiMinorMetres * SemiMinorMetres * (rational + hyperbolic) / 2;
    }

    private double W2(double latitudeDegrees)
    {
        var sine = Math.Sin(latitudeDegrees * Radians);
        return 1 - EccentricitySquared * sine * sine;
    }

    /// <summary>Same size and shape to a tenth of a millimetre or so; tells GRS 1980 from WGS 84.</summary>
    internal bool IsSame(Ellipsoid other) => Math.Abs(SemiMajorMetres - other.SemiMajorMetres) <= 1e-9 * SemiMajorMetres
        && Math.Abs(InverseFlattening - other.InverseFlattening) <= 2e-9 * InverseFlattening;
}
