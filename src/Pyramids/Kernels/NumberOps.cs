using System.Numerics;
using System.Numerics.Tensors;

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
            throw new OverflowException(
                $"The magnitude of {DTypes.Of<T>()}'s least value does not fit {DTypes.Of<T>()}. Use AsType with a wider type before "
                    + "Abs.");
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

/// <summary>A function of two cells that has no form for vectors.</summary>
internal interface ICellPair
{
    static abstract T Invoke<T>(T x, T y) where T : unmanaged, INumber<T>;
}

/// <summary>A function of two cells, one pair after the other.</summary>
internal readonly struct CellByCell<TFunction> : IBinaryOp where TFunction : struct, ICellPair
{
    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
    {
        x = x[..result.Length];
        y = y[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = TFunction.Invoke(x[i], y[i]);
    }

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T>
    {
        x = x[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = TFunction.Invoke(x[i], y);
    }

    public static void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
    {
        y = y[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = TFunction.Invoke(x, y[i]);
    }
}

/// <summary>What is left after division, with the sign of the dividend as in C#.</summary>
internal readonly struct Remainder : ICellPair
{
    public static T Invoke<T>(T x, T y) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double)) return x % y;
        if (T.IsZero(y))
            throw new DivideByZeroException(
                $"A cell of the divisor is 0, and {DTypes.Of<T>()} has no value for that remainder. Use AsType(DType.Float32) or Float64 "
                    + "first: such cells become missing.");
        return T.IsNegative(y) && y == -T.One ? T.Zero : x % y;       // the least integer over -1 would overflow
    }
}
