using System.Numerics;

namespace Pyramids;

/// <summary>How the two slopes of a surface are taken from a 3 by 3 window.</summary>
internal interface IGradient<TSelf, T> where TSelf : struct, IGradient<TSelf, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Slopes per unit of signed cell size, heights scaled by <paramref name="zFactor"/>.</summary>
    static abstract TSelf Create(double east, double north, double zFactor);

    /// <summary>Rise over run toward the east and toward the north.</summary>
    void Invoke<TLane>(Neighbourhood<TLane, T> z, out TLane east, out TLane north) where TLane : struct, ILane<TLane, T>;
}
