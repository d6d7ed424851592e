using System.Buffers.Binary;
using System.Text.Json;

namespace Pyramids;

/// <summary>Finds the value that stands for a missing cell.</summary>
internal static class ZarrNoData
{
    private static readonly string[] Attributes = ["_FillValue", "missing_value", "nodata", "no_data_value"];

    /// <summary>By the array's attributes, the group's, or (version 2) the fill value as xarray keeps it.</summary>
    public static double? Find(ZarrArray array, ZarrNode? group)
    {
        foreach (var name in Attributes)
        {
            if (ZarrJson.Find(array.Attributes, name) is { } value && Number(value, array.Cell) is { } found) return found;
        }
        if (group is not null && ZarrJson.Find(group.Attributes, "no_data_value") is { } flat && Number(flat, array.Cell) is { } page)
            return page;
        if (array.Version != 2 || !array.HasFill) return null;
        // xarray keeps _FillValue as fill_value; elsewhere 0 is only what nobody chose.
        var fill = ZarrFill.ToDouble(array.Fill, array.Cell);
        return fill != 0 || array.Dimensions is not null ? fill : null;
    }

    /// <summary>A number, a word for one, xarray's base64 of a double, or the first of a list.</summary>
    private static double? Number(JsonElement value, DType type)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                return type == DType.Float32 ? (float)value.GetDouble() : value.GetDouble();
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                return Number(value[0], type);
            case JsonValueKind.String:
                var text = ZarrJson.TextOf(value);
                if (text is "NaN" or "nan") return double.NaN;
                if (text is "Infinity") return double.PositiveInfinity;
                if (text is "-Infinity") return double.NegativeInfinity;
                var bytes = new byte[8];
                return text is { Length: 12 } && Convert.TryFromBase64String(text, bytes, out var length) && length == 8
                    ? BinaryPrimitives.ReadDoubleLittleEndian(bytes)
                    : null;
            default:
                return null;
        }
    }
}
