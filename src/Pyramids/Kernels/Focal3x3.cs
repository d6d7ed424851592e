using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Runs a formula over every 3 by 3 window of a plane.</summary>
internal static class Focal3x3
{
    /// <summary>Fills <paramref name="output"/> from an input with one more cell on each side, in the widest lane the
    /// machine runs well.</summary>
    /// <param name="padded">Rows and columns of the output and one more on each side.</param>
    /// <param name="output">Where the values go.</param>
    /// <param name="op">The formula.</param>
    /// <param name="row">Row of the raster that the output begins with.</param>
    /// <remarks>A missing middle cell gives a missing result, whether the formula reads it or not. Every missing result
    /// is one bit pattern, NaN.</remarks>
    public static void Apply<T, TOp>(Plane<T> padded, Plane<T> output, TOp op, int row = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOp : struct, IFocal3x3<TOp, T>
            => Apply<T, T, TOp, AsIs<T>>(padded, output, op, row);

    /// <summary>The same, with results written as cells of another type.</summary>
    public static void Apply<T, TOut, TOp, TWriter>(Plane<T> padded, Plane<TOut> output, TOp op, int row = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOut : unmanaged where TOp : struct, IFocal3x3<TOp, T> where TWriter : struct, ICellWriter<T, TOut>
    {
        if (Vector512.IsHardwareAccelerated && output.Columns >= Wide<T>.Count)
            Apply<Wide<T>, T, TOut, TOp, TWriter>(padded, output, op, row);
        else if (Vector.IsHardwareAccelerated && output.Columns >= Simd<T>.Count)
            Apply<Simd<T>, T, TOut, TOp, TWriter>(padded, output, op, row);
        else Apply<Scalar<T>, T, TOut, TOp, TWriter>(padded, output, op, row);
    }

    /// <summary>The same in a given lane; the output must have at least the lane's count of columns.</summary>
    public static void Apply<TLane, T, TOut, TOp, TWriter>(Plane<T> padded, Plane<TOut> output, TOp op, int row = 0)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOut : unmanaged
        where TOp : struct, IFocal3x3<TOp, T> where TWriter : struct, ICellWriter<T, TOut>
    {
        CheckHalo(padded.Rows, padded.Columns, output.Rows, output.Columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Columns, TLane.Count, nameof(output));
        for (var i = 0; i < output.Rows; i++)
        {
            var next = Math.Min(i + 1, output.Rows - 1);
            Row<TLane, T, TOut, TOp, TWriter>(padded.Row(i), padded.Row(i + 1), padded.Row(i + 2), padded.Row(next + 2), output.Row(i),
                output.Row(next), op.AtRow(row + i));
        }
    }

    internal static void CheckHalo(int paddedRows, int paddedColumns, int rows, int columns, int halo)
    {
        if (paddedRows != rows + 2 * halo || paddedColumns != columns + 2 * halo)
            throw new ArgumentException(
                $"An output of {rows} by {columns} cells with a halo of {halo} needs an input of {rows + 2 * halo} by "
                    + $"{columns + 2 * halo}; {paddedRows} by {paddedColumns} was given.");
    }

    /// <summary>A row of results; the next rows, to be read and written after it, are asked for ahead of their turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<TLane, T, TOut, TOp, TWriter>(Span<T> above, Span<T> middle, Span<T> below, Span<T> next, Span<TOut> output,
        Span<TOut> nextOutput, TOp op)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOut : unmanaged
        where TOp : struct, IFocal3x3<TOp, T> where TWriter : struct, ICellWriter<T, TOut>
    {
        ref var a = ref MemoryMarshal.GetReference(above);
        ref var m = ref MemoryMarshal.GetReference(middle);
        ref var b = ref MemoryMarshal.GetReference(below);
        ref var o = ref MemoryMarshal.GetReference(output);
        ref var n = ref MemoryMarshal.GetReference(next);
        ref var p = ref MemoryMarshal.GetReference(nextOutput);
        nuint count = (nuint)TLane.Count, last = (nuint)output.Length - count;
        for (nuint column = 0; column < last; column += count)
        {
            CacheLine.Prefetch(ref n, column);
            CacheLine.Prefetch(ref p, column);
            Cells<TLane, T, TOut, TOp, TWriter>(ref a, ref m, ref b, ref o, column, op);
        }
        // The last lane ends with the row and may repeat cells of the one before: the same cells give the same bits.
        Cells<TLane, T, TOut, TOp, TWriter>(ref a, ref m, ref b, ref o, last, op);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Cells<TLane, T, TOut, TOp, TWriter>(ref T above, ref T middle, ref T below, ref TOut output, nuint column, TOp op)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOut : unmanaged
        where TOp : struct, IFocal3x3<TOp, T> where TWriter : struct, ICellWriter<T, TOut>
    {
        var z = new Neighbourhood<TLane, T>(ref above, ref middle, ref below, column);
        var value = op.Invoke(z);
        var centre = z.C;
        TWriter.Write(TLane.Select(TLane.Ordered(centre, value), value, TLane.Splat(T.NaN)), ref output, column);
    }
}
