namespace Pyramids;

/// <summary>Well-known text of either version, GDAL's and ESRI's dialects of version 1 among them, made into systems.</summary>
/// <remarks>OGC 01-009 (WKT 1), OGC 18-010r7 (WKT 2:2019). What is well-formed but of a kind that the engine does not
/// compute with (derived, temporal, fitted systems) is carried through as text.</remarks>
internal sealed partial class WktReader
{
    private IReadOnlyList<double>? toWgs84;

    public static Crs Read(string text)
    {
        var nodes = WktNode.Parse(text.Trim(' ', '\t', '\r', '\n', '\0', '\uFEFF'));
        var first = Read(nodes[0], text);
        return nodes.Count == 1 ? first
            : nodes.Count == 2 && first.IsGeographic | first.IsProjected && Read(nodes[1], text) is { Kind: CrsKind.Vertical } vertical
            ? EpsgTable.Compound($"{first.Name} + {vertical.Name}", first, vertical)
            : throw new CrsException($"The WKT goes on with {nodes[1].Text} at character {nodes[1].Position}, where it should end.");
    }

    /// <summary>Reads a tree; <paramref name="text"/> is kept when the engine cannot tell what it means.</summary>
    public static Crs Read(WktNode root, string text) => new WktReader().System(root, text);

    private Crs System(WktNode node, string text) => node.Text.ToUpperInvariant() switch
    {
        _ when node.Child("DERIVINGCONVERSION") is not null => Unknown(node, text),
        "GEOGCS" or "GEOCCS" or "GEOGCRS" or "GEOGRAPHICCRS" or "GEODCRS" or "GEODETICCRS" or "BASEGEOGCRS" or "BASEGEODCRS"
            => Geodetic(node, text),
        "PROJCS" or "PROJCRS" or "PROJECTEDCRS" => Projected(node, text),
        "VERT_CS" or "VERTCS" or "VERTCRS" or "VERTICALCRS" => Vertical(node),
        "COMPD_CS" or "COMPOUNDCRS" => Compound(node, text),
        "LOCAL_CS" or "ENGCRS" or "ENGINEERINGCRS" => Local(node),
        "BOUNDCRS" => Bound(node, text),
        "FITTED_CS" or "DERIVEDPROJCRS" or "TIMECRS" or "PARAMETRICCRS" or "IMAGECRS" or "COORDINATEMETADATA" => Unknown(node, text),
        _ => throw new CrsException(
            $"'{node.Text}' at character {node.Position} of the WKT is no coordinate reference system; PROJCRS, GEOGCRS, COMPOUNDCRS "
                + "or their like are expected."),
    };

    private static Crs Unknown(WktNode node, string text)
        => new(CrsKind.Unknown, node.Name) { Text = text.Trim(), Authority = Identifier(node)?.Authority, Code = Identifier(node)?.Code };

    private Crs Geodetic(WktNode node, string text)
    {
        var cs = node.Child("CS");
        if (cs is { Children: [{ Text: var type }, ..] } && type.Equals("spherical", StringComparison.OrdinalIgnoreCase))
            return Unknown(node, text);
        var geocentric = node.Is("GEOCCS")
            || cs is { Children: [{ Text: var space }, ..] } && space.Equals("Cartesian", StringComparison.OrdinalIgnoreCase);
        var axes = Axes(node, geocentric ? CrsUnitKind.Length : CrsUnitKind.Angle,
            geocentric ? CrsUnit.Metre : CrsUnit.Degree, out var unit);
        if (axes.Count == 0 && node.Child("LINUNIT") is { } height)    // ESRI's third dimension
            axes = [.. LongitudeLatitude(unit), new("Ellipsoidal height", "h", "up", Unit(height, CrsUnitKind.Length))];
        var kind = geocentric ? CrsKind.Geocentric : axes.Count == 3 ? CrsKind.Geographic3D : CrsKind.Geographic2D;
        return new(kind, node.Name)
        {
            Datum = Datum(node, unit.IsAngular ? unit : CrsUnit.Degree), Axes = axes, Unit = unit, Authority = Identifier(node)?.Authority,
            Code = Identifier(node)?.Code,
        };
    }

