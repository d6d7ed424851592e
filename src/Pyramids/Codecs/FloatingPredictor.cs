using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>TIFF's predictor 3 (Adobe TIFF Technical Note 3): a row's bytes in planes, highest byte first, stored as
/// differences along the whole row.</summary>
internal static class FloatingPredictor
{
    /// <summary>Adds the differences of a row up and puts the bytes of each sample together, little end first.</summary>
    /// <param name="row">One row as stored; overwritten.</param>
    /// <param name="samples">As many bytes: the samples.</param>
    /// <param name="size">Bytes of a sample: 2, 4 or 8.</param>
    /// <param name="stride">Samples of a pixel.</param>
    public static void Undo(Span<byte> row, Span<byte> samples, int size, int stride)
    {
        if (samples.Length < row.Length) throw new ArgumentException($"The samples need {row.Length} bytes; {samples.Length} were given.");
        HorizontalPredictor.Undo(row, stride);
        var count = row.Length / size;
        var done =
            Vector128.IsHardwareAccelerated ? size switch { 4 => Join4(row, samples, count), 8 => Join8(row, samples, count), _ => 0 } : 0;
        Scalar(row, samples, size, done);
    }

    /// <summary>Joins planes without vectors, from a sample on.</summary>
    internal static void Scalar(ReadOnlySpan<byte> row, Span<byte> samples, int size, int from)
    {
        var count = row.Length / size;
        for (var i = from; i < count; i++)
            for (var b = 0; b < size; b++) samples[i * size + b] = row[(size - 1 - b) * count + i];
    }

