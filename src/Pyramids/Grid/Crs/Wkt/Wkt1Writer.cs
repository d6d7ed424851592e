using System.Globalization;
using System.Text.RegularExpressions;

namespace Pyramids;

/// <summary>WKT 1 as GDAL writes it.</summary>
internal static partial class Wkt1Writer
{
    public static string Write(Crs crs)
    {
        var text = new WktText();
        Write(text, crs, isBase: false);
        return text.ToString();
    }

    private static void Write(WktText text, Crs crs, bool isBase)
    {
        switch (crs.Kind)
        {
            case CrsKind.Geographic2D or CrsKind.Geocentric:
                Geodetic(text, crs, isBase);
                break;
            case CrsKind.Geographic3D when isBase:
                Geodetic(text, crs, isBase);
                break;
            case CrsKind.Geographic3D:
                Geographic3D(text, crs);
                break;
            case CrsKind.Projected:
                Projected(text, crs);
                break;
            case CrsKind.Vertical:
                Vertical(text, crs);
                break;
            case CrsKind.Compound:
                text.Open("COMPD_CS").Quoted(crs.Name);
                foreach (var part in crs.Components)
                    Write(text, part, isBase: false);
                Authority(text, crs.Authority, crs.Code).Close();
                break;
            case CrsKind.Engineering:
                text.Open("LOCAL_CS").Quoted(crs.Name);
                Unit(text, crs.Unit);
                Axes(text, crs);
                Authority(text, crs.Authority, crs.Code).Close();
                break;
            default:
                text.Word(crs.Text!);
                break;
        }
    }

    private static void Geodetic(WktText text, Crs crs, bool isBase)
    {
        text.Open(crs.Kind == CrsKind.Geocentric ? "GEOCCS" : "GEOGCS").Quoted(crs.Name);
        Datum(text, crs.Datum!);
        text.Open("PRIMEM").Quoted(crs.PrimeMeridian!.Name).Number(crs.PrimeMeridian.LongitudeDegrees);
        Epsg(text, crs.PrimeMeridian.EpsgCode).Close();
        Unit(text, crs.Unit);
        if (!isBase)
            Axes(text, crs);
        Authority(text, crs.Authority, crs.Code).Close();
    }

    private static void Datum(WktText text, GeodeticDatum datum)
    {
        text.Open("DATUM").Quoted(datum.EpsgCode is null ? datum.Name : DatumName(datum));
        text.Open("SPHEROID").Quoted(datum.Ellipsoid.Name).Number(datum.Ellipsoid.SemiMajorMetres)
            .Number(datum.Ellipsoid.InverseFlattening);
        Epsg(text, datum.Ellipsoid.EpsgCode).Close();
        if (datum.ToWgs84 is { } shift)
        {
            text.Open("TOWGS84");
            foreach (var value in shift)
                text.Number(value);
            text.Close();
        }
        Epsg(text, datum.EpsgCode).Close();
    }

    /// <summary>EPSG's names with underscores for everything else than letters, digits and plus: the names of GDAL's
    /// first EPSG tables.</summary>
    private static string DatumName(GeodeticDatum datum) => datum.EpsgCode == 6326 ? "WGS_1984"
        : NotWord().Replace(
            datum.Name.EndsWith(" ensemble", StringComparison.Ordinal) ? datum.Name[..^" ensemble".Length] : datum.Name, "_").Trim('_');

    private static void Geographic3D(WktText text, Crs crs)
    {
        var height = crs.Axes.Count > 2 ? crs.Axes[2].Unit : CrsUnit.Metre;
        text.Open("COMPD_CS").Quoted($"{crs.Name} + Ellipsoid ({height.Name})");
        Geodetic(text, crs, isBase: true);
        text.Open("VERT_CS").Quoted($"Ellipsoid ({height.Name})").Open("VERT_DATUM").Quoted("Ellipsoid").Number(2002).Close();
        Unit(text, height);
        text.Open("AXIS").Quoted("Ellipsoidal height").Word("UP").Close().Close().Close();
    }

