using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>TIFF's predictor 2 (TIFF 6.0, section 14): each sample is stored as its difference from the one of the pixel before.</summary>
internal static class HorizontalPredictor
{
    /// <summary>Adds differences up along a row, in place.</summary>
    /// <param name="row">Samples of one row, native byte order.</param>
    /// <param name="stride">Samples of a pixel.</param>
    public static void Undo<T>(Span<T> row, int stride) where T : unmanaged, IBinaryInteger<T>
    {
        var step = stride * Unsafe.SizeOf<T>();
        var done = !Vector128.IsHardwareAccelerated ? 0 : step switch
        {
            1 or 2 or 4 or 8 => Vectors(row, step),
            3 => Triples(MemoryMarshal.AsBytes(row)),
            _ => 0,
        };
        Scalar(row, stride, done);
    }

    /// <summary>The same without vectors; samples before <paramref name="from"/> are done already.</summary>
    internal static void Scalar<T>(Span<T> row, int stride, int from = 0) where T : unmanaged, IBinaryInteger<T>
    {
        if (stride == 3 && from == 0 && row.Length >= 3) // three sums in registers
        {
            T r = row[0], g = row[1], b = row[2];
            var i = 3;
            for (; i + 2 < row.Length; i += 3)
            {
                row[i] = r += row[i];
                row[i + 1] = g += row[i + 1];
                row[i + 2] = b += row[i + 2];
            }
            from = i;
        }
        for (var i = Math.Max(from, stride); i < row.Length; i++) row[i] += row[i - stride];
    }

    // Sums within 16 bytes by shifting and adding one, two, four steps; then the last step of the 16 bytes before is added to every one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Vectors<T>(Span<T> row, int step) where T : unmanaged, IBinaryInteger<T>
    {
        ref var cells = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(row));
        var length = row.Length * Unsafe.SizeOf<T>() & ~15;
        var carry = Vector128<T>.Zero;
        switch (step)
        {
            case 1:
                var begin = Avx2.IsSupported ? Bytes32(MemoryMarshal.AsBytes(row)) : 0;
                if (begin > 0) carry = Vector128.Create(Unsafe.Add(ref cells, begin - 1)).As<byte, T>();
                for (var i = begin; i < length; i += 16)
                {
                    var v = Vector128.LoadUnsafe(ref cells, (nuint)i);
                    v += Shifted1(v);
                    v += Shifted2(v);
                    v += Shifted4(v);
                    v += Shifted8(v);
                    v += carry.AsByte();
                    v.StoreUnsafe(ref cells, (nuint)i);
                    carry = Vector128.Shuffle(v, Vector128.Create((byte)15)).As<byte, T>();
                }
                break;
            case 2:
                for (var i = 0; i < length; i += 16)
                {
                    var v = Vector128.LoadUnsafe(ref cells, (nuint)i).As<byte, T>();
                    v += Shifted2(v.AsByte()).As<byte, T>();
                    v += Shifted4(v.AsByte()).As<byte, T>();
                    v += Shifted8(v.AsByte()).As<byte, T>();
                    v += carry;
                    v.AsByte().StoreUnsafe(ref cells, (nuint)i);
                    carry = Vector128.Shuffle(v.AsUInt16(), Vector128.Create((ushort)7)).As<ushort, T>();
                }
                break;
            case 4:
                for (var i = 0; i < length; i += 16)
                {
                    var v = Vector128.LoadUnsafe(ref cells, (nuint)i).As<byte, T>();
                    v += Shifted4(v.AsByte()).As<byte, T>();
                    v += Shifted8(v.AsByte()).As<byte, T>();
                    v += carry;
                    v.AsByte().StoreUnsafe(ref cells, (nuint)i);
                    carry = Vector128.Shuffle(v.AsUInt32(), Vector128.Create(3u)).As<uint, T>();
                }
                break;
            default:
                for (var i = 0; i < length; i += 16)
                {
                    var v = Vector128.LoadUnsafe(ref cells, (nuint)i).As<byte, T>();
                    v += Shifted8(v.AsByte()).As<byte, T>();
                    v += carry;
                    v.AsByte().StoreUnsafe(ref cells, (nuint)i);
                    carry = Vector128.Shuffle(v.AsUInt64(), Vector128.Create(1ul)).As<ulong, T>();
                }
                break;
        }
        return length / Unsafe.SizeOf<T>();
    }

    // The same for bytes, 32 at a time: both halves are summed up by themselves, then the upper one gets the sum of the lower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Bytes32(Span<byte> row)
    {
        ref var cells = ref MemoryMarshal.GetReference(row);
        var length = row.Length & ~31;
        var lastOfHalf = Vector256.Create((byte)15);
        var carry = Vector256<byte>.Zero;
        for (var i = 0; i < length; i += 32)
        {
            var v = Vector256.LoadUnsafe(ref cells, (nuint)i);
            v += Avx2.ShiftLeftLogical128BitLane(v, 1);
            v += Avx2.ShiftLeftLogical128BitLane(v, 2);
            v += Avx2.ShiftLeftLogical128BitLane(v, 4);
            v += Avx2.ShiftLeftLogical128BitLane(v, 8);
            var ends = Avx2.Shuffle(v, lastOfHalf);
            v += Avx2.Permute2x128(ends, ends, 0x08);                         // the lower half's to the upper, zeros to the lower
            // What is carried on takes one addition a step: all else is done before.
            var total = ends + Avx2.Permute2x128(ends, ends, 0x01);
            v += carry;
            carry += total;
            v.StoreUnsafe(ref cells, (nuint)i);
        }
        return length;
    }

    // Five pixels of three bytes at a time; the sixteenth byte belongs to the next five and stays as it is.
    private static int Triples(Span<byte> row)
    {
        ref var cells = ref MemoryMarshal.GetReference(row);
        var five = Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0);
        var carry = Vector128<byte>.Zero;
        var i = 0;
        if (row.Length < 16) return 0;
        var next = Vector128.LoadUnsafe(ref cells);
        while (true)
        {
            var stored = next;
            // The next bytes are fetched before these are stored, for a load that overlaps a fresh store is slow.
            var more = i + 31 <= row.Length;
            if (more) next = Vector128.LoadUnsafe(ref cells, (nuint)(i + 15));
            var v = stored;
            v += Vector128.Shuffle(v, Vector128.Create((byte)255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
            v += Vector128.Shuffle(v, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
            v += Vector128.Shuffle(v, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3));
            v += carry;
            carry = Vector128.Shuffle(v, Vector128.Create((byte)12, 13, 14, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12));
            Vector128.ConditionalSelect(five, v, stored).StoreUnsafe(ref cells, (nuint)i);
            i += 15;
            if (!more) return i;
        }
    }

    // Bytes moved up by so many places, zeros below: an index out of range gives 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Shifted1(Vector128<byte> v)
        => Vector128.Shuffle(v, Vector128.Create((byte)255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Shifted2(Vector128<byte> v)
        => Vector128.Shuffle(v, Vector128.Create((byte)255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Shifted4(Vector128<byte> v)
        => Vector128.Shuffle(v, Vector128.Create((byte)255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Shifted8(Vector128<byte> v)
        => Vector128.Shuffle(v, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7));
}