    // 64, 32 or 16 samples at a time. Zipping keeps to lanes of 16 bytes, so in wider vectors the plane's bytes are sorted by
    // fours before, for the samples to come out in order.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Join4(ReadOnlySpan<byte> row, Span<byte> samples, int count)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(samples);
        var i = 0;
        for (; Avx512BW.IsSupported && i + 64 <= count; i += 64)
        {
            Vector512<byte> p3 = Sorted64(ref from, i), p2 = Sorted64(ref from, count + i), p1 = Sorted64(ref from, 2 * count + i),
                p0 = Sorted64(ref from, 3 * count + i);
            Vector512<ushort> low = Avx512BW.UnpackLow(p0, p1).AsUInt16(), high = Avx512BW.UnpackHigh(p0, p1).AsUInt16(),
                low2 = Avx512BW.UnpackLow(p2, p3).AsUInt16(), high2 = Avx512BW.UnpackHigh(p2, p3).AsUInt16();
            Avx512BW.UnpackLow(low, low2).AsByte().StoreUnsafe(ref to, (nuint)(4 * i));
            Avx512BW.UnpackHigh(low, low2).AsByte().StoreUnsafe(ref to, (nuint)(4 * i + 64));
            Avx512BW.UnpackLow(high, high2).AsByte().StoreUnsafe(ref to, (nuint)(4 * i + 128));
            Avx512BW.UnpackHigh(high, high2).AsByte().StoreUnsafe(ref to, (nuint)(4 * i + 192));
        }
        for (; Avx2.IsSupported && i + 32 <= count; i += 32)
        {
            Vector256<byte> p3 = Sorted32(ref from, i), p2 = Sorted32(ref from, count + i), p1 = Sorted32(ref from, 2 * count + i),
                p0 = Sorted32(ref from, 3 * count + i);
            Vector256<ushort> low = Avx2.UnpackLow(p0, p1).AsUInt16(), high = Avx2.UnpackHigh(p0, p1).AsUInt16(),
                low2 = Avx2.UnpackLow(p2, p3).AsUInt16(), high2 = Avx2.UnpackHigh(p2, p3).AsUInt16();
            Avx2.UnpackLow(low, low2).AsByte().StoreUnsafe(ref to, (nuint)(4 * i));
            Avx2.UnpackHigh(low, low2).AsByte().StoreUnsafe(ref to, (nuint)(4 * i + 32));
            Avx2.UnpackLow(high, high2).AsByte().StoreUnsafe(ref to, (nuint)(4 * i + 64));
            Avx2.UnpackHigh(high, high2).AsByte().StoreUnsafe(ref to, (nuint)(4 * i + 96));
        }
        for (; i + 16 <= count; i += 16)
        {
            var p3 = Vector128.LoadUnsafe(ref from, (nuint)i);
            var p2 = Vector128.LoadUnsafe(ref from, (nuint)(count + i));
            var p1 = Vector128.LoadUnsafe(ref from, (nuint)(2 * count + i));
            var p0 = Vector128.LoadUnsafe(ref from, (nuint)(3 * count + i));
            var (low, high) = Zip(p0, p1);
            var (low2, high2) = Zip(p2, p3);
            var (a, b) = Zip(low.AsUInt16(), low2.AsUInt16());
            var (c, d) = Zip(high.AsUInt16(), high2.AsUInt16());
            a.AsByte().StoreUnsafe(ref to, (nuint)(4 * i));
            b.AsByte().StoreUnsafe(ref to, (nuint)(4 * i + 16));
            c.AsByte().StoreUnsafe(ref to, (nuint)(4 * i + 32));
            d.AsByte().StoreUnsafe(ref to, (nuint)(4 * i + 48));
        }
        return i;
    }

    // The fours of the first quarters of each lane, then those of the second quarters, and so on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Sorted64(ref byte from, int at)
        => Avx512F.PermuteVar16x32(Vector512.LoadUnsafe(ref from, (nuint)at).AsUInt32(),
            Vector512.Create(0u, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Sorted32(ref byte from, int at)
        => Avx2.PermuteVar8x32(Vector256.LoadUnsafe(ref from, (nuint)at).AsUInt32(), Vector256.Create(0u, 2, 4, 6, 1, 3, 5, 7)).AsByte();

    private static int Join8(ReadOnlySpan<byte> row, Span<byte> samples, int count)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(samples);
        var i = 0;
        for (; i + 16 <= count; i += 16)
        {
            var (l01, h01) = Zip(Load(ref from, 7, count, i), Load(ref from, 6, count, i));
            var (l23, h23) = Zip(Load(ref from, 5, count, i), Load(ref from, 4, count, i));
            var (l45, h45) = Zip(Load(ref from, 3, count, i), Load(ref from, 2, count, i));
            var (l67, h67) = Zip(Load(ref from, 1, count, i), Load(ref from, 0, count, i));
            Store(ref to, 8 * i, l01, l23, l45, l67);
            Store(ref to, 8 * i + 64, h01, h23, h45, h67);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ref byte from, int plane, int count, int i)
        => Vector128.LoadUnsafe(ref from, (nuint)(plane * count + i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref byte to, int at, Vector128<byte> v01, Vector128<byte> v23, Vector128<byte> v45, Vector128<byte> v67)
    {
        var (low, middle) = Zip(v01.AsUInt16(), v23.AsUInt16());
        var (low2, middle2) = Zip(v45.AsUInt16(), v67.AsUInt16());
        var (a, b) = Zip(low.AsUInt32(), low2.AsUInt32());
        var (c, d) = Zip(middle.AsUInt32(), middle2.AsUInt32());
        a.AsByte().StoreUnsafe(ref to, (nuint)at);
        b.AsByte().StoreUnsafe(ref to, (nuint)(at + 16));
        c.AsByte().StoreUnsafe(ref to, (nuint)(at + 32));
        d.AsByte().StoreUnsafe(ref to, (nuint)(at + 48));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> Low, Vector128<byte> High) Zip(Vector128<byte> a, Vector128<byte> b)
        => (Vectors.ZipLow(a, b), Vectors.ZipHigh(a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<ushort> Low, Vector128<ushort> High) Zip(Vector128<ushort> a, Vector128<ushort> b)
        => (Vectors.ZipLow(a, b), Vectors.ZipHigh(a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<uint> Low, Vector128<uint> High) Zip(Vector128<uint> a, Vector128<uint> b)
        => (Vectors.ZipLow(a, b), Vectors.ZipHigh(a, b));
}
