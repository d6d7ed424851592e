using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Horn's weighted differences of the eight neighbours.</summary>
/// <remarks>
/// Horn (1981), Proceedings of the IEEE 69(1). Heights are subtracted before anything is added, so Float32 loses no
/// more than the differences do.
/// </remarks>
internal readonly struct HornGradient<T>(T perEast, T perNorth) : IGradient<HornGradient<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T perEast = perEast, perNorth = perNorth;

    public static HornGradient<T> Create(double east, double north, double zFactor)
        => new(T.CreateTruncating(zFactor / (8 * east)), T.CreateTruncating(zFactor / (8 * north)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke<TLane>(Neighbourhood<TLane, T> z, out TLane east, out TLane north) where TLane : struct, ILane<TLane, T>
    {
        TLane falling = z.SE - z.NW, rising = z.NE - z.SW, across = z.E - z.W, along = z.S - z.N;
        east = (falling + rising + (across + across)) * TLane.Splat(perEast);
        north = (falling - rising + (along + along)) * TLane.Splat(perNorth);
    }
}
