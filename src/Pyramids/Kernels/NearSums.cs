using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Sums over windows of three by three cells, each added up anew: first down the columns, then across them,
/// always in the same order.</summary>
internal static class NearSums
{
    private const int RowsAhead = 1;

    /// <summary>Doubles of a page: where a load has the place in its page of a recent store, it waits for it in vain.</summary>
    private const int Page = 512;

    /// <summary>Doubles that a tile of so many columns, its halo among them, is computed with.</summary>
    public static long ScratchDoubles(long width)
    {
        const int MostPlanes = 3;
        return MostPlanes * (width + Page + Page / 4) + CacheLine.Doubles;
    }

    /// <summary>Computes a tile; its output has at least a lane of columns, and with its halo of 1 whole lanes.</summary>
    /// <returns>As of <see cref="BoxSums.Apply"/>.</returns>
    public static int Apply<T, TLane, TAlgebra, TState>(Plane<T> padded, Plane<T> output, TAlgebra algebra, bool pass = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        Focal3x3.CheckHalo(padded.Rows, padded.Columns, output.Rows, output.Columns, 1);
        var width = padded.Columns;
        if (width % TLane.Count != 0 || output.Columns < TLane.Count)
            throw new ArgumentException(
                $"A tile needs {TLane.Count} columns or more, and with its halo a multiple of {TLane.Count}; {output.Columns} and "
                    + $"{width} were given.");
        int plane = (width + Page - 1) / Page * Page + Page / 4, sums = TAlgebra.ColumnPlanes * plane;
        var rented = Scratch.Rent<double>(sums + CacheLine.Doubles, out var rest);
        var columns = rest.Slice(CacheLine.Next(rest), sums);
        var row = 0;
        for (; row < output.Rows; row++)
        {
            if (row % 8 == 0) Interruption.Check();
            var ahead = Math.Min(row + 3 + RowsAhead, padded.Rows - 1) - row;
            var plain = Window<T, TLane, TAlgebra, TState>(padded.Slice(row, 0, ahead + 1, width), columns, output.Row(row),
                output.Row(Math.Min(row + 1, output.Rows - 1)), algebra);
            if (!plain && BoxResults.Mask(padded.Row(row + 1).Slice(1, output.Columns), output.Row(row)) && !pass) break;
        }
        Scratch.Return(rented);
        return row;
    }

    /// <summary>A row of windows; the last of the rows given and the next row of the output are asked for ahead of their turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Window<T, TLane, TAlgebra, TState>(Plane<T> rows, Span<double> columns, Span<T> results, Span<T> next,
        TAlgebra given)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
    {
        var algebra = given;                                                  // its numbers are then kept in registers
        var root = algebra.IsRooted;
        ref var cells = ref MemoryMarshal.GetReference(rows.Cells);
        ref var sums = ref MemoryMarshal.GetReference(columns);
        ref var to = ref MemoryMarshal.GetReference(next);
        ref var result = ref MemoryMarshal.GetReference(results);
        nuint width = (nuint)rows.Columns, stride = (nuint)rows.Stride, plane = (nuint)(columns.Length / TAlgebra.ColumnPlanes),
            lane = (nuint)TLane.Count, ahead = ((nuint)rows.Rows - 1) * stride;
        for (nuint c = 0; c < width; c += lane)
        {
            CacheLine.Prefetch(ref cells, ahead + c);
            TLane above = Doubles.Load<TLane, T>(ref cells, c), middle = Doubles.Load<TLane, T>(ref cells, stride + c),
                below = Doubles.Load<TLane, T>(ref cells, 2 * stride + c);
            var sum = algebra.Include(algebra.Include(algebra.Begin(middle), above, middle), middle, middle);
            sum = algebra.Include(sum, below, middle);
            BoxColumns.Store<TLane, TAlgebra, TState>(algebra.Column(sum, middle), ref sums, c, plane);
        }
        var last = (nuint)results.Length - lane;
        var zero = TLane.Splat(0);
        for (nuint c = 0; ; c += lane)
        {
            if (c > last) c = last;                                           // summing twice changes nothing
            CacheLine.Prefetch(ref to, c);
            var anchor = TAlgebra.IsAnchored ? TLane.Load(in sums, c + 1) : default;
            var sum = algebra.Join(algebra.Begin(anchor), TAlgebra.LoadColumn(ref sums, c, plane), anchor);
            sum = algebra.Join(sum, TAlgebra.LoadColumn(ref sums, c + 1, plane), anchor);
            sum = algebra.Join(sum, TAlgebra.LoadColumn(ref sums, c + 2, plane), anchor);
            var value = algebra.Finish(sum);
            zero = TLane.Fma(value, TLane.Splat(0), zero);
            BoxResults.Store(value, ref result, c, root);
            if (c == last) return !TAlgebra.LeavesOut && TLane.IsOrdered(zero);
        }
    }
}
