using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Sums over square windows in time that does not depend on their size, with bits that do not depend on where
/// the plane was cut.</summary>
/// <remarks>
/// The idea of van Herk (1992) and Gil and Werman (1993). With windows of L rows, each contains exactly one row whose number
/// in the raster is a multiple of L. Its sum is that of the rows above this boundary, from a table of sums that grow upward
/// from it, plus that of the rows from it on, which grow downward. So sums begin at places fixed in the raster, nothing is
/// ever subtracted, and no error builds up. The same is done along the rows, as many rows at a time as a lane has cells.
/// </remarks>
internal static class BoxSums
{
    /// <summary>Cells of the widest lane of doubles that the machine runs well. With its halo, a tile is a multiple of it.</summary>
    public static int LaneCells
        => Vector512.IsHardwareAccelerated ? Vector512<double>.Count : Vector.IsHardwareAccelerated ? Vector<double>.Count : 1;

    /// <summary>The most doubles that a tile of so many columns, its halo among them, is computed with.</summary>
    public static long ScratchDoubles(long width, int radius)
    {
        const int MostPlanes = 4;                                             // anchors, sums, squares, counts
        int length = 2 * radius + 1, lane = LaneCells;
        return ((Slots(length, lane) + 1 + lane) * width + (long)length * lane) * MostPlanes + width * lane
            + BoxColumns.ScratchDoubles(MostPlanes, MostPlanes, lane) + CacheLine.Doubles;
    }

    /// <summary>Computes a tile.</summary>
    /// <param name="padded">The input with a halo of <paramref name="radius"/>; its columns are a multiple of the lane.</param>
    /// <param name="output">Where results go; at least a lane of columns.</param>
    /// <param name="radius">At least 1.</param>
    /// <param name="row">Row of the raster that the output begins with.</param>
    /// <param name="column">Its column.</param>
    /// <param name="algebra">What is added up.</param>
    /// <param name="pass">Whether to go on where a result is NaN though its middle cell is not.</param>
    /// <returns>How many rows from the first have their results; those from there on are to be computed again with
    /// missing cells left out.</returns>
    public static int Apply<T, TLane, TAlgebra, TState>(Plane<T> padded, Plane<T> output, int radius, int row, int column, TAlgebra algebra,
        bool pass = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        Focal3x3.CheckHalo(padded.Rows, padded.Columns, output.Rows, output.Columns, radius);
        int length = 2 * radius + 1, width = padded.Columns, lane = TLane.Count, mark = width * TAlgebra.Planes,
            slots = Slots(length, lane);
        if (width % lane != 0 || output.Columns < lane)
            throw new ArgumentException(
                $"A tile needs {lane} columns or more, and with its halo a multiple of {lane}; {output.Columns} and {width} were given.");
        var sizes = (Columns: width * lane * TAlgebra.ColumnPlanes, Table: length * lane * TAlgebra.Planes,
            Scratch: BoxColumns.ScratchDoubles(TAlgebra.Planes, TAlgebra.ColumnPlanes, lane), Results: output.Columns * lane);
        var rented = Scratch.Rent<double>((slots + 1) * mark + sizes.Columns + sizes.Table + sizes.Scratch + sizes.Results
            + CacheLine.Doubles, out var rest);
        rest = rest[CacheLine.Next(rest)..];
        Span<double> marks = Take(ref rest, slots * mark), below = Take(ref rest, mark), columns = Take(ref rest, sizes.Columns),
            table = Take(ref rest, sizes.Table), scratch = Take(ref rest, sizes.Scratch);
        var results = MemoryMarshal.Cast<double, T>(rest)[..sizes.Results];
        int first = row - radius, marked = -1, begin = 0, boundary = NextMultiple(first, length) - first;
        BoxColumns.Extend<T, TLane, TAlgebra, TState>(padded, boundary, boundary, length - 1 - boundary, 1, default, below, algebra);
        for (; begin < output.Rows; begin += lane)
        {
            Interruption.Check();
            var next = NextMultiple(first + begin + lane, length) - first;
            if (next != marked && next < padded.Rows)
            {
                // A new boundary: sums of the rows above it, from every row on that later windows are begun with.
                marked = next;
                for (int from = next, to; from > begin + lane; from = to)
                {
                    to = (from - 1) / lane * lane;
                    BoxColumns.Extend<T, TLane, TAlgebra, TState>(padded, next, from - 1, from - to, -1,
                        from == next ? default : Mark(marks, from), Mark(marks, to), algebra);
                }
            }
            var target = output.Slice(begin, 0, Math.Min(lane, output.Rows - begin), output.Columns);
            var windows = new BoxWindows(lane, padded.Rows, padded.Stride, first, begin, length);
            BoxColumns.Down<T, TLane, TAlgebra, TState>(padded, windows, below, Mark(marks, begin + lane), columns, scratch, algebra);
            BoxRows.Along<T, TLane, TAlgebra, TState>(columns, width, table, results, target, column - radius, length, algebra);
            if (BoxResults.Deliver<T>(results, lane, padded.Slice(begin + radius, radius, target.Rows, target.Columns), target,
                TAlgebra.LeavesOut) && !pass)
                break;
        }
        Scratch.Return(rented);
        return Math.Min(begin, output.Rows);

        Span<double> Mark(Span<double> marks, int at) => marks.Slice(at / lane % slots * mark, mark);
    }

    /// <summary>Lanes of rows that a window reaches into, and one more.</summary>
    private static int Slots(int length, int lane) => length / lane + 2;

    /// <summary>The least multiple of <paramref name="length"/> that is not under <paramref name="value"/>, which may
    /// be negative.</summary>
    internal static int NextMultiple(int value, int length)
    {
        var rest = value % length;
        return rest <= 0 ? value - rest : value - rest + length;
    }

    private static Span<double> Take(ref Span<double> rest, int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
