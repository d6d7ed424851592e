using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Sums over square windows in time that does not depend on their size, with bits that do not depend on where the plane was cut.</summary>
/// <remarks>
/// The idea of van Herk (1992) and Gil and Werman (1993). With windows of L rows, each contains exactly one row whose number in the raster is
/// a multiple of L. Its sum is that of the rows above this boundary, from a table of sums that grow upward from it, plus that of the rows
/// from it on, which grow downward. So sums begin at places fixed in the raster, nothing is ever subtracted, and no error builds up.
/// The same is done along the rows, as many rows at a time as a lane has cells.
/// </remarks>
internal static class BoxSums
{
    private const int LineDoubles = 8;

    /// <summary>Cells of the widest lane of doubles that the machine runs well. With its halo, a tile is a multiple of it.</summary>
    public static int LaneCells => Vector512.IsHardwareAccelerated ? Vector512<double>.Count : Vector.IsHardwareAccelerated ? Vector<double>.Count : 1;

    /// <summary>Computes a tile.</summary>
    /// <param name="padded">The input with a halo of <paramref name="radius"/>; its columns are a multiple of the lane.</param>
    /// <param name="output">Where results go; at least a lane of columns.</param>
    /// <param name="radius">At least 1.</param>
    /// <param name="row">Row of the raster that the output begins with.</param>
    /// <param name="column">Its column.</param>
    /// <param name="algebra">What is added up.</param>
    /// <param name="repair">Whether only results that are NaN, though their middle cell is not, are replaced.</param>
    /// <returns>Whether such results are left.</returns>
    public static bool Apply<T, TLane, TAlgebra, TState>(Plane<T> padded, Plane<T> output, int radius, int row, int column, TAlgebra algebra, bool repair = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        Focal3x3.CheckHalo(padded.Rows, padded.Columns, output.Rows, output.Columns, radius);
        int length = 2 * radius + 1, width = padded.Columns, lane = TLane.Count, planes = TAlgebra.Planes + (TAlgebra.IsAnchored ? 1 : 0);
        if (width % lane != 0 || output.Columns < lane)
            throw new ArgumentException($"A tile needs {lane} columns or more, and with its halo a multiple of {lane}; {output.Columns} and {width} were given.");
        var sizes = (Above: length * width * TAlgebra.Planes, Below: width * TAlgebra.Planes, Anchors: width, Lines: lane * width * planes, Columns: lane * width * planes,
            Table: length * lane * TAlgebra.Planes, Results: output.Columns * lane);
        var rented = ArrayPool<double>.Shared.Rent(sizes.Above + sizes.Below + sizes.Anchors + sizes.Lines + sizes.Columns + sizes.Table + sizes.Results + LineDoubles);
        var rest = rented.AsSpan(ToLine(rented));
        Span<double> above = Take(ref rest, sizes.Above), below = Take(ref rest, sizes.Below), anchors = Take(ref rest, sizes.Anchors), lines = Take(ref rest, sizes.Lines),
            columns = Take(ref rest, sizes.Columns), table = Take(ref rest, sizes.Table), results = Take(ref rest, sizes.Results);
        lines.Clear();
        int first = row - radius, end = first + output.Rows, waiting = 0;
        var missing = false;
        for (var start = first; start < end;)
        {
            // All windows that begin in start..last contain row `boundary`.
            int boundary = NextMultiple(start, length), last = Math.Min(boundary, end - 1);
            if (TAlgebra.IsAnchored) Widen<T, TLane>(padded.Row(boundary - first), anchors);
            GrowUp<T, TLane, TAlgebra, TState>(padded, start - first, boundary - first, anchors, above, width, algebra);
            below.Clear();
            for (var r = boundary; r < start + length - 1; r++) Grow<T, TLane, TAlgebra, TState>(padded.Row(r - first), anchors, below, below, width, algebra);
            for (var begin = start; begin <= last; begin++)
            {
                if ((begin & 7) == 0) Interruption.Check();
                var line = lines.Slice(waiting * width * planes, width * planes);
                Join<T, TLane, TAlgebra, TState>(padded.Row(begin + length - 1 - first), anchors, above[((begin - start) * width * TAlgebra.Planes)..], below, line, width, algebra);
                if (++waiting < lane && begin < end - 1) continue;
                Transposition.Turn(lines, columns, lane, width, planes);
                Along<TLane, TAlgebra, TState>(columns, table, results, column - radius, length, output.Columns, width, algebra);
                missing |= BoxResults.Deliver(results, lane, padded, output, radius, begin - first - waiting + 1, waiting, repair, algebra.IsRooted);
                waiting = 0;
            }
            start = last + 1;
        }
        ArrayPool<double>.Shared.Return(rented);
        return missing;
    }

    /// <summary>The least multiple of <paramref name="length"/> that is not under <paramref name="value"/>, which may be negative.</summary>
    internal static int NextMultiple(int value, int length)
    {
        var rest = value % length;
        return rest <= 0 ? value - rest : value - rest + length;
    }

    /// <summary>Numbers up to the next cache line: lanes that straddle two lines cost twice. Should the collector move the array, only speed is lost.</summary>
    private static unsafe int ToLine(double[] numbers)
        => (int)((nuint)(-(nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(numbers))) % (LineDoubles * sizeof(double)) / sizeof(double));

