using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pyramids;

/// <summary>A coordinate reference system: what the x and y of a raster or feature mean on the Earth. Immutable. Two are equal
/// when they define the same coordinates, whatever their names, codes, or the text they were read from.</summary>
/// <remarks>Definitions by code come from the EPSG dataset, which the assembly carries whole; see Grid/Crs/epsg/README.md.
/// Coordinates always run x (east, longitude) before y (north, latitude); <see cref="Axes"/> tells the authority's order.</remarks>
[TypeFormatterSource]
public sealed class Crs : IEquatable<Crs>
{
    internal Crs(CrsKind kind, string name) => (Kind, Name) = (kind, name);

    /// <summary>Such as <c>WGS 84 / UTM zone 33N</c>.</summary>
    public string Name { get; }

    /// <summary>What its coordinates mean.</summary>
    public CrsKind Kind { get; }

    /// <summary>Who gave <see cref="Code"/>, such as <c>EPSG</c>; null when the definition names nobody.</summary>
    public string? Authority { get; internal init; }

    /// <summary>The authority's code as the definition states it, or null. <see cref="ToEpsg"/> proves it.</summary>
    public string? Code { get; internal init; }

    /// <summary>Axes in the authority's order; empty when the definition leaves them to custom (east, north).</summary>
    public IReadOnlyList<CrsAxis> Axes { get; internal init; } = [];

    /// <summary>Unit of x and y, or of the heights of a vertical system.</summary>
    public CrsUnit Unit { get; internal init; } = CrsUnit.Metre;

    /// <summary>The geodetic datum; null for vertical, engineering and unknown systems.</summary>
    public GeodeticDatum? Datum { get; internal init; }

    /// <summary>The vertical datum of a vertical or compound system, otherwise null.</summary>
    public VerticalDatum? VerticalDatum { get; internal init; }

    /// <summary>The map projection of a projected system (or of the projected part of a compound one), otherwise null.</summary>
    public MapProjection? Projection { get; internal init; }

    /// <summary>The geographic system under a projected one, otherwise null.</summary>
    public Crs? Base { get; internal init; }

    /// <summary>The horizontal and vertical parts of a compound system, otherwise empty.</summary>
    public IReadOnlyList<Crs> Components { get; internal init; } = [];

    /// <summary>Definition of an unknown system, as it was read; otherwise null.</summary>
    internal string? Text { get; init; }

    /// <summary>Withdrawn by its authority.</summary>
    internal bool IsDeprecated { get; init; }

    /// <summary>The part of the system that x and y belong to: the first component of a compound one, otherwise itself.</summary>
    public Crs Horizontal => Components.Count > 0 ? Components[0] : this;

    /// <summary>The ellipsoid, or null where there is no geodetic datum.</summary>
    public Ellipsoid? Ellipsoid => Datum?.Ellipsoid;

    /// <summary>The zero meridian, or null where there is no geodetic datum.</summary>
    public PrimeMeridian? PrimeMeridian => Datum?.PrimeMeridian;

    /// <summary>Whether x and y are longitude and latitude.</summary>
    public bool IsGeographic => Horizontal.Kind is CrsKind.Geographic2D or CrsKind.Geographic3D;

    /// <summary>Whether x and y are eastings and northings of a map projection.</summary>
    public bool IsProjected => Horizontal.Kind is CrsKind.Projected;

    /// <summary>Metres in one unit of x and y; NaN on a geographic or unknown system, where there is no such number: take
    /// <see cref="Ellipsoid.MetresPerDegreeLongitude"/> and its sister at the latitude in question.</summary>
    public double MetresPerUnit => Unit.IsAngular || Kind == CrsKind.Unknown ? double.NaN : Unit.Factor;

    /// <summary>Degrees in one unit of x and y of a geographic system (0.9 for grads); NaN on any other.</summary>
    public double DegreesPerUnit => IsGeographic ? Unit.ToBase(1) : double.NaN;

    /// <summary>The system with this code in the EPSG dataset: geographic, geocentric, projected, vertical or compound.</summary>
    /// <exception cref="CrsException">The dataset has no such system.</exception>
    public static Crs FromEpsg(int code) => TryFromEpsg(code, out var crs) ? crs : throw new CrsException(
        $"EPSG:{code} is no coordinate reference system of the EPSG dataset {EpsgTable.Shared.Version}, the one built in. Check "
            + "the code, or give the definition as WKT.");

    /// <summary>The system with this code in the EPSG dataset.</summary>
    /// <returns>False when the dataset has no such system.</returns>
    public static bool TryFromEpsg(int code, [NotNullWhen(true)] out Crs? crs) => (crs = EpsgTable.Shared.Crs(code)) is not null;

    /// <summary>The system that a text means: <c>EPSG:32633</c>, <c>32633</c>, <c>EPSG:25832+7837</c> (horizontal and
    /// vertical), <c>ESRI:54009</c>, <c>OGC:CRS84</c>, an OGC urn or address (<c>urn:ogc:def:crs:EPSG::4326</c>), WKT 1
    /// (GDAL's and ESRI's dialects too), WKT 2, or PROJJSON.</summary>
    /// <exception cref="CrsException">The text is none of these, is broken (the message says where), or names an unknown code.</exception>
    public static Crs FromUserInput(string text) => CrsInput.Read(text);

    /// <summary>As <see cref="FromUserInput"/>.</summary>
    /// <returns>False where that would be an error.</returns>
    public static bool TryFromUserInput(string? text, [NotNullWhen(true)] out Crs? crs)
    {
        try
        {
            crs = text is null ? null : CrsInput.Read(text);
        }
        catch (CrsException)
        {
            crs = null;
        }
        return crs is not null;
    }

    /// <summary>The definition as well-known text on one line, with 15 digits. A system of
    /// <see cref="CrsKind.Unknown"/> kind gives back the text it was read from, whatever the version.</summary>
    public string ToWkt(WktVersion version = WktVersion.Wkt2_2019) => version switch
    {
        WktVersion.Wkt1Gdal => Wkt1Writer.Write(this),
        WktVersion.Wkt2_2019 => Wkt2Writer.Write(this),
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, "Wkt1Gdal or Wkt2_2019 is expected."),
    };

    /// <summary>The EPSG code of the system, found by its definition and not by what its text claims; null if EPSG has none.
    /// Where several codes define the same, the claimed one wins, then the same name, then one still valid, then the lowest.</summary>
    public int? ToEpsg() => EpsgTable.Shared.Identify(this);

    /// <summary>Same definition: kind, datum, units, projection and its parameters. Names, codes, formatting and the order of
    /// latitude and longitude do not count, nor do roundings below a millimetre.</summary>
    public bool Equals(Crs? other) => other is not null && (ReferenceEquals(this, other) || CrsDefinition.IsSame(this, other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Crs);

    /// <inheritdoc/>
    public override int GetHashCode() => CrsDefinition.Hash(this);

    /// <summary>Same definition, see <see cref="Equals(Crs)"/>.</summary>
    public static bool operator ==(Crs? left, Crs? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Another definition, see <see cref="Equals(Crs)"/>.</summary>
    public static bool operator !=(Crs? left, Crs? right) => !(left == right);

    /// <summary>Short form: <c>EPSG:32633</c>, or the name where there is no code.</summary>
    public override string ToString() => Authority is not null && Code is not null ? $"{Authority}:{Code}" : Name;

    /// <summary>The code as a number when the authority is EPSG.</summary>
    internal int? ClaimedEpsg
        => Authority is "EPSG" && int.TryParse(Code, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
}
