using System.Text.Json;

namespace Pyramids;

/// <summary>Names by which axes, coordinates and georeferences are known in stores that follow CF, GDAL's or rioxarray's
/// conventions.</summary>
internal static class ZarrNames
{
    private static readonly string[] Columns = ["x", "lon", "longitude", "easting", "eastings", "projection_x_coordinate", "xc", "rlon"];
    private static readonly string[] Rows = ["y", "lat", "latitude", "northing", "northings", "projection_y_coordinate", "yc", "rlat"];
    private static readonly string[] Mappings = ["spatial_ref", "crs"];

    public static bool IsColumn(string? name) => name is not null && Columns.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static bool IsRow(string? name) => name is not null && Rows.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a coordinate variable's attributes make it the axis of columns (or of rows).</summary>
    public static bool IsAxis(JsonElement attributes, bool columns)
        => ZarrJson.TextOf(ZarrJson.Find(attributes, "axis")) is { } axis && axis == (columns ? "X" : "Y")
           || ZarrJson.TextOf(ZarrJson.Find(attributes, "standard_name")) is { } name
           && (columns
               ? name is "projection_x_coordinate" or "longitude" or "grid_longitude"
               : name is "projection_y_coordinate" or "latitude" or "grid_latitude");

    /// <summary>Whether an array describes others (bounds, coordinates in two dimensions, a grid mapping) and is no raster
    /// itself.</summary>
    public static bool IsAuxiliary(string name)
        => IsColumn(name) || IsRow(name) || Mappings.Contains(name)
           || name.EndsWith("_bnds", StringComparison.Ordinal) || name.EndsWith("_bounds", StringComparison.Ordinal);

    /// <summary>Names to try in a group that cannot be listed.</summary>
    public static IReadOnlyCollection<string> Usual(ZarrNode group)
    {
        var names = new List<string> { "data", "band_data", "band", "time" };
        names.AddRange(Columns);
        names.AddRange(Rows);
        names.AddRange(Mappings);
        names.AddRange(["X", "Y"]);
        names.AddRange(ZarrMultiscale.PathsOf(group.Attributes));
        return names;
    }
}
