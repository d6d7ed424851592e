namespace Pyramids;

/// <summary>Sameness of systems by definition, within a millimetre on the Earth.</summary>
internal static class CrsDefinition
{
    public static bool IsSame(Crs a, Crs b) => a.Kind == b.Kind && a.Kind switch
    {
        CrsKind.Geographic2D or CrsKind.Geographic3D or CrsKind.Geocentric
            => IsSame(a.Datum!, b.Datum!) && a.Unit.IsSame(b.Unit) && HasSameAxes(a, b),
        CrsKind.Projected => IsSame(a.Datum!, b.Datum!) && a.Unit.IsSame(b.Unit) && HasSameAxes(a, b)
            && CanonicalProjection.Of(a.Projection!, a.Ellipsoid!).IsSame(CanonicalProjection.Of(b.Projection!, b.Ellipsoid!)),
        CrsKind.Vertical => Key(a.VerticalDatum!) == Key(b.VerticalDatum!) && a.Unit.IsSame(b.Unit) && Directions(a) == Directions(b),
        CrsKind.Compound => a.Components.SequenceEqual(b.Components),
        CrsKind.Engineering => NameKey.Of(a.Name) == NameKey.Of(b.Name) && a.Unit.IsSame(b.Unit) && HasSameAxes(a, b),
        _ => a.Text == b.Text,
    };

    /// <summary>Only what tolerances cannot split: kind, datum key and method.</summary>
    public static int Hash(Crs crs) => crs.Kind switch
    {
        CrsKind.Geographic2D or CrsKind.Geographic3D or CrsKind.Geocentric => HashCode.Combine(crs.Kind, Key(crs.Datum!)),
        CrsKind.Projected => HashCode.Combine(crs.Kind, Key(crs.Datum!), CanonicalProjection.MethodKey(crs.Projection!)),
        CrsKind.Vertical => HashCode.Combine(crs.Kind, Key(crs.VerticalDatum!)),
        CrsKind.Compound => HashCode.Combine(crs.Components[0], crs.Components[1]),
        CrsKind.Engineering => HashCode.Combine(crs.Kind, NameKey.Of(crs.Name)),
        _ => HashCode.Combine(crs.Kind, crs.Text),
    };

    private static bool IsSame(GeodeticDatum a, GeodeticDatum b) => Key(a) == Key(b) && a.Ellipsoid.IsSame(b.Ellipsoid)
        && Math.Abs(a.PrimeMeridian.LongitudeDegrees - b.PrimeMeridian.LongitudeDegrees) <= 1e-8;

    /// <summary>Same datum but perhaps another meridian: Earth-centred coordinates are the same.</summary>
    public static bool HasSameDatum(GeodeticDatum a, GeodeticDatum b) => Key(a) == Key(b) && a.Ellipsoid.IsSame(b.Ellipsoid);

    private static string Key(GeodeticDatum datum) => datum.EpsgCode is { } code ? $"EPSG:{code}" : NameKey.OfDatum(datum.Name);

    private static string Key(VerticalDatum datum) => datum.EpsgCode is { } code ? $"EPSG:{code}" : NameKey.OfDatum(datum.Name);

    private static bool HasSameAxes(Crs a, Crs b) => Directions(a) == Directions(b) && a.Axes.Count == 3 == (b.Axes.Count == 3)
        && (a.Axes.Count < 3 || b.Axes.Count < 3 || a.Axes[2].Unit.IsSame(b.Axes[2].Unit));

    /// <summary>Directions of x and y. Any order of east and north is the same, for data are always east first; so are two axes
    /// that both run from a pole, for their meridians are often not stated.</summary>
    public static string Directions(Crs crs)
    {
        if (crs.Kind == CrsKind.Vertical)
            return crs.Axes.Count > 0 ? Word(crs.Axes[0]) : "up";
        if (crs.Kind == CrsKind.Geocentric)
            return "";
        if (crs.Axes.Count < 2)                                     // customary for the method
            return crs.Projection?.MethodCode switch
            {
                ProjectionCodes.TransverseMercatorSouth => "west,south",
                ProjectionCodes.Krovak or ProjectionCodes.KrovakModified or ProjectionCodes.BonneSouth => "south,west",
                ProjectionCodes.LambertConicWest => "north,west",
                _ => "east,north",
            };
        string first = Word(crs.Axes[0]), second = Word(crs.Axes[1]);
        return first == second || (first, second) is ("north", "east") ? "east,north" : $"{first},{second}";
    }

    private static string Word(CrsAxis axis) => axis.Direction.Split(' ')[0].ToLowerInvariant();
}
