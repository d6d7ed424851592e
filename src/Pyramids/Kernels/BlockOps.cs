using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>A function whose vector form gives every lane its own result for cells in a range; outside it, the scalar
/// form is called.</summary>
internal interface IBlockFunction : ICellFunction
{
    static abstract void Vectors<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The cells that the vector form is used for, both ends included.</summary>
    static abstract (T Least, T Greatest) Range<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A vector function over whole blocks of cells, so that a row's last cells go the same way as the others.</summary>
/// <remarks>
/// TensorPrimitives gives other last bits in a span that is shorter than a vector, and some functions leave the vector form for all
/// lanes when one lane holds NaN or a large number. So the end of a row is padded, and cells out of range are put aside
/// and done one by one.
/// </remarks>
internal readonly struct Blocks<TFunction> : IFloatingOp where TFunction : struct, IBlockFunction
{
    private const int Length = 128;                                  // a multiple of every vector's lanes

    public static void Invoke<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> block = stackalloc T[Length], values = stackalloc T[Length];
        var (least, greatest) = TFunction.Range<T>();
        x = x[..result.Length];
        for (var start = 0; start < x.Length; start += Length)
        {
            var cells = x.Slice(start, Math.Min(Length, x.Length - start));
            if (cells.Length < Length) block[cells.Length..].Fill(T.One);
            cells.CopyTo(block);
            var plain = Bound(block, least, greatest);
            TFunction.Vectors<T>(block, values);
            values[..cells.Length].CopyTo(result[start..]);
            if (plain) continue;
            for (var i = 0; i < cells.Length; i++)
                if (!(cells[i] >= least && cells[i] <= greatest)) result[start + i] = TFunction.Invoke(cells[i]);
        }
    }

    /// <summary>Puts 1 in place of the cells out of range; whether there were none.</summary>
    private static bool Bound<T>(Span<T> block, T least, T greatest) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(block);
        Vector<T> low = new(least), high = new(greatest);
        var inside = Vector<T>.AllBitsSet;
        foreach (ref var vector in vectors)
        {
            var holds = Vector.GreaterThanOrEqual(vector, low) & Vector.LessThanOrEqual(vector, high);
            inside &= holds;
            vector = Vector.ConditionalSelect(holds, vector, Vector<T>.One);
        }
        return Vector.EqualsAll(inside.As<T, byte>(), Vector<byte>.AllBitsSet);
    }
}

internal readonly struct Exp : IBlockFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Exp(x);

    /// <summary>In double for both types: the Float32 form gives exp(0) = 1.0000001.</summary>
    public static void Vectors<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> wide = stackalloc double[x.Length];
        TensorPrimitives.ConvertTruncating(x, wide);
        TensorPrimitives.Exp<double>(wide, wide);
        TensorPrimitives.ConvertTruncating<double, T>(wide, result);
    }

    // Inside the range neither type overflows nor becomes subnormal.
    public static (T Least, T Greatest) Range<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var bound = T.CreateTruncating(typeof(T) == typeof(float) ? 85 : 700);
        return (-bound, bound);
    }
}

internal readonly struct Log : IBlockFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Log(x);

    public static void Vectors<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => TensorPrimitives.Log(x, result);

    // Normal positive numbers.
    public static (T Least, T Greatest) Range<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => typeof(T) == typeof(float)
            ? (T.CreateTruncating(1e-37), T.CreateTruncating(1e38))
            : (T.CreateTruncating(1e-307), T.CreateTruncating(1e308));
}

internal readonly struct Log10 : IBlockFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Log10(x);

    public static void Vectors<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Logarithms.Invoke<Log10, T>(x, 0.43429448190325182765, result);

    public static (T Least, T Greatest) Range<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Log.Range<T>();
}

internal readonly struct Log2 : IBlockFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of<T, T>(x);

    public static void Vectors<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Logarithms.Invoke<Log2, T>(x, 1.4426950408889634074, result);

    public static (T Least, T Greatest) Range<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => Log.Range<T>();

    // Log2 is declared by two of the interfaces.
    private static TResult Of<TResult, T>(T x) where T : TResult where TResult : ILogarithmicFunctions<TResult> => TResult.Log2(x);
}

/// <summary>Logarithms to another base: natural ones times a factor.</summary>
internal static class Logarithms
{
    /// <summary>In double for Float32, where the last digit cannot show; one by one for Float64, so that powers of the
    /// base are exact.</summary>
    public static void Invoke<TFunction, T>(ReadOnlySpan<T> x, double factor, Span<T> result)
        where TFunction : struct, ICellFunction where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            for (var i = 0; i < x.Length; i++) result[i] = TFunction.Invoke(x[i]);
            return;
        }
        Span<double> wide = stackalloc double[x.Length];
        TensorPrimitives.ConvertTruncating(x, wide);
        TensorPrimitives.Log<double>(wide, wide);
        TensorPrimitives.Multiply(wide, factor, wide);
        TensorPrimitives.ConvertTruncating<double, T>(wide, result);
    }
}
