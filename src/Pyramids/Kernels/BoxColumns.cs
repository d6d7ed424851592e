using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Sums of the columns of windows.</summary>
internal static class BoxColumns
{
    /// <summary>Cells ahead of those that are added: rows of a tile come from the slower caches.</summary>
    private const nuint Ahead = 256;

    /// <summary>Adds rows to the sums of columns, or to none, upward or downward.</summary>
    /// <param name="padded">The input.</param>
    /// <param name="anchor">The row of the anchors.</param>
    /// <param name="row">The first row to add.</param>
    /// <param name="rows">How many.</param>
    /// <param name="step">1 or -1.</param>
    /// <param name="sums">What they are added to; empty for none.</param>
    /// <param name="to">Where the new sums go.</param>
    /// <param name="given">What is added up.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Extend<T, TLane, TAlgebra, TState>(Plane<T> padded, int anchor, int row, int rows, int step,
        ReadOnlySpan<double> sums, Span<double> to, TAlgebra given)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        var algebra = given;                                                  // its numbers are then kept in registers
        nuint plane = (nuint)padded.Columns, lane = (nuint)TLane.Count, stride = (nuint)padded.Stride,
            next = step < 0 ? 0 - stride : stride;
        ref var cells = ref MemoryMarshal.GetReference(padded.Cells);
        ref var anchors = ref Unsafe.Add(ref cells, (nuint)anchor * stride);
        ref var from = ref MemoryMarshal.GetReference(sums);
        ref var target = ref MemoryMarshal.GetReference(to[..(padded.Columns * TAlgebra.Planes)]);
        for (nuint begin = 0; begin < plane; begin += 4 * lane)
        {
            // Four lanes at a time, so that none waits for its own last sum; at the end some may be the same.
            nuint c0 = begin, c1 = Math.Min(c0 + lane, plane - lane), c2 = Math.Min(c1 + lane, plane - lane),
                c3 = Math.Min(c2 + lane, plane - lane);
            TLane anchor0 = Doubles.Load<TLane, T>(ref anchors, c0), anchor1 = Doubles.Load<TLane, T>(ref anchors, c1),
                anchor2 = Doubles.Load<TLane, T>(ref anchors, c2), anchor3 = Doubles.Load<TLane, T>(ref anchors, c3);
            TState sum0 = algebra.Begin(anchor0), sum1 = algebra.Begin(anchor1), sum2 = algebra.Begin(anchor2),
                sum3 = algebra.Begin(anchor3);
            if (!sums.IsEmpty)
            {
                sum0 = TAlgebra.Load(ref from, c0, plane);
                sum1 = TAlgebra.Load(ref from, c1, plane);
                sum2 = TAlgebra.Load(ref from, c2, plane);
                sum3 = TAlgebra.Load(ref from, c3, plane);
            }
            var at = (nuint)row * stride;
            for (var i = 0; i < rows; i++)
            {
                CacheLine.Prefetch(ref cells, at + c0 + Ahead);
                CacheLine.Prefetch(ref cells, at + c2 + Ahead);
                sum0 = algebra.Include(sum0, Doubles.Load<TLane, T>(ref cells, at + c0), anchor0);
                sum1 = algebra.Include(sum1, Doubles.Load<TLane, T>(ref cells, at + c1), anchor1);
                sum2 = algebra.Include(sum2, Doubles.Load<TLane, T>(ref cells, at + c2), anchor2);
                sum3 = algebra.Include(sum3, Doubles.Load<TLane, T>(ref cells, at + c3), anchor3);
                at += next;
            }
            TAlgebra.Store(sum0, ref target, c0, plane);
            TAlgebra.Store(sum1, ref target, c1, plane);
            TAlgebra.Store(sum2, ref target, c2, plane);
            TAlgebra.Store(sum3, ref target, c3, plane);
        }
    }

    /// <summary>Doubles that <see cref="Down"/> needs besides.</summary>
    public static int ScratchDoubles(int planes, int columnPlanes, int lane) => 2 * (planes + columnPlanes) * lane * lane;

    /// <summary>Sums of the columns of a lane of windows, both parts of each, above the boundary and from it on; those of a column
    /// are put together.</summary>
    /// <param name="padded">The input.</param>
    /// <param name="windows">Where the windows are.</param>
    /// <param name="below">Sums of the rows from the boundary on that the window before the first contains; they go on from there.</param>
    /// <param name="above">Sums of the rows above the boundary that the window after the last contains.</param>
    /// <param name="columns">Where sums go.</param>
    /// <param name="scratch">Room for sums.</param>
    /// <param name="algebra">What is added up.</param>
    public static void Down<T, TLane, TAlgebra, TState>(Plane<T> padded, in BoxWindows windows, Span<double> below,
        ReadOnlySpan<double> above, Span<double> columns, Span<double> scratch, TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        if (TLane.Count == 8 && TAlgebra.Planes <= 2)
            InRegisters<T, TLane, TAlgebra, TState>(padded, windows, below, above, columns, algebra);
        else
            InMemory<T, TLane, TAlgebra, TState>(padded, windows, below, above, columns, scratch, algebra);
    }

    /// <summary>For any lane and any number of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void InMemory<T, TLane, TAlgebra, TState>(Plane<T> padded, in BoxWindows windows, Span<double> below,
        ReadOnlySpan<double> above, Span<double> columns, Span<double> scratch, TAlgebra given)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        var algebra = given;                                                  // its numbers are then kept in registers
        nuint plane = (nuint)padded.Columns, lane = (nuint)TLane.Count, square = lane * lane, turned = plane * lane;
        ref var cells = ref MemoryMarshal.GetReference(padded.Cells);
        ref var upper = ref MemoryMarshal.GetReference(above);
        ref var lower = ref MemoryMarshal.GetReference(below[..(padded.Columns * TAlgebra.Planes)]);
        ref var to = ref MemoryMarshal.GetReference(columns[..(padded.Columns * TLane.Count * TAlgebra.ColumnPlanes)]);
        ref var part = ref MemoryMarshal.GetReference(scratch[..ScratchDoubles(TAlgebra.Planes, TAlgebra.ColumnPlanes, TLane.Count)]);
        ref var whole = ref Unsafe.Add(ref part, 2 * square * (nuint)TAlgebra.Planes);
        for (nuint begin = 0; begin < plane; begin += 2 * lane)
        {
            nuint c = begin, d = Math.Min(c + lane, plane - lane);            // two lanes at a time, as four above
            ref T cell = ref Unsafe.Add(ref cells, c), other = ref Unsafe.Add(ref cells, d);
            TLane anchor = default, anchor2 = default;
            if (TAlgebra.IsAnchored)
            {
                anchor = Doubles.Load<TLane, T>(ref cell, windows.Next);
                anchor2 = Doubles.Load<TLane, T>(ref other, windows.Next);
            }
            TState sum = algebra.Begin(anchor), sum2 = algebra.Begin(anchor2);
            if (!windows.IsNextAtBoundary)
            {
                sum = TAlgebra.Load(ref upper, c, plane);
                sum2 = TAlgebra.Load(ref upper, d, plane);
            }
            for (var window = TLane.Count - 1; window >= 0; window--)
            {
                sum = Rise<T, TLane, TAlgebra, TState>(sum, ref cell, windows, window, ref anchor, algebra);
                TAlgebra.Store(sum, ref part, (nuint)window * 2 * lane, 2 * square);
                sum2 = Rise<T, TLane, TAlgebra, TState>(sum2, ref other, windows, window, ref anchor2, algebra);
                TAlgebra.Store(sum2, ref part, ((nuint)window * 2 + 1) * lane, 2 * square);
            }
            if (TAlgebra.IsAnchored)
            {
                anchor = Doubles.Load<TLane, T>(ref cell, windows.First);
                anchor2 = Doubles.Load<TLane, T>(ref other, windows.First);
            }
            sum = TAlgebra.Load(ref lower, c, plane);
            sum2 = TAlgebra.Load(ref lower, d, plane);
            for (var window = 0; window < TLane.Count; window++)
            {
                var column = Fall(ref sum, TAlgebra.Load(ref part, (nuint)window * 2 * lane, 2 * square), ref cell, windows, window,
                    ref anchor, algebra);
                Store<TLane, TAlgebra, TState>(column, ref whole, (nuint)window * lane, 2 * square);
                column = Fall(ref sum2, TAlgebra.Load(ref part, ((nuint)window * 2 + 1) * lane, 2 * square), ref other, windows, window,
                    ref anchor2, algebra);
                Store<TLane, TAlgebra, TState>(column, ref whole, square + (nuint)window * lane, 2 * square);
            }
            TAlgebra.Store(sum, ref lower, c, plane);
            TAlgebra.Store(sum2, ref lower, d, plane);
            for (nuint p = 0; p < (nuint)TAlgebra.ColumnPlanes; p++)
            {
                Transposition.Square<TLane>(ref Unsafe.Add(ref whole, 2 * p * square), ref Unsafe.Add(ref to, p * turned + c * lane));
                Transposition.Square<TLane>(ref Unsafe.Add(ref whole, (2 * p + 1) * square), ref Unsafe.Add(ref to, p * turned + d * lane));
            }
        }
    }

    /// <summary>For eight windows with two sums at most: all are in registers, of which there are 32, until they are turned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void InRegisters<T, TLane, TAlgebra, TState>(Plane<T> padded, in BoxWindows windows, Span<double> below,
        ReadOnlySpan<double> above, Span<double> columns, TAlgebra given)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        var algebra = given;                                                  // its numbers are then kept in registers
        nuint plane = (nuint)padded.Columns, lane = (nuint)TLane.Count, turned = plane * lane;
        ref var cells = ref MemoryMarshal.GetReference(padded.Cells);
        ref var upper = ref MemoryMarshal.GetReference(above);
        ref var lower = ref MemoryMarshal.GetReference(below[..(padded.Columns * TAlgebra.Planes)]);
        ref var to = ref MemoryMarshal.GetReference(columns[..(padded.Columns * TLane.Count * TAlgebra.ColumnPlanes)]);
        for (nuint c = 0; c < plane; c += lane)
        {
            ref var cell = ref Unsafe.Add(ref cells, c);
            var anchor = TAlgebra.IsAnchored ? Doubles.Load<TLane, T>(ref cell, windows.Next) : default;
            var sum = windows.IsNextAtBoundary ? algebra.Begin(anchor) : TAlgebra.Load(ref upper, c, plane);
            var window7 = sum = Rise<T, TLane, TAlgebra, TState>(sum, ref cell, windows, 7, ref anchor, algebra);
            var window6 = sum = Rise<T, TLane, TAlgebra, TState>(sum, ref cell, windows, 6, ref anchor, algebra);
            var window5 = sum = Rise<T, TLane, TAlgebra, TState>(sum, ref cell, windows, 5, ref anchor, algebra);
            var window4 = sum = Rise<T, TLane, TAlgebra, TState>(sum, ref cell, windows, 4, ref anchor, algebra);
            var window3 = sum = Rise<T, TLane, TAlgebra, TState>(sum, ref cell, windows, 3, ref anchor, algebra);
            var window2 = sum = Rise<T, TLane, TAlgebra, TState>(sum, ref cell, windows, 2, ref anchor, algebra);
            var window1 = sum = Rise<T, TLane, TAlgebra, TState>(sum, ref cell, windows, 1, ref anchor, algebra);
            var window0 = Rise<T, TLane, TAlgebra, TState>(sum, ref cell, windows, 0, ref anchor, algebra);
            anchor = TAlgebra.IsAnchored ? Doubles.Load<TLane, T>(ref cell, windows.First) : default;
            sum = TAlgebra.Load(ref lower, c, plane);
            window0 = Fall<T, TLane, TAlgebra, TState>(ref sum, window0, ref cell, windows, 0, ref anchor, algebra);
            window1 = Fall<T, TLane, TAlgebra, TState>(ref sum, window1, ref cell, windows, 1, ref anchor, algebra);
            window2 = Fall<T, TLane, TAlgebra, TState>(ref sum, window2, ref cell, windows, 2, ref anchor, algebra);
            window3 = Fall<T, TLane, TAlgebra, TState>(ref sum, window3, ref cell, windows, 3, ref anchor, algebra);
            window4 = Fall<T, TLane, TAlgebra, TState>(ref sum, window4, ref cell, windows, 4, ref anchor, algebra);
            window5 = Fall<T, TLane, TAlgebra, TState>(ref sum, window5, ref cell, windows, 5, ref anchor, algebra);
            window6 = Fall<T, TLane, TAlgebra, TState>(ref sum, window6, ref cell, windows, 6, ref anchor, algebra);
            window7 = Fall<T, TLane, TAlgebra, TState>(ref sum, window7, ref cell, windows, 7, ref anchor, algebra);
            TAlgebra.Store(sum, ref lower, c, plane);
            Turn<TLane, TAlgebra, TState>(window0, window1, window2, window3, window4, window5, window6, window7, 0, ref to, c * lane);
            if (TAlgebra.ColumnPlanes == 2)
                Turn<TLane, TAlgebra, TState>(window0, window1, window2, window3, window4, window5, window6, window7, 1, ref to,
                    c * lane + turned);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn<TLane, TAlgebra, TState>(TState window0, TState window1, TState window2, TState window3, TState window4,
        TState window5, TState window6, TState window7, int plane, ref double to, nuint index)
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        Transposition.Store(Part(window0, plane), Part(window1, plane), Part(window2, plane), Part(window3, plane), Part(window4, plane),
            Part(window5, plane), Part(window6, plane), Part(window7, plane), ref Unsafe.Add(ref to, index));

        static Vector512<double> Part(TState window, int plane) => Unsafe.BitCast<TLane, Vector512<double>>(TAlgebra.Part(window, plane));
    }

    /// <summary>Stores a lane of columns as <see cref="IBoxAlgebra{TLane, TState}.LoadColumn"/> loads them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLane, TAlgebra, TState>(TState column, ref double first, nuint index, nuint plane)
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        TAlgebra.Part(column, 0).Store(ref first, index);
        if (TAlgebra.ColumnPlanes > 1) TAlgebra.Part(column, 1).Store(ref Unsafe.Add(ref first, plane), index);
        if (TAlgebra.ColumnPlanes > 2) TAlgebra.Part(column, 2).Store(ref Unsafe.Add(ref first, 2 * plane), index);
    }

    /// <summary>The upper part of a window from that of the next one below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TState Rise<T, TLane, TAlgebra, TState>(TState sum, ref T cell, in BoxWindows windows, int window, ref TLane anchor,
        TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        var top = Doubles.Load<TLane, T>(ref cell, windows.Top(window));
        if ((windows.AtBoundary & 1u << window) == 0) return algebra.Include(sum, top, anchor);
        anchor = top;
        return algebra.Begin(top);
    }

    /// <summary>Both parts of a window; the lower one from that of the window above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TState Fall<T, TLane, TAlgebra, TState>(ref TState sum, TState above, ref T cell, in BoxWindows windows, int window,
        ref TLane anchor, TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        var at = windows.Bottom(window);
        CacheLine.Prefetch(ref cell, at + windows.Ahead);
        var bottom = Doubles.Load<TLane, T>(ref cell, at);
        if ((windows.AfterBoundary & 1u << window) != 0)
        {
            anchor = bottom;                                                  // the window ends at the next boundary
            sum = algebra.Begin(bottom);
        }
        sum = algebra.Include(sum, bottom, anchor);
        return algebra.Column(algebra.Add(above, sum), anchor);
    }
}
