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
/// The same is done along the rows, four rows at a time in the lanes of a vector.
/// </remarks>
internal static class BoxSums
{
    private const int Lanes = 4;

    /// <summary>Computes a tile.</summary>
    /// <param name="padded">The input with a halo of <paramref name="radius"/>; its columns are a multiple of 4.</param>
    /// <param name="output">Where results go; at least 4 columns.</param>
    /// <param name="radius">At least 1.</param>
    /// <param name="row">Row of the raster that the output begins with.</param>
    /// <param name="column">Its column.</param>
    /// <param name="algebra">What is added up.</param>
    /// <param name="repair">Whether only results that are NaN, though their middle cell is not, are replaced.</param>
    /// <returns>Whether such results are left.</returns>
    public static bool Apply<T, TAlgebra, TState>(Plane<T> padded, Plane<T> output, int radius, int row, int column, TAlgebra algebra, bool repair = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TAlgebra : struct, IBoxAlgebra<TState> where TState : struct
    {
        Focal3x3.CheckHalo(padded.Rows, padded.Columns, output.Rows, output.Columns, radius);
        var length = 2 * radius + 1;
        var width = padded.Columns;
        if (width % Lanes != 0 || output.Columns < Lanes)
            throw new ArgumentException($"A tile needs {Lanes} columns or more, and with its halo a multiple of {Lanes}; {output.Columns} and {width} were given.");
        var layout = new Layout(length, width, output.Columns, TAlgebra.Planes);
        var rented = ArrayPool<double>.Shared.Rent(layout.Total);
        var scratch = rented.AsSpan(0, layout.Total);
        var missing = false;
        int first = row - radius, end = first + output.Rows;
        for (var start = first; start < end;)
        {
            // All windows that begin in start..last contain row `boundary`.
            int boundary = NextMultiple(start, length), last = Math.Min(boundary, end - 1);
            var anchors = layout.Anchors(scratch);
            if (TAlgebra.IsAnchored) Widen(padded.Row(boundary - first), anchors);
            var above = layout.Above(scratch);
            GrowUp<T, TAlgebra, TState>(padded, start - first, boundary - first, anchors, above, width, algebra);
            var below = layout.Below(scratch);
            below.Clear();
            for (var r = boundary; r < start + length - 1; r++) GrowDown<T, TAlgebra, TState>(padded.Row(r - first), anchors, below, algebra);
            for (var begin = start; begin <= last; begin += Lanes)
            {
                var rows = Math.Min(Lanes, last - begin + 1);
                Join<T, TAlgebra, TState>(padded, begin + length - 1 - first, rows, anchors, above[((begin - start) * width * TAlgebra.Planes)..], below, width,
                    layout.Columns(scratch), algebra);
                Along<TAlgebra, TState>(layout.Columns(scratch), anchors, layout.Table(scratch), layout.Results(scratch), column - radius, length, output.Columns, width * Lanes, algebra);
                missing |= Deliver(layout.Results(scratch), padded, output, radius, begin - first, rows, repair, algebra.IsRooted);
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

    /// <summary>Sums of the rows from each one down to the boundary, the boundary not included; the last table row is empty.</summary>
    private static void GrowUp<T, TAlgebra, TState>(Plane<T> padded, int start, int boundary, ReadOnlySpan<double> anchors, Span<double> above, int width, TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TAlgebra : struct, IBoxAlgebra<TState> where TState : struct
    {
        var rowLength = width * TAlgebra.Planes;
        above.Slice((boundary - start) * rowLength, rowLength).Clear();
        ref var anchor = ref MemoryMarshal.GetReference(anchors);
        for (var r = boundary - 1; r >= start; r--)
        {
            ref var cells = ref MemoryMarshal.GetReference(padded.Row(r)[..width]);
            ref var to = ref MemoryMarshal.GetReference(above.Slice((r - start) * rowLength, 2 * rowLength));
            ref var from = ref Unsafe.Add(ref to, rowLength);
            for (var c = 0; c < width; c += Lanes)
            {
                var element = algebra.Element(Quads.Load(ref cells, c), TAlgebra.IsAnchored ? Vector256.LoadUnsafe(ref anchor, (nuint)c) : default);
                TAlgebra.Store(algebra.Add(TAlgebra.Load(ref from, (nuint)c, (nuint)width), element), ref to, (nuint)c, (nuint)width);
            }
        }
    }

    private static void GrowDown<T, TAlgebra, TState>(Span<T> row, ReadOnlySpan<double> anchors, Span<double> below, TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TAlgebra : struct, IBoxAlgebra<TState> where TState : struct
    {
        var width = below.Length / TAlgebra.Planes;
        ref var cells = ref MemoryMarshal.GetReference(row[..width]);
        ref var sums = ref MemoryMarshal.GetReference(below);
        ref var anchor = ref MemoryMarshal.GetReference(anchors);
        for (var c = 0; c < width; c += Lanes)
        {
            var element = algebra.Element(Quads.Load(ref cells, c), TAlgebra.IsAnchored ? Vector256.LoadUnsafe(ref anchor, (nuint)c) : default);
            TAlgebra.Store(algebra.Add(TAlgebra.Load(ref sums, (nuint)c, (nuint)width), element), ref sums, (nuint)c, (nuint)width);
        }
    }

    /// <summary>Both parts of up to four rows of windows, as columns of four rows.</summary>
    private static void Join<T, TAlgebra, TState>(Plane<T> padded, int next, int rows, ReadOnlySpan<double> anchors, Span<double> above, Span<double> below, int width, Span<double> columns, TAlgebra algebra)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TAlgebra : struct, IBoxAlgebra<TState> where TState : struct
    {
        int rowLength = width * TAlgebra.Planes;
        nuint plane = (nuint)width, second = (nuint)(rows > 1 ? rowLength : 0), third = (nuint)(rows > 2 ? 2 * rowLength : 0), fourth = (nuint)(rows > 3 ? 3 * rowLength : 0);
        ref var cells0 = ref MemoryMarshal.GetReference(padded.Row(next)[..width]);
        ref var cells1 = ref MemoryMarshal.GetReference(padded.Row(next + Math.Min(1, rows - 1))[..width]);
        ref var cells2 = ref MemoryMarshal.GetReference(padded.Row(next + Math.Min(2, rows - 1))[..width]);
        ref var cells3 = ref MemoryMarshal.GetReference(padded.Row(next + rows - 1)[..width]);
        ref var up = ref MemoryMarshal.GetReference(above);
        ref var down = ref MemoryMarshal.GetReference(below);
        ref var to = ref MemoryMarshal.GetReference(columns);
        ref var anchorRow = ref MemoryMarshal.GetReference(anchors);
        for (var i = 0; i < width; i += Lanes)
        {
            var c = (nuint)i;
            var anchor = TAlgebra.IsAnchored ? Vector256.LoadUnsafe(ref anchorRow, c) : default;
            var sum = algebra.Add(TAlgebra.Load(ref down, c, plane), algebra.Element(Quads.Load(ref cells0, i), anchor));
            var row0 = algebra.Add(TAlgebra.Load(ref up, c, plane), sum);
            TState row1 = row0, row2 = row0, row3 = row0;
            if (rows > 1)
            {
                sum = algebra.Add(sum, algebra.Element(Quads.Load(ref cells1, i), anchor));
                row1 = algebra.Add(TAlgebra.Load(ref up, c + second, plane), sum);
            }
            if (rows > 2)
            {
                sum = algebra.Add(sum, algebra.Element(Quads.Load(ref cells2, i), anchor));
                row2 = algebra.Add(TAlgebra.Load(ref up, c + third, plane), sum);
            }
            if (rows > 3)
            {
                sum = algebra.Add(sum, algebra.Element(Quads.Load(ref cells3, i), anchor));
                row3 = algebra.Add(TAlgebra.Load(ref up, c + fourth, plane), sum);
            }
            TAlgebra.Store(sum, ref down, c, plane);
            TAlgebra.StoreTransposed(row0, row1, row2, row3, ref to, c * Lanes, plane * Lanes);
        }
    }

    /// <summary>The same along the columns: from sums of columns to results of windows.</summary>
    private static void Along<TAlgebra, TState>(Span<double> columns, ReadOnlySpan<double> anchors, Span<double> table, Span<double> results, int column, int length, int count, int planeLength, TAlgebra algebra)
        where TAlgebra : struct, IBoxAlgebra<TState> where TState : struct
    {
        nuint plane = (nuint)planeLength, tablePlane = (nuint)(length * Lanes);
        ref var sums = ref MemoryMarshal.GetReference(columns);
        ref var left = ref MemoryMarshal.GetReference(table);
        ref var result = ref MemoryMarshal.GetReference(results);
        ref var anchorRow = ref MemoryMarshal.GetReference(anchors);
        for (var start = 0; start < count;)
        {
            int boundary = NextMultiple(column + start, length) - column, last = Math.Min(boundary, count - 1);
            var anchor = Vector256.Create(TAlgebra.IsAnchored ? anchors[boundary] : 0);
            TState none = default, sum = default;
            TAlgebra.Store(none, ref left, (nuint)((boundary - start) * Lanes), tablePlane);
            for (var c = boundary - 1; c >= start; c--)
            {
                sum = algebra.Add(sum, Column(ref sums, c, ref anchorRow));
                TAlgebra.Store(sum, ref left, (nuint)((c - start) * Lanes), tablePlane);
            }
            sum = none;
            for (var c = boundary; c < start + length - 1; c++) sum = algebra.Add(sum, Column(ref sums, c, ref anchorRow));
            for (var begin = start; begin <= last; begin++)
            {
                sum = algebra.Add(sum, Column(ref sums, begin + length - 1, ref anchorRow));
                var window = algebra.Add(TAlgebra.Load(ref left, (nuint)((begin - start) * Lanes), tablePlane), sum);
                algebra.Finish(window).StoreUnsafe(ref result, (nuint)(begin * Lanes));
            }
            start = last + 1;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            TState Column(ref double sums, int c, ref double anchorRow)
            {
                var state = TAlgebra.Load(ref sums, (nuint)(c * Lanes), plane);
                return TAlgebra.IsAnchored ? algebra.Rebase(state, Vector256.Create(Unsafe.Add(ref anchorRow, c)) - anchor) : state;
            }
        }
    }

    /// <summary>Turns columns of four results into rows of the output; a missing middle cell makes the result missing.</summary>
    private static bool Deliver<T>(Span<double> results, Plane<T> padded, Plane<T> output, int radius, int row, int rows, bool repair, bool root)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int last = rows - 1, count = output.Columns;
        ref var to0 = ref MemoryMarshal.GetReference(output.Row(row));
        ref var to1 = ref MemoryMarshal.GetReference(output.Row(row + Math.Min(1, last)));
        ref var to2 = ref MemoryMarshal.GetReference(output.Row(row + Math.Min(2, last)));
        ref var to3 = ref MemoryMarshal.GetReference(output.Row(row + last));
        ref var middle0 = ref MemoryMarshal.GetReference(padded.Row(row + radius)[radius..]);
        ref var middle1 = ref MemoryMarshal.GetReference(padded.Row(row + radius + Math.Min(1, last))[radius..]);
        ref var middle2 = ref MemoryMarshal.GetReference(padded.Row(row + radius + Math.Min(2, last))[radius..]);
        ref var middle3 = ref MemoryMarshal.GetReference(padded.Row(row + radius + last)[radius..]);
        ref var result = ref MemoryMarshal.GetReference(results[..(count * Lanes)]);
        var missing = Vector256<double>.Zero;
        for (var begin = 0; begin < count; begin += Lanes)
        {
            var c = Math.Min(begin, count - Lanes);                           // the last four may repeat some
            var at = (nuint)(c * Lanes);
            Vector256<double> row0 = Vector256.LoadUnsafe(ref result, at), row1 = Vector256.LoadUnsafe(ref result, at + 4),
                row2 = Vector256.LoadUnsafe(ref result, at + 8), row3 = Vector256.LoadUnsafe(ref result, at + 12);
            Transposition.Turn(ref row0, ref row1, ref row2, ref row3);
            missing |= Put(row0, ref middle0, ref to0, c, repair, root);
            if (rows > 1) missing |= Put(row1, ref middle1, ref to1, c, repair, root);
            if (rows > 2) missing |= Put(row2, ref middle2, ref to2, c, repair, root);
            if (rows > 3) missing |= Put(row3, ref middle3, ref to3, c, repair, root);
        }
        return missing.AsInt64() != Vector256<long>.Zero;
    }

    /// <summary>Writes four results; tells, by set bits, which are NaN though their middle cell is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Put<T>(Vector256<double> value, ref T middle, ref T to, int column, bool repair, bool root)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var there = Quads.Load(ref middle, column);
        there = Vector256.Equals(there, there);
        var good = Vector256.Equals(value, value) & there;
        value = Vector256.ConditionalSelect(good, value, Vector256.Create(double.NaN));
        ref var first = ref Unsafe.Add(ref to, column);
        if (typeof(T) == typeof(double))
        {
            var result = root ? Vector256.Sqrt(value) : value;
            ref var place = ref Unsafe.As<T, double>(ref first);
            if (repair) result = Keep(Vector256.LoadUnsafe(ref place), result);
            result.StoreUnsafe(ref place);
        }
        else
        {
            var result = root ? Root(value) : Quads.Narrow(value);
            ref var place = ref Unsafe.As<T, float>(ref first);
            if (repair) result = Keep(Vector128.LoadUnsafe(ref place), result);
            result.StoreUnsafe(ref place);
        }
        return Vector256.AndNot(there, good);
    }

    private static Vector256<double> Keep(Vector256<double> before, Vector256<double> result) => Vector256.ConditionalSelect(Vector256.Equals(before, before), before, result);

    private static Vector128<float> Keep(Vector128<float> before, Vector128<float> result) => Vector128.ConditionalSelect(Vector128.Equals(before, before), before, result);

    /// <summary>The root in single precision; in double precision where the square is out of its range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Root(Vector256<double> square)
    {
        var root = Vector128.Sqrt(Quads.Narrow(square));
        var extreme = Vector256.GreaterThan(square, Vector256.Create(1e37)) | (Vector256.LessThan(square, Vector256.Create(1e-37)) & Vector256.GreaterThan(square, Vector256<double>.Zero));
        if (extreme.AsInt64() == Vector256<long>.Zero) return root;
        var lanes = Vector128.GreaterThan(Quads.Narrow(extreme & Vector256<double>.One), Vector128<float>.Zero);
        return Vector128.ConditionalSelect(lanes, Quads.Narrow(Vector256.Sqrt(square)), root);
    }

    private static void Widen<T>(Span<T> cells, Span<double> doubles) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var first = ref MemoryMarshal.GetReference(cells[..doubles.Length]);
        for (var c = 0; c < doubles.Length; c += Lanes) Quads.Load(ref first, c).CopyTo(doubles[c..]);
    }

    /// <summary>Where the parts of the working memory lie.</summary>
    private readonly struct Layout(int length, int width, int resultWidth, int planes)
    {
        private readonly int above = length * width * planes, below = width * planes, columns = width * planes * Lanes, table = length * planes * Lanes,
            results = resultWidth * Lanes, anchors = width;

        public int Total => above + below + columns + table + results + anchors;

        public Span<double> Above(Span<double> scratch) => scratch[..above];

        public Span<double> Below(Span<double> scratch) => scratch.Slice(above, below);

        public Span<double> Columns(Span<double> scratch) => scratch.Slice(above + below, columns);

        public Span<double> Table(Span<double> scratch) => scratch.Slice(above + below + columns, table);

        public Span<double> Results(Span<double> scratch) => scratch.Slice(above + below + columns + table, results);

        public Span<double> Anchors(Span<double> scratch) => scratch.Slice(above + below + columns + table + results, anchors);
    }
}
