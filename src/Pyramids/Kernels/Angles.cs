using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Inverse trigonometry for lanes: Float32 within 2 units in the last place (4e-7 rad), Float64 within 1e-15.</summary>
/// <remarks>
/// The lesser of two numbers is divided by the greater, and an odd minimax polynomial (own coefficients, relative error 2e-8
/// and 1e-18) gives the angle up to pi/4. That for Float64 holds up to tan(pi/8); beyond, the angle is taken from pi/4, as in
/// Moshier's Cephes library.
/// </remarks>
internal static class Angles
{
    private const double TanPi8 = 0.41421356237309504880, QuarterPi = Math.PI / 4, HalfPi = Math.PI / 2;

    /// <summary>The angle in [0, pi/2] whose tangent is y / x; both at least 0 and not both 0. NaN gives NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane FirstQuadrant<TLane, T>(TLane y, TLane x)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var angle = FirstOctant<TLane, T>(y, x);
        return TLane.Select(TLane.Less(x, y), Lane.Constant<TLane, T>(HalfPi) - angle, angle);
    }

    /// <summary>The angle in [0, pi/4] whose tangent is the lesser of both over the greater; conditions as of
    /// <see cref="FirstQuadrant"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane FirstOctant<TLane, T>(TLane y, TLane x)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TLane up = TLane.Lesser(y, x), down = TLane.Greater(x, y);            // in this order one of them is NaN if x or y is
        if (typeof(T) == typeof(float)) return Small(up / down);
        var large = TLane.Less(Lane.Constant<TLane, T>(TanPi8) * down, up);
        var angle = Small(TLane.Select(large, up - down, up) / TLane.Select(large, up + down, down));
        return TLane.Select(large, Lane.Constant<TLane, T>(QuarterPi) + angle, angle);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TLane Small(TLane t)
        {
            var s = t * t;
            return TLane.Fma(t * s, Series<TLane, T>(s), t);
        }
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

    /// <summary>(atan(t) / t - 1) / s for s = t * t in [0, 1], or [0, tan(pi/8)^2] for Float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Series<TLane, T>(TLane s) where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            // Pairs of terms, then pairs of these: a short chain of dependent operations.
            var square = s * s;
            TLane first = TLane.Fma(Lane.Constant<TLane, T>(0.19993772829228382), s, Lane.Constant<TLane, T>(-0.3333315273575369)),
                second = TLane.Fma(Lane.Constant<TLane, T>(0.10666004518698377), s, Lane.Constant<TLane, T>(-0.14211055270612083)),
                third = TLane.Fma(Lane.Constant<TLane, T>(0.04321185821404206), s, Lane.Constant<TLane, T>(-0.07552214049391451)),
                fourth = TLane.Fma(Lane.Constant<TLane, T>(0.0029206918743601316), s, Lane.Constant<TLane, T>(-0.016367926497825556));
            return TLane.Fma(TLane.Fma(fourth, square, third), square * square, TLane.Fma(second, square, first));
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
}
