namespace Pyramids;

internal sealed partial class WktReader
{
    private GeodeticDatum Datum(WktNode system, CrsUnit angle)
    {
        var node = system.Child("DATUM", "TRF", "GEODETICDATUM", "ENSEMBLE") ?? throw Lacks(system, "DATUM");
        var ellipsoid = Ellipsoid(node.Child("ELLIPSOID", "SPHEROID") ?? throw Lacks(node, "ELLIPSOID"));
        var datum = EpsgDatums.Resolve(node.Name, EpsgCode(node), ellipsoid, Meridian(system, angle));
        if (node.Is("ENSEMBLE") && datum.EnsembleMembers.Count == 0)
            datum = datum with
            {
                EnsembleMembers = [.. node.All("MEMBER").Select(member => member.Name)],
                EnsembleAccuracyMetres = node.Child("ENSEMBLEACCURACY")?.Number(0) ?? double.NaN,
            };
        var shift = node.Child("TOWGS84") is { Children.Count: 3 or 7 } given
            ? Enumerable.Range(0, 7).Select(i => i < given.Children.Count ? given.Number(i) : 0).ToArray() : toWgs84;
        return shift is null ? datum : datum with { ToWgs84 = shift };
    }

    private static Ellipsoid Ellipsoid(WktNode node)
    {
        var unit = node.Child("LENGTHUNIT", "UNIT") is { } given ? Unit(given, CrsUnitKind.Length) : CrsUnit.Metre;
        double a = node.Number(1) * unit.Factor, inverse = node.Number(2);
        if (a <= 0 || inverse != 0 && inverse <= 1)
            throw new CrsException(
                $"{node.Text} \"{node.Name}\" at character {node.Position} of the WKT has semi-major axis {a} and inverse flattening "
                    + $"{inverse}; more than 0, and 0 or more than 1 are expected.");
        var ellipsoid = new Ellipsoid(node.Name, a, inverse, EpsgCode(node));
        return ellipsoid.EpsgCode is { } code && EpsgTable.Shared.Ellipsoid(code)?.IsSame(ellipsoid) != true
            ? ellipsoid with { EpsgCode = null }
            : ellipsoid;
    }

    /// <summary>WKT 1 gives it in degrees whatever the system's unit (GDAL and ESRI write it so), WKT 2 in its own unit
    /// or the system's.</summary>
    private static PrimeMeridian Meridian(WktNode system, CrsUnit angle)
    {
        if (system.Child("PRIMEM", "PRIMEMERIDIAN") is not { } node)
            return PrimeMeridian.Greenwich;
        var unit = node.Child("ANGLEUNIT", "UNIT") is { } given ? Unit(given, CrsUnitKind.Angle)
            : system.Is("GEOGCS") || system.Is("GEOCCS") ? CrsUnit.Degree : angle;
        return new(node.Name, unit.ToBase(node.Number(1)), EpsgCode(node));
    }

    private static VerticalDatum VerticalDatum(WktNode node)
        => EpsgDatums.ResolveVertical(node.Name, EpsgCode(node)) is { EpsgCode: not null } known || !node.Is("ENSEMBLE")
            ? EpsgDatums.ResolveVertical(node.Name, EpsgCode(node))
            : new(node.Name)
            {
                EnsembleMembers = [.. node.All("MEMBER").Select(member => member.Name)],
                EnsembleAccuracyMetres = node.Child("ENSEMBLEACCURACY")?.Number(0) ?? double.NaN,
            };

    private static CrsUnit Unit(WktNode node, CrsUnitKind kind)
    {
        kind = node.Text.ToUpperInvariant() switch { "ANGLEUNIT"
            => CrsUnitKind.Angle, "LENGTHUNIT" => CrsUnitKind.Length, "SCALEUNIT" => CrsUnitKind.Scale, _ => kind };
        var factor = node.Number(1);
        return factor > 0 ? EpsgTable.Shared.UnitLike(node.Name, kind, factor, EpsgCode(node))
            : throw new CrsException(
                $"{node.Text} \"{node.Name}\" at character {node.Position} of the WKT has the size {factor}; a unit has more than 0.");
    }

    /// <summary>Axes with their units, and the unit of the first; a system without axes has the unit alone.</summary>
    private static IReadOnlyList<CrsAxis> Axes(WktNode system, CrsUnitKind kind, CrsUnit otherwise, out CrsUnit unit)
    {
        var common = system.Child("UNIT", "ANGLEUNIT", "LENGTHUNIT", "SCALEUNIT") is { } node ? Unit(node, kind) : otherwise;
        List<CrsAxis> axes = [];
        foreach (var axis in system.All("AXIS"))
        {
            var own = axis.Child("ANGLEUNIT", "LENGTHUNIT", "SCALEUNIT", "UNIT") is { } given ? Unit(given, kind) : common;
            var open = axis.Name.LastIndexOf('(');
            var (name, abbreviation) =
                open >= 0 && axis.Name.EndsWith(')') ? (axis.Name[..open].Trim(), axis.Name[(open + 1)..^1]) : (axis.Name, "");
            if (name.Length == 0)
                name = abbreviation switch { "E" => "Easting", "N" => "Northing", _ => abbreviation };
            var direction = axis.Children.Count > 1 ? Direction(axis) : "unspecified";
            axes.Add(new(char.ToUpperInvariant(name.FirstOrDefault('?')) + (name.Length > 1 ? name[1..] : ""), abbreviation,
                direction, own));
        }
        unit = axes.Count > 0 ? axes[0].Unit : common;
        return axes;
    }

    private static string Direction(WktNode axis)
    {
        var word = axis.Children[1].Text.ToLowerInvariant();
        if (axis.Child("MERIDIAN") is not { } meridian)
            return word;
        var degrees = (meridian.Child("ANGLEUNIT", "UNIT") is { } unit ? Unit(unit, CrsUnitKind.Angle) : CrsUnit.Degree).ToBase(
            meridian.Number(0));
        return FormattableString.Invariant(
            $"{char.ToUpperInvariant(word[0])}{word[1..]} along {Math.Abs(degrees):0.##########}°{(degrees < 0 ? 'W' : 'E')}");
    }

    /// <summary>Seven parameters (position vector convention) of a transformation of the Helmert kind; null of another.</summary>
    private static double[]? Helmert(WktNode shift)
    {
        var method = shift.Child("METHOD") is { } node ? EpsgCode(node) : null;
        if (method is not (9603 or 9606 or 9607))
            return null;
        var values = new double[7];
        foreach (var parameter in shift.All("PARAMETER"))
            if (EpsgCode(parameter) is { } code and >= 8605 and <= 8611)
                values[code - 8605] = code switch
                {
                    8611 => (parameter.Number(1) - 1) * 1e6,       // an abridged transformation has the ratio
                    > 8607 when method == 9607 => -parameter.Number(1),
                    _ => parameter.Number(1),
                };
        return values;
    }
}
