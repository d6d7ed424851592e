using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>Rows and columns exchanged.</summary>
internal static class Transposition
{
    /// <summary>From rows of planes of numbers to planes of columns, each column the numbers of all rows.</summary>
    public static void Turn(ReadOnlySpan<double> lines, Span<double> columns, int rows, int width, int planes)
    {
        ref var from = ref MemoryMarshal.GetReference(lines[..(rows * width * planes)]);
        ref var to = ref MemoryMarshal.GetReference(columns[..(rows * width * planes)]);
        nuint line = (nuint)(width * planes), count = (nuint)rows;
        for (var plane = 0; plane < planes; plane++)
        {
            nuint source = (nuint)(plane * width), target = source * count;
            if (rows % 4 != 0)
            {
                for (nuint c = 0; c < (nuint)width; c++)
                    for (nuint r = 0; r < count; r++) Unsafe.Add(ref to, target + c * count + r) = Unsafe.Add(ref from, source + r * line + c);
                continue;
            }
            for (nuint c = 0; c < (nuint)width; c += 4)
                for (nuint r = 0; r < count; r += 4)
                {
                    var at = source + r * line + c;
                    Vector256<double> row0 = Vector256.LoadUnsafe(ref from, at), row1 = Vector256.LoadUnsafe(ref from, at + line),
                        row2 = Vector256.LoadUnsafe(ref from, at + 2 * line), row3 = Vector256.LoadUnsafe(ref from, at + 3 * line);
                    Turn(ref row0, ref row1, ref row2, ref row3);
                    at = target + c * count + r;
                    row0.StoreUnsafe(ref to, at);
                    row1.StoreUnsafe(ref to, at + count);
                    row2.StoreUnsafe(ref to, at + 2 * count);
                    row3.StoreUnsafe(ref to, at + 3 * count);
                }
        }
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
