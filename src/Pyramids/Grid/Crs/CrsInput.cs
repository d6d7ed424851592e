using System.Globalization;

namespace Pyramids;

/// <summary>The ways to name a system in a text.</summary>
internal static class CrsInput
{
    public static Crs Read(string text)
    {
        var input = text.Trim().TrimStart('\uFEFF');
        if (input.StartsWith('{'))
            return ProjJson.Read(input);
        if (input.AsSpan().IndexOfAny('[', '(') is > 0 and var bracket && input.AsSpan(0, bracket).Trim() is var keyword
            && !keyword.ContainsAnyExcept(Letters))
            return WktReader.Read(input);
        return Named(input) ?? throw new CrsException(
            $"'{(input.Length > 60 ? input[..60] + "..." : input)}' names no coordinate reference system; a code such as EPSG:4326 "
                + "or ESRI:54009, an OGC urn, WKT or PROJJSON is expected.");
    }

    private static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");

    private static Crs? Named(string input)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["urn:ogc:def:crs:", "urn:x-ogc:def:crs:", "http://www.opengis.net/def/crs/",
            "https://www.opengis.net/def/crs/"])
            if (input.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                var parts = input[prefix.Length..].Split(prefix[0] == 'u' ? ':' : '/');     // authority, version, code
                return parts.Length is 2 or 3 ? Coded(parts[0], parts[^1]) : null;
            }
        if (input.StartsWith("http://www.opengis.net/gml/srs/epsg.xml#", StringComparison.OrdinalIgnoreCase))
            return Coded("EPSG", input[(input.IndexOf('#') + 1)..]);
        var colon = input.IndexOf(':');
        if (colon > 0)
            return Coded(input[..colon].Trim(), input[(colon + 1)..].Trim().TrimStart(':'));
        return Integer(input) is { } code ? Crs.FromEpsg(code) : WellKnown(input);
    }

    private static Crs? Coded(string authority, string code) => authority.ToUpperInvariant() switch
    {
        "EPSG" when code.Split('+') is [var one, var other] && Integer(one) is { } horizontal && Integer(other) is { } vertical
            => Pair(Crs.FromEpsg(horizontal), Crs.FromEpsg(vertical)),
        "EPSG" => Integer(code) is { } number ? Crs.FromEpsg(number) : null,
        "ESRI" => Integer(code) is { } number ? EsriCodes.Of(number) : null,
        "OGC" or "CRS" => WellKnown(code),
        _ => null,
    };

    private static Crs Pair(Crs horizontal, Crs vertical)
        => vertical.Kind == CrsKind.Vertical && (horizontal.IsGeographic || horizontal.IsProjected) && horizontal.Components.Count == 0
            ? EpsgTable.Compound($"{horizontal.Name} + {vertical.Name}", horizontal, vertical)
            : throw new CrsException(
                $"{horizontal} and {vertical} are {horizontal.Kind} and {vertical.Kind}; a plus joins a horizontal system and a vertical "
                    + "one.");

    private static Crs? WellKnown(string name) => name.ToUpperInvariant() switch
    {
        "CRS84" or "84" => LongitudeFirst(4326, "CRS84", "WGS 84 (CRS84)"),
        "CRS83" or "83" => LongitudeFirst(4269, "CRS83", "NAD83 (CRS83)"),
        "CRS27" or "27" => LongitudeFirst(4267, "CRS27", "NAD27 (CRS27)"),
        "CRS84H" => LongitudeFirst(4979, "CRS84h", "WGS 84 longitude-latitude-height"),
        "WGS84" or "WGS 84" => Crs.FromEpsg(4326),
        "WGS72" or "WGS 72" => Crs.FromEpsg(4322),
        "NAD83" => Crs.FromEpsg(4269),
        "NAD27" => Crs.FromEpsg(4267),
        "ETRS89" => Crs.FromEpsg(4258),
        _ => null,
    };

    private static Crs LongitudeFirst(int epsg, string code, string name)
    {
        var crs = Crs.FromEpsg(epsg);
        return new(crs.Kind, name)
            { Authority = "OGC", Code = code, Datum = crs.Datum, Unit = crs.Unit, Axes = [crs.Axes[1], crs.Axes[0], .. crs.Axes.Skip(2)] };
    }

    private static int? Integer(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
