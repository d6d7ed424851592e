using System.Globalization;

namespace Pyramids;

/// <summary>The text of the nodata tag as a value of a cell type.</summary>
/// <param name="Value">The value as a double; null when there is none the cells can hold.</param>
/// <param name="Cell">The bytes of a cell that holds it; zeros when there is none.</param>
/// <param name="Problem">Why a declared value cannot be used; null when it can, or when none is declared.</param>
internal sealed record NoDataText(double? Value, byte[] Cell, string? Problem)
{
    public static NoDataText Parse(string? text, DType type)
    {
        var absent = new NoDataText(null, new byte[type.Size()], null);
        text = text?.Trim().TrimEnd('\0');
        if (string.IsNullOrEmpty(text)) return absent;
        return (type.IsFloating() ? Floating(text, type) : Integer(text, type))
            ?? absent with { Problem = $"The nodata value '{(text.Length > 40 ? text[..40] : text)}' is no {type} and is not used." };
    }

    private static NoDataText? Floating(string text, DType type)
    {
        if (Number(text) is not { } value) return null;
        var most = type == DType.Float32 ? float.MaxValue : double.MaxValue;
        if (double.IsFinite(value) && Math.Abs(value) > most)
        {
            // Writers print the largest float with too few digits.
            if (Math.Abs(value) > most * (1 + 1e-10)) return null;
            value = Math.CopySign(most, value);
        }
        return type == DType.Float32
            ? new((float)value, BitConverter.GetBytes((float)value), null)
            : new(value, BitConverter.GetBytes(value), null);
    }

    /// <summary>A whole number, of 64 bits too; one that is printed as a floating number may stand for the largest.</summary>
    private static NoDataText? Integer(string text, DType type)
    {
        var bits = 8 * type.Size();
        var (least, most) = type.IsSigned() ? (-(Int128.One << (bits - 1)), (Int128.One << (bits - 1)) - 1) : (0, (Int128.One << bits) - 1);
        if (!Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact))
        {
            if (Number(text) is not { } value || !double.IsInteger(value) || value < (double)least || value > (double)most) return null;
            exact = value == (double)most ? most : (Int128)value;
        }
        return exact < least || exact > most ? null : new((double)exact, BitConverter.GetBytes((ulong)exact)[..type.Size()], null);
    }

    private static double? Number(string text)
    {
        var lower = text.ToLowerInvariant().TrimStart('+');
        if (lower is "nan" or "-nan" or "nan(ind)" or "-nan(ind)" or "1.#qnan" or "-1.#qnan" or "1.#ind" or "-1.#ind") return double.NaN;
        if (lower is "inf" or "infinity" or "1.#inf") return double.PositiveInfinity;
        if (lower is "-inf" or "-infinity" or "-1.#inf") return double.NegativeInfinity;
        return double.TryParse(lower.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && !double.IsNaN(value) ? value : null;
    }
}
