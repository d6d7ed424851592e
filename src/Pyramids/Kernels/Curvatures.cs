using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>One curvature of a surface as a function of its first and second derivatives; convex is positive.</summary>
internal interface ICurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TLane Invoke<TLane>(TLane p, TLane q, TLane r, TLane s, TLane t) where TLane : struct, ILane<TLane, T>;
}

/// <summary>Curvature of the surface fitted to a 3 by 3 window; p, q are slopes east and north, r, s, t second derivatives.</summary>
/// <remarks>
/// First derivatives come from the gradient. Second ones are central differences with Zevenbergen and Thorne's (1987) four neighbours, and
/// with Horn's the weights of all nine that GRASS r.slope.aspect uses.
/// </remarks>
internal readonly struct SurfaceCurvature<T, TGradient, TCurvature> : IFocal3x3<SurfaceCurvature<T, TGradient, TCurvature>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TGradient : struct, IGradient<TGradient, T> where TCurvature : struct, ICurvature<T>
{
    private readonly CellSizes cells;
    private readonly double zFactor;
    private readonly TGradient gradient;
    private readonly T perEastEast, perEastNorth, perNorthNorth;

    public SurfaceCurvature(CellSizes cells, double zFactor, int row = 0)
    {
        (this.cells, this.zFactor) = (cells, zFactor);
        var (east, north) = cells.At(row);
        gradient = TGradient.Create(east, north, zFactor);
        var weight = IsHorn ? 6 : 1;
        perEastEast = T.CreateTruncating(zFactor / (weight * east * east));
        perNorthNorth = T.CreateTruncating(zFactor / (weight * north * north));
        perEastNorth = T.CreateTruncating(zFactor / (4 * east * north));
    }

    private static bool IsHorn => typeof(TGradient) == typeof(HornGradient<T>);

    public SurfaceCurvature<T, TGradient, TCurvature> AtRow(int row) => cells.AreConstant ? this : new(cells, zFactor, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        gradient.Invoke(z, out TLane p, out TLane q);
        var c = z.C;
        TLane acrossColumns = (z.W - c) + (z.E - c), acrossRows = (z.N - c) + (z.S - c);
        TLane falling = (z.NW - c) + (z.SE - c), rising = (z.NE - c) + (z.SW - c);
        TLane r = acrossColumns, t = acrossRows;
        if (IsHorn)
        {
            TLane corners = falling + rising, two = Lane.Constant<TLane, T>(2), four = Lane.Constant<TLane, T>(4);
            r = corners + (four * acrossColumns - two * acrossRows);
            t = corners + (four * acrossRows - two * acrossColumns);
        }
        return TCurvature.Invoke(p, q, r * TLane.Splat(perEastEast), (falling - rising) * TLane.Splat(perEastNorth),
            t * TLane.Splat(perNorthNorth));
    }
}

/// <summary>Curvature of the line of steepest slope; 0 where it is level.</summary>
internal readonly struct ProfileCurvature<T> : ICurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Invoke<TLane>(TLane p, TLane q, TLane r, TLane s, TLane t) where TLane : struct, ILane<TLane, T>
    {
        TLane pp = p * p, qq = q * q, pq = p * q, steep = pp + qq, w = steep + TLane.Splat(T.One), zero = TLane.Splat(T.Zero);
        var along = pp * r + (pq + pq) * s + qq * t;
        return TLane.Select(TLane.Same(steep, zero), zero * along, -along / (steep * w * TLane.Sqrt(w)));
    }
}

/// <summary>Curvature of the contour line; 0 where it is level.</summary>
internal readonly struct PlanCurvature<T> : ICurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Invoke<TLane>(TLane p, TLane q, TLane r, TLane s, TLane t) where TLane : struct, ILane<TLane, T>
    {
        TLane pp = p * p, qq = q * q, pq = p * q, steep = pp + qq, zero = TLane.Splat(T.Zero);
        var across = qq * r - (pq + pq) * s + pp * t;
        return TLane.Select(TLane.Same(steep, zero), zero * across, -across / (steep * TLane.Sqrt(steep)));
    }
}

/// <summary>Curvature of the normal section across the slope; 0 where it is level.</summary>
internal readonly struct TangentialCurvature<T> : ICurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Invoke<TLane>(TLane p, TLane q, TLane r, TLane s, TLane t) where TLane : struct, ILane<TLane, T>
    {
        TLane pp = p * p, qq = q * q, pq = p * q, steep = pp + qq, w = steep + TLane.Splat(T.One), zero = TLane.Splat(T.Zero);
        var across = qq * r - (pq + pq) * s + pp * t;
        return TLane.Select(TLane.Same(steep, zero), zero * across, -across / (steep * TLane.Sqrt(w)));
    }
}

/// <summary>The negative Laplacian: what hills have positive and hollows negative, whichever way they slope.</summary>
internal readonly struct TotalCurvature<T> : ICurvature<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Invoke<TLane>(TLane p, TLane q, TLane r, TLane s, TLane t) where TLane : struct, ILane<TLane, T>
        => -(r + t) + TLane.Splat(T.Zero) * (p + q);                          // what the gradient needs is needed, as for the other curvatures
}
