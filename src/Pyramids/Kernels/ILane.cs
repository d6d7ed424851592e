using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>The arithmetic a formula needs, on one cell or on a vector of them; every lane gives the same bits for the same cell.</summary>
/// <remarks>
/// Only correctly rounded operations are here: + - * / Sqrt and the fused Fma, never a reciprocal estimate.
/// A mask is a lane of all-ones or all-zeros bit patterns, made by a comparison and read by <see cref="Select"/>.
/// </remarks>
internal interface ILane<TSelf, T> where TSelf : struct, ILane<TSelf, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Cells in a lane.</summary>
    static abstract int Count { get; }

    static abstract TSelf Load(ref readonly T first, nuint index);

    void Store(ref T first, nuint index);

    static abstract TSelf Splat(T value);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x);

    /// <summary>x * y + z, rounded once.</summary>
    static abstract TSelf Fma(TSelf x, TSelf y, TSelf z);

    static abstract TSelf Sqrt(TSelf x);

    static abstract TSelf Abs(TSelf x);

    /// <summary>x, negated where the sign bit of <paramref name="sign"/> is set.</summary>
    static abstract TSelf Flip(TSelf x, TSelf sign);

    /// <summary>The lesser; NaN where y is NaN, any of the two where x is NaN or where they are 0 and -0.</summary>
    static abstract TSelf Lesser(TSelf x, TSelf y);

    /// <summary>The greater; NaN where y is NaN, any of the two where x is NaN or where they are 0 and -0.</summary>
    static abstract TSelf Greater(TSelf x, TSelf y);

    /// <summary>Mask of x &lt; y; false where either is NaN.</summary>
    static abstract TSelf Less(TSelf x, TSelf y);

    /// <summary>Mask of x == y; false where either is NaN.</summary>
    static abstract TSelf Same(TSelf x, TSelf y);

    /// <summary>Mask of the cells where neither is NaN.</summary>
    static abstract TSelf Ordered(TSelf x, TSelf y);

    static abstract TSelf operator &(TSelf x, TSelf y);

    /// <summary>x where the mask is set, y elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf x, TSelf y);

    /// <summary>Whether a mask is set in every cell.</summary>
    static abstract bool IsSet(TSelf mask);

    /// <summary>Whether no cell is NaN.</summary>
    static abstract bool IsOrdered(TSelf x);
}

/// <summary>What follows from the arithmetic of a lane.</summary>
internal static class Lane
{
    /// <summary>A double constant in every cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Constant<TLane, T>(double value)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => TLane.Splat(typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)value) : Unsafe.BitCast<double, T>(value));
}
