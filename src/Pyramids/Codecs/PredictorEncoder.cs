using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>The forward passes of TIFF's predictors over one row. TIFF 6.0, section 14, and Adobe's TIFF Technical Note 3.</summary>
internal static class PredictorEncoder
{
    /// <summary>Differences of cells <paramref name="stride"/> apart (the samples of a cell); the first ones stay.</summary>
    public static void Horizontal(ReadOnlySpan<byte> row, Span<byte> result, int size, int stride)
    {
        switch (size)
        {
            case 1: Differences<byte>(row, result, stride); break;
            case 2: Differences<ushort>(row, result, stride); break;
            case 4: Differences<uint>(row, result, stride); break;
            default: Differences<ulong>(row, result, stride); break;
        }
    }

    /// <summary>The bytes of floating cells as planes, the most significant first, then differences of bytes
    /// <paramref name="stride"/> apart; <paramref name="planes"/> is scratch as long as the row.</summary>
    public static void FloatingPoint(ReadOnlySpan<byte> row, Span<byte> planes, Span<byte> result, int size, int stride)
    {
        if (size == 4) Planes4(row, planes[..row.Length]);
        else Planes(row, planes[..row.Length], size);
        Differences<byte>(planes[..row.Length], result, stride);
    }

    private static void Differences<T>(ReadOnlySpan<byte> row, Span<byte> result, int stride)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var from = MemoryMarshal.Cast<byte, T>(row);
        var to = MemoryMarshal.Cast<byte, T>(result)[..from.Length];
        if (from.Length <= stride)
        {
            from.CopyTo(to);
            return;
        }
        from[..stride].CopyTo(to);
        TensorPrimitives.Subtract(from[stride..], from[..^stride], to[stride..]);
    }

    private static void Planes(ReadOnlySpan<byte> row, Span<byte> planes, int size)
    {
        var cells = row.Length / size;
        for (var plane = 0; plane < size; plane++)
        {
            var from = row[(size - 1 - plane)..];
            var to = planes.Slice(plane * cells, cells);
            for (var i = 0; i < to.Length; i++) to[i] = from[i * size];
        }
    }

    // Sixteen cells at a time: bytes of equal weight are brought together in each vector, then the 4x4 words are transposed.
    private static void Planes4(ReadOnlySpan<byte> row, Span<byte> planes)
    {
        var cells = row.Length / 4;
        var done = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var from = ref MemoryMarshal.GetReference(row);
            ref var to = ref MemoryMarshal.GetReference(planes);
            var order = Vector128.Create((byte)3, 7, 11, 15, 2, 6, 10, 14, 1, 5, 9, 13, 0, 4, 8, 12);
            for (; done + 16 <= cells; done += 16)
            {
                var a = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref from, (nuint)(4 * done)), order).AsUInt32();
                var b = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref from, (nuint)(4 * done + 16)), order).AsUInt32();
                var c = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref from, (nuint)(4 * done + 32)), order).AsUInt32();
                var d = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref from, (nuint)(4 * done + 48)), order).AsUInt32();
                var (ab, abHigh) = (Vectors.ZipLow(a, b), Vectors.ZipHigh(a, b));
                var (cd, cdHigh) = (Vectors.ZipLow(c, d), Vectors.ZipHigh(c, d));
                Low(ab.AsUInt64(), cd.AsUInt64()).AsByte().StoreUnsafe(ref to, (nuint)done);
                High(ab.AsUInt64(), cd.AsUInt64()).AsByte().StoreUnsafe(ref to, (nuint)(done + cells));
                Low(abHigh.AsUInt64(), cdHigh.AsUInt64()).AsByte().StoreUnsafe(ref to, (nuint)(done + 2 * cells));
                High(abHigh.AsUInt64(), cdHigh.AsUInt64()).AsByte().StoreUnsafe(ref to, (nuint)(done + 3 * cells));
            }
        }
        for (; done < cells; done++)
            for (var plane = 0; plane < 4; plane++) planes[plane * cells + done] = row[4 * done + 3 - plane];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Low(Vector128<ulong> x, Vector128<ulong> y) => Vector128.Create(x.GetLower(), y.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> High(Vector128<ulong> x, Vector128<ulong> y) => Vector128.Create(x.GetUpper(), y.GetUpper());
}
