using System.Globalization;
using System.Text.Json;

namespace Pyramids;

/// <summary>The <c>crs</c> member of GeoJSON as of 2008, which many writers still use: a name such as
/// <c>urn:ogc:def:crs:EPSG::32633</c>.</summary>
internal static class GeoJsonCrs
{
    public static Crs Parse(JsonElement member, string file)
    {
        if (member.ValueKind == JsonValueKind.Object && member.TryGetProperty("properties", out var properties)
            && properties.ValueKind == JsonValueKind.Object)
        {
            if (properties.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String)
                return FromName(name.GetString()!, file);
            if (properties.TryGetProperty("code", out var code)) return FromName($"EPSG:{code}", file);
        }
        throw new RasterFormatException(
            $"The 'crs' member is {member.GetRawText()}; a name was expected, such as urn:ogc:def:crs:EPSG::32633. Remove it if "
                + "coordinates are longitude and latitude.", file);
    }

    // The last parts name authority and code, whatever the form: EPSG:4326, urn:ogc:def:crs:EPSG::4326,
    // http://www.opengis.net/def/crs/EPSG/0/4326.
    private static Crs FromName(string name, string file)
    {
        var parts = name.Split([':', '/', '#'], StringSplitOptions.RemoveEmptyEntries);
        var code = parts.Length > 0 ? parts[^1] : "";
        var epsg = code.ToUpperInvariant() switch
        {
            "CRS84" => 4326,
            "CRS83" => 4269,
            "CRS27" => 4267,
            _ when parts.Contains("EPSG", StringComparer.OrdinalIgnoreCase)
                && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            _ => throw new RasterFormatException($"The CRS '{name}' is unknown here; names of EPSG and OGC's CRS84 are known.", file),
        };
        return Crs.TryFromEpsg(epsg, out var crs) ? crs
            : throw new RasterFormatException($"The CRS '{name}' is not in the EPSG dataset.", file);
    }
}