    private static void Projected(WktText text, Crs crs)
    {
        var projection = crs.Projection!;
        var method = projection.MethodCode is { } code
            ? ProjectionMethods.OfCode(Plain(code, crs.Ellipsoid!))
            : ProjectionMethods.OfName(projection.Method);
        if (method is not null && method.Code != (projection.MethodCode is { } c ? Plain(c, crs.Ellipsoid!) : null))
            method = null;
        var isWeb = projection.MethodCode == ProjectionCodes.WebMercator;
        text.Open("PROJCS").Quoted(crs.Name);
        Write(text, crs.Base!, isBase: true);
        text.Open("PROJECTION").Quoted(isWeb ? "Mercator_1SP" : method?.Wkt1Name ?? projection.Method.Replace(' ', '_')).Close();
        foreach (var parameter in projection.Parameters)
        {
            if (parameter.EpsgCode == 8801 && (isWeb || projection.MethodCode == ProjectionCodes.MercatorA) && parameter.Value == 0)
                continue;
            if (isWeb && parameter.EpsgCode == 8806)
                text.Open("PARAMETER").Quoted("scale_factor").Number(1).Close();
            var name = method?.Parameters.FirstOrDefault(p => p.Name == parameter.Name)?.Wkt1Name ?? parameter.Name;
            var unit = parameter.Unit.Kind switch { CrsUnitKind.Angle
                => crs.Base!.Unit, CrsUnitKind.Length => crs.Unit, _ => CrsUnit.Unity };
            text.Open("PARAMETER").Quoted(name)
                .Number(parameter.Unit.IsSame(unit) ? parameter.Value : parameter.BaseValue / unit.ToBase(1)).Close();
        }
        Unit(text, crs.Unit);
        Axes(text, crs);
        if (isWeb)
            text.Open("EXTENSION").Quoted("PROJ4").Quoted(string.Create(CultureInfo.InvariantCulture,
                $"+proj=merc +a={crs.Ellipsoid!.SemiMajorMetres} +b={crs.Ellipsoid.SemiMajorMetres} +lat_ts=0 +lon_0={projection.Value(8802)} +x_0={projection.Value(8806)} +y_0={projection.Value(8807)} +k=1 +units=m +nadgrids=@null +wktext +no_defs")).Close();
        Authority(text, crs.Authority, crs.Code).Close();
    }

    /// <summary>A spherical method may be written as the plain one where the ellipsoid is a sphere.</summary>
    private static int Plain(int code, Ellipsoid ellipsoid) => ellipsoid.Flattening == 0 ? ProjectionCodes.WithoutSphere(code) : code;

    private static void Vertical(WktText text, Crs crs)
    {
        text.Open("VERT_CS").Quoted(crs.Name).Open("VERT_DATUM").Quoted(crs.VerticalDatum!.Name).Number(2005);
        Epsg(text, crs.VerticalDatum.EpsgCode).Close();
        Unit(text, crs.Unit);
        Axes(text, crs);
        Authority(text, crs.Authority, crs.Code).Close();
    }

    private static void Axes(WktText text, Crs crs)
    {
        var axes = crs.Axes.Count > 0 ? crs.Axes : crs.IsGeographic ? WktReader.LongitudeLatitude(crs.Unit) : [];
        foreach (var axis in axes)
        {
            var name = axis.Name switch { "Geodetic latitude" => "Latitude", "Geodetic longitude" => "Longitude", var given => given };
            var direction = axis.Direction.ToLowerInvariant() switch
            {
                "geocentricx" => "OTHER",
                "geocentricy" => "EAST",
                "geocentricz" => "NORTH",
                var words => words.Split(' ', '-')[0].ToUpperInvariant(),
            };
            if (direction is not ("NORTH" or "SOUTH" or "EAST" or "WEST" or "UP" or "DOWN"))
                direction = "OTHER";
            text.Open("AXIS").Quoted(name).Word(direction).Close();
        }
    }

    private static void Unit(WktText text, CrsUnit unit)
    {
        text.Open("UNIT").Quoted(unit.Name).Number(unit.Factor);
        Epsg(text, unit.EpsgCode == 9102 ? 9122 : unit.EpsgCode).Close();
    }

    private static WktText Epsg(WktText text, int? code) => Authority(text, "EPSG", code?.ToString(CultureInfo.InvariantCulture));

    private static WktText Authority(WktText text, string? authority, string? code)
        => authority is null || code is null ? text : text.Open("AUTHORITY").Quoted(authority).Quoted(code).Close();

    [GeneratedRegex("[^A-Za-z0-9+]+")]
    private static partial Regex NotWord();
}
