using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Topographic position index: the cell less the mean of its eight neighbours.</summary>
/// <remarks>Weiss (2001); gdaldem TPI.</remarks>
internal readonly struct PositionIndex<T> : IFocal3x3<PositionIndex<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public PositionIndex<T> AtRow(int row) => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        var c = z.C;
        // Differences first: the mean of heights would round at their magnitude.
        var sum = (c - z.NW) + (c - z.SE) + ((c - z.NE) + (c - z.SW)) + ((c - z.N) + (c - z.S) + ((c - z.W) + (c - z.E)));
        return sum * Lane.Constant<TLane, T>(0.125);
    }
}

/// <summary>Terrain ruggedness index of Wilson and others: the mean absolute difference from the eight neighbours.</summary>
/// <remarks>Wilson and others (2007), Marine Geodesy 30; gdaldem TRI -alg Wilson.</remarks>
internal readonly struct WilsonRuggedness<T> : IFocal3x3<WilsonRuggedness<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public WilsonRuggedness<T> AtRow(int row) => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        var c = z.C;
        var sum = TLane.Abs(z.NW - c) + TLane.Abs(z.SE - c) + (TLane.Abs(z.NE - c) + TLane.Abs(z.SW - c))
            + (TLane.Abs(z.N - c) + TLane.Abs(z.S - c) + (TLane.Abs(z.W - c) + TLane.Abs(z.E - c)));
        return sum * Lane.Constant<TLane, T>(0.125);
    }
}

/// <summary>Terrain ruggedness index of Riley and others: the root of the summed squared differences from the eight neighbours.</summary>
/// <remarks>Riley, DeGloria and Elliot (1999), Intermountain Journal of Sciences 5; gdaldem TRI -alg Riley.</remarks>
internal readonly struct RileyRuggedness<T> : IFocal3x3<RileyRuggedness<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public RileyRuggedness<T> AtRow(int row) => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        var c = z.C;
        TLane nw = z.NW - c, n = z.N - c, ne = z.NE - c, w = z.W - c, e = z.E - c, sw = z.SW - c, s = z.S - c, se = z.SE - c;
        return TLane.Sqrt(nw * nw + se * se + (ne * ne + sw * sw) + (n * n + s * s + (w * w + e * e)));
    }
}

/// <summary>The greatest height less the least of the nine.</summary>
/// <remarks>Wilson and others (2007), Marine Geodesy 30; gdaldem roughness.</remarks>
internal readonly struct Roughness<T> : IFocal3x3<Roughness<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Roughness<T> AtRow(int row) => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        TLane least = z.C, most = z.C;
        Widen(z.NW, ref least, ref most);
        Widen(z.N, ref least, ref most);
        Widen(z.NE, ref least, ref most);
        Widen(z.W, ref least, ref most);
        Widen(z.E, ref least, ref most);
        Widen(z.SW, ref least, ref most);
        Widen(z.S, ref least, ref most);
        Widen(z.SE, ref least, ref most);
        return most - least;
    }

    // A comparison with NaN is false, so a NaN neighbour replaces both bounds and a NaN bound is kept by the second test.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen<TLane>(TLane height, ref TLane least, ref TLane most) where TLane : struct, ILane<TLane, T>
    {
        height += least - least;                                              // NaN once any height before was
        least = TLane.Select(TLane.Less(least, height), least, height);
        most = TLane.Select(TLane.Less(height, most), most, height);
    }
}