    private static Span<double> Take(ref Span<double> rest, int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    /// <summary>Sums of the rows from each one down to the boundary, the boundary not included; the last table row is empty.</summary>
    private static void GrowUp<T, TLane, TAlgebra, TState>(Plane<T> padded, int start, int boundary, Span<double> anchors, Span<double> above, int width, TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        var line = width * TAlgebra.Planes;
        above.Slice((boundary - start) * line, line).Clear();
        for (var r = boundary - 1; r >= start; r--)
            Grow<T, TLane, TAlgebra, TState>(padded.Row(r), anchors, above.Slice((r - start + 1) * line, line), above.Slice((r - start) * line, line), width, algebra);
    }

    /// <summary>A row of cells added to a row of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Grow<T, TLane, TAlgebra, TState>(Span<T> row, Span<double> anchors, Span<double> sums, Span<double> result, int width, TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        ref var cells = ref MemoryMarshal.GetReference(row[..width]);
        ref var from = ref MemoryMarshal.GetReference(sums);
        ref var to = ref MemoryMarshal.GetReference(result);
        ref var anchor = ref MemoryMarshal.GetReference(anchors);
        var plane = (nuint)width;
        for (nuint c = 0; c < plane; c += (nuint)TLane.Count)
        {
            var element = algebra.Element(Doubles.Load<TLane, T>(ref cells, c), TAlgebra.IsAnchored ? TLane.Load(in anchor, c) : default);
            TAlgebra.Store(algebra.Add(TAlgebra.Load(ref from, c, plane), element), ref to, c, plane);
        }
    }

    /// <summary>The next row added below the boundary, and both parts of the windows that end with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Join<T, TLane, TAlgebra, TState>(Span<T> row, Span<double> anchors, Span<double> above, Span<double> below, Span<double> line, int width, TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        ref var cells = ref MemoryMarshal.GetReference(row[..width]);
        ref var up = ref MemoryMarshal.GetReference(above);
        ref var down = ref MemoryMarshal.GetReference(below);
        ref var to = ref MemoryMarshal.GetReference(line);
        ref var anchorRow = ref MemoryMarshal.GetReference(anchors);
        var plane = (nuint)width;
        for (nuint c = 0; c < plane; c += (nuint)TLane.Count)
        {
            var anchor = TAlgebra.IsAnchored ? TLane.Load(in anchorRow, c) : default;
            var sum = algebra.Add(TAlgebra.Load(ref down, c, plane), algebra.Element(Doubles.Load<TLane, T>(ref cells, c), anchor));
            TAlgebra.Store(sum, ref down, c, plane);
            TAlgebra.Store(algebra.Add(TAlgebra.Load(ref up, c, plane), sum), ref to, c, plane);
            if (TAlgebra.IsAnchored) anchor.Store(ref to, c + plane * (nuint)TAlgebra.Planes);
        }
    }

    /// <summary>The same along the columns: from sums of columns to results of windows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Along<TLane, TAlgebra, TState>(Span<double> columns, Span<double> table, Span<double> results, int column, int length, int count, int width, TAlgebra algebra)
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        nuint lane = (nuint)TLane.Count, plane = (nuint)width * lane, tablePlane = (nuint)length * lane;
        ref var sums = ref MemoryMarshal.GetReference(columns);
        ref var left = ref MemoryMarshal.GetReference(table);
        ref var result = ref MemoryMarshal.GetReference(results);
        for (var start = 0; start < count;)
        {
            int boundary = NextMultiple(column + start, length) - column, last = Math.Min(boundary, count - 1);
            var anchor = TAlgebra.IsAnchored ? TLane.Load(in sums, (nuint)boundary * lane + plane * (nuint)TAlgebra.Planes) : default;
            TState sum = default;
            nuint at = (nuint)boundary * lane, place = (nuint)(boundary - start) * lane;
            TAlgebra.Store(sum, ref left, place, tablePlane);
            while (place > 0)
            {
                at -= lane;
                place -= lane;
                sum = algebra.Add(sum, Column(ref sums, at, plane, anchor, algebra));
                TAlgebra.Store(sum, ref left, place, tablePlane);
            }
            sum = default;
            at = (nuint)boundary * lane;
            for (var stop = (nuint)(start + length - 1) * lane; at < stop; at += lane) sum = algebra.Add(sum, Column(ref sums, at, plane, anchor, algebra));
            place = 0;
            for (nuint to = (nuint)start * lane, stop = (nuint)(last + 1) * lane; to < stop; to += lane)
            {
                sum = algebra.Add(sum, Column(ref sums, at, plane, anchor, algebra));
                algebra.Finish(algebra.Add(TAlgebra.Load(ref left, place, tablePlane), sum)).Store(ref result, to);
                at += lane;
                place += lane;
            }
            start = last + 1;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TState Column(ref double sums, nuint at, nuint plane, TLane anchor, TAlgebra algebra)
        {
            var state = TAlgebra.Load(ref sums, at, plane);
            return TAlgebra.IsAnchored ? algebra.Rebase(state, TLane.Load(in sums, at + plane * (nuint)TAlgebra.Planes) - anchor) : state;
        }
    }

    private static void Widen<T, TLane>(Span<T> cells, Span<double> doubles) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLane : struct, ILane<TLane, double>
    {
        ref var from = ref MemoryMarshal.GetReference(cells[..doubles.Length]);
        ref var to = ref MemoryMarshal.GetReference(doubles);
        for (nuint c = 0; c < (nuint)doubles.Length; c += (nuint)TLane.Count) Doubles.Load<TLane, T>(ref from, c).Store(ref to, c);
    }
}
