namespace Pyramids;

/// <summary>GeoKeys made into a system.</summary>
internal sealed class GeoKeysReader(GeoKeyDirectory keys)
{
    private const string Imagine = "IMAGINE GeoTIFF Support";

    public Crs? Read()
    {
        var citation = keys.Text(GeoKeys.Citation);
        foreach (var text in (ReadOnlySpan<string?>)[keys.Text(GeoKeys.ProjectedCitation), citation, keys.Text(GeoKeys.GeodeticCitation)])
            if (text is not null && text.StartsWith(GeoKeys.WktPrefix, StringComparison.OrdinalIgnoreCase)
                && Crs.TryFromUserInput(text[GeoKeys.WktPrefix.Length..], out var spelled))
                return spelled;

        var horizontal = Horizontal(citation);
        return horizontal is null ? null : WithHeights(horizontal, citation);
    }

    private Crs? Horizontal(string? citation)
    {
        switch (keys.Short(GeoKeys.ModelType))
        {
            case 1:
            case null when keys.Short(GeoKeys.ProjectedCrs) is { } code and not GeoKeys.UserDefined && Crs.TryFromEpsg(code, out _):
                return Projected();
            case 2 or 3:
            case null when keys.Has(GeoKeys.GeodeticCrs) && !keys.Has(GeoKeys.ProjectedCrs):
                return Geodetic();
            default:
                return citation is null && !keys.Has(GeoKeys.LinearUnits) ? null : Local();
        }
    }

    /// <summary>A plane with no tie to the Earth, as libgeotiff takes keys that name neither a projection nor a
    /// geographic system.</summary>
    private Crs Local() => new(CrsKind.Engineering, Clean(keys.Text(GeoKeys.Citation) ?? keys.Text(GeoKeys.GeodeticCitation)) ?? "unnamed")
    {
        Unit = Unit(GeoKeys.LinearUnits, GeoKeys.LinearUnitSize, CrsUnit.Metre),
    };

    private Crs? Projected()
    {
        var code = keys.Short(GeoKeys.ProjectedCrs) ?? 0;
        var length = Unit(GeoKeys.LinearUnits, GeoKeys.LinearUnitSize, CitedUnit());
        if (code is > 0 and not GeoKeys.UserDefined && Crs.TryFromEpsg(code, out var known) && known.IsProjected)
            return length.Name.Length == 0 || length.IsSame(known.Unit) ? known
                : known.Kind != CrsKind.Projected ? throw keys.Error($"GeoKey 3072 names the compound system EPSG:{code}, whose unit is {known.Unit.Name}, and GeoKey 3076 {length.Name}; a compound system has its own units.")
                : new(CrsKind.Projected, known.Name) { Base = known.Base, Datum = known.Datum, Projection = known.Projection, Unit = length,
                    Axes = [.. known.Axes.Select(axis => axis with { Unit = length })] };
        if (length.Name.Length == 0)
            length = CrsUnit.Metre;
        var projection = keys.Short(GeoKeys.Projection) is { } conversion and > 0 and not GeoKeys.UserDefined
            && EpsgTable.Shared.Projection(conversion) is { } coded ? coded
            : keys.Short(GeoKeys.Method) is { } method and > 0 and not GeoKeys.UserDefined ? GeoKeyProjections.Read(keys, method,
                "unnamed", length) : null;
        if (projection is null)
            return code is > 0 and not GeoKeys.UserDefined ? Carried(code) : Local();
        if (Geodetic() is not { Datum: not null } below)
            return code is > 0 and not GeoKeys.UserDefined ? Carried(code) : null;
        var name = Name(keys.Text(GeoKeys.ProjectedCitation) ?? keys.Text(GeoKeys.Citation), "PCS Name") ?? "unnamed";
        // ESRI writes its web Mercator as a plain Mercator on a sphere of its own; the coordinates are those of WGS 84 all the same.
        if (name is "WGS_1984_Web_Mercator" or "WGS_1984_Web_Mercator_Auxiliary_Sphere" && length.IsSame(CrsUnit.Metre))
            return Crs.FromEpsg(3857);
        return new(CrsKind.Projected, name)
        {
            Base = below, Datum = below.Datum, Projection = projection, Unit = length, Axes = Axes(projection.MethodCode, length),
        };
    }

    private Crs? Geodetic()
    {
        var code = keys.Short(GeoKeys.GeodeticCrs) ?? 0;
        if (code is > 0 and not GeoKeys.UserDefined && Crs.TryFromEpsg(code, out var known)
            && known.Kind is CrsKind.Geographic2D or CrsKind.Geographic3D or CrsKind.Geocentric)
            return known;
        var citation = keys.Text(GeoKeys.GeodeticCitation);
        if (Datum(citation) is not { } datum)
        {
            if (code is > 0 and not GeoKeys.UserDefined)
                return keys.Has(GeoKeys.ProjectedCrs) ? null : Carried(code);
            // degrees, and no word of what Earth
            datum = new("unknown", new("WGS 84", 6378137, 298.257223563), PrimeMeridian.Greenwich);
        }
        if (keys.Doubles(GeoKeys.ToWgs84) is { Length: 3 or 7 } shift && shift.All(double.IsFinite))
            datum = datum with { ToWgs84 = [.. shift, .. new double[7 - shift.Length]] };
        var angle = Unit(GeoKeys.AngularUnits, GeoKeys.AngularUnitSize, CrsUnit.Degree);
        return keys.Short(GeoKeys.ModelType) == 3 ? new(CrsKind.Geocentric, Name(citation, "GCS Name") ?? "unnamed") { Datum = datum }
            : new(CrsKind.Geographic2D, Name(citation, "GCS Name") ?? "unnamed") { Datum = datum, Unit = angle };
    }

