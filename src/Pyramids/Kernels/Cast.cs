using System.Numerics;

namespace Pyramids;

/// <summary>What a cast does with values that the new cell type does not have.</summary>
public enum Casting : byte
{
    /// <summary>A value that would change is an error: a fraction, a value out of range, NaN without a nodata value.
    /// Float64 to Float32 rounds.</summary>
    Exact,

    /// <summary>Fractions are rounded to the nearest even integer; out of range and NaN without a nodata value are errors.</summary>
    Round,

    /// <summary>Fractions are rounded, and values out of range become the nearest value of the type; NaN without a
    /// nodata value is an error.</summary>
    Saturate,
}

/// <summary>Casts rows of cells, checked.</summary>
internal static class Cast
{
    /// <param name="x">Cells; missing ones are NaN, or <paramref name="absent"/>.</param>
    /// <param name="result">As many cells.</param>
    /// <param name="casting">What happens to values that the type does not have.</param>
    /// <param name="missing">What missing cells get in an integer type; a valid cell that gets it is an error.</param>
    /// <param name="absent">What missing cells of an integer type are before; null when none are.</param>
    public static void Row<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> result, Casting casting, TTo? missing, TFrom? absent)
        where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, INumber<TTo>, IMinMaxValue<TTo>
    {
        if (DTypes.Of<TTo>().IsFloating()
            || (Widens<TFrom, TTo>() && (missing is null || absent is { } same && TTo.CreateSaturating(same) == missing)))
        {
            Conversion.Row(x, result);           // into a floating type, or an integer type that holds every value
            return;
        }
        if (missing is not { } stored)
        {
            for (var i = 0; i < result.Length; i++) result[i] = x[i] == absent ? throw NoPlace<TTo>(x[i]) : One<TFrom, TTo>(x[i], casting);
            return;
        }
        for (var i = 0; i < result.Length; i++)
        {
            var isMissing = TFrom.IsNaN(x[i]) || x[i] == absent;
            result[i] = isMissing ? stored : One<TFrom, TTo>(x[i], casting);
            if (!isMissing && result[i] == stored)
                throw new InvalidCastException(
                    $"A valid cell of {x[i]} would become {stored}, the nodata value of missing cells. Give a nodata value that no "
                        + "cell has, or make such cells missing with Where first.");
        }
    }

    private static bool Widens<TFrom, TTo>()
        where TFrom : unmanaged where TTo : unmanaged
    {
        DType from = DTypes.Of<TFrom>(), to = DTypes.Of<TTo>();
        if (from == to) return true;
        return !from.IsFloating() && to.Size() > from.Size() && (to.IsSigned() || !from.IsSigned());
    }

    private static InvalidCastException NoPlace<TTo>(object missing) where TTo : unmanaged
        => new($"A missing cell ({missing}) has no {DTypes.Of<TTo>()} value. Give a nodata value, or use FillMissing first.");

    private static TTo One<TFrom, TTo>(TFrom value, Casting casting)
        where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, INumber<TTo>, IMinMaxValue<TTo>
    {
        if (TFrom.IsNaN(value)) throw NoPlace<TTo>(value);
        var rounded = value;
        if (!TFrom.IsInteger(value) && !TFrom.IsInfinity(value))
            rounded = casting != Casting.Exact
                ? TFrom.CreateChecked(Math.Round(double.CreateChecked(value), MidpointRounding.ToEven))
                : throw new InvalidCastException(
                    $"{value} has a fraction that {DTypes.Of<TTo>()} cannot hold. Use Casting.Round, or Round() first.");
        if (casting == Casting.Saturate) return TTo.CreateSaturating(rounded);
        var result = TTo.CreateSaturating(rounded);
        return TFrom.CreateSaturating(result) == rounded && double.CreateSaturating(result) == double.CreateSaturating(rounded)
            ? result
            : throw new InvalidCastException(
                $"{value} lies outside {DTypes.Of<TTo>()} ({TTo.MinValue} to {TTo.MaxValue}). Use a wider type, or Casting.Saturate.");
    }
}
