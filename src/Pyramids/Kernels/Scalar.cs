using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>One cell: what a row narrower than a vector is computed with, and the reference for the wide lanes.</summary>
internal readonly struct Scalar<T>(T value) : ILane<Scalar<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T value = value;

    public static int Count => 1;

    public static Scalar<T> Load(ref readonly T first, nuint index) => new(Unsafe.Add(ref Unsafe.AsRef(in first), index));

    public void Store(ref T first, nuint index) => Unsafe.Add(ref first, index) = value;

    public static Scalar<T> Splat(T value) => new(value);

    public static Scalar<T> operator +(Scalar<T> x, Scalar<T> y) => new(x.value + y.value);

    public static Scalar<T> operator -(Scalar<T> x, Scalar<T> y) => new(x.value - y.value);

    public static Scalar<T> operator *(Scalar<T> x, Scalar<T> y) => new(x.value * y.value);

    public static Scalar<T> operator /(Scalar<T> x, Scalar<T> y) => new(x.value / y.value);

    public static Scalar<T> operator -(Scalar<T> x) => new(-x.value);

    public static Scalar<T> Fma(Scalar<T> x, Scalar<T> y, Scalar<T> z) => new(T.FusedMultiplyAdd(x.value, y.value, z.value));

    public static Scalar<T> Sqrt(Scalar<T> x) => new(T.Sqrt(x.value));

    public static Scalar<T> Abs(Scalar<T> x) => new(T.Abs(x.value));

    public static Scalar<T> Flip(Scalar<T> x, Scalar<T> sign) => T.IsNegative(sign.value) ? -x : x;

    public static Scalar<T> Lesser(Scalar<T> x, Scalar<T> y) => x.value < y.value ? x : y;

    public static Scalar<T> Greater(Scalar<T> x, Scalar<T> y) => x.value > y.value ? x : y;

    public static Scalar<T> Less(Scalar<T> x, Scalar<T> y) => Mask(x.value < y.value);

    public static Scalar<T> Same(Scalar<T> x, Scalar<T> y) => Mask(x.value == y.value);

    public static Scalar<T> Ordered(Scalar<T> x, Scalar<T> y) => Mask(!T.IsNaN(x.value) && !T.IsNaN(y.value));

    public static Scalar<T> operator &(Scalar<T> x, Scalar<T> y)
        => Unsafe.SizeOf<T>() == 4
            ? new(Unsafe.BitCast<int, T>(Unsafe.BitCast<T, int>(x.value) & Unsafe.BitCast<T, int>(y.value)))
            : new(Unsafe.BitCast<long, T>(Unsafe.BitCast<T, long>(x.value) & Unsafe.BitCast<T, long>(y.value)));

    public static Scalar<T> Select(Scalar<T> mask, Scalar<T> x, Scalar<T> y) => IsSet(mask) ? x : y;

    public static bool IsSet(Scalar<T> mask)
        => Unsafe.SizeOf<T>() == 4 ? Unsafe.BitCast<T, int>(mask.value) != 0 : Unsafe.BitCast<T, long>(mask.value) != 0;

    public static bool IsOrdered(Scalar<T> x) => !T.IsNaN(x.value);

    private static Scalar<T> Mask(bool set)
        => Unsafe.SizeOf<T>() == 4 ? new(Unsafe.BitCast<int, T>(set ? -1 : 0)) : new(Unsafe.BitCast<long, T>(set ? -1 : 0));
}
