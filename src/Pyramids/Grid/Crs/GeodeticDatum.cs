namespace Pyramids;

/// <summary>The meridian whose longitude is zero.</summary>
/// <param name="Name">Such as <c>Greenwich</c> or <c>Paris</c>.</param>
/// <param name="LongitudeDegrees">Degrees east of Greenwich.</param>
/// <param name="EpsgCode">Code in the EPSG dataset, if known.</param>
public sealed record PrimeMeridian(string Name, double LongitudeDegrees, int? EpsgCode = null)
{
    /// <summary>Greenwich.</summary>
    public static PrimeMeridian Greenwich { get; } = new("Greenwich", 0, 8901);
}

/// <summary>A geodetic reference frame: an ellipsoid, a zero meridian, and the way they are tied to the Earth.</summary>
/// <param name="Name">EPSG's name where the datum is known there.</param>
/// <param name="Ellipsoid">Its ellipsoid.</param>
/// <param name="PrimeMeridian">Its zero meridian.</param>
/// <param name="EpsgCode">Code in the EPSG dataset, if known.</param>
public sealed record GeodeticDatum(string Name, Ellipsoid Ellipsoid, PrimeMeridian PrimeMeridian, int? EpsgCode = null)
{
    /// <summary>Names of the realizations when the datum stands for a family of them, as WGS 84 does; otherwise empty.</summary>
    public IReadOnlyList<string> EnsembleMembers { get; init; } = [];

    /// <summary>How well the members of an ensemble agree, in metres; NaN when it is none.</summary>
    public double EnsembleAccuracyMetres { get; init; } = double.NaN;

    /// <summary>Seven-parameter shift to WGS 84 that the file gave (metres, arc-seconds, parts per million; position vector
    /// convention), or null. It is carried through and does not count for equality.</summary>
    public IReadOnlyList<double>? ToWgs84 { get; init; }
}

/// <summary>A reference surface for heights or depths.</summary>
/// <param name="Name">EPSG's name where the datum is known there.</param>
/// <param name="EpsgCode">Code in the EPSG dataset, if known.</param>
public sealed record VerticalDatum(string Name, int? EpsgCode = null)
{
    /// <summary>Names of the realizations when the datum stands for a family of them; otherwise empty.</summary>
    public IReadOnlyList<string> EnsembleMembers { get; init; } = [];

    /// <summary>How well the members of an ensemble agree, in metres; NaN when it is none.</summary>
    public double EnsembleAccuracyMetres { get; init; } = double.NaN;
}
