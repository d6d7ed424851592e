using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>Writes columns of results as rows of the output.</summary>
internal static class BoxResults
{
    /// <summary>Turns columns of <paramref name="lane"/> results into rows; a missing middle cell makes the result missing.
    /// <paramref name="scratch"/> is room for a square of results, lane by lane.</summary>
    /// <returns>Whether a result is NaN though its middle cell is not.</returns>
    public static bool Deliver<T>(ReadOnlySpan<double> results, Span<double> scratch, int lane, Plane<T> padded, Plane<T> output,
        int radius, int row, int rows, bool root)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var missing = false;
        var turned = 0;
        if (lane == 8 && Avx512F.IsSupported) return Eight(results, scratch, padded, output, radius, row, rows, root);
        if (lane % 4 == 0)
            for (; turned + 4 <= rows; turned += 4) missing |= Four(results, lane, turned, padded, output, radius, row + turned, root);
        for (; turned < rows; turned++)
        {
            var to = output.Row(row + turned);
            ReadOnlySpan<T> middle = padded.Row(row + turned + radius)[radius..];
            for (var c = 0; c < to.Length; c++)
            {
                var value = results[c * lane + turned];
                if (T.IsNaN(middle[c])) to[c] = T.NaN;
                else to[c] = Result<T>(value, root);
                missing |= double.IsNaN(value) && !T.IsNaN(middle[c]);
            }
        }
        return missing;
    }

    /// <summary>Writes a row of at least eight results; a missing middle cell makes the result missing.</summary>
    /// <returns>Whether a result is NaN though its middle cell is not.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool Row<T>(ReadOnlySpan<double> results, ReadOnlySpan<T> middle, Span<T> output, bool root)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var result = ref MemoryMarshal.GetReference(results[..output.Length]);
        ref var cells = ref MemoryMarshal.GetReference(middle[..output.Length]);
        ref var to = ref MemoryMarshal.GetReference(output);
        var missing = Vector256<float>.Zero;
        for (var begin = 0; begin < output.Length; begin += 8)
        {
            var c = Math.Min(begin, output.Length - 8);                       // the last eight may repeat some
            missing |= Put(Vector256.LoadUnsafe(ref result, (nuint)c), Vector256.LoadUnsafe(ref result, (nuint)c + 4), ref cells,
                ref to, c, root);
        }
        return missing.AsInt32() != Vector256<int>.Zero;
    }

    /// <summary>Eight columns at a time; with a closer look where a result is not plainly a number, or fewer than eight rows
    /// are asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Eight<T>(ReadOnlySpan<double> results, Span<double> scratch, Plane<T> padded, Plane<T> output, int radius,
        int row, int rows, bool root)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = output.Columns, stride = output.Stride, middleStride = padded.Stride;
        ref var to = ref MemoryMarshal.GetReference(output.Slice(row, 0, rows, count).Cells);
        ref var middle = ref MemoryMarshal.GetReference(padded.Slice(row + radius, radius, rows, count).Cells);
        ref var result = ref MemoryMarshal.GetReference(results[..(count * 8)]);
        ref var turned = ref MemoryMarshal.GetReference(scratch[..64]);
        var missing = false;
        for (var begin = 0; begin < count; begin += 8)
        {
            var c = Math.Min(begin, count - 8);                               // the last eight may repeat some
            ref var from = ref Unsafe.Add(ref result, c * 8);
            ref var z = ref Unsafe.Add(ref middle, c);
            ref var cell = ref Unsafe.Add(ref to, c);
            if (rows < 8)
            {
                missing |= Closer(ref from, ref turned, ref z, middleStride, ref cell, stride, rows, root);
                continue;
            }
            Vector512<double> row0 = Vector512.LoadUnsafe(ref from), row1 = Vector512.LoadUnsafe(ref from, 8),
                row2 = Vector512.LoadUnsafe(ref from, 16), row3 = Vector512.LoadUnsafe(ref from, 24),
                row4 = Vector512.LoadUnsafe(ref from, 32), row5 = Vector512.LoadUnsafe(ref from, 40),
                row6 = Vector512.LoadUnsafe(ref from, 48), row7 = Vector512.LoadUnsafe(ref from, 56);
            Transposition.Turn(ref row0, ref row1, ref row2, ref row3, ref row4, ref row5, ref row6, ref row7);
            var good = new Plain();
            Put(row0, ref z, ref cell, root, ref good);
            Put(row1, ref Unsafe.Add(ref z, middleStride), ref Unsafe.Add(ref cell, stride), root, ref good);
            Put(row2, ref Unsafe.Add(ref z, 2 * middleStride), ref Unsafe.Add(ref cell, 2 * stride), root, ref good);
            Put(row3, ref Unsafe.Add(ref z, 3 * middleStride), ref Unsafe.Add(ref cell, 3 * stride), root, ref good);
            Put(row4, ref Unsafe.Add(ref z, 4 * middleStride), ref Unsafe.Add(ref cell, 4 * stride), root, ref good);
            Put(row5, ref Unsafe.Add(ref z, 5 * middleStride), ref Unsafe.Add(ref cell, 5 * stride), root, ref good);
            Put(row6, ref Unsafe.Add(ref z, 6 * middleStride), ref Unsafe.Add(ref cell, 6 * stride), root, ref good);
            Put(row7, ref Unsafe.Add(ref z, 7 * middleStride), ref Unsafe.Add(ref cell, 7 * stride), root, ref good);
            if (!good.Is(root)) missing |= Closer(ref from, ref turned, ref z, middleStride, ref cell, stride, rows, root);
        }
        return missing;
    }

    /// <summary>Eight columns of any results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Closer<T>(ref double results, ref double turned, ref T middle, int middleStride, ref T to, int stride, int rows,
        bool root)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Transposition.Eight(ref results, 8, ref turned);
        var missing = Vector256<float>.Zero;
        for (var r = 0; r < rows; r++)
            missing |= Put(Vector256.LoadUnsafe(ref turned, (nuint)r * 8), Vector256.LoadUnsafe(ref turned, (nuint)r * 8 + 4),
                ref Unsafe.Add(ref middle, r * middleStride), ref Unsafe.Add(ref to, r * stride), 0, root);
        return missing.AsInt32() != Vector256<int>.Zero;
    }

    /// <summary>Whether results are plain numbers whose root may be taken in single precision, found out together.</summary>
    private struct Plain()
    {
        public Vector256<float> Least = Vector256.Create(1f), Most = Vector256.Create(1f), Zero = Vector256<float>.Zero;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool Is(bool root) => Vector256.EqualsAll(Zero, Zero) && (!root
            || (Vector256.GreaterThanAll(Least, Vector256.Create(LeastSquare))
                && Vector256.LessThanAll(Most, Vector256.Create(MostSquare))));
    }

    /// <summary>Writes eight results, and keeps what tells whether they needed a closer look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(Vector512<double> value, ref T middle, ref T to, bool root, ref Plain good)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            var z = Vector512.LoadUnsafe(ref Unsafe.As<T, double>(ref middle));
            if (root) value = Vector512.Sqrt(value);
            good.Zero += Avx512F.ConvertToVector256Single(value - value);
            value = Vector512.ConditionalSelect(Vector512.Equals(z, z), value, Vector512.Create(double.NaN));
            value.StoreUnsafe(ref Unsafe.As<T, double>(ref to));
        }
        else
        {
            var z = Vector256.LoadUnsafe(ref Unsafe.As<T, float>(ref middle));
            var single = Avx512F.ConvertToVector256Single(value);
            good.Least = Vector256.MinNative(good.Least, single);
            good.Most = Vector256.MaxNative(good.Most, single);
            if (root) single = Vector256.Sqrt(single);
            good.Zero = Vector256.FusedMultiplyAdd(single, Vector256<float>.Zero, good.Zero);
            single = Vector256.ConditionalSelect(Vector256.Equals(z, z), single, Vector256.Create(float.NaN));
            single.StoreUnsafe(ref Unsafe.As<T, float>(ref to));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Four<T>(ReadOnlySpan<double> results, int lane, int first, Plane<T> padded, Plane<T> output, int radius,
        int row, bool root)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = output.Columns;
        ref var to0 = ref MemoryMarshal.GetReference(output.Row(row));
        ref var to1 = ref MemoryMarshal.GetReference(output.Row(row + 1));
        ref var to2 = ref MemoryMarshal.GetReference(output.Row(row + 2));
        ref var to3 = ref MemoryMarshal.GetReference(output.Row(row + 3));
        ref var middle0 = ref MemoryMarshal.GetReference(padded.Row(row + radius)[radius..]);
        ref var middle1 = ref MemoryMarshal.GetReference(padded.Row(row + radius + 1)[radius..]);
        ref var middle2 = ref MemoryMarshal.GetReference(padded.Row(row + radius + 2)[radius..]);
        ref var middle3 = ref MemoryMarshal.GetReference(padded.Row(row + radius + 3)[radius..]);
        ref var result = ref Unsafe.Add(ref MemoryMarshal.GetReference(results[..(count * lane)]), first);
        var step = (nuint)lane;
        var missing = Vector256<float>.Zero;
        for (var begin = 0; begin < count; begin += 8)
        {
            var c = Math.Min(begin, count - 8);                               // the last eight may repeat some
            var at = (nuint)c * step;
            Vector256<double> row0 = Vector256.LoadUnsafe(ref result, at), row1 = Vector256.LoadUnsafe(ref result, at + step),
                row2 = Vector256.LoadUnsafe(ref result, at + 2 * step), row3 = Vector256.LoadUnsafe(ref result, at + 3 * step);
            Transposition.Turn(ref row0, ref row1, ref row2, ref row3);
            at += 4 * step;
            Vector256<double> more0 = Vector256.LoadUnsafe(ref result, at), more1 = Vector256.LoadUnsafe(ref result, at + step),
                more2 = Vector256.LoadUnsafe(ref result, at + 2 * step), more3 = Vector256.LoadUnsafe(ref result, at + 3 * step);
            Transposition.Turn(ref more0, ref more1, ref more2, ref more3);
            missing |= Put(row0, more0, ref middle0, ref to0, c, root);
            missing |= Put(row1, more1, ref middle1, ref to1, c, root);
            missing |= Put(row2, more2, ref middle2, ref to2, c, root);
            missing |= Put(row3, more3, ref middle3, ref to3, c, root);
        }
        return missing.AsInt32() != Vector256<int>.Zero;
    }

    /// <summary>Writes eight results; tells, by set bits, whether some are NaN though their middle cell is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Put<T>(Vector256<double> low, Vector256<double> high, ref T middle, ref T to, int column, bool root)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
            return (Half(low, ref Unsafe.As<T, double>(ref middle), ref Unsafe.As<T, double>(ref to), column, root)
                | Half(high, ref Unsafe.As<T, double>(ref middle), ref Unsafe.As<T, double>(ref to), column + 4, root)).AsSingle();
        var z = Vector256.LoadUnsafe(ref Unsafe.As<T, float>(ref middle), (nuint)column);
        var there = Vector256.Equals(z, z);
        var value = Vector256.Create(Quads.Narrow(low), Quads.Narrow(high));
        if (root) value = Root(value, low, high);
        var good = Vector256.Equals(value, value) & there;
        value = Vector256.ConditionalSelect(good, value, Vector256.Create(float.NaN));
        value.StoreUnsafe(ref Unsafe.As<T, float>(ref to), (nuint)column);
        return Vector256.AndNot(there, good);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Half(Vector256<double> value, ref double middle, ref double to, int column, bool root)
    {
        var z = Vector256.LoadUnsafe(ref middle, (nuint)column);
        var there = Vector256.Equals(z, z);
        if (root) value = Vector256.Sqrt(value);
        var good = Vector256.Equals(value, value) & there;
        value = Vector256.ConditionalSelect(good, value, Vector256.Create(double.NaN));
        value.StoreUnsafe(ref to, (nuint)column);
        return Vector256.AndNot(there, good);
    }

    /// <summary>The root in single precision, and in double precision where the square is out of its range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Root(Vector256<float> square, Vector256<double> low, Vector256<double> high)
    {
        var ordinary = Vector256.GreaterThan(square, Vector256.Create(LeastSquare)) & Vector256.LessThan(square,
            Vector256.Create(MostSquare));
        var root = Vector256.Sqrt(square);
        if (ordinary.AsInt32() == Vector256<int>.AllBitsSet) return root;
        var exact = Vector256.Create(Quads.Narrow(Vector256.Sqrt(low)), Quads.Narrow(Vector256.Sqrt(high)));
        return Vector256.ConditionalSelect(ordinary, root, exact);
    }

    private const float LeastSquare = 1e-36f, MostSquare = 1e37f;

    /// <summary>One result, with the same bits.</summary>
    private static T Result<T>(double value, bool root) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (double.IsNaN(value)) return T.NaN;
        if (!root) return T.CreateTruncating(value);
        var square = T.CreateTruncating(value);
        var ordinary = typeof(T) == typeof(double) || (square > T.CreateTruncating(LeastSquare) && square < T.CreateTruncating(MostSquare));
        return ordinary ? T.Sqrt(square) : T.CreateTruncating(Math.Sqrt(value));
    }
}
