using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Magnitude; a cell type's least integer has none.</summary>
internal readonly struct Abs<T> : IUnaryOp<T> where T : unmanaged, INumber<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> result)
    {
        try
        {
            TensorPrimitives.Abs(x, result);
        }
        catch (OverflowException)
        {
            throw new OverflowException($"The magnitude of {DTypes.Of<T>()}'s least value does not fit {DTypes.Of<T>()}. Use AsType with a wider type before Abs.");
        }
    }
}

/// <summary>-1, 0 or 1; NaN for NaN.</summary>
internal readonly struct Sign<T> : IUnaryOp<T> where T : unmanaged, INumber<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> result)
    {
        x = x[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = x[i] > T.Zero ? T.One : x[i] < T.Zero ? -T.One : x[i];
    }
}

/// <summary>What is left after division, with the sign of the dividend as in C#.</summary>
internal readonly struct Remainder : IBinaryOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
    {
        x = x[..result.Length];
        y = y[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = Of(x[i], y[i]);
    }

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T>
    {
        x = x[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = Of(x[i], y);
    }

    public static void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
    {
        y = y[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = Of(x, y[i]);
    }

    private static T Of<T>(T x, T y) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double)) return x % y;
        if (T.IsZero(y)) throw new DivideByZeroException($"A cell of the divisor is 0, and {DTypes.Of<T>()} has no value for that remainder. Use AsType(DType.Float32) or Float64 first: such cells become missing.");
        return T.IsNegative(y) && y == -T.One ? T.Zero : x % y;       // the least integer over -1 would overflow
    }
}

/// <summary>A function of two floating cells that are not missing.</summary>
internal interface IPairFunction
{
    static abstract T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A floating function of two cells, one pair after another; missing where either is, whatever IEEE says of pow(NaN, 0).</summary>
internal readonly struct Pairs<TFunction> : IBinaryOp where TFunction : struct, IPairFunction
{
    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T> => Typed(x, 1, y, 1, result);

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T> => Typed(x, 1, new(in y), 0, result);

    public static void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T> => Typed(new(in x), 0, y, 1, result);

    private static void Typed<T>(ReadOnlySpan<T> x, int xStep, ReadOnlySpan<T> y, int yStep, Span<T> result) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) Each(MemoryMarshal.Cast<T, float>(x), xStep, MemoryMarshal.Cast<T, float>(y), yStep, MemoryMarshal.Cast<T, float>(result));
        else if (typeof(T) == typeof(double)) Each(MemoryMarshal.Cast<T, double>(x), xStep, MemoryMarshal.Cast<T, double>(y), yStep, MemoryMarshal.Cast<T, double>(result));
        else throw new NotSupportedException($"{DTypes.Of<T>()} cells reached a function of floating ones.");
    }

    private static void Each<T>(ReadOnlySpan<T> x, int xStep, ReadOnlySpan<T> y, int yStep, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < result.Length; i++)
        {
            T left = x[i * xStep], right = y[i * yStep];
            result[i] = T.IsNaN(left) || T.IsNaN(right) ? T.NaN : TFunction.Invoke(left, right);
        }
    }
}

internal readonly struct Power : IPairFunction
{
    public static T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Pow(x, y);
}

internal readonly struct Atan2 : IPairFunction
{
    public static T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atan2(x, y);
}

internal readonly struct Hypot : IPairFunction
{
    public static T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Hypot(x, y);
}
