using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Central differences of the four nearest neighbours.</summary>
/// <remarks>Zevenbergen and Thorne (1987), Earth Surface Processes and Landforms 12(1).</remarks>
internal readonly struct ZevenbergenThorneGradient<T>(T perEast, T perNorth) : IGradient<ZevenbergenThorneGradient<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T perEast = perEast, perNorth = perNorth;

    public static ZevenbergenThorneGradient<T> Create(double east, double north, double zFactor)
        => new(T.CreateTruncating(zFactor / (2 * east)), T.CreateTruncating(zFactor / (2 * north)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke<TLane>(Neighbourhood<TLane, T> z, out TLane east, out TLane north) where TLane : struct, ILane<TLane, T>
    {
        east = (z.E - z.W) * TLane.Splat(perEast);
        north = (z.S - z.N) * TLane.Splat(perNorth);
    }
}
