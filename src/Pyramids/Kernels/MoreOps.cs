using System.Numerics;
using System.Numerics.Tensors;

namespace Pyramids;

internal readonly struct Exp2 : ICellFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Exp2(x);
}

internal readonly struct ExpM1 : ICellFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.ExpM1(x);
}

internal readonly struct LogP1 : ICellFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.LogP1(x);
}

internal readonly struct Sinh : ICellFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Sinh(x);
}

internal readonly struct Cosh : ICellFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Cosh(x);
}

internal readonly struct Tanh : ICellFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Tanh(x);
}

internal readonly struct Asinh : ICellFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Asinh(x);
}

internal readonly struct Acosh : ICellFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Acosh(x);
}

internal readonly struct Atanh : ICellFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atanh(x);
}

internal readonly struct Cbrt : ICellFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Cbrt(x);
}

/// <summary>The greatest whole number that is not greater than a quotient; integers divide as Python's.</summary>
internal readonly struct FloorDivide : ICellPair
{
    public static T Invoke<T>(T x, T y) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float)) return (T)(object)Floating((float)(object)x, (float)(object)y);
        if (typeof(T) == typeof(double)) return (T)(object)Floating((double)(object)x, (double)(object)y);
        if (T.IsZero(y))
            throw new DivideByZeroException(
                $"A cell of the divisor is 0, and {DTypes.Of<T>()} has no value for that quotient. Use AsType(DType.Float32) or Float64 "
                    + "first, or /.");
        if (T.IsNegative(y) && y == -T.One)
        {
            try
            {
                return checked(-x);
            }
            catch (OverflowException)
            {
                throw new OverflowException(
                    $"{DTypes.Of<T>()}'s least value over -1 does not fit {DTypes.Of<T>()}. Use AsType with a wider type first.");
            }
        }
        var quotient = x / y;
        return quotient * y != x && T.IsNegative(x) != T.IsNegative(y) ? quotient - T.One : quotient;
    }

    // The rounded quotient may be a whole number above the true one, as 1 / 0.1 is; the remainder, which is exact,
    // tells. As Python's float_floor_div.
    private static T Floating<T>(T x, T y) where T : IBinaryFloatingPointIeee754<T>
    {
        if (T.IsZero(y)) return x / y;
        var remainder = x % y;
        var quotient = (x - remainder) / y;
        if (!T.IsZero(remainder) && T.IsNegative(y) != T.IsNegative(remainder)) quotient -= T.One;
        if (T.IsZero(quotient)) return T.CopySign(quotient, x / y);
        var whole = T.Floor(quotient);
        return quotient - whole > T.CreateChecked(0.5) ? whole + T.One : whole;
    }
}

/// <summary>1 where a floating cell is a finite number, else 0.</summary>
internal readonly struct IsFinite : IFloatingOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = x[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = T.IsFinite(x[i]) ? T.One : T.Zero;
    }
}

/// <summary>Every bit turned.</summary>
internal readonly struct BitNot<T> : IUnaryOp<T> where T : unmanaged
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> result)
        => TensorPrimitives.OnesComplement(System.Runtime.InteropServices.MemoryMarshal.AsBytes(x),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(result));
}
