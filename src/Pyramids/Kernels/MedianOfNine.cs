using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>The median of a 3 by 3 window, by exchanges; missing where one of the nine cells is.</summary>
/// <remarks>Nineteen exchanges: Paeth (1990), Graphics Gems; Devillard (1998).</remarks>
internal readonly struct MedianOfNine<T> : IFocal3x3<MedianOfNine<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public MedianOfNine<T> AtRow(int row) => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        TLane zero = TLane.Splat(T.Zero);
        TLane a = z.NW + zero, b = z.N + zero, c = z.NE + zero, d = z.W + zero, e = z.C + zero, f = z.E + zero, g = z.SW + zero, h = z.S + zero, i = z.SE + zero;
        var there = TLane.Same(a, a) & TLane.Same(b, b) & TLane.Same(c, c) & TLane.Same(d, d) & TLane.Same(e, e) & TLane.Same(f, f)
            & TLane.Same(g, g) & TLane.Same(h, h) & TLane.Same(i, i);
        Order(ref b, ref c);
        Order(ref e, ref f);
        Order(ref h, ref i);
        Order(ref a, ref b);
        Order(ref d, ref e);
        Order(ref g, ref h);
        Order(ref b, ref c);
        Order(ref e, ref f);
        Order(ref h, ref i);
        d = Lane.Max<TLane, T>(a, d);
        f = Lane.Min<TLane, T>(f, i);
        Order(ref e, ref h);
        g = Lane.Max<TLane, T>(d, g);
        e = Lane.Max<TLane, T>(b, e);
        c = Lane.Min<TLane, T>(c, f);
        e = Lane.Min<TLane, T>(e, h);
        Order(ref e, ref c);
        e = Lane.Max<TLane, T>(g, e);
        e = Lane.Min<TLane, T>(e, c);
        return TLane.Select(there, e, TLane.Splat(T.NaN));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Order<TLane>(ref TLane x, ref TLane y) where TLane : struct, ILane<TLane, T>
        => (x, y) = (Lane.Min<TLane, T>(x, y), Lane.Max<TLane, T>(x, y));
}
