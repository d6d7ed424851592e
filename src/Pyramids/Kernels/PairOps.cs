using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>A function of two floating cells that are not missing.</summary>
internal interface IPairFunction
{
    static abstract T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Whether the vector form serves for two cells; what it makes of others is not used.</summary>
    static virtual bool Serves<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => false;

    /// <summary>The vector form for pairs that it serves: blocks of doubles, a multiple of every vector's lanes. Each
    /// pair has its own result, bit for bit.</summary>
    static virtual void Vectors(Span<double> x, ReadOnlySpan<double> y) { }
}

/// <summary>A floating function of two cells; missing where either is, whatever IEEE says of pow(NaN, 0).</summary>
internal readonly struct Pairs<TFunction> : IBinaryOp where TFunction : struct, IPairFunction
{
    private const int Length = 128;

    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => Typed(x, 1, y, 1, result);

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T>
        => Typed(x, 1, new(in y), 0, result);

    public static void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => Typed(new(in x), 0, y, 1, result);

    private static void Typed<T>(ReadOnlySpan<T> x, int xStep, ReadOnlySpan<T> y, int yStep, Span<T> result) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            Each(MemoryMarshal.Cast<T, float>(x), xStep, MemoryMarshal.Cast<T, float>(y), yStep, MemoryMarshal.Cast<T, float>(result));
        else if (typeof(T) == typeof(double))
            Each(MemoryMarshal.Cast<T, double>(x), xStep, MemoryMarshal.Cast<T, double>(y), yStep, MemoryMarshal.Cast<T, double>(result));
        else throw new NotSupportedException($"{DTypes.Of<T>()} cells reached a function of floating ones.");
    }

    private static void Each<T>(ReadOnlySpan<T> x, int xStep, ReadOnlySpan<T> y, int yStep, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> lefts = stackalloc double[Length], rights = stackalloc double[Length];
        Span<bool> served = stackalloc bool[Length];
        for (var start = 0; start < result.Length; start += Length)
        {
            var count = Math.Min(Length, result.Length - start);
            lefts.Fill(1);
            rights.Fill(1);
            var all = true;
            for (var i = 0; i < count; i++)
            {
                T left = x[(start + i) * xStep], right = y[(start + i) * yStep];
                if (served[i] = TFunction.Serves(left, right))
                    (lefts[i], rights[i]) = (double.CreateTruncating(left), double.CreateTruncating(right));
                else all = false;
            }
            TFunction.Vectors(lefts, rights);
            TensorPrimitives.ConvertTruncating<double, T>(lefts[..count], result[start..]);
            if (all) continue;
            for (var i = 0; i < count; i++)
            {
                if (served[i]) continue;
                T left = x[(start + i) * xStep], right = y[(start + i) * yStep];
                result[start + i] = T.IsNaN(left) || T.IsNaN(right) ? T.NaN : TFunction.Invoke(left, right);
            }
        }
    }
}

/// <summary>Powers of positive Float32 cells go by logarithms in double, where the last digit cannot show; others one by one.</summary>
internal readonly struct Power : IPairFunction
{
    public static T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Pow(x, y);

    // Results lie between 2^-120 and 2^120, where Float32 has all its digits.
    public static bool Serves<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => typeof(T) == typeof(float) && x >= T.CreateTruncating(1e-9) && x <= T.CreateTruncating(1e9) && T.Abs(y) <= T.CreateTruncating(4);

    public static void Vectors(Span<double> x, ReadOnlySpan<double> y)
    {
        TensorPrimitives.Log<double>(x, x);
        TensorPrimitives.Multiply(x, y, x);
        TensorPrimitives.Exp<double>(x, x);
    }
}

internal readonly struct Atan2 : IPairFunction
{
    public static T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atan2(x, y);

    // Zeros have signs that count, and the vector form does not look at them.
    public static bool Serves<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.Abs(x) >= T.CreateTruncating(1e-30) && T.Abs(y) >= T.CreateTruncating(1e-30) && T.Abs(x) <= T.CreateTruncating(1e30)
            && T.Abs(y) <= T.CreateTruncating(1e30);

    public static void Vectors(Span<double> x, ReadOnlySpan<double> y)
    {
        if (Vector512.IsHardwareAccelerated) Run<Wide<double>>(x, y);
        else Run<Simd<double>>(x, y);
    }

    private static void Run<TLane>(Span<double> x, ReadOnlySpan<double> y) where TLane : struct, ILane<TLane, double>
    {
        ref var left = ref MemoryMarshal.GetReference(x);
        ref var right = ref MemoryMarshal.GetReference(y);
        for (nuint i = 0; i < (nuint)x.Length; i += (nuint)TLane.Count)
            Angles.Atan2<TLane, double>(TLane.Load(in left, i), TLane.Load(in right, i)).Store(ref left, i);
    }
}

internal readonly struct Hypot : IPairFunction
{
    public static T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Hypot(x, y);
}
