using System.Globalization;

namespace Pyramids;

/// <summary>WKT 2:2019 (ISO 19162) as PROJ writes it, without areas of use.</summary>
internal static class Wkt2Writer
{
    public static string Write(Crs crs)
    {
        var text = new WktText();
        Write(text, crs);
        return text.ToString();
    }

    private static void Write(WktText text, Crs crs)
    {
        if (crs.Datum?.ToWgs84 is { } shift && crs.Kind != CrsKind.Compound)
        {
            text.Open("BOUNDCRS").Open("SOURCECRS");
            Plain(text, crs);
            text.Close().Open("TARGETCRS");
            Plain(text, Crs.FromEpsg(4326));
            text.Close();
            Helmert(text, shift);
            text.Close();
        }
        else
            Plain(text, crs);
    }

    private static void Plain(WktText text, Crs crs)
    {
        switch (crs.Kind)
        {
            case CrsKind.Geographic2D or CrsKind.Geographic3D:
                text.Open("GEOGCRS").Quoted(crs.Name);
                Datum(text, crs.Datum!);
                Axes(text, "ellipsoidal", crs.Axes.Count > 0 ? crs.Axes : WktReader.LongitudeLatitude(crs.Unit));
                break;
            case CrsKind.Geocentric:
                text.Open("GEODCRS").Quoted(crs.Name);
                Datum(text, crs.Datum!);
                Axes(text, "Cartesian", crs.Axes.Count > 0 ? crs.Axes
                    : [new("Geocentric X", "X", "geocentricX", crs.Unit), new("Geocentric Y", "Y", "geocentricY", crs.Unit),
                        new("Geocentric Z", "Z", "geocentricZ", crs.Unit)]);
                break;
            case CrsKind.Projected:
                text.Open("PROJCRS").Quoted(crs.Name).Open("BASEGEOGCRS").Quoted(crs.Base!.Name);
                Datum(text, crs.Datum!);
                Identifier(text, crs.Base.Authority, crs.Base.Code).Close();
                Conversion(text, crs.Projection!);
                Axes(text, "Cartesian",
                    crs.Axes.Count > 0 ? crs.Axes : [new("Easting", "E", "east", crs.Unit), new("Northing", "N", "north", crs.Unit)]);
                break;
            case CrsKind.Vertical:
                text.Open("VERTCRS").Quoted(crs.Name);
                VerticalDatum(text, crs.VerticalDatum!);
                Axes(text, "vertical", crs.Axes);
                break;
            case CrsKind.Compound:
                text.Open("COMPOUNDCRS").Quoted(crs.Name);
                foreach (var part in crs.Components)
                    Write(text, part);
                break;
            case CrsKind.Engineering:
                text.Open("ENGCRS").Quoted(crs.Name).Open("EDATUM").Quoted("Unknown engineering datum").Close();
                Axes(text, "Cartesian",
                    crs.Axes.Count > 0 ? crs.Axes : [new("Easting", "E", "east", crs.Unit), new("Northing", "N", "north", crs.Unit)]);
                break;
            default:
                text.Word(crs.Text!);
                return;
        }
        Identifier(text, crs.Authority, crs.Code).Close();
    }

    private static void Datum(WktText text, GeodeticDatum datum)
    {
        text.Open(datum.EnsembleMembers.Count > 0 ? "ENSEMBLE" : "DATUM").Quoted(datum.Name);
        foreach (var member in datum.EnsembleMembers)
            text.Open("MEMBER").Quoted(member).Close();
        text.Open("ELLIPSOID").Quoted(datum.Ellipsoid.Name).Number(datum.Ellipsoid.SemiMajorMetres)
            .Number(datum.Ellipsoid.InverseFlattening);
        Unit(text, CrsUnit.Metre).Close();
        if (datum.EnsembleMembers.Count > 0)
            text.Open("ENSEMBLEACCURACY").Number(datum.EnsembleAccuracyMetres).Close();
        text.Close().Open("PRIMEM").Quoted(datum.PrimeMeridian.Name).Number(datum.PrimeMeridian.LongitudeDegrees);
        Unit(text, CrsUnit.Degree).Close();
    }

