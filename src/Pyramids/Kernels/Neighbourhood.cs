using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>A cell and its eight neighbours, for a lane of cells: rows grow to the S, columns to the E, whatever the CRS says.</summary>
/// <param name="above">First cell of the padded row above.</param>
/// <param name="middle">First cell of the padded row.</param>
/// <param name="below">First cell of the padded row below.</param>
/// <param name="column">Column of the output, so of the western neighbour in the padded rows.</param>
internal readonly ref struct Neighbourhood<TLane, T>(ref readonly T above, ref readonly T middle, ref readonly T below, nuint column)
    where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ref readonly T above = ref above;
    private readonly ref readonly T middle = ref middle;
    private readonly ref readonly T below = ref below;

    // A neighbour is loaded when the formula names it: Zevenbergen and Thorne's formula touches four of the nine.
    public TLane NW { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => TLane.Load(in above, column); }

    public TLane N { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => TLane.Load(in above, column + 1); }

    public TLane NE { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => TLane.Load(in above, column + 2); }

    public TLane W { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => TLane.Load(in middle, column); }

    public TLane C { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => TLane.Load(in middle, column + 1); }

    public TLane E { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => TLane.Load(in middle, column + 2); }

    public TLane SW { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => TLane.Load(in below, column); }

    public TLane S { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => TLane.Load(in below, column + 1); }

    public TLane SE { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => TLane.Load(in below, column + 2); }
}
