using System.Text.Json;

namespace Pyramids;

/// <summary>The filters of numcodecs, by their names in metadata.</summary>
internal static class ZarrFilters
{
    /// <returns>Null when there is no such filter.</returns>
    /// <exception cref="RasterFormatException">Its settings are missing or have something unknown.</exception>
    public static ZarrFilter? Of(string name, JsonElement settings, string key) => name switch
    {
        "shuffle" => new ShuffleFilter((int)ZarrCodecs.Setting(settings, "elementsize", 4, 1, 255, key)),
        "packbits" => new BitsFilter(),
        "delta" or "quantize" => Elements(name, "dtype", "astype", settings, key),
        "fixedscaleoffset"
            => Elements(name, "dtype", "astype", settings, key, Number(settings, "scale", key), Number(settings, "offset", key)),
        "astype" => Elements(name, "decode_dtype", "encode_dtype", settings, key),
        _ => ChecksumFilter.Of(name, ZarrJson.TextOf(ZarrJson.Find(settings, "location"))),
    };

    private static ElementFilter Elements(
        string name, string member, string storedMember, JsonElement settings, string key, double scale = 1, double offset = 0)
    {
        var element = Type(settings, member, key) ?? throw new RasterFormatException($"The member '{member}' of '{name}' is missing.", key);
        return new(name, Type(settings, storedMember, key) ?? element, element, scale, offset);
    }

    private static ElementType? Type(JsonElement settings, string member, string key)
        => ZarrJson.Find(settings, member) is not { ValueKind: not JsonValueKind.Null } value ? null
            : ElementType.Parse(ZarrJson.AsString(value, member, key))
                ?? throw ZarrJson.Unexpected(value, member, "a type of numbers such as '<f4'", key);

    private static double Number(JsonElement settings, string member, string key)
        => ZarrJson.Get(settings, member, key) is { ValueKind: JsonValueKind.Number } value && double.IsFinite(value.GetDouble())
            ? value.GetDouble()
            : throw ZarrJson.Unexpected(ZarrJson.Get(settings, member, key), member, "a number", key);
}
