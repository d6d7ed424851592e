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
            stride = output.Rows < TLane.Count ? 0 : (nuint)output.Stride;
        var root = algebra.IsRooted;
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
            for (; to + lane < end; to += 2 * lane)
            {
                // Two windows at a time, and a line of the output: two squares of results are asked for together.
                CacheLine.Prefetch(ref cells, to / (2 * lane) % lane * stride + to / (2 * lane * lane) * (2 * lane));
                sum = algebra.Join(sum, TAlgebra.LoadColumn(ref sums, at, plane), anchor);
                BoxResults.Store(algebra.Finish(algebra.Add(TAlgebra.Load(ref left, place, tablePlane), sum)), ref result, to, root);
                sum = algebra.Join(sum, TAlgebra.LoadColumn(ref sums, at + lane, plane), anchor);
                BoxResults.Store(algebra.Finish(algebra.Add(TAlgebra.Load(ref left, place + lane, tablePlane), sum)), ref result, to + lane,
                    root);
                at += 2 * lane;
                place += 2 * lane;
            }
            if (to < end)
            {
                sum = algebra.Join(sum, TAlgebra.LoadColumn(ref sums, at, plane), anchor);
                BoxResults.Store(algebra.Finish(algebra.Add(TAlgebra.Load(ref left, place, tablePlane), sum)), ref result, to, root);
            }
            start = last + 1;
        }
    }
}
