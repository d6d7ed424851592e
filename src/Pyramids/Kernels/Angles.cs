using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Inverse trigonometry for lanes: Float32 within 2.5 units in the last place (4e-7 rad), Float64 within 1e-15.</summary>
/// <remarks>
/// One division brings the ratio under tan(pi/8), where an odd minimax polynomial (own coefficients, relative error 2e-8 and 1e-18)
/// takes over: the reduction of Moshier's Cephes library. Constants are split in two so that adding them back loses nothing.
/// </remarks>
internal static class Angles
{
    private const double TanPi8 = 0.41421356237309504880, Tan3Pi8 = 2.4142135623730950488;
    private const double QuarterPi = Math.PI / 4, HalfPi = Math.PI / 2;
    private const double QuarterPiRest = 3.061616997868383e-17, HalfPiRest = 6.123233995736766e-17;   // what Math.PI / 4 and / 2 leave out
    private const float QuarterPiRestSingle = (float)(QuarterPi - (float)QuarterPi), HalfPiRestSingle = (float)(HalfPi - (float)HalfPi);

    /// <summary>The angle in [0, pi/2] whose tangent is y / x; both at least 0 and not both 0. NaN gives NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane FirstQuadrant<TLane, T>(TLane y, TLane x)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var steep = TLane.Less(Lane.Constant<TLane, T>(Tan3Pi8) * x, y);
        var middle = TLane.Less(Lane.Constant<TLane, T>(TanPi8) * x, y);
        var zero = TLane.Splat(T.Zero);
        var up = TLane.Select(steep, -x, TLane.Select(middle, y - x, y));
        var down = TLane.Select(steep, y, TLane.Select(middle, y + x, x));
        var t = up / down;
        var s = t * t;
        var large = TLane.Select(steep, Lane.Constant<TLane, T>(HalfPi), TLane.Select(middle, Lane.Constant<TLane, T>(QuarterPi), zero));
        var small = TLane.Select(steep, Rest<TLane, T>(HalfPiRest, HalfPiRestSingle),
            TLane.Select(middle, Rest<TLane, T>(QuarterPiRest, QuarterPiRestSingle), zero));
        return large + (TLane.Fma(t * s, Series<TLane, T>(s), t) + small);
    }

    /// <summary>Arc tangent of a ratio of at least 0: [0, pi/2], infinity included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane AtanPositive<TLane, T>(TLane x)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => FirstQuadrant<TLane, T>(x, TLane.Splat(T.One));

    /// <summary>Arc tangent, in [-pi/2, pi/2].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Atan<TLane, T>(TLane x) where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var angle = AtanPositive<TLane, T>(TLane.Abs(x));
        return TLane.Select(TLane.Less(x, TLane.Splat(T.Zero)), -angle, angle);
    }

    /// <summary>The angle of (x, y) from the x axis, in [-pi, pi]; the signs of zeros do not count. NaN where both are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Atan2<TLane, T>(TLane y, TLane x)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var zero = TLane.Splat(T.Zero);
        var angle = FirstQuadrant<TLane, T>(TLane.Abs(y), TLane.Abs(x));
        angle = TLane.Select(TLane.Less(x, zero), Lane.Constant<TLane, T>(Math.PI) - angle, angle);
        return TLane.Select(TLane.Less(y, zero), -angle, angle);
    }

    /// <summary>Arc cosine of a value in [-1, 1], in [0, pi]; what lies beyond counts as -1 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Acos<TLane, T>(TLane x) where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TLane one = TLane.Splat(T.One), zero = TLane.Splat(T.Zero);
        var outside = TLane.Less(one, TLane.Abs(x));
        var square = TLane.Select(outside, zero, (one - x) * (one + x));   // exact near the ends, where 1 - x * x would not be
        var angle = FirstQuadrant<TLane, T>(TLane.Sqrt(square), TLane.Abs(x));
        return TLane.Select(TLane.Less(x, zero), Lane.Constant<TLane, T>(Math.PI) - angle, angle);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Rest<TLane, T>(double rest, float single)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Lane.Constant<TLane, T>(typeof(T) == typeof(float) ? single : rest);

    /// <summary>(atan(t) / t - 1) / s for s = t * t in [0, tan(pi/8)^2].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Series<TLane, T>(TLane s) where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            var p = TLane.Fma(Lane.Constant<TLane, T>(Single4), s, Lane.Constant<TLane, T>(Single3));
            p = TLane.Fma(p, s, Lane.Constant<TLane, T>(Single2));
            return TLane.Fma(p, s, Lane.Constant<TLane, T>(Single1));
        }
        // Even and odd terms apart: two shorter chains of dependent operations.
        var q = s * s;
        var even = Lane.Constant<TLane, T>(-0.017835669613419743826);
        even = TLane.Fma(even, q, Lane.Constant<TLane, T>(-0.05036270037424421679));
        even = TLane.Fma(even, q, Lane.Constant<TLane, T>(-0.066629903992862044818));
        even = TLane.Fma(even, q, Lane.Constant<TLane, T>(-0.090908970190851727453));
        even = TLane.Fma(even, q, Lane.Constant<TLane, T>(-0.14285714279416938587));
        even = TLane.Fma(even, q, Lane.Constant<TLane, T>(-0.33333333333333129106));
        var odd = Lane.Constant<TLane, T>(0.037993865160440665407);
        odd = TLane.Fma(odd, q, Lane.Constant<TLane, T>(0.058471476324328050091));
        odd = TLane.Fma(odd, q, Lane.Constant<TLane, T>(0.07692048882696644437));
        odd = TLane.Fma(odd, q, Lane.Constant<TLane, T>(0.11111110752664477092));
        odd = TLane.Fma(odd, q, Lane.Constant<TLane, T>(0.19999999999942732816));
        return TLane.Fma(odd, s, even);
    }

    private const double Single1 = -0.33332799193950118591, Single2 = 0.19974470251884883461, Single3 = -0.13852087334139094205,
        Single4 = 0.079867341395102848611;
}
