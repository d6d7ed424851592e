using System.Numerics;
using System.Runtime.CompilerServices;
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
    private const int BlockColumns = 96;

    /// <summary>Cells of the widest lane of doubles that the machine runs well. With its halo, a tile is a multiple of it.</summary>
    public static int LaneCells
        => Vector512.IsHardwareAccelerated ? Vector512<double>.Count : Vector.IsHardwareAccelerated ? Vector<double>.Count : 1;

    /// <summary>The most doubles that a tile of so many columns, its halo among them, is computed with.</summary>
    public static long ScratchDoubles(long width, int radius)
    {
        const int MostPlanes = 4;                                             // anchors, sums, squares, counts
        long length = 2L * radius + 1, lane = Math.Max(8, LaneCells);
        return ((length / LaneCells + 2 + 1) * width + lane * (BlockColumns + width + length + 2 * lane)) * MostPlanes
            + lane * width + CacheLine.Doubles;
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
        int length = 2 * radius + 1, width = padded.Columns, lane = TLane.Count, planes = TAlgebra.Planes,
            columnPlanes = TAlgebra.ColumnPlanes;
        if (width % lane != 0 || output.Columns < lane)
            throw new ArgumentException(
                $"A tile needs {lane} columns or more, and with its halo a multiple of {lane}; {output.Columns} and {width} were given.");
        int marks = length / lane + 2;
        var sizes = (Marks: marks * width * planes, Below: width * planes, Above: 2 * lane * lane * planes,
            Lines: lane * BlockColumns * columnPlanes, Columns: lane * width * columnPlanes, Table: length * lane * planes,
            Results: output.Columns * lane);
        var rented = Scratch.Rent<double>(sizes.Marks + sizes.Below + sizes.Above + sizes.Lines + sizes.Columns
            + sizes.Table + sizes.Results + CacheLine.Doubles, out var rest);
        rest = rest[CacheLine.Next(rest)..];
        var sums = new Sums { Marks = Take(ref rest, sizes.Marks), Below = Take(ref rest, sizes.Below),
            Above = Take(ref rest, sizes.Above) };
        Span<double> lines = Take(ref rest, sizes.Lines), columns = Take(ref rest, sizes.Columns), table = Take(ref rest, sizes.Table),
            results = Take(ref rest, sizes.Results);
        lines.Clear();
        int first = row - radius, end = first + output.Rows;
        var begin = first;
        for (; begin < end; begin += lane)
        {
            // As many windows down as a lane has cells, and a few columns at a time: their sums are still in the
            // first-level cache when they are turned.
            Interruption.Check();
            var stop = Math.Min(begin + lane, end);
            for (var c = 0; c < width; c += BlockColumns)
            {
                var last = Math.Min(c + BlockColumns, width);
                for (int from = begin, to; from < stop; from = to)
                {
                    // All windows that begin in start..boundary contain row `boundary`.
                    int boundary = NextMultiple(from, length), start = Math.Max(first, boundary - length + 1);
                    to = Math.Min(boundary + 1, begin + lane);
                    var windows = new Windows(start - first, boundary - first, from - first, to - first, Math.Min(to, end) - from, length);
                    if (from == start) Begin<T, TLane, TAlgebra, TState>(padded, windows, sums, c, last, algebra);
                    Down<T, TLane, TAlgebra, TState>(padded, windows, sums, lines[((from - begin) * BlockColumns * columnPlanes)..],
                        c, last, algebra);
                }
                Transposition.Turn(lines, BlockColumns * columnPlanes, BlockColumns, columns[(c * lane)..], width, lane, last - c,
                    columnPlanes);
            }
            Along<TLane, TAlgebra, TState>(columns, table, results, column - radius, length, output.Columns, width, algebra);
            if (BoxResults.Deliver(results, lines, lane, padded, output, radius, begin - first, stop - begin, algebra.IsRooted) && !pass)
                break;
        }
        Scratch.Return(rented);
        return Math.Min(begin, end) - first;
    }

    /// <summary>
    /// Windows of one lane that contain a boundary: they begin in rows <c>From..To - 1</c> of the padded plane, and the first
    /// <c>Count</c> of them are asked for. The tile's first window that contains the boundary begins in row <c>Start</c>.
    /// </summary>
    private readonly record struct Windows(int Start, int Boundary, int From, int To, int Count, int Length);

    /// <summary>Sums of columns on the way down a tile.</summary>
    private ref struct Sums
    {
        /// <summary>Sums of the rows above the boundary from every row on that windows of another lane begin with;
        /// those between are added again when their turn comes.</summary>
        public Span<double> Marks;

        /// <summary>Sums of the rows from the boundary on.</summary>
        public Span<double> Below;

        /// <summary>Sums of the rows above the boundary from every row of one lane on, for two lanes of columns.</summary>
        public Span<double> Above;
    }

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

    /// <summary>Starts anew at a boundary: sums of the rows above it, and of those from it on that all windows contain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Begin<T, TLane, TAlgebra, TState>(Plane<T> padded, Windows windows, Sums sums, int first, int last,
        TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        ref var marks = ref MemoryMarshal.GetReference(sums.Marks);
        ref var below = ref MemoryMarshal.GetReference(sums.Below);
        ref var cells = ref MemoryMarshal.GetReference(padded.Cells);
        nuint plane = (nuint)padded.Columns, stride = (nuint)padded.Stride, lane = (nuint)TLane.Count;
        int least = (windows.From / TLane.Count + 1) * TLane.Count, end = windows.Start + windows.Length - 1;
        for (var begin = (nuint)first; begin < (nuint)last; begin += 4 * lane)
        {
            // Four lanes at a time, so that none waits for its own last sum; at the end some may be the same.
            nuint lastLane = (nuint)last - lane, c0 = begin, c1 = Math.Min(c0 + lane, lastLane), c2 = Math.Min(c1 + lane, lastLane),
                c3 = Math.Min(c2 + lane, lastLane);
            var at = (nuint)windows.Boundary * stride;
            TLane anchor0 = Doubles.Load<TLane, T>(ref cells, at + c0), anchor1 = Doubles.Load<TLane, T>(ref cells, at + c1),
                anchor2 = Doubles.Load<TLane, T>(ref cells, at + c2), anchor3 = Doubles.Load<TLane, T>(ref cells, at + c3);
            TState sum0 = algebra.Begin(anchor0), sum1 = algebra.Begin(anchor1), sum2 = algebra.Begin(anchor2),
                sum3 = algebra.Begin(anchor3);
            for (var r = windows.Boundary - 1; r >= least; r--)
            {
                at -= stride;
                sum0 = algebra.Include(sum0, Doubles.Load<TLane, T>(ref cells, at + c0), anchor0);
                sum1 = algebra.Include(sum1, Doubles.Load<TLane, T>(ref cells, at + c1), anchor1);
                sum2 = algebra.Include(sum2, Doubles.Load<TLane, T>(ref cells, at + c2), anchor2);
                sum3 = algebra.Include(sum3, Doubles.Load<TLane, T>(ref cells, at + c3), anchor3);
                if (r % TLane.Count != 0) continue;
                ref var mark = ref Unsafe.Add(ref marks, Mark<TLane, TAlgebra, TState>(windows, r, plane));
                TAlgebra.Store(sum0, ref mark, c0, plane);
                TAlgebra.Store(sum1, ref mark, c1, plane);
                TAlgebra.Store(sum2, ref mark, c2, plane);
                TAlgebra.Store(sum3, ref mark, c3, plane);
            }
            (sum0, sum1, sum2, sum3) = (algebra.Begin(anchor0), algebra.Begin(anchor1), algebra.Begin(anchor2), algebra.Begin(anchor3));
            at = (nuint)windows.Boundary * stride;
            for (var r = windows.Boundary; r < end; r++)
            {
                sum0 = algebra.Include(sum0, Doubles.Load<TLane, T>(ref cells, at + c0), anchor0);
                sum1 = algebra.Include(sum1, Doubles.Load<TLane, T>(ref cells, at + c1), anchor1);
                sum2 = algebra.Include(sum2, Doubles.Load<TLane, T>(ref cells, at + c2), anchor2);
                sum3 = algebra.Include(sum3, Doubles.Load<TLane, T>(ref cells, at + c3), anchor3);
                at += stride;
            }
            TAlgebra.Store(sum0, ref below, c0, plane);
            TAlgebra.Store(sum1, ref below, c1, plane);
            TAlgebra.Store(sum2, ref below, c2, plane);
            TAlgebra.Store(sum3, ref below, c3, plane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Mark<TLane, TAlgebra, TState>(Windows windows, int row, nuint plane)
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
        => (nuint)(row / TLane.Count - windows.Start / TLane.Count) * plane * (nuint)TAlgebra.Planes;

    /// <summary>Sums of the columns of windows: both parts of each, above the boundary and from it on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Down<T, TLane, TAlgebra, TState>(Plane<T> padded, Windows windows, Sums sums, Span<double> lines, int first,
        int last, TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        ref var marks = ref Unsafe.Add(ref MemoryMarshal.GetReference(sums.Marks),
            Mark<TLane, TAlgebra, TState>(windows, windows.To, (nuint)padded.Columns));
        ref var above = ref MemoryMarshal.GetReference(sums.Above);
        ref var below = ref MemoryMarshal.GetReference(sums.Below);
        ref var cells = ref MemoryMarshal.GetReference(padded.Cells);
        nuint plane = (nuint)padded.Columns, stride = (nuint)padded.Stride, lane = (nuint)TLane.Count;
        nuint entry = 2 * lane * (nuint)TAlgebra.Planes, line = BlockColumns * (nuint)TAlgebra.ColumnPlanes,
            boundary = (nuint)windows.Boundary * stride;
        nuint count = (nuint)windows.Count, top = (nuint)windows.From * stride,
            bottom = (nuint)(windows.From + windows.Length - 1) * stride;
        var ahead = windows.From + windows.Count + windows.Length - 1 + TLane.Count <= padded.Rows ? lane * stride : 0;
        for (var begin = (nuint)first; begin < (nuint)last; begin += 2 * lane)
        {
            nuint c = begin, d = Math.Min(c + lane, (nuint)last - lane);      // two lanes at a time, as four above
            TLane anchor = TAlgebra.IsAnchored ? Doubles.Load<TLane, T>(ref cells, boundary + c) : default,
                other = TAlgebra.IsAnchored ? Doubles.Load<TLane, T>(ref cells, boundary + d) : default;
            var i = (nuint)(windows.To - windows.From);
            TState sum = algebra.Begin(anchor), second = algebra.Begin(other);
            if (windows.To < windows.Boundary)
            {
                sum = TAlgebra.Load(ref marks, c, plane);
                second = TAlgebra.Load(ref marks, d, plane);
            }
            else if (windows.To > windows.Boundary)
            {
                i--;
                TAlgebra.Store(sum, ref above, i * entry, 2 * lane);
                TAlgebra.Store(second, ref above, i * entry + lane, 2 * lane);
            }
            var at = top + i * stride;
            while (i > 0)
            {
                i--;
                at -= stride;
                sum = algebra.Include(sum, Doubles.Load<TLane, T>(ref cells, at + c), anchor);
                second = algebra.Include(second, Doubles.Load<TLane, T>(ref cells, at + d), other);
                TAlgebra.Store(sum, ref above, i * entry, 2 * lane);
                TAlgebra.Store(second, ref above, i * entry + lane, 2 * lane);
            }
            sum = TAlgebra.Load(ref below, c, plane);
            second = TAlgebra.Load(ref below, d, plane);
            ref var to = ref Unsafe.Add(ref MemoryMarshal.GetReference(lines), c - (nuint)first);
            var apart = d - c;
            at = bottom;
            for (; i < count; i++)
            {
                CacheLine.Prefetch(ref cells, at + c + ahead);
                sum = algebra.Include(sum, Doubles.Load<TLane, T>(ref cells, at + c), anchor);
                second = algebra.Include(second, Doubles.Load<TLane, T>(ref cells, at + d), other);
                var column = algebra.Column(algebra.Add(TAlgebra.Load(ref above, i * entry, 2 * lane), sum), anchor);
                TAlgebra.StoreColumn(column, ref to, i * line, BlockColumns);
                column = algebra.Column(algebra.Add(TAlgebra.Load(ref above, i * entry + lane, 2 * lane), second), other);
                TAlgebra.StoreColumn(column, ref to, i * line + apart, BlockColumns);
                at += stride;
            }
            TAlgebra.Store(sum, ref below, c, plane);
            TAlgebra.Store(second, ref below, d, plane);
        }
    }

    /// <summary>The same along the columns: from columns to results of windows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Along<TLane, TAlgebra, TState>(Span<double> columns, Span<double> table, Span<double> results,
        int column, int length, int count, int width, TAlgebra given)
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        var algebra = given;                                                  // its numbers are then kept in registers
        nuint lane = (nuint)TLane.Count, plane = (nuint)width * lane, tablePlane = (nuint)length * lane;
        ref var sums = ref MemoryMarshal.GetReference(columns);
        ref var left = ref MemoryMarshal.GetReference(table);
        ref var result = ref MemoryMarshal.GetReference(results);
        for (var start = 0; start < count;)
        {
            int boundary = NextMultiple(column + start, length) - column, last = Math.Min(boundary, count - 1);
            var anchor = TAlgebra.IsAnchored ? TLane.Load(in sums, (nuint)boundary * lane) : default;
            var sum = algebra.Begin(anchor);
            nuint at = (nuint)boundary * lane, place = (nuint)(boundary - start) * lane;
            TAlgebra.Store(sum, ref left, place, tablePlane);
            while (place > 0)
            {
                at -= lane;
                place -= lane;
                sum = algebra.Join(sum, TAlgebra.LoadColumn(ref sums, at, plane), anchor);
                TAlgebra.Store(sum, ref left, place, tablePlane);
            }
            sum = algebra.Begin(anchor);
            at = (nuint)boundary * lane;
            for (var stop = (nuint)(start + length - 1) * lane; at < stop; at += lane)
                sum = algebra.Join(sum, TAlgebra.LoadColumn(ref sums, at, plane), anchor);
            place = 0;
            for (nuint to = (nuint)start * lane, stop = (nuint)(last + 1) * lane; to < stop; to += lane)
            {
                sum = algebra.Join(sum, TAlgebra.LoadColumn(ref sums, at, plane), anchor);
                algebra.Finish(algebra.Add(TAlgebra.Load(ref left, place, tablePlane), sum)).Store(ref result, to);
                at += lane;
                place += lane;
            }
            start = last + 1;
        }
    }
}