    private GeodeticDatum? Datum(string? citation)
    {
        var table = EpsgTable.Shared;
        var coded = keys.Short(GeoKeys.GeodeticDatum) is { } code and > 0 and not GeoKeys.UserDefined ? table.Datum(code) : null;
        var meridian = keys.Short(GeoKeys.PrimeMeridian) is { } pm and > 0 and not GeoKeys.UserDefined
            && table.PrimeMeridian(pm) is { } prime ? prime
            : keys.Double(GeoKeys.PrimeMeridianLongitude) is { } longitude ? new(
                Name(citation, "Primem", orWhole: false) ?? (longitude == 0 ? "Greenwich" : "unnamed"), longitude)
            : coded?.PrimeMeridian ?? PrimeMeridian.Greenwich;
        var ellipsoid = Ellipsoid(citation);
        if (coded is not null && (ellipsoid is null || coded.Ellipsoid.IsSame(ellipsoid))
            && Math.Abs(coded.PrimeMeridian.LongitudeDegrees - meridian.LongitudeDegrees) < 1e-8)
            return coded;
        var name = coded?.Name ?? Name(citation, "Datum", orWhole: false);
        if (ellipsoid is not null)
            return EpsgDatums.Resolve(name ?? "unknown", null, ellipsoid, meridian);
        name ??= Name(citation, "GCS Name");
        return name is null ? null : coded is not null ? EpsgDatums.Resolve(name, null, coded.Ellipsoid, meridian)
            : table.DatumsNamed(name).Select(each => table.Datum(each))
                .FirstOrDefault(datum => Math.Abs(datum!.PrimeMeridian.LongitudeDegrees - meridian.LongitudeDegrees) < 1e-8);
    }

    private Ellipsoid? Ellipsoid(string? citation)
    {
        var coded = keys.Short(GeoKeys.Ellipsoid) is { } code and > 0 and not GeoKeys.UserDefined ? EpsgTable.Shared.Ellipsoid(code) : null;
        if (keys.Double(GeoKeys.SemiMajor) is not { } major)
            return coded;
        var inverse = keys.Double(GeoKeys.InverseFlattening)
            ?? (keys.Double(GeoKeys.SemiMinor) is { } minor ? minor == major ? 0 : major / (major - minor) : coded?.InverseFlattening ?? 0);
        if (!(major > 0) || inverse != 0 && !(inverse > 1))
            throw keys.Error($"GeoKeys 2057 to 2059 give an ellipsoid with semi-major axis {major} and inverse flattening {inverse}; more than 0, and 0 or more than 1 are expected.");
        var ellipsoid = new Ellipsoid(Name(citation, "Ellipsoid", orWhole: false) ?? "unnamed", major, inverse);
        return coded?.IsSame(ellipsoid) == true ? coded : ellipsoid;
    }

    private Crs WithHeights(Crs horizontal, string? citation)
    {
        var code = keys.Short(GeoKeys.Vertical) ?? 0;
        if (horizontal.Kind is CrsKind.Unknown or CrsKind.Engineering or CrsKind.Geocentric || horizontal.Components.Count > 0
            || !keys.Has(GeoKeys.Vertical) && !keys.Has(GeoKeys.VerticalDatum))
            return horizontal;
        var unit = Unit(GeoKeys.VerticalUnits, 0, CrsUnit.Metre);
        if (code is 0 or GeoKeys.UserDefined && keys.Text(GeoKeys.VerticalCitation) is null
            && keys.Short(GeoKeys.VerticalDatum) is null or 0 or GeoKeys.UserDefined)
            return horizontal;                                      // nothing tells what the heights are
        if (Crs.TryFromEpsg(code, out var system) && system.Kind == CrsKind.Geographic3D || code is > 5000 and < 5034)       // heights above the ellipsoid
            return horizontal.Kind == CrsKind.Projected ? WithEllipsoidalHeight(horizontal, unit)
                : horizontal.Kind != CrsKind.Geographic2D ? horizontal
                : system is { Kind: CrsKind.Geographic3D, Datum: { } datum } && datum == horizontal.Datum ? system
                : new(CrsKind.Geographic3D, horizontal.Name)
                {
                    Datum = horizontal.Datum, Unit = horizontal.Unit,
                    Axes = [.. horizontal.Axes.Count > 0 ? horizontal.Axes : WktReader.LongitudeLatitude(horizontal.Unit),
                        new("Ellipsoidal height", "h", "up", unit)],
                };
        var vertical = system is { Kind: CrsKind.Vertical } known && (!keys.Has(GeoKeys.VerticalUnits) || known.Unit.IsSame(unit)) ? known
            : new Crs(CrsKind.Vertical, Name(keys.Text(GeoKeys.VerticalCitation), "VCS Name") ?? system?.Name ?? "unnamed")
            {
                Unit = unit, Axes = [new("Gravity-related height", "H", "up", unit)],
                VerticalDatum = system?.VerticalDatum ?? (keys.Short(GeoKeys.VerticalDatum) is { } datumCode and > 0
                    and not GeoKeys.UserDefined ? EpsgTable.Shared.VerticalDatum(datumCode) : null)
                    ?? new("unknown"),
            };
        return EpsgTable.Compound(citation?.Contains('+') == true ? citation : $"{horizontal.Name} + {vertical.Name}",
            horizontal, vertical);
    }

