using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>A surface of heights on a grid: the gradient that its slope, aspect and shade are functions of, as it is in one row.</summary>
internal readonly struct Surface<T, TGradient>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TGradient : struct, IGradient<TGradient, T>
{
    private readonly CellSizes cells;
    private readonly double zFactor;
    private readonly TGradient gradient;

    public Surface(CellSizes cells, double zFactor, int row = 0)
    {
        (this.cells, this.zFactor) = (cells, zFactor);
        var (east, north) = cells.At(row);
        gradient = TGradient.Create(east, north, zFactor);
    }

    public Surface<T, TGradient> AtRow(int row) => cells.AreConstant ? this : new(cells, zFactor, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Rise<TLane>(Neighbourhood<TLane, T> z, out TLane east, out TLane north) where TLane : struct, ILane<TLane, T>
        => gradient.Invoke(z, out east, out north);
}
