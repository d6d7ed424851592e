using System.Text.Json;

namespace Pyramids;

/// <summary>An array or group: where its metadata lies and what it says.</summary>
/// <param name="Path">Path in the store, empty for the root.</param>
/// <param name="Key">Key of the metadata that messages name.</param>
/// <param name="Version">2 or 3.</param>
/// <param name="IsArray">An array; else a group.</param>
/// <param name="Metadata">The metadata object.</param>
/// <param name="Attributes">The attributes; an object, or undefined.</param>
internal sealed record ZarrNode(string Path, string Key, int Version, bool IsArray, JsonElement Metadata, JsonElement Attributes)
{
    /// <summary>The last segment of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Path of the group that holds it.</summary>
    public string Parent => Path.LastIndexOf('/') is >= 0 and var slash ? Path[..slash] : "";

    /// <summary>A node of version 3 from its <c>zarr.json</c>.</summary>
    public static ZarrNode OfVersion3(string path, string key, JsonElement metadata)
    {
        var format = ZarrJson.Get(metadata, "zarr_format", key);
        if (format.ValueKind == JsonValueKind.String)
            throw new RasterFormatException(
                $"The store follows a draft of Zarr 3 ({ZarrJson.Short(format)}), as GDAL before 3.8 wrote it. Write it anew as version "
                + "2, or with a newer GDAL.", key);
        ZarrJson.AsInteger(format, "zarr_format", key, 3, 3);
        var isArray = ZarrJson.GetString(metadata, "node_type", key) switch
        {
            "array" => true,
            "group" => false,
            var other => throw new RasterFormatException($"'node_type' is '{other}'; expected 'array' or 'group'.", key),
        };
        return new(path, key, 3, isArray, metadata, ObjectOr(ZarrJson.Find(metadata, "attributes")));
    }

    /// <summary>A node of version 2 from its <c>.zarray</c> or <c>.zgroup</c>, and its <c>.zattrs</c>.</summary>
    public static ZarrNode OfVersion2(string path, string key, bool isArray, JsonElement metadata, JsonElement? attributes)
    {
        ZarrJson.AsInteger(ZarrJson.Get(metadata, "zarr_format", key), "zarr_format", key, 2, 2);
        return new(path, key, 2, isArray, metadata, ObjectOr(attributes));
    }

    private static JsonElement ObjectOr(JsonElement? attributes)
        => attributes is { ValueKind: JsonValueKind.Object } found ? found : default;
}
