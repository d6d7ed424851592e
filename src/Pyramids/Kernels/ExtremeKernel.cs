using System.Numerics;

namespace Pyramids;

/// <summary>Which extreme of a window.</summary>
internal enum ExtremeStatistic { Min, Max, Range }

/// <summary>Least cell, greatest cell, or the difference of both, of square windows.</summary>
internal sealed class ExtremeKernel<T>(ExtremeStatistic statistic, int radius, NoDataPolicy policy) : FocalKernel<T, T>(radius)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int TileColumns = 1024;

    public override void Apply(Plane<T> padded, Plane<T> output, int row, int column)
    {
        var width = Math.Max(TileColumns, 4 * Halo);
        for (var c = 0; c < output.Columns; c += width)
        {
            var columns = Math.Min(width, output.Columns - c);
            Tile(padded.Slice(0, c, padded.Rows, columns + 2 * Halo), output.Slice(0, c, output.Rows, columns));
        }
    }

    public override long ScratchBytes(int rows, int columns)
    {
        var size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        var width = Math.Min(columns, Math.Max(TileColumns, 4L * Halo));
        return Rented((2 * Halo + 3) * (width + 2 * Halo + 64), size)
            + (statistic is ExtremeStatistic.Range ? Rented(rows * width, size) : 0)
            + (policy is NoDataPolicy.Propagate ? Rented(width + 2 * Halo, sizeof(int)) : 0);
    }

    private void Tile(Plane<T> padded, Plane<T> output)
    {
        if (statistic is ExtremeStatistic.Min) BoxExtremes.Apply<T, Least<T>>(padded, output, Halo);
        else BoxExtremes.Apply<T, Greatest<T>>(padded, output, Halo);
        if (statistic is ExtremeStatistic.Range) SubtractLeast(padded, output);
        if (policy is NoDataPolicy.Propagate) Windows.Propagate(padded, output, Halo);
    }

    private void SubtractLeast(Plane<T> padded, Plane<T> output)
    {
        var cells = output.Rows * output.Columns;
        var rented = Scratch.Rent<T>(cells, out var scratch);
        var least = new Plane<T>(scratch, output.Rows, output.Columns, output.Columns);
        BoxExtremes.Apply<T, Least<T>>(padded, least, Halo);
        for (var r = 0; r < output.Rows; r++)
        {
            Span<T> to = output.Row(r), from = least.Row(r);
            for (var c = 0; c < to.Length; c++) to[c] = T.IsNaN(to[c]) ? T.NaN : to[c] - from[c];
        }
        Scratch.Return(rented);
    }
}
