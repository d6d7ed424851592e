using System.Text.Json;

namespace Pyramids;

/// <summary>Finds the CRS where rioxarray, CF, GDAL, the proj convention and flat attributes put it.</summary>
internal static class ZarrCrs
{
    /// <summary>The CRS that attributes state.</summary>
    /// <returns>Null when they state none, or one that cannot be understood.</returns>
    public static Crs? Find(JsonElement attributes)
        => OfText(attributes, "crs_wkt") ?? OfText(attributes, "spatial_ref") ?? OfGdal(attributes)
           ?? OfText(attributes, "proj:wkt2") ?? OfText(attributes, "proj:code") ?? OfRaw(attributes, "proj:projjson")
           ?? OfCode(attributes, "proj:epsg") ?? OfCode(attributes, "epsg") ?? OfText(attributes, "crs");

    private static Crs? OfText(JsonElement attributes, string member)
        => Crs.TryFromUserInput(ZarrJson.TextOf(ZarrJson.Find(attributes, member)), out var crs) ? crs : null;

    private static Crs? OfRaw(JsonElement attributes, string member)
        => ZarrJson.Find(attributes, member) is { ValueKind: JsonValueKind.Object } json
            && Crs.TryFromUserInput(json.GetRawText(), out var crs)
            ? crs
            : null;

    private static Crs? OfCode(JsonElement attributes, string member)
        => ZarrJson.Find(attributes, member) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var code)
           && Crs.TryFromEpsg(code, out var crs) ? crs : null;

    private static Crs? OfGdal(JsonElement attributes)
        => ZarrJson.Find(attributes, "_CRS") is { ValueKind: JsonValueKind.Object } crs
            ? OfText(crs, "wkt") ?? OfRaw(crs, "projjson") ?? OfText(crs, "url")
            : null;
}
