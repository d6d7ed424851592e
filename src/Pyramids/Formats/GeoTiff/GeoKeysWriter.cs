namespace Pyramids;

/// <summary>A system made into GeoKeys.</summary>
internal static class GeoKeysWriter
{
    public static void Write(GeoKeyDirectory keys, Crs crs)
    {
        switch (crs.Kind)
        {
            case CrsKind.Compound when crs.Components[0].Kind is CrsKind.Projected or CrsKind.Geographic2D:
                Write(keys, crs.Components[0]);
                if (!IsSpelled(keys) && CanSay(crs.Components[1]))
                {
                    keys.Set(GeoKeys.Citation, crs.Name);
                    Vertical(keys, crs.Components[1]);
                    return;
                }
                break;
            case CrsKind.Projected when crs.Axes.Count < 3 && Projected(keys, crs):
                return;
            case CrsKind.Geographic2D:
                keys.Set(GeoKeys.ModelType, (ushort)2);
                Geodetic(keys, crs, Code(crs));
                return;
            case CrsKind.Geographic3D when Code(crs) is { } code3D:
                var flat = new Crs(CrsKind.Geographic2D, crs.Name) { Datum = crs.Datum, Unit = crs.Unit };
                keys.Set(GeoKeys.ModelType, (ushort)2);
                Geodetic(keys, flat, Code(flat));
                keys.Set(GeoKeys.Vertical, code3D);
                return;
            case CrsKind.Geocentric when Code(crs) is { } geocentric:
                keys.Set(GeoKeys.ModelType, (ushort)3);
                keys.Set(GeoKeys.GeodeticCrs, geocentric);
                keys.Set(GeoKeys.GeodeticCitation, crs.Name);
                return;
            case CrsKind.Engineering:
                keys.Set(GeoKeys.Citation, crs.Name);
                LinearUnit(keys, crs.Unit);
                return;
            case CrsKind.Unknown when crs.ClaimedEpsg is { } code and > 0 and < GeoKeys.UserDefined && crs.Text == $"EPSG:{code}":
                keys.Set(GeoKeys.ModelType, (ushort)1);
                keys.Set(GeoKeys.ProjectedCrs, (ushort)code);
                return;
        }
        // GDAL takes a projection that only text can say from files of no model, and for a local system from those of model 1.
        keys.Set(GeoKeys.ModelType,
            crs.IsGeographic ? (ushort)2 : crs.Kind == CrsKind.Projected || IsSpelled(keys) ? GeoKeys.UserDefined : (ushort)1);
        keys.Set(crs.IsGeographic ? GeoKeys.GeodeticCrs : GeoKeys.ProjectedCrs, GeoKeys.UserDefined);
        keys.Set(crs.IsGeographic ? GeoKeys.GeodeticCitation : GeoKeys.ProjectedCitation, GeoKeys.WktPrefix + Spelled(crs));
    }

    /// <summary>Heights whose unit and datum have codes; a direction, a unit's size and a datum's name have no key.</summary>
    private static bool CanSay(Crs vertical) => Code(vertical) is not null
        || vertical.Unit.EpsgCode is not null && vertical.VerticalDatum!.EpsgCode is not null && CrsDefinition.Directions(vertical) == "up";

    private static bool IsSpelled(GeoKeyDirectory keys)
        => keys.Text(GeoKeys.ProjectedCitation)?.StartsWith(GeoKeys.WktPrefix, StringComparison.Ordinal) == true;

    /// <summary>WKT 1 where it says the same, for older readers; WKT 2 otherwise.</summary>
    private static string Spelled(Crs crs)
    {
        var old = crs.ToWkt(WktVersion.Wkt1Gdal);
        return Crs.TryFromUserInput(old, out var same) && same.Equals(crs) ? old : crs.ToWkt();
    }

