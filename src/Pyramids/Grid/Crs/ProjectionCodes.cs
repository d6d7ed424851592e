namespace Pyramids;

/// <summary>EPSG codes of the projection methods that the code names.</summary>
internal static class ProjectionCodes
{
    public const int WebMercator = 1024;
    public const int LambertAzimuthalSpherical = 1027, LambertAzimuthal = 9820, OldLambertAzimuthalSpherical = 9821;
    public const int EquidistantCylindrical = 1028, EquidistantCylindricalSpherical = 1029;
    public const int OldEquidistantCylindrical = 9842, OldEquidistantCylindricalSpherical = 9823;
    public const int KrovakNorth = 1041, Krovak = 9819, KrovakModified = 1042;
    public const int EqualEarth = 1078, TransverseMercator3D = 1111;
    public const int LambertConic1SP = 9801, LambertConic2SP = 9802, LambertConicBelgium = 9803, LambertConicMichigan = 1051,
        LambertConicWest = 9826, LambertConic1SPB = 1102;
    public const int MercatorA = 9804, MercatorB = 9805, MercatorSpherical = 9841;
    public const int CassiniSoldner = 9806, TransverseMercator = 9807, TransverseMercatorSouth = 9808;
    public const int ObliqueStereographic = 9809, PolarStereographicA = 9810, PolarStereographicB = 9829, PolarStereographicC = 9830;
    public const int NewZealandMapGrid = 9811, HotineA = 9812, HotineB = 9815;
    public const int Polyconic = 9818, Albers = 9822, BonneSouth = 9828;
    public const int CylindricalEqualArea = 9835, CylindricalEqualAreaSpherical = 9834;
    public const int ModifiedAzimuthalEquidistant = 9832, AzimuthalEquidistant = 1125, ColombiaUrban = 1052;

    /// <summary>The method for an ellipsoid that a spherical method is a special case of.</summary>
    public static int WithoutSphere(int code) => code switch
    {
        LambertAzimuthalSpherical or OldLambertAzimuthalSpherical => LambertAzimuthal,
        EquidistantCylindricalSpherical => EquidistantCylindrical,
        CylindricalEqualAreaSpherical => CylindricalEqualArea,
        MercatorSpherical => MercatorA,
        _ => code,
    };
}