    private Crs Projected(WktNode node, string text)
    {
        var under = node.Child("GEOGCS", "BASEGEOGCRS", "BASEGEODCRS", "GEOGCRS", "GEODCRS")
            ?? throw Lacks(node, "a geographic system (GEOGCS or BASEGEOGCRS)");
        var below = Geodetic(under, text);
        var axes = Axes(node, CrsUnitKind.Length, CrsUnit.Metre, out var unit);
        return new(CrsKind.Projected, node.Name)
        {
            Base = below, Datum = below.Datum, Axes = axes, Unit = unit, Projection = Projection(node, below.Unit, unit, axes),
            Authority = Identifier(node)?.Authority, Code = Identifier(node)?.Code,
        };
    }

    private Crs Vertical(WktNode node)
    {
        var axes = Axes(node, CrsUnitKind.Length, CrsUnit.Metre, out var unit);
        if (axes.Count == 0)                                        // ESRI tells the direction by a parameter
            axes = node.All("PARAMETER").Any(p => NameKey.Of(p.Name) == "direction" && p.Number(1) < 0)
                ? [new("Depth", "D", "down", unit)] : [new("Gravity-related height", "H", "up", unit)];
        var datum = node.Child("VERT_DATUM", "VDATUM", "VRF", "VERTICALDATUM", "ENSEMBLE", "DATUM")
            ?? throw Lacks(node, "a vertical datum");
        return new(CrsKind.Vertical, node.Name)
        {
            VerticalDatum = VerticalDatum(datum), Axes = axes, Unit = unit, Authority = Identifier(node)?.Authority, Code =
                Identifier(node)?.Code,
        };
    }

    private Crs Compound(WktNode node, string text)
    {
        var parts = node.Children.Where(child => child.Children.Count > 0 && Identifiers.All(id => !child.Is(id)) && !child.Is("EXTENSION")
            && !child.Is("USAGE") && !child.Is("REMARK")).ToList();
        if (parts.Count != 2)
            return Unknown(node, text);
        Crs horizontal = System(parts[0], text), vertical = System(parts[1], text);
        if (vertical.Kind != CrsKind.Vertical
            || !(horizontal.IsGeographic || horizontal.IsProjected || horizontal.Kind == CrsKind.Engineering)
            || horizontal.Components.Count > 0)
            return Unknown(node, text);
        if (horizontal.Kind == CrsKind.Geographic2D && parts[1].Child("VERT_DATUM") is { Children: [_, { Text: "2002" }, ..] })
            return new(CrsKind.Geographic3D, horizontal.Name)      // GDAL's way to put heights above the ellipsoid into WKT 1
            {
                Datum = horizontal.Datum, Unit = horizontal.Unit,
                Axes = [.. horizontal.Axes.Count > 0 ? horizontal.Axes : LongitudeLatitude(horizontal.Unit),
                    new("Ellipsoidal height", "h", "up", vertical.Unit)],
            };
        var id = Identifier(node);
        return EpsgTable.Compound(node.Name, horizontal, vertical, id?.Authority, id?.Code);
    }

    private static Crs Local(WktNode node)
    {
        var axes = Axes(node, CrsUnitKind.Length, CrsUnit.Metre, out var unit);
        return new(CrsKind.Engineering,
            node.Name) { Axes = axes, Unit = unit, Authority = Identifier(node)?.Authority, Code = Identifier(node)?.Code };
    }

    private Crs Bound(WktNode node, string text)
    {
        var source = node.Child("SOURCECRS") is { Children: [var inner, ..] } ? inner : throw Lacks(node, "a SOURCECRS");
        if (node.Child("ABRIDGEDTRANSFORMATION") is { } shift && node.Child("TARGETCRS") is { Children: [{ Name: "WGS 84" }, ..] })
            toWgs84 = Helmert(shift);
        return System(source, text);
    }

    internal static CrsAxis[] LongitudeLatitude(CrsUnit unit)
        => [new("Geodetic longitude", "Lon", "east", unit), new("Geodetic latitude", "Lat", "north", unit)];

    private static readonly string[] Identifiers = ["ID", "AUTHORITY"];

    private static (string Authority, string Code)? Identifier(WktNode node)
        => node.Child(Identifiers) is { Children: [var authority, var code, ..] } ? (authority.Text, code.Text) : null;

    /// <summary>The code that a node claims to have in the EPSG dataset.</summary>
    private static int? EpsgCode(WktNode node)
        => Identifier(node) is ({ } authority, var code) && authority.Equals("EPSG", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(code, out var number) ? number : null;

    private static CrsException Lacks(WktNode node, string part)
        => new($"{node.Text} \"{node.Name}\" at character {node.Position} of the WKT has no {part}.");
}
