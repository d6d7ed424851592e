using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pyramids;

/// <summary>The value of cells that no stored chunk holds: one element, little-endian.</summary>
internal static class ZarrFill
{
    /// <summary>Reads a fill value: a number, true or false, "NaN", "Infinity", "-Infinity", bits as "0x7fc00000", or (version 2) the
    /// element's bytes in base64.</summary>
    /// <returns>The element; null when the metadata has null.</returns>
    public static byte[]? Parse(JsonElement value, DType type, bool isBigEndian, string key, bool isHalf = false)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.True or JsonValueKind.False when type == DType.UInt8:
                return [(byte)(value.ValueKind == JsonValueKind.True ? 1 : 0)];
            case JsonValueKind.Number:
                return OfNumber(value, type, key);
            case JsonValueKind.String when isHalf
                && OfText(ZarrJson.AsString(value, "fill_value", key), DType.UInt16, isBigEndian) is { } half:
                return Of((double)BinaryPrimitives.ReadHalfLittleEndian(half), type);
            case JsonValueKind.String:
                return OfText(ZarrJson.AsString(value, "fill_value", key), type, isBigEndian)
                    ?? throw ZarrJson.Unexpected(value, "fill_value", $"a value of {type}", key);
            default:
                throw ZarrJson.Unexpected(value, "fill_value", $"a value of {type}", key);
        }
    }

    /// <summary>An element of a cell type, little-endian.</summary>
    public static byte[] Of(double value, DType type)
    {
        var bytes = new byte[type.Size()];
        switch (type)
        {
            case DType.Float32 when double.IsNaN(value):
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, 0x7fc00000);           // the specification's NaN; .NET's has its sign set
                break;
            case DType.Float64 when double.IsNaN(value):
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, 0x7ff8000000000000);
                break;
            case DType.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value);
                break;
            case DType.Float64:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                break;
            default:
                if (!(Math.Abs(value) < 1e20) || Math.Round(value) != value || !IsInRange(type.Whole(value), type))
                    throw new ArgumentException(FormattableString.Invariant($"{value} is no value of {type}."), nameof(value));
                Write(type.Whole(value), bytes);
                break;
        }
        return bytes;
    }

    /// <summary>An element as a number.</summary>
    public static double ToDouble(ReadOnlySpan<byte> element, DType type) => type switch
    {
        DType.UInt8 => element[0],
        DType.Int8 => (sbyte)element[0],
        DType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(element),
        DType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(element),
        DType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(element),
        DType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(element),
        DType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(element),
        DType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(element),
        DType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(element),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(element),
    };

    /// <summary>An element as metadata writes it.</summary>
    public static JsonNode ToJson(ReadOnlySpan<byte> element, DType type) => type switch
    {
        DType.UInt64 => JsonValue.Create(BinaryPrimitives.ReadUInt64LittleEndian(element)),
        DType.Int64 => JsonValue.Create(BinaryPrimitives.ReadInt64LittleEndian(element)),
        DType.Float32 or DType.Float64 => Number(ToDouble(element, type)),
        _ => JsonValue.Create((long)ToDouble(element, type)),
    };

    /// <summary>A number, or the word for what JSON has no number for.</summary>
    public static JsonNode Number(double value)
        => double.IsNaN(value) ? JsonValue.Create("NaN")
            : double.IsInfinity(value) ? JsonValue.Create(value > 0 ? "Infinity" : "-Infinity")
            : JsonValue.Create(value);

    private static byte[] OfNumber(JsonElement value, DType type, string key)
    {
        if (type.IsFloating()) return Of(value.GetDouble(), type);
        if (!Int128.TryParse(value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            var real = value.GetDouble();
            if (real != Math.Floor(real) || Math.Abs(real) > 1e19)
                throw ZarrJson.Unexpected(value, "fill_value", $"a value of {type}", key);
            number = (Int128)real;
        }
        if (!IsInRange(number, type)) throw ZarrJson.Unexpected(value, "fill_value", $"a value of {type}", key);
        var bytes = new byte[type.Size()];
        Write(number, bytes);
        return bytes;
    }

    private static byte[]? OfText(string text, DType type, bool isBigEndian)
    {
        if (type.IsFloating())
        {
            double? word = text switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                _ => null,
            };
            if (word is { } special) return Of(special, type);
        }
        if (type == DType.Int64 && text == "NaT") return Of(long.MinValue, type);       // of numpy.datetime64
        var size = type.Size();
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            if (text.Length != 2 + 2 * size
                || !UInt64.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
                return null;
            var element = new byte[size];
            for (var i = 0; i < size; i++) element[i] = (byte)(bits >> (8 * i));
            return element;
        }
        var bytes = new byte[size];
        if (text.Length > 16 || !Convert.TryFromBase64String(text, bytes, out var written) || written != size) return null;
        if (isBigEndian) Array.Reverse(bytes);
        return bytes;
    }

    private static bool IsInRange(Int128 value, DType type)
    {
        var bits = 8 * type.Size();
        return type.IsSigned()
            ? value >= -(Int128.One << (bits - 1)) && value < Int128.One << (bits - 1)
            : value >= 0 && value < Int128.One << bits;
    }

    private static void Write(Int128 value, Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(value >> (8 * i));
    }
}