    private static void VerticalDatum(WktText text, VerticalDatum datum)
    {
        text.Open(datum.EnsembleMembers.Count > 0 ? "ENSEMBLE" : "VDATUM").Quoted(datum.Name);
        foreach (var member in datum.EnsembleMembers)
            text.Open("MEMBER").Quoted(member).Close();
        if (datum.EnsembleMembers.Count > 0)
            text.Open("ENSEMBLEACCURACY").Number(datum.EnsembleAccuracyMetres).Close();
        text.Close();
    }

    private static void Conversion(WktText text, MapProjection projection)
    {
        text.Open("CONVERSION").Quoted(projection.Name).Open("METHOD").Quoted(projection.Method);
        Epsg(text, projection.MethodCode).Close();
        foreach (var parameter in projection.Parameters)
        {
            text.Open("PARAMETER").Quoted(parameter.Name).Number(parameter.Value);
            Unit(text, parameter.Unit);
            Epsg(text, parameter.EpsgCode).Close();
        }
        text.Close();
    }

    private static void Axes(WktText text, string type, IReadOnlyList<CrsAxis> axes)
    {
        text.Open("CS").Word(type).Number(axes.Count).Close();
        for (var i = 0; i < axes.Count; i++)
        {
            var (name, words) = (axes[i].Name, axes[i].Direction.Split(' '));
            text.Open("AXIS").Quoted($"{(name.Length > 0 ? char.ToLowerInvariant(name[0]) + name[1..] : "")} ({axes[i].Abbreviation})");
            if (words is [var pole, "along", var meridian])
            {
                var degrees = double.Parse(meridian.AsSpan().TrimEnd("°EW"), CultureInfo.InvariantCulture);
                text.Word(pole.ToLowerInvariant()).Open("MERIDIAN").Number(meridian.EndsWith('W') ? -degrees : degrees);
                Unit(text, CrsUnit.Degree).Close();
            }
            else                                                    // north north east -> northNorthEast
                text.Word(words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..])));
            if (axes.Count > 1)
                text.Open("ORDER").Number(i + 1).Close();
            Unit(text, axes[i].Unit).Close();
        }
    }

    private static void Helmert(WktText text, IReadOnlyList<double> shift)
    {
        text.Open("ABRIDGEDTRANSFORMATION").Quoted("Transformation to WGS 84").Open("METHOD")
            .Quoted("Position Vector transformation (geog2D domain)");
        Epsg(text, 9606).Close();
        string[] names = ["X-axis translation", "Y-axis translation", "Z-axis translation", "X-axis rotation", "Y-axis rotation",
            "Z-axis rotation", "Scale difference"];
        for (var i = 0; i < 7; i++)
        {
            text.Open("PARAMETER").Quoted(names[i]).Number(i < 6 ? shift[i] : 1 + shift[i] * 1e-6);
            Epsg(text, 8605 + i).Close();
        }
        text.Close();
    }

    private static WktText Unit(WktText text, CrsUnit unit)
        => text.Open(unit.Kind switch { CrsUnitKind.Angle => "ANGLEUNIT", CrsUnitKind.Length => "LENGTHUNIT", _ => "SCALEUNIT" })
            .Quoted(unit.Name).Number(unit.Factor).Close();

    private static WktText Epsg(WktText text, int? code) => Identifier(text, "EPSG", code?.ToString(CultureInfo.InvariantCulture));

    private static WktText Identifier(WktText text, string? authority, string? code)
    {
        if (authority is null || code is null)
            return text;
        text.Open("ID").Quoted(authority);
        return (int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text.Word(code) : text.Quoted(code)).Close();
    }
}
