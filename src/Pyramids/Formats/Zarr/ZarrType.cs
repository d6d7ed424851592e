using System.Text.Json;

namespace Pyramids;

/// <summary>A type of elements as Zarr names it.</summary>
/// <param name="Name">As the metadata has it.</param>
/// <param name="Cell">The cell type; null for elements that are no cells (text, complex numbers, records).</param>
/// <param name="Size">Bytes of an element in memory; 0 when it is not known.</param>
/// <param name="IsBigEndian">Byte order, where version 2 keeps it in the type.</param>
internal readonly record struct ZarrType(string Name, DType? Cell, int Size, bool IsBigEndian)
{
    /// <summary>Whether elements are stored as 16-bit floating numbers, which memory holds as Float32.</summary>
    public bool IsHalf => Name is "<f2" or ">f2" or "float16";

    /// <summary>Version 2: NumPy's type strings, such as <c>&lt;f4</c>.</summary>
    public static ZarrType OfVersion2(JsonElement value, string key)
    {
        if (value.ValueKind == JsonValueKind.Array) return new(ZarrJson.Short(value), null, 0, false);
        var name = ZarrJson.AsString(value, "dtype", key);
        if (name.Length < 2 || name[0] is not ('<' or '>' or '|'))
            throw ZarrJson.Unexpected(value, "dtype", "a type such as '<f4', '|u1' or '>i2'", key);
        DType? cell = name[1..] switch
        {
            "f2" => DType.Float32,
            ['M' or 'm', '8', ..] => DType.Int64,            // datetime64, timedelta64
            var code => NumPyCodes.Of(code),
        };
        return new(name, cell, cell?.Size() ?? 0, name[0] == '>');
    }

    /// <summary>What NumPy's datetime64 counts, as CF says it; null for other types.</summary>
    public static string? SinceOf(JsonElement metadata)
        => DateUnit(metadata) switch
        {
            "D" => "days",
            "h" => "hours",
            "m" => "minutes",
            "s" => "seconds",
            "ms" => "milliseconds",
            "us" => "microseconds",
            "ns" => "nanoseconds",
            _ => null,
        } is { } counted ? counted + " since 1970-01-01" : null;

    /// <summary>The unit of datetime64, unless several of it are counted as one.</summary>
    private static string? DateUnit(JsonElement metadata)
    {
        if (ZarrJson.TextOf(ZarrJson.Find(metadata, "dtype")) is [_, 'M', '8', '[', .. var unit, ']']) return unit;
        return ZarrJson.Find(metadata, "data_type") is { ValueKind: JsonValueKind.Object } type
            && ZarrJson.TextOf(ZarrJson.Find(type, "name")) == "numpy.datetime64"
            && ZarrJson.Find(type, "configuration") is { ValueKind: JsonValueKind.Object } settings
            && (ZarrJson.Find(settings, "scale_factor") is not { } factor
                || factor is { ValueKind: JsonValueKind.Number } && factor.GetDouble() == 1)
            ? ZarrJson.TextOf(ZarrJson.Find(settings, "unit"))
            : null;
    }

    /// <summary>Version 3: names such as <c>float32</c>.</summary>
    public static ZarrType OfVersion3(JsonElement value, string key)
    {
        var isNamed = value.ValueKind == JsonValueKind.Object;
        var name = isNamed ? ZarrJson.GetString(value, "name", key) : ZarrJson.AsString(value, "data_type", key);
        DType? cell = name switch
        {
            "bool" or "uint8" => DType.UInt8,
            "int8" => DType.Int8,
            "uint16" => DType.UInt16,
            "int16" => DType.Int16,
            "uint32" => DType.UInt32,
            "int32" => DType.Int32,
            "uint64" => DType.UInt64,
            "int64" => DType.Int64,
            "float16" or "float32" => DType.Float32,
            "float64" => DType.Float64,
            "numpy.datetime64" or "numpy.timedelta64" when isNamed => DType.Int64,
            _ => null,
        };
        return new(name, cell, cell?.Size() ?? 0, false);
    }

    /// <summary>The name that is written for a cell type, little-endian.</summary>
    public static string NameOf(DType type, int version)
    {
        if (version == 3) return type.ToString().ToLowerInvariant();
        var kind = type.IsFloating() ? 'f' : type.IsSigned() ? 'i' : 'u';
        return $"{(type.Size() == 1 ? '|' : '<')}{kind}{type.Size()}";
    }
}
