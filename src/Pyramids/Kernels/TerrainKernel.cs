using System.Numerics;

namespace Pyramids;

/// <summary>A 3 by 3 formula on heights, as a focal kernel.</summary>
/// <param name="op">The formula.</param>
/// <param name="corners">Rows and columns of the raster when its outer ring is extrapolated, null otherwise.</param>
/// <remarks>
/// gdaldem -compute_edges extrapolates the rows beyond the first and the last one with columns clamped to the raster. One padded plane
/// cannot say that of the four corner cells and extrapolate the columns for the rest too, so the corner cells are computed again, clamped.
/// </remarks>
internal abstract class TerrainKernel<T, TOut, TOp>(TOp op, (int Rows, int Columns)? corners) : FocalKernel<T, TOut>(1)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOut : unmanaged where TOp : struct, IFocal3x3<TOp, T>
{
    public sealed override void Apply(Plane<T> padded, Plane<TOut> output, int row, int column)
    {
        Run(padded, output, op, row);
        if (corners is not var (rows, columns)) return;
        Corner(padded, output, 0, 0, row, column, columns);
        Corner(padded, output, 0, columns - 1, row, column, columns);
        Corner(padded, output, rows - 1, 0, row, column, columns);
        Corner(padded, output, rows - 1, columns - 1, row, column, columns);
    }

    protected abstract void Run(Plane<T> padded, Plane<TOut> output, TOp op, int row);

    private void Corner(Plane<T> padded, Plane<TOut> output, int atRow, int atColumn, int row, int column, int columns)
    {
        int i = atRow - row, j = atColumn - column;
        if (i < 0 || i >= output.Rows || j < 0 || j >= output.Columns) return;
        Span<T> window = stackalloc T[9];
        for (var k = 0; k < 9; k++)
            window[k] = padded[i + k / 3, Math.Clamp(atColumn + k % 3 - 1, 0, columns - 1) - column + 1];
        Run(new(window, 3, 3, 3), output.Slice(i, j, 1, 1), op, atRow);
    }
}

/// <summary>Floating results.</summary>
internal sealed class FloatingTerrainKernel<T, TOp>(TOp op, (int Rows, int Columns)? corners = null) : TerrainKernel<T, T, TOp>(op, corners)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOp : struct, IFocal3x3<TOp, T>
{
    protected override void Run(Plane<T> padded, Plane<T> output, TOp op, int row) => Focal3x3.Apply(padded, output, op, row);
}

/// <summary>Grey values rounded to bytes, 0 where they are missing.</summary>
internal sealed class GreyTerrainKernel<T, TOp>(TOp op, (int Rows, int Columns)? corners = null) : TerrainKernel<T, byte, TOp>(op, corners)
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOp : struct, IFocal3x3<TOp, T>
{
    private const int Tile = 1024;                                            // so that a row's values stay in the first-level cache

    protected override void Run(Plane<T> padded, Plane<byte> output, TOp op, int row)
    {
        Span<T> scratch = stackalloc T[Math.Min(Tile, output.Columns)];
        for (var i = 0; i < output.Rows; i++)
        {
            for (var column = 0; column < output.Columns; column += Tile)
            {
                var values = scratch[..Math.Min(Tile, output.Columns - column)];
                Focal3x3.Apply(padded.Slice(i, column, 3, values.Length + 2), new(values, 1, values.Length, values.Length), op, row + i);
                GreyBytes.Round<T>(values, output.Row(i).Slice(column, values.Length));
            }
        }
    }
}
