using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

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
        return DTypes.Dispatch(type, new Reader(text)) ?? absent with { Problem = $"The nodata value '{(text.Length > 40 ? text[..40] : text)}' is no {type} and is not used." };
    }

    private sealed class Reader(string text) : IDTypeAction<NoDataText?>
    {
        public NoDataText? Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact) && !IsFloating<T>()) return Of(exact, double.CreateChecked(exact));
            if (Number(text) is not { } value) return null;
            if (!IsFloating<T>())
                return double.IsInteger(value) && value >= double.CreateChecked(T.MinValue) && value <= double.CreateChecked(T.MaxValue)
                    ? Of(T.CreateSaturating(value), value) : null;
            if (double.IsFinite(value) && Math.Abs(value) > double.CreateChecked(T.MaxValue))
            {
                // Writers print the largest float with too few digits.
                if (Math.Abs(value) > double.CreateChecked(T.MaxValue) * (1 + 1e-10)) return null;
                value = Math.CopySign(double.CreateChecked(T.MaxValue), value);
            }
            var cell = T.CreateSaturating(value);
            return Of(cell, double.CreateChecked(cell));
        }

        private static bool IsFloating<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double);

        private static NoDataText Of<T>(T cell, double value) where T : unmanaged
            => new(value, MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in cell, 1)).ToArray(), null);
    }

    private static double? Number(string text)
    {
        var lower = text.ToLowerInvariant().TrimStart('+');
        if (lower is "nan" or "-nan" or "nan(ind)" or "-nan(ind)" or "1.#qnan" or "-1.#qnan" or "1.#ind" or "-1.#ind") return double.NaN;
        if (lower is "inf" or "infinity" or "1.#inf") return double.PositiveInfinity;
        if (lower is "-inf" or "-infinity" or "-1.#inf") return double.NegativeInfinity;
        return double.TryParse(lower.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && !double.IsNaN(value) ? value : null;
    }
}