    private static bool Projected(GeoKeyDirectory keys, Crs crs)
    {
        var code = Code(crs);
        if (code is null && !(HasPlainAxes(crs) && GeoKeyProjections.Write(keys, crs.Projection!, crs.Unit)))
            return false;
        keys.Set(GeoKeys.ModelType, (ushort)1);
        keys.Set(GeoKeys.Citation, crs.Name);
        keys.Set(GeoKeys.ProjectedCrs, code ?? GeoKeys.UserDefined);
        if (code is null)
        {
            keys.Set(GeoKeys.Projection, GeoKeys.UserDefined);
            Geodetic(keys, crs.Base!, Code(crs.Base!));
        }
        else
        {
            keys.Set(GeoKeys.GeodeticCitation, crs.Base!.Name);
            AngularUnit(keys, crs.Base.Unit);
        }
        LinearUnit(keys, crs.Unit);
        return true;
    }

    private static bool HasPlainAxes(Crs crs)
    {
        var plain = crs.Projection!.MethodCode == ProjectionCodes.TransverseMercatorSouth ? "west,south" : "east,north";
        return crs.Axes.Count == 0 || CrsDefinition.Directions(crs) == plain;
    }

    private static void Geodetic(GeoKeyDirectory keys, Crs crs, ushort? code)
    {
        var datum = crs.Datum!;
        keys.Set(GeoKeys.GeodeticCrs, code ?? GeoKeys.UserDefined);
        AngularUnit(keys, crs.Unit);
        keys.Set(GeoKeys.SemiMajor, datum.Ellipsoid.SemiMajorMetres);
        keys.Set(GeoKeys.InverseFlattening, datum.Ellipsoid.InverseFlattening);
        if (datum.ToWgs84 is { } shift)
            keys.Set(GeoKeys.ToWgs84, [.. shift]);
        if (code is not null)
        {
            keys.Set(GeoKeys.GeodeticCitation, crs.Name);
            return;
        }
        keys.Set(GeoKeys.GeodeticCitation,
            $"GCS Name = {Part(crs.Name)}|Datum = {Part(datum.Name)}|Ellipsoid = {Part(datum.Ellipsoid.Name)}|Primem = {Part(datum.PrimeMeridian.Name)}|");
        keys.Set(GeoKeys.GeodeticDatum, Short(datum.EpsgCode));
        keys.Set(GeoKeys.Ellipsoid, Short(datum.Ellipsoid.EpsgCode));
        keys.Set(GeoKeys.PrimeMeridian, Short(datum.PrimeMeridian.EpsgCode));
        keys.Set(GeoKeys.PrimeMeridianLongitude, datum.PrimeMeridian.LongitudeDegrees);
    }

    private static void Vertical(GeoKeyDirectory keys, Crs crs)
    {
        var code = Code(crs);
        keys.Set(GeoKeys.Vertical, code ?? GeoKeys.UserDefined);
        keys.Set(GeoKeys.VerticalCitation, crs.Name);
        if (code is null)
            keys.Set(GeoKeys.VerticalDatum, Short(crs.VerticalDatum!.EpsgCode));
        keys.Set(GeoKeys.VerticalUnits, Short(crs.Unit.EpsgCode));
    }

    private static void AngularUnit(GeoKeyDirectory keys, CrsUnit unit)
    {
        keys.Set(GeoKeys.AngularUnits, unit.EpsgCode == 9122 ? (ushort)9102 : Short(unit.EpsgCode));
        if (unit.EpsgCode is null)
            keys.Set(GeoKeys.AngularUnitSize, unit.Factor);
    }

    private static void LinearUnit(GeoKeyDirectory keys, CrsUnit unit)
    {
        keys.Set(GeoKeys.LinearUnits, Short(unit.EpsgCode));
        if (unit.EpsgCode is null)
            keys.Set(GeoKeys.LinearUnitSize, unit.Factor);
    }

    private static ushort? Code(Crs crs) => crs.ToEpsg() is > 0 and < GeoKeys.UserDefined and var code ? (ushort)code : null;

    private static ushort Short(int? code) => code is > 0 and < GeoKeys.UserDefined ? (ushort)code : GeoKeys.UserDefined;

    private static string Part(string name) => name.Replace('|', '/').Replace('=', '-');
}
