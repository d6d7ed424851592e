using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>Rows and columns exchanged.</summary>
internal static class Transposition
{
    /// <summary>Stores eight lanes so that the first numbers of all follow each other, then the second ones, and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> row0, Vector512<double> row1, Vector512<double> row2, Vector512<double> row3,
        Vector512<double> row4, Vector512<double> row5, Vector512<double> row6, Vector512<double> row7, ref double to)
    {
        Turn(ref row0, ref row1, ref row2, ref row3, ref row4, ref row5, ref row6, ref row7);
        row0.StoreUnsafe(ref to);
        row1.StoreUnsafe(ref to, 8);
        row2.StoreUnsafe(ref to, 16);
        row3.StoreUnsafe(ref to, 24);
        row4.StoreUnsafe(ref to, 32);
        row5.StoreUnsafe(ref to, 40);
        row6.StoreUnsafe(ref to, 48);
        row7.StoreUnsafe(ref to, 56);
    }

    /// <summary>A square of as many rows as a lane has cells, from rows to columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Square<TLane>(ref double rows, ref double columns) where TLane : struct, ILane<TLane, double>
    {
        if (TLane.Count == 8)
            Store(Vector512.LoadUnsafe(ref rows), Vector512.LoadUnsafe(ref rows, 8), Vector512.LoadUnsafe(ref rows, 16),
                Vector512.LoadUnsafe(ref rows, 24), Vector512.LoadUnsafe(ref rows, 32), Vector512.LoadUnsafe(ref rows, 40),
                Vector512.LoadUnsafe(ref rows, 48), Vector512.LoadUnsafe(ref rows, 56), ref columns);
        else if (TLane.Count == 4)
        {
            Vector256<double> row0 = Vector256.LoadUnsafe(ref rows), row1 = Vector256.LoadUnsafe(ref rows, 4),
                row2 = Vector256.LoadUnsafe(ref rows, 8), row3 = Vector256.LoadUnsafe(ref rows, 12);
            Turn(ref row0, ref row1, ref row2, ref row3);
            row0.StoreUnsafe(ref columns);
            row1.StoreUnsafe(ref columns, 4);
            row2.StoreUnsafe(ref columns, 8);
            row3.StoreUnsafe(ref columns, 12);
        }
        else
            for (var c = 0; c < TLane.Count; c++)
                for (var r = 0; r < TLane.Count; r++)
                    Unsafe.Add(ref columns, c * TLane.Count + r) = Unsafe.Add(ref rows, r * TLane.Count + c);
    }

    /// <summary>From columns of <paramref name="height"/> numbers to rows, of which there may be fewer.</summary>
    /// <returns>Whether all are finite.</returns>
    public static bool Turn<T>(ReadOnlySpan<T> columns, int height, Plane<T> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows.Rows == 8 && height == 8 && rows.Columns >= 8 && Avx512F.IsSupported) return Eight(columns, rows);
        if (rows.Rows == 4 && height == 4 && rows.Columns >= 8) return Four(columns, rows);
        var finite = true;
        for (var r = 0; r < rows.Rows; r++)
        {
            var row = rows.Row(r);
            for (var c = 0; c < row.Length; c++) finite &= T.IsFinite(row[c] = columns[c * height + r]);
        }
        return finite;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Eight<T>(ReadOnlySpan<T> columns, Plane<T> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var from = ref MemoryMarshal.GetReference(columns[..(rows.Columns * 8)]);
        ref var to = ref MemoryMarshal.GetReference(rows.Cells);
        var zero = Vector512<T>.Zero;
        for (var begin = 0; begin < rows.Columns; begin += 8)
        {
            var c = Math.Min(begin, rows.Columns - 8);                        // the last eight may repeat some
            ref var column = ref Unsafe.Add(ref from, c * 8);
            ref var cell = ref Unsafe.Add(ref to, c);
            zero |= typeof(T) == typeof(float)
                ? Eight(ref Unsafe.As<T, float>(ref column), ref Unsafe.As<T, float>(ref cell), rows.Stride).As<float, T>()
                : Eight(ref Unsafe.As<T, double>(ref column), ref Unsafe.As<T, double>(ref cell), rows.Stride).As<double, T>();
        }
        return Vector512.EqualsAll(zero, zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool Four<T>(ReadOnlySpan<T> columns, Plane<T> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref var from = ref MemoryMarshal.GetReference(columns[..(rows.Columns * 4)]);
        ref T to0 = ref MemoryMarshal.GetReference(rows.Row(0)), to1 = ref MemoryMarshal.GetReference(rows.Row(1)),
            to2 = ref MemoryMarshal.GetReference(rows.Row(2)), to3 = ref MemoryMarshal.GetReference(rows.Row(3));
        Vector256<float> zero = default;
        Vector256<double> zeros = default;
        for (var begin = 0; begin < rows.Columns; begin += 8)
        {
            var c = Math.Min(begin, rows.Columns - 8);                        // the last eight may repeat some
            if (typeof(T) == typeof(float))
            {
                ref var column = ref Unsafe.As<T, float>(ref Unsafe.Add(ref from, c * 4));
                Vector128<float> row0 = Vector128.LoadUnsafe(ref column), row1 = Vector128.LoadUnsafe(ref column, 4),
                    row2 = Vector128.LoadUnsafe(ref column, 8), row3 = Vector128.LoadUnsafe(ref column, 12),
                    more0 = Vector128.LoadUnsafe(ref column, 16), more1 = Vector128.LoadUnsafe(ref column, 20),
                    more2 = Vector128.LoadUnsafe(ref column, 24), more3 = Vector128.LoadUnsafe(ref column, 28);
                Turn(ref row0, ref row1, ref row2, ref row3);
                Turn(ref more0, ref more1, ref more2, ref more3);
                Put(Vector256.Create(row0, more0), ref Unsafe.As<T, float>(ref to0), c, ref zero);
                Put(Vector256.Create(row1, more1), ref Unsafe.As<T, float>(ref to1), c, ref zero);
                Put(Vector256.Create(row2, more2), ref Unsafe.As<T, float>(ref to2), c, ref zero);
                Put(Vector256.Create(row3, more3), ref Unsafe.As<T, float>(ref to3), c, ref zero);
            }
            else
                for (var half = 0; half < 8; half += 4)
                {
                    ref var column = ref Unsafe.As<T, double>(ref Unsafe.Add(ref from, (c + half) * 4));
                    Vector256<double> row0 = Vector256.LoadUnsafe(ref column), row1 = Vector256.LoadUnsafe(ref column, 4),
                        row2 = Vector256.LoadUnsafe(ref column, 8), row3 = Vector256.LoadUnsafe(ref column, 12);
                    Turn(ref row0, ref row1, ref row2, ref row3);
                    Put(row0, ref Unsafe.As<T, double>(ref to0), c + half, ref zeros);
                    Put(row1, ref Unsafe.As<T, double>(ref to1), c + half, ref zeros);
                    Put(row2, ref Unsafe.As<T, double>(ref to2), c + half, ref zeros);
                    Put(row3, ref Unsafe.As<T, double>(ref to3), c + half, ref zeros);
                }
        }
        return Vector256.EqualsAll(zero, zero) && Vector256.EqualsAll(zeros, zeros);
    }

    /// <summary>Writes numbers; what is added to <paramref name="zero"/> is zero where they are finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(Vector256<T> numbers, ref T to, int column, ref Vector256<T> zero) where T : unmanaged
    {
        zero += numbers - numbers;
        numbers.StoreUnsafe(ref to, (nuint)column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Eight(ref float from, ref float to, int stride)
    {
        // Two columns in each vector: fours of four columns come together, then rows in pairs.
        Vector512<int> upper = Vector512.Create(0, 8, 16, 24, 1, 9, 17, 25, 2, 10, 18, 26, 3, 11, 19, 27),
            lower = upper + Vector512.Create(4), low = Vector512.Create(0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23),
            high = low + Vector512.Create(8);
        Vector512<float> a = Vector512.LoadUnsafe(ref from), b = Vector512.LoadUnsafe(ref from, 16), c = Vector512.LoadUnsafe(ref from, 32),
            d = Vector512.LoadUnsafe(ref from, 48);
        Vector512<float> abUpper = Avx512F.PermuteVar16x32x2(a, upper, b), abLower = Avx512F.PermuteVar16x32x2(a, lower, b),
            cdUpper = Avx512F.PermuteVar16x32x2(c, upper, d), cdLower = Avx512F.PermuteVar16x32x2(c, lower, d);
        Put(Avx512F.PermuteVar16x32x2(abUpper, low, cdUpper), ref to, stride, 0);
        Put(Avx512F.PermuteVar16x32x2(abUpper, high, cdUpper), ref to, stride, 2);
        Put(Avx512F.PermuteVar16x32x2(abLower, low, cdLower), ref to, stride, 4);
        Put(Avx512F.PermuteVar16x32x2(abLower, high, cdLower), ref to, stride, 6);
        return (a - a) + (b - b) + ((c - c) + (d - d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<float> rows, ref float to, int stride, int row)
    {
        rows.GetLower().StoreUnsafe(ref Unsafe.Add(ref to, row * stride));
        rows.GetUpper().StoreUnsafe(ref Unsafe.Add(ref to, (row + 1) * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Eight(ref double from, ref double to, int stride)
    {
        Vector512<double> a = Vector512.LoadUnsafe(ref from), b = Vector512.LoadUnsafe(ref from, 8), c = Vector512.LoadUnsafe(ref from, 16),
            d = Vector512.LoadUnsafe(ref from, 24), e = Vector512.LoadUnsafe(ref from, 32), f = Vector512.LoadUnsafe(ref from, 40),
            g = Vector512.LoadUnsafe(ref from, 48), h = Vector512.LoadUnsafe(ref from, 56);
        var zero = (a - a) + (b - b) + ((c - c) + (d - d)) + ((e - e) + (f - f) + ((g - g) + (h - h)));
        Turn(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        a.StoreUnsafe(ref to);
        b.StoreUnsafe(ref Unsafe.Add(ref to, stride));
        c.StoreUnsafe(ref Unsafe.Add(ref to, 2 * stride));
        d.StoreUnsafe(ref Unsafe.Add(ref to, 3 * stride));
        e.StoreUnsafe(ref Unsafe.Add(ref to, 4 * stride));
        f.StoreUnsafe(ref Unsafe.Add(ref to, 5 * stride));
        g.StoreUnsafe(ref Unsafe.Add(ref to, 6 * stride));
        h.StoreUnsafe(ref Unsafe.Add(ref to, 7 * stride));
        return zero;
    }

    /// <summary>Eight rows of eight; only where AVX-512 is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(ref Vector512<double> row0, ref Vector512<double> row1, ref Vector512<double> row2, ref Vector512<double> row3,
        ref Vector512<double> row4, ref Vector512<double> row5, ref Vector512<double> row6, ref Vector512<double> row7)
    {
        // Pairs of numbers change places, then pairs of pairs, then halves.
        Vector512<double> even01 = Avx512F.UnpackLow(row0, row1), odd01 = Avx512F.UnpackHigh(row0, row1),
            even23 = Avx512F.UnpackLow(row2, row3), odd23 = Avx512F.UnpackHigh(row2, row3),
            even45 = Avx512F.UnpackLow(row4, row5), odd45 = Avx512F.UnpackHigh(row4, row5), even67 = Avx512F.UnpackLow(row6, row7),
            odd67 = Avx512F.UnpackHigh(row6, row7);
        Vector512<double> even04 = Avx512F.Shuffle4x128(even01, even23, 0x88), even26 = Avx512F.Shuffle4x128(even01, even23, 0xDD),
            odd04 = Avx512F.Shuffle4x128(odd01, odd23, 0x88),
            odd26 = Avx512F.Shuffle4x128(odd01, odd23, 0xDD), more04 = Avx512F.Shuffle4x128(even45, even67, 0x88),
            more26 = Avx512F.Shuffle4x128(even45, even67, 0xDD),
            last04 = Avx512F.Shuffle4x128(odd45, odd67, 0x88), last26 = Avx512F.Shuffle4x128(odd45, odd67, 0xDD);
        row0 = Avx512F.Shuffle4x128(even04, more04, 0x88);
        row1 = Avx512F.Shuffle4x128(odd04, last04, 0x88);
        row2 = Avx512F.Shuffle4x128(even26, more26, 0x88);
        row3 = Avx512F.Shuffle4x128(odd26, last26, 0x88);
        row4 = Avx512F.Shuffle4x128(even04, more04, 0xDD);
        row5 = Avx512F.Shuffle4x128(odd04, last04, 0xDD);
        row6 = Avx512F.Shuffle4x128(even26, more26, 0xDD);
        row7 = Avx512F.Shuffle4x128(odd26, last26, 0xDD);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(ref Vector128<float> row0, ref Vector128<float> row1, ref Vector128<float> row2, ref Vector128<float> row3)
    {
        Vector128<uint> a = row0.AsUInt32(), b = row1.AsUInt32(), c = row2.AsUInt32(), d = row3.AsUInt32();
        Vector128<ulong> low01 = Vectors.ZipLow(a, b).AsUInt64(), high01 = Vectors.ZipHigh(a, b).AsUInt64(),
            low23 = Vectors.ZipLow(c, d).AsUInt64(), high23 = Vectors.ZipHigh(c, d).AsUInt64();
        row0 = Vectors.ZipLow(low01, low23).AsSingle();
        row1 = Vectors.ZipHigh(low01, low23).AsSingle();
        row2 = Vectors.ZipLow(high01, high23).AsSingle();
        row3 = Vectors.ZipHigh(high01, high23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(ref Vector256<double> row0, ref Vector256<double> row1, ref Vector256<double> row2, ref Vector256<double> row3)
    {
        if (Avx.IsSupported)
        {
            Vector256<double> low01 = Avx.UnpackLow(row0, row1), high01 = Avx.UnpackHigh(row0, row1);
            Vector256<double> low23 = Avx.UnpackLow(row2, row3), high23 = Avx.UnpackHigh(row2, row3);
            row0 = Avx.Permute2x128(low01, low23, 0x20);
            row1 = Avx.Permute2x128(high01, high23, 0x20);
            row2 = Avx.Permute2x128(low01, low23, 0x31);
            row3 = Avx.Permute2x128(high01, high23, 0x31);
            return;
        }
        var column0 = Vector256.Create(row0[0], row1[0], row2[0], row3[0]);
        var column1 = Vector256.Create(row0[1], row1[1], row2[1], row3[1]);
        var column2 = Vector256.Create(row0[2], row1[2], row2[2], row3[2]);
        var column3 = Vector256.Create(row0[3], row1[3], row2[3], row3[3]);
        (row0, row1, row2, row3) = (column0, column1, column2, column3);
    }
}
