namespace Pyramids;

/// <summary>The formulas of a map projection on an ellipsoid. Longitudes and latitudes in degrees of the system's own
/// meridian; eastings and northings in metres, false origin included. What has no image is NaN.</summary>
internal abstract class MapProjector(EllipsoidMath ellipsoid, double originDegrees, double falseEasting, double falseNorthing)
{
    private const double Radians = Math.PI / 180;

    protected EllipsoidMath Ellipsoid { get; } = ellipsoid;

    /// <summary>From longitude off the origin and latitude (radians) to metres off the false origin.</summary>
    protected abstract (double X, double Y) Forward(double lambda, double phi);

    /// <summary>The other way.</summary>
    protected abstract (double Lambda, double Phi) Inverse(double x, double y);

    /// <summary>An inverse on a map of the whole Earth within an outline: what lies beyond it is no second time round the Earth.</summary>
    protected static (double Lambda, double Phi) InOutline(double lambda, double phi)
        => Math.Abs(lambda) <= Math.PI + 1e-9 ? (lambda, phi) : (double.NaN, double.NaN);

    public void Project(Span<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var lambda = x[i] - originDegrees;
            if (Math.Abs(lambda) > 180)
                lambda = Math.IEEERemainder(lambda, 360);
            var (east, north) = Math.Abs(y[i]) <= 90 + 1e-12 ? Forward(lambda * Radians, y[i] * Radians) : (double.NaN, double.NaN);
            (x[i], y[i]) = double.IsFinite(east) && double.IsFinite(north)
                ? (falseEasting + east, falseNorthing + north)
                : (double.NaN, double.NaN);
        }
    }

    public void Unproject(Span<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var (lambda, phi) = Inverse(x[i] - falseEasting, y[i] - falseNorthing);
            var longitude = lambda / Radians + originDegrees;
            if (Math.Abs(longitude) > 180 + 1e-12)
                longitude = Math.IEEERemainder(longitude, 360);
            (x[i], y[i]) = double.IsFinite(longitude) && double.IsFinite(phi) ? (longitude, phi / Radians) : (double.NaN, double.NaN);
        }
    }

    /// <summary>The formulas of a method; null when there are none.</summary>
    public static MapProjector? Create(MapProjection p, Ellipsoid figure)
    {
        var e = new EllipsoidMath(figure);
        var code = figure.Flattening == 0 && p.MethodCode is { } any ? ProjectionCodes.WithoutSphere(any) : p.MethodCode;
        return code switch
        {
            ProjectionCodes.TransverseMercator or ProjectionCodes.TransverseMercator3D or ProjectionCodes.TransverseMercatorSouth
                => new TransverseMercator(e, p),
            ProjectionCodes.LambertConic1SP or ProjectionCodes.LambertConic2SP or ProjectionCodes.LambertConicBelgium
                or ProjectionCodes.LambertConicMichigan
                or ProjectionCodes.LambertConicWest => LambertConic.Of(e, p),
            ProjectionCodes.Albers => new AlbersConic(e, p),
            ProjectionCodes.PolarStereographicA or ProjectionCodes.PolarStereographicB or ProjectionCodes.PolarStereographicC
                => PolarStereographic.Of(e, p),
            ProjectionCodes.ObliqueStereographic => new DoubleStereographic(e, p),
            ProjectionCodes.LambertAzimuthal => new LambertAzimuthal(e, p),
            ProjectionCodes.MercatorA or ProjectionCodes.MercatorB or ProjectionCodes.WebMercator => Mercator.Of(e, p),
            ProjectionCodes.CylindricalEqualArea => new CylindricalEqualArea(e, p),
            ProjectionCodes.EquidistantCylindrical or ProjectionCodes.OldEquidistantCylindrical
                or ProjectionCodes.EquidistantCylindricalSpherical
                or ProjectionCodes.OldEquidistantCylindricalSpherical => EquidistantCylindrical.Of(e, p),
            ProjectionCodes.CassiniSoldner => new CassiniSoldner(e, p),
            ProjectionCodes.Polyconic => new Polyconic(e, p),
            ProjectionCodes.HotineB when p.Value(8813) == 90 && p.Value(8814, 90) == 90 => new SwissObliqueMercator(e, p),
            ProjectionCodes.HotineA or ProjectionCodes.HotineB => new HotineObliqueMercator(e, p),
            ProjectionCodes.Krovak or ProjectionCodes.KrovakNorth => new KrovakConic(e, p),
            ProjectionCodes.NewZealandMapGrid => new NewZealandMapGrid(e, p),
            ProjectionCodes.EqualEarth => new EqualEarth(e, p),
            null when p.Method == "Sinusoidal" => new Sinusoidal(e, p),
            null when p.Method == "Mollweide" => new Mollweide(e, p),
            null when p.Method == "Stereographic"
                => Math.Abs(p.Value(8801)) > 90 - 1e-9 ? PolarStereographic.Of(e, p) : new Stereographic(e, p),
            _ => null,
        };
    }
}
