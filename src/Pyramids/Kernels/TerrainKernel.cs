using System.Numerics;

namespace Pyramids;

/// <summary>A 3 by 3 formula on heights, as a focal kernel.</summary>
/// <param name="op">The formula.</param>
/// <param name="corners">Rows and columns of the raster when its outer ring is extrapolated, null otherwise.</param>
/// <remarks>
/// gdaldem -compute_edges extrapolates the rows beyond the first and the last one with columns clamped to the raster. One padded plane
/// cannot say that of the four corner cells and extrapolate the columns for the rest too, so the corner cells are computed again, clamped.
/// </remarks>
internal sealed class TerrainKernel<T, TOut, TOp, TWriter>(TOp op, (int Rows, int Columns)? corners) : FocalKernel<T, TOut>(1)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOut : unmanaged where TOp : struct, IFocal3x3<TOp, T> where TWriter : struct, ICellWriter<T, TOut>
{
    public override void Apply(Plane<T> padded, Plane<TOut> output, int row, int column)
    {
        Focal3x3.Apply<T, TOut, TOp, TWriter>(padded, output, op, row);
        if (corners is not var (rows, columns)) return;
        Corner(padded, output, 0, 0, row, column, columns);
        Corner(padded, output, 0, columns - 1, row, column, columns);
        Corner(padded, output, rows - 1, 0, row, column, columns);
        Corner(padded, output, rows - 1, columns - 1, row, column, columns);
    }

    private void Corner(Plane<T> padded, Plane<TOut> output, int atRow, int atColumn, int row, int column, int columns)
    {
        int i = atRow - row, j = atColumn - column;
        if (i < 0 || i >= output.Rows || j < 0 || j >= output.Columns) return;
        Span<T> window = stackalloc T[9];
        for (var k = 0; k < 9; k++)
            window[k] = padded[i + k / 3, Math.Clamp(atColumn + k % 3 - 1, 0, columns - 1) - column + 1];
        Focal3x3.Apply<T, TOut, TOp, TWriter>(new(window, 3, 3, 3), output.Slice(i, j, 1, 1), op, atRow);
    }
}