    private static Crs WithEllipsoidalHeight(Crs projected, CrsUnit unit) => new(CrsKind.Projected, projected.Name)
    {
        Base = projected.Base, Datum = projected.Datum, Projection = projected.Projection, Unit = projected.Unit,
        Axes = [.. projected.Axes.Count > 0 ? projected.Axes : Axes(projected.Projection?.MethodCode, projected.Unit),
            new("Ellipsoidal height", "h", "up", unit)],
    };

    /// <summary>A code of no EPSG system, with no parameters beside it.</summary>
    private static Crs Carried(int code)
        => new(CrsKind.Unknown, $"EPSG:{code}") { Authority = "EPSG", Code = $"{code}", Text = $"EPSG:{code}" };

    private static CrsAxis[] Axes(int? method, CrsUnit length) => method == ProjectionCodes.TransverseMercatorSouth
        ? [new("Westing", "Y", "west", length), new("Southing", "X", "south", length)]
        : [new("Easting", "E", "east", length), new("Northing", "N", "north", length)];

    /// <summary>The unit of a code, or of a size where the code is user-defined; without a name where neither is there
    /// and nothing stands in.</summary>
    private CrsUnit Unit(ushort codeKey, ushort sizeKey, CrsUnit? otherwise)
    {
        var kind = codeKey == GeoKeys.AngularUnits ? CrsUnitKind.Angle : CrsUnitKind.Length;
        var none = new CrsUnit("", kind, 1);
        if (keys.Short(codeKey) is not { } code || code == 0)
            return otherwise ?? none;
        if (code == GeoKeys.UserDefined && sizeKey != 0 && keys.Double(sizeKey) is { } size)
            return size > 0 ? EpsgTable.Shared.UnitLike("unnamed", kind, size, null)
                : throw keys.Error($"GeoKey {sizeKey} (size of a unit) is {size}; more than 0 is expected.");
        if (kind == CrsUnitKind.Angle && code is 9102 or 9107 or 9108 or 9110 or 9111 or (>= 9115 and <= 9122))
            return CrsUnit.Degree;                                  // ways to print degrees
        return EpsgTable.Shared.Unit(code) is { } unit && unit.Kind == kind ? unit : otherwise ?? none;
    }

    /// <summary>The unit that IMAGINE writes into the citation and into no key.</summary>
    private CrsUnit? CitedUnit()
    {
        if (keys.Text(GeoKeys.Citation) is not { } citation || !citation.StartsWith(Imagine, StringComparison.Ordinal))
            return null;
        foreach (var line in citation.Split('\n'))
            if (line.IndexOf('=') is var at and > 0 && line[..at].Trim() == "GeoTIFF Units")
                return NameKey.Of(line[(at + 1)..]) switch
                {
                    "meters" or "metres" => CrsUnit.Metre,
                    "internationalfeet" or "internationalfoot" => EpsgTable.Shared.Unit(9002),
                    "ussurveyfeet" or "ussurveyfoot" => EpsgTable.Shared.Unit(9003),
                    _ => null,
                };
        return null;
    }

    /// <summary>IMAGINE's citations begin with its licence, closed by the last dollar sign.</summary>
    private static string? Clean(string? citation) => citation is null || !citation.StartsWith(Imagine, StringComparison.Ordinal) ? citation
        : citation[(citation.LastIndexOf('$') + 1)..].Trim().Replace('\n', ' ');

    /// <summary>A citation may be a name, or parts such as <c>GCS Name = WGS 84|Primem = Greenwich|</c>.</summary>
    private static string? Name(string? citation, string part, bool orWhole = true)
    {
        if (citation is null)
            return null;
        foreach (var piece in citation.Split('|'))
            if (piece.IndexOf('=') is var at and > 0 && piece[..at].Trim().Equals(part, StringComparison.OrdinalIgnoreCase))
                return piece[(at + 1)..].Trim();
        return orWhole && !citation.Contains(" = ") && !citation.StartsWith("IMAGINE", StringComparison.Ordinal)
            ? citation.Split('|')[0]
            : null;
    }
}
