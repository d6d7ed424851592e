using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>A vector of 512 bits, for machines that run them at full speed.</summary>
internal readonly struct Wide<T>(Vector512<T> value) : ILane<Wide<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> value = value;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Load(ref readonly T first, nuint index) => new(Vector512.LoadUnsafe(in first, index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T first, nuint index) => value.StoreUnsafe(ref first, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Splat(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> operator +(Wide<T> x, Wide<T> y) => new(x.value + y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> operator -(Wide<T> x, Wide<T> y) => new(x.value - y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> operator *(Wide<T> x, Wide<T> y) => new(x.value * y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> operator /(Wide<T> x, Wide<T> y) => new(x.value / y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> operator -(Wide<T> x) => new(-x.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Fma(Wide<T> x, Wide<T> y, Wide<T> z)
        => typeof(T) == typeof(float)
            ? new(Vector512.FusedMultiplyAdd(x.value.AsSingle(), y.value.AsSingle(), z.value.AsSingle()).As<float, T>())
            : new(Vector512.FusedMultiplyAdd(x.value.AsDouble(), y.value.AsDouble(), z.value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Sqrt(Wide<T> x) => new(Vector512.Sqrt(x.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Abs(Wide<T> x) => new(Vector512.Abs(x.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Flip(Wide<T> x, Wide<T> sign) => new(x.value ^ (sign.value & Vector512.Create(T.NegativeZero)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Lesser(Wide<T> x, Wide<T> y) => new(Vector512.MinNative(x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Greater(Wide<T> x, Wide<T> y) => new(Vector512.MaxNative(x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Less(Wide<T> x, Wide<T> y) => new(Vector512.LessThan(x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Same(Wide<T> x, Wide<T> y) => new(Vector512.Equals(x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Ordered(Wide<T> x, Wide<T> y)
        => !Avx512F.IsSupported ? new(Vector512.Equals(x.value, x.value) & Vector512.Equals(y.value, y.value))
            : typeof(T) == typeof(float) ? new(Avx512F.CompareOrdered(x.value.AsSingle(), y.value.AsSingle()).As<float, T>())
            : new(Avx512F.CompareOrdered(x.value.AsDouble(), y.value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> operator &(Wide<T> x, Wide<T> y) => new(x.value & y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide<T> Select(Wide<T> mask, Wide<T> x, Wide<T> y) => new(Vector512.ConditionalSelect(mask.value, x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSet(Wide<T> mask) => Vector512.EqualsAll(mask.value.AsByte(), Vector512<byte>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOrdered(Wide<T> x) => Vector512.EqualsAll(x.value, x.value);
}
