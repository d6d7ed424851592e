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
        TLane a = z.NW + zero, b = z.N + zero, c = z.NE + zero, d = z.W + zero, e = z.C + zero, f = z.E + zero, g = z.SW + zero,
            h = z.S + zero, i = z.SE + zero;
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
        d = TLane.Greater(a, d);
        f = TLane.Lesser(f, i);
        Order(ref e, ref h);
        g = TLane.Greater(d, g);
        e = TLane.Greater(b, e);
        c = TLane.Lesser(c, f);
        e = TLane.Lesser(e, h);
        Order(ref e, ref c);
        e = TLane.Greater(g, e);
        e = TLane.Lesser(e, c);
        return TLane.Select(there, e, TLane.Splat(T.NaN));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Order<TLane>(ref TLane x, ref TLane y) where TLane : struct, ILane<TLane, T>
        => (x, y) = (TLane.Lesser(x, y), TLane.Greater(x, y));
}
