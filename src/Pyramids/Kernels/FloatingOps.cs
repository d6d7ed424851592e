using System.Numerics;
using System.Numerics.Tensors;

namespace Pyramids;

/// <summary>A function of floating cells, for both floating types. Each cell's result depends on that cell alone, bit for bit.</summary>
internal interface IFloatingOp
{
    static abstract void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A function of one floating cell; NaN for NaN.</summary>
internal interface ICellFunction
{
    static abstract T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A floating function as the operation of a node.</summary>
internal readonly struct Floating<T, TOp> : IUnaryOp<T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOp : struct, IFloatingOp
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> result) => TOp.Invoke(x, result);
}

/// <summary>A function called for one cell after another.</summary>
internal readonly struct EachCell<TFunction> : IFloatingOp where TFunction : struct, ICellFunction
{
    public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = x[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = TFunction.Invoke(x[i]);
    }
}

// Exactly rounded functions: vector and scalar forms give the same bits.

internal readonly struct Sqrt : IFloatingOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => TensorPrimitives.Sqrt(x, result);
}

internal readonly struct Floor : IFloatingOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => TensorPrimitives.Floor(x, result);
}

internal readonly struct Ceiling : IFloatingOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => TensorPrimitives.Ceiling(x, result);
}

internal readonly struct Truncate : IFloatingOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => TensorPrimitives.Truncate(x, result);
}

internal readonly struct RoundToEven : IFloatingOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => TensorPrimitives.Round(x, result);
}

/// <summary>Rounding to decimals, in double for both types.</summary>
internal readonly struct RoundDigits<T>(int digits) : IUnaryOp<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> result)
    {
        x = x[..result.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = T.CreateTruncating(Math.Round(double.CreateTruncating(x[i]), digits, MidpointRounding.ToEven));
    }
}

/// <summary>One number in place of another.</summary>
internal readonly struct Replace<T>(T from, T to) : IUnaryOp<T> where T : unmanaged, INumber<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> result)
    {
        x[..result.Length].CopyTo(result);
        Missing.Replace(result, from, to);
    }
}

/// <summary>A number in place of missing cells.</summary>
internal readonly struct FillMissing<T>(T value) : IUnaryOp<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> result)
    {
        x[..result.Length].CopyTo(result);
        Missing.Restore(result, value);
    }
}
