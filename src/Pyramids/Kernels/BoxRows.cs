using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Windows from the sums of their columns.</summary>
internal static class BoxRows
{
    /// <summary>Results of a lane of rows of windows.</summary>
    /// <param name="columns">Sums of columns.</param>
    /// <param name="width">How many columns.</param>
    /// <param name="table">Room for the left parts of the windows up to a boundary.</param>
    /// <param name="results">Results, those of a column together.</param>
    /// <param name="output">Where they will go; asked for ahead of its turn.</param>
    /// <param name="column">Column of the raster that the first window begins with.</param>
    /// <param name="length">Columns of a window.</param>
    /// <param name="given">What is added up.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Along<T, TLane, TAlgebra, TState>(Span<double> columns, int width, Span<double> table, Span<T> results,
        Plane<T> output, int column, int length, TAlgebra given)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        var algebra = given;                                                  // its numbers are then kept in registers
        nuint lane = (nuint)TLane.Count, plane = (nuint)width * lane, tablePlane = (nuint)length * lane,
            stride = output.Rows < TLane.Count ? 0 : (nuint)output.Stride;   // of fewer rows only the first is asked for
        var count = output.Columns;
        ref var sums = ref MemoryMarshal.GetReference(columns);
        ref var left = ref MemoryMarshal.GetReference(table);
        ref var result = ref MemoryMarshal.GetReference(results);
        ref var cells = ref MemoryMarshal.GetReference(output.Cells);
        for (var start = 0; start < count;)
        {
            int boundary = BoxSums.NextMultiple(column + start, length) - column, last = Math.Min(boundary, count - 1);
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
            nuint to = (nuint)start * lane, end = (nuint)(last + 1) * lane;
            // Two windows at a time, unless their sums do not fit the registers; the types tell the compiler before it looks further.
            for (; typeof(TState) != typeof(Four<TLane>) && to + lane < end; to += 2 * lane)
            {
                Prefetch(ref cells, to, lane, stride);
                sum = Window<T, TLane, TAlgebra, TState>(sum, TAlgebra.LoadColumn(ref sums, at, plane),
                    TAlgebra.Load(ref left, place, tablePlane), anchor, ref result, to, algebra);
                sum = Window<T, TLane, TAlgebra, TState>(sum, TAlgebra.LoadColumn(ref sums, at + lane, plane),
                    TAlgebra.Load(ref left, place + lane, tablePlane), anchor, ref result, to + lane, algebra);
                at += 2 * lane;
                place += 2 * lane;
            }
            for (; to < end; to += lane)
            {
                Prefetch(ref cells, to, lane, stride);
                sum = Window<T, TLane, TAlgebra, TState>(sum, TAlgebra.LoadColumn(ref sums, at, plane),
                    TAlgebra.Load(ref left, place, tablePlane), anchor, ref result, to, algebra);
                at += lane;
                place += lane;
            }
            start = last + 1;
        }
    }

    /// <summary>Asks for a part of a row of the output, so that windows of two lanes of columns ask for two squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch<T>(ref T cells, nuint to, nuint lane, nuint stride) where T : unmanaged
        => CacheLine.Prefetch(ref cells, to / (2 * lane) % lane * stride + to / (2 * lane * lane) * (2 * lane));

    /// <summary>The right part of a window with its last column, and the result of both parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TState Window<T, TLane, TAlgebra, TState>(TState sum, TState column, TState left, TLane anchor, ref T result, nuint to,
        TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        sum = algebra.Join(sum, column, anchor);
        BoxResults.Store(algebra.Finish(algebra.Add(left, sum)), ref result, to, algebra.IsRooted);
        return sum;
    }
}
