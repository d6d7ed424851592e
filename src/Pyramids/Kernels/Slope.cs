using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Rise over run of the steepest slope, times a factor: 1 for the gradient, 100 for percent.</summary>
internal readonly struct SlopeRatio<T, TGradient>(Surface<T, TGradient> surface, T factor) : IFocal3x3<SlopeRatio<T, TGradient>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
{
    private readonly Surface<T, TGradient> surface = surface;
    private readonly T factor = factor;

    public SlopeRatio<T, TGradient> AtRow(int row) => new(surface.AtRow(row), factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        surface.Rise(z, out TLane east, out TLane north);
        return TLane.Sqrt(east * east + north * north) * TLane.Splat(factor);
    }
}

/// <summary>Angle of the steepest slope: its radians times a factor.</summary>
internal readonly struct SlopeAngle<T, TGradient>(Surface<T, TGradient> surface, T factor) : IFocal3x3<SlopeAngle<T, TGradient>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
{
    private readonly Surface<T, TGradient> surface = surface;
    private readonly T factor = factor;

    public SlopeAngle<T, TGradient> AtRow(int row) => new(surface.AtRow(row), factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        surface.Rise(z, out TLane east, out TLane north);
        return Angles.AtanPositive<TLane, T>(TLane.Sqrt(east * east + north * north)) * TLane.Splat(factor);
    }
}
