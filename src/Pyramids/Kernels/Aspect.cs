using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Direction of steepest descent as an angle in [0, 360).</summary>
/// <remarks>
/// The angle grows from one axis toward another: from north toward east for a compass bearing. The axes are unit vectors among the four
/// cardinal directions, so turning and mirroring are exact.
/// </remarks>
internal readonly struct Aspect<T, TGradient> : IFocal3x3<Aspect<T, TGradient>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
{
    private readonly Surface<T, TGradient> surface;
    private readonly T zeroEast, zeroNorth, sense, flat;

    /// <param name="surface">Heights.</param>
    /// <param name="zero">The direction that is 0: a unit vector (east, north).</param>
    /// <param name="clockwise">Whether angles grow clockwise.</param>
    /// <param name="flat">The value where the surface has no slope.</param>
    public Aspect(Surface<T, TGradient> surface, (int East, int North) zero, bool clockwise, double flat)
        : this(surface, T.CreateTruncating(zero.East), T.CreateTruncating(zero.North), clockwise ? T.One : -T.One,
            T.CreateTruncating(flat)) { }

    private Aspect(Surface<T, TGradient> surface, T zeroEast, T zeroNorth, T sense, T flat)
        => (this.surface, this.zeroEast, this.zeroNorth, this.sense, this.flat) = (surface, zeroEast, zeroNorth, sense, flat);

    public Aspect<T, TGradient> AtRow(int row) => new(surface.AtRow(row), zeroEast, zeroNorth, sense, flat);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        surface.Rise(z, out TLane east, out TLane north);
        TLane zeroEast = TLane.Splat(this.zeroEast), zeroNorth = TLane.Splat(this.zeroNorth), zero = TLane.Splat(T.Zero);
        var along = -(east * zeroEast + north * zeroNorth);                                  // descent along the zero direction
        var across = (north * zeroEast - east * zeroNorth) * TLane.Splat(sense);             // and along the one a quarter turn on
        var radians = Angles.FirstQuadrant<TLane, T>(TLane.Abs(across), TLane.Abs(along));
        var angle = radians * Lane.Constant<TLane, T>(180 / Math.PI);
        angle = TLane.Select(TLane.Less(along, zero), Lane.Constant<TLane, T>(180) - angle, angle);
        angle = TLane.Select(TLane.Less(across, zero), Lane.Constant<TLane, T>(360) - angle, angle);
        angle = TLane.Select(TLane.Less(angle, Lane.Constant<TLane, T>(360)), angle, TLane.Select(TLane.Same(angle, angle), zero, angle));
        // 0 / 0 made the angle of a flat cell NaN already; a missing neighbour fails this test and stays NaN.
        return TLane.Select(TLane.Same(east, zero) & TLane.Same(north, zero), TLane.Splat(flat), angle);
    }
}
