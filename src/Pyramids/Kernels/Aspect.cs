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
    private readonly T alongEast, alongNorth, acrossEast, acrossNorth, flat;

    /// <param name="surface">Heights.</param>
    /// <param name="zero">The direction that is 0: a unit vector (east, north).</param>
    /// <param name="clockwise">Whether angles grow clockwise.</param>
    /// <param name="flat">The value where the surface has no slope.</param>
    public Aspect(Surface<T, TGradient> surface, (int East, int North) zero, bool clockwise, double flat)
    {
        var sense = clockwise ? 1 : -1;
        this.surface = surface;
        (alongEast, alongNorth) = (T.CreateTruncating(-zero.East), T.CreateTruncating(-zero.North));
        (acrossEast, acrossNorth) = (T.CreateTruncating(-sense * zero.North), T.CreateTruncating(sense * zero.East));
        this.flat = T.CreateTruncating(flat);
    }

    private Aspect(Aspect<T, TGradient> other, Surface<T, TGradient> surface)
    {
        this = other;
        this.surface = surface;
    }

    public Aspect<T, TGradient> AtRow(int row) => new(this, surface.AtRow(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>
    {
        surface.Rise(z, out TLane east, out TLane north);
        var along = TLane.Fma(east, TLane.Splat(alongEast), north * TLane.Splat(alongNorth));          // descent along the zero direction
        var across = TLane.Fma(east, TLane.Splat(acrossEast), north * TLane.Splat(acrossNorth));       // and a quarter turn on
        TLane length = TLane.Abs(along), width = TLane.Abs(across), zero = TLane.Splat(T.Zero);
        var octant = Angles.FirstOctant<TLane, T>(width, length) * Lane.Constant<TLane, T>(180 / Math.PI);

        // The nearest of the directions 0, 90, 180 and 270, and the octant on that side of it where it lies: signs alone decide.
        TLane half = Lane.Constant<TLane, T>(45), right = Lane.Constant<TLane, T>(90), straight = Lane.Constant<TLane, T>(180);
        var nearer = length - width;                                                                   // negative near 90 and 270
        var turn = right + TLane.Flip(half + TLane.Flip(half, nearer), along);
        var axis = straight - TLane.Flip(turn, across);
        var angle = axis + TLane.Flip(TLane.Flip(TLane.Flip(octant, nearer), along), across);

        var full = Lane.Constant<TLane, T>(360);
        angle = TLane.Select(TLane.Less(angle, full), angle, angle - full);
        // 0 / 0 made the angle of a flat cell NaN already; a missing neighbour fails this test and stays NaN.
        return TLane.Select(TLane.Same(length + width, zero), TLane.Splat(flat), angle);
    }
}
