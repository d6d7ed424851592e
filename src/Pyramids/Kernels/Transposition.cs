using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>Rows and columns exchanged.</summary>
internal static class Transposition
{
    /// <summary>From rows of planes of numbers to planes of columns, each column the numbers of all rows.</summary>
    /// <param name="lines">Row by row, and in it plane by plane.</param>
    /// <param name="line">Numbers from one row's begin to the next one's.</param>
    /// <param name="lineWidth">Numbers of a plane in a row.</param>
    /// <param name="columns">Plane by plane, and in it column by column.</param>
    /// <param name="columnsWidth">Columns of a plane.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="count">Columns to turn, no more than a plane has; a multiple of the rows where those are 4 or 8.</param>
    /// <param name="planes">Planes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Turn(ReadOnlySpan<double> lines, int line, int lineWidth, Span<double> columns, int columnsWidth, int rows,
        int count, int planes)
    {
        ref var from = ref MemoryMarshal.GetReference(lines[..((rows - 1) * line + lineWidth * planes)]);
        ref var to = ref MemoryMarshal.GetReference(columns[..(((planes - 1) * columnsWidth + count) * rows)]);
        nuint next = (nuint)line, height = (nuint)rows, width = (nuint)count;
        for (var plane = 0; plane < planes; plane++)
        {
            nuint source = (nuint)(plane * lineWidth), target = (nuint)(plane * columnsWidth) * height;
            if (rows == 8 && Avx512F.IsSupported)
                for (nuint c = 0; c < width; c += 8)
                    Eight(ref Unsafe.Add(ref from, source + c), next, ref Unsafe.Add(ref to, target + c * 8));
            else if (rows % 4 == 0)
                for (nuint c = 0; c < width; c += 4)
                    for (nuint r = 0; r < height; r += 4)
                        Four(ref Unsafe.Add(ref from, source + r * next + c), next,
                            ref Unsafe.Add(ref to, target + c * height + r), height);
            else
                for (nuint c = 0; c < width; c++)
                    for (nuint r = 0; r < height; r++)
                        Unsafe.Add(ref to, target + c * height + r) = Unsafe.Add(ref from, source + r * next + c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(ref double from, nuint line, ref double to, nuint height)
    {
        Vector256<double> row0 = Vector256.LoadUnsafe(ref from), row1 = Vector256.LoadUnsafe(ref from, line),
            row2 = Vector256.LoadUnsafe(ref from, 2 * line), row3 = Vector256.LoadUnsafe(ref from, 3 * line);
        Turn(ref row0, ref row1, ref row2, ref row3);
        row0.StoreUnsafe(ref to);
        row1.StoreUnsafe(ref to, height);
        row2.StoreUnsafe(ref to, 2 * height);
        row3.StoreUnsafe(ref to, 3 * height);
    }

    /// <summary>Eight rows of eight, to a square without gaps; only where AVX-512 is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Eight(ref double from, nuint line, ref double to)
    {
        Vector512<double> row0 = Vector512.LoadUnsafe(ref from), row1 = Vector512.LoadUnsafe(ref from, line),
            row2 = Vector512.LoadUnsafe(ref from, 2 * line), row3 = Vector512.LoadUnsafe(ref from, 3 * line),
            row4 = Vector512.LoadUnsafe(ref from, 4 * line), row5 = Vector512.LoadUnsafe(ref from, 5 * line),
            row6 = Vector512.LoadUnsafe(ref from, 6 * line), row7 = Vector512.LoadUnsafe(ref from, 7 * line);
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

    /// <summary>Eight rows of eight; only where AVX-512 is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Turn(ref Vector512<double> row0, ref Vector512<double> row1, ref Vector512<double> row2, ref Vector512<double> row3,
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
    public static void Turn(ref Vector256<double> row0, ref Vector256<double> row1, ref Vector256<double> row2, ref Vector256<double> row3)
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
