using System.Numerics;

namespace Pyramids;

/// <summary>A formula over a cell and its eight neighbours, written once for every lane.</summary>
internal interface IFocal3x3<TSelf, T> where TSelf : struct, IFocal3x3<TSelf, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The formula as it is in one row of the raster; on a geographic grid the cell size changes from row to row.</summary>
    TSelf AtRow(int row);

    /// <summary>The value of the middle cell; NaN in any cell it reads must give NaN.</summary>
    TLane Invoke<TLane>(Neighbourhood<TLane, T> z) where TLane : struct, ILane<TLane, T>;
}
