using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>A formula of doubles written once for every lane; lanes of any width give the same bits.</summary>
internal interface ILaneFunction : ICellFunction
{
    static abstract TLane Lanes<TLane>(TLane x) where TLane : struct, ILane<TLane, double>;

    /// <summary>The cells that the formula holds for, both ends included; others are done one by one.</summary>
    static abstract (double Least, double Greatest) Reach { get; }
}

/// <summary>A formula of doubles over blocks of cells of either type.</summary>
internal readonly struct InLanes<TFunction> : IBlockFunction where TFunction : struct, ILaneFunction
{
    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => TFunction.Invoke(x);

    public static (T Least, T Greatest) Range<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => (T.CreateTruncating(TFunction.Reach.Least), T.CreateTruncating(TFunction.Reach.Greatest));

    public static void Vectors<T>(ReadOnlySpan<T> x, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated) Run<T, Wide<double>>(x, result);
        else Run<T, Simd<double>>(x, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T, TLane>(ReadOnlySpan<T> x, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLane : struct, ILane<TLane, double>
    {
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(result);
        for (nuint i = 0; i < (nuint)x.Length; i += (nuint)TLane.Count)
            Doubles.Store(TFunction.Lanes(Doubles.Load<TLane, T>(ref from, i)), ref to, i);
    }
}

/// <summary>Sine and cosine of lanes: a turn by quarters of the circle, then Taylor's series on an eighth, within 1.5
/// units in the last place.</summary>
internal static class Circle
{
    private const double Rounder = 6755399441055744;                  // 1.5 * 2^52: adding and taking it away rounds to whole numbers
    private const double QuarterRest = 6.123233995736766e-17, QuarterRest2 = -1.4973849048591833e-33;   // what Math.PI / 2 leaves out

    /// <summary>Beyond this the quarter turns have too few digits; the scalar functions take over.</summary>
    public const double Reach = 1e5;

    /// <summary>Sine and cosine of the angle less whole quarter turns, and how many these are, of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TLane Sine, TLane Cosine, TLane Quarter) Turn<TLane>(TLane x) where TLane : struct, ILane<TLane, double>
    {
        TLane one = TLane.Splat(1), rounder = TLane.Splat(Rounder);
        var turns = x * TLane.Splat(2 / Math.PI) + rounder - rounder;
        var r = TLane.Fma(-turns, TLane.Splat(Math.PI / 2), x);
        r = TLane.Fma(-turns, TLane.Splat(QuarterRest), r);
        r = TLane.Fma(-turns, TLane.Splat(QuarterRest2), r);
        var fours = turns * TLane.Splat(0.25) - TLane.Splat(0.375) + rounder - rounder;
        var quarter = TLane.Fma(fours, TLane.Splat(-4), turns);

        var s = r * r;
        var p = TLane.Fma(s, TLane.Splat(1 / 355687428096000.0), TLane.Splat(-1 / 1307674368000.0));
        p = TLane.Fma(p, s, TLane.Splat(1 / 6227020800.0));
        p = TLane.Fma(p, s, TLane.Splat(-1 / 39916800.0));
        p = TLane.Fma(p, s, TLane.Splat(1 / 362880.0));
        p = TLane.Fma(p, s, TLane.Splat(-1 / 5040.0));
        p = TLane.Fma(p, s, TLane.Splat(1 / 120.0));
        p = TLane.Fma(p, s, TLane.Splat(-1 / 6.0));
        var sine = TLane.Fma(r * s, p, r);

        var q = TLane.Fma(s, TLane.Splat(-1 / 6402373705728000.0), TLane.Splat(1 / 20922789888000.0));
        q = TLane.Fma(q, s, TLane.Splat(-1 / 87178291200.0));
        q = TLane.Fma(q, s, TLane.Splat(1 / 479001600.0));
        q = TLane.Fma(q, s, TLane.Splat(-1 / 3628800.0));
        q = TLane.Fma(q, s, TLane.Splat(1 / 40320.0));
        q = TLane.Fma(q, s, TLane.Splat(-1 / 720.0));
        q = TLane.Fma(q, s, TLane.Splat(1 / 24.0));
        var half = s * TLane.Splat(0.5);
        var main = one - half;
        var cosine = main + TLane.Fma(s * s, q, one - main - half);
        return (sine, cosine, quarter);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Pick<TLane>(TLane quarter, TLane none, TLane one, TLane two, TLane three) where TLane : struct, ILane<TLane, double>
        => TLane.Select(TLane.Same(quarter, TLane.Splat(1)), one,
            TLane.Select(TLane.Same(quarter, TLane.Splat(2)), two, TLane.Select(TLane.Same(quarter, TLane.Splat(3)), three, none)));
}

internal readonly struct Sin : ILaneFunction
{
    public static (double Least, double Greatest) Reach => (-Circle.Reach, Circle.Reach);

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Sin(x);

    public static TLane Lanes<TLane>(TLane x) where TLane : struct, ILane<TLane, double>
        => Circle.Turn(x) is var (sine, cosine, quarter) ? Circle.Pick(quarter, sine, cosine, -sine, -cosine) : default;
}

internal readonly struct Cos : ILaneFunction
{
    public static (double Least, double Greatest) Reach => (-Circle.Reach, Circle.Reach);

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Cos(x);

    public static TLane Lanes<TLane>(TLane x) where TLane : struct, ILane<TLane, double>
        => Circle.Turn(x) is var (sine, cosine, quarter) ? Circle.Pick(quarter, cosine, -sine, -cosine, sine) : default;
}

internal readonly struct Tan : ILaneFunction
{
    public static (double Least, double Greatest) Reach => (-Circle.Reach, Circle.Reach);

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Tan(x);

    public static TLane Lanes<TLane>(TLane x) where TLane : struct, ILane<TLane, double>
        => Circle.Turn(x) is var (sine, cosine, quarter)
            ? Circle.Pick(quarter, sine, -cosine, sine, -cosine) / Circle.Pick(quarter, cosine, sine, cosine, sine)
            : default;
}

internal readonly struct Asin : ILaneFunction
{
    public static (double Least, double Greatest) Reach => (-1, 1);

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Asin(x);

    public static TLane Lanes<TLane>(TLane x) where TLane : struct, ILane<TLane, double>
    {
        var one = TLane.Splat(1);
        var angle = Angles.FirstQuadrant<TLane, double>(TLane.Abs(x), TLane.Sqrt((one - x) * (one + x)));
        return TLane.Select(TLane.Less(x, TLane.Splat(0)), -angle, angle);
    }
}

internal readonly struct Acos : ILaneFunction
{
    public static (double Least, double Greatest) Reach => (-1, 1);

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Acos(x);

    public static TLane Lanes<TLane>(TLane x) where TLane : struct, ILane<TLane, double> => Angles.Acos<TLane, double>(x);
}

internal readonly struct Atan : ILaneFunction
{
    public static (double Least, double Greatest) Reach => (-1e300, 1e300);

    public static T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Atan(x);

    public static TLane Lanes<TLane>(TLane x) where TLane : struct, ILane<TLane, double> => Angles.Atan<TLane, double>(x);
}
