using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>A vector as wide as the machine's common one: 256 bits on x64 with AVX2, 128 on Arm64.</summary>
internal readonly struct Simd<T>(Vector<T> value) : ILane<Simd<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector<T> value = value;

    public static int Count => Vector<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Load(ref readonly T first, nuint index) => new(Vector.LoadUnsafe(in first, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T first, nuint index) => value.StoreUnsafe(ref first, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Splat(T value) => new(Vector.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> operator +(Simd<T> x, Simd<T> y) => new(x.value + y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> operator -(Simd<T> x, Simd<T> y) => new(x.value - y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> operator *(Simd<T> x, Simd<T> y) => new(x.value * y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> operator /(Simd<T> x, Simd<T> y) => new(x.value / y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> operator -(Simd<T> x) => new(-x.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Fma(Simd<T> x, Simd<T> y, Simd<T> z)
        => typeof(T) == typeof(float)
            ? new(Vector.As<float, T>(Vector.FusedMultiplyAdd(Vector.As<T, float>(x.value), Vector.As<T, float>(y.value),
                Vector.As<T, float>(z.value))))
            : new(Vector.As<double, T>(Vector.FusedMultiplyAdd(Vector.As<T, double>(x.value), Vector.As<T, double>(y.value),
                Vector.As<T, double>(z.value))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Sqrt(Simd<T> x) => new(Vector.SquareRoot(x.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Abs(Simd<T> x) => new(Vector.Abs(x.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Flip(Simd<T> x, Simd<T> sign) => new(x.value ^ (sign.value & Vector.Create(T.NegativeZero)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Lesser(Simd<T> x, Simd<T> y) => new(Vector.MinNative(x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Greater(Simd<T> x, Simd<T> y) => new(Vector.MaxNative(x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Less(Simd<T> x, Simd<T> y) => new(Vector.LessThan(x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Same(Simd<T> x, Simd<T> y) => new(Vector.Equals(x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Ordered(Simd<T> x, Simd<T> y) => new(Vector.Equals(x.value, x.value) & Vector.Equals(y.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> operator &(Simd<T> x, Simd<T> y) => new(x.value & y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd<T> Select(Simd<T> mask, Simd<T> x, Simd<T> y) => new(Vector.ConditionalSelect(mask.value, x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSet(Simd<T> mask) => Vector.EqualsAll(mask.value.As<T, byte>(), Vector<byte>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOrdered(Simd<T> x) => Vector.EqualsAll(x.value, x.value);
}
