using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>Adds to each sample of a row the sum of all that are a whole number of steps before it, by the widest vectors
/// the machine has.</summary>
/// <remarks>
/// Sums within 16 bytes come of shifting and adding by one step, two, four and eight; then those of the 16 bytes before are
/// added. What is carried on to the next vector takes one addition: all else is done before.
/// </remarks>
internal static class RunningSums
{
    /// <summary>Sums up, in place.</summary>
    /// <param name="row">The samples.</param>
    /// <param name="step">Bytes from one sample to the next that is added to it: 1, 2, 4 or 8, and no fewer than a sample has.</param>
    /// <returns>How many samples are done; those that fill no vector are left.</returns>
    public static int Add<T>(Span<T> row, int step) where T : unmanaged, IBinaryInteger<T>
    {
        ref var cells = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(row));
        var length = row.Length * Unsafe.SizeOf<T>();
        var done = Avx512BW.IsSupported ? By64<T>(ref cells, length, step)
            : Avx2.IsSupported ? By32<T>(ref cells, length, step) : 0;
        return By16<T>(ref cells, done, length, step) / Unsafe.SizeOf<T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int By64<T>(ref byte cells, int length, int step) where T : unmanaged, IBinaryInteger<T>
    {
        // For each byte of 16, the place of the one in the last step that is carried on to it.
        var last = (Vector512<byte>.Indices & Vector512.Create((byte)(step - 1))) + Vector512.Create((byte)(16 - step));
        var carry = Vector512<T>.Zero;
        var i = 0;
        for (; i + 64 <= length; i += 64)
        {
            var v = Vector512.LoadUnsafe(ref cells, (nuint)i).As<byte, T>();
            if (step <= 1) v += Avx512BW.ShiftLeftLogical128BitLane(v.AsByte(), 1).As<byte, T>();
            if (step <= 2) v += Avx512BW.ShiftLeftLogical128BitLane(v.AsByte(), 2).As<byte, T>();
            if (step <= 4) v += Avx512BW.ShiftLeftLogical128BitLane(v.AsByte(), 4).As<byte, T>();
            v += Avx512BW.ShiftLeftLogical128BitLane(v.AsByte(), 8).As<byte, T>();
            // Sums of the 16 bytes before, of the 32 before, of all before; upwards by quarters, zeros from below.
            var ends = Avx512BW.Shuffle(v.AsByte(), last).As<byte, T>();
            ends += Up(ends, 12);
            ends += Up(ends, 8);
            v += Up(ends, 12) + carry;
            carry += Avx512F.Shuffle4x128(ends.AsUInt32(), ends.AsUInt32(), 0xFF).As<uint, T>();
            v.AsByte().StoreUnsafe(ref cells, (nuint)i);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Up<T>(Vector512<T> v, [ConstantExpected] byte from)
        => Avx512F.AlignRight32(v.AsUInt32(), Vector512<uint>.Zero, from).As<uint, T>();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int By32<T>(ref byte cells, int length, int step) where T : unmanaged, IBinaryInteger<T>
    {
        var last = (Vector256<byte>.Indices & Vector256.Create((byte)(step - 1))) + Vector256.Create((byte)(16 - step));
        var carry = Vector256<T>.Zero;
        var i = 0;
        for (; i + 32 <= length; i += 32)
        {
            var v = Vector256.LoadUnsafe(ref cells, (nuint)i).As<byte, T>();
            if (step <= 1) v += Avx2.ShiftLeftLogical128BitLane(v.AsByte(), 1).As<byte, T>();
            if (step <= 2) v += Avx2.ShiftLeftLogical128BitLane(v.AsByte(), 2).As<byte, T>();
            if (step <= 4) v += Avx2.ShiftLeftLogical128BitLane(v.AsByte(), 4).As<byte, T>();
            v += Avx2.ShiftLeftLogical128BitLane(v.AsByte(), 8).As<byte, T>();
            var ends = Avx2.Shuffle(v.AsByte(), last);
            v += Avx2.Permute2x128(ends, ends, 0x08).As<byte, T>() + carry;     // the lower half's to the upper, zeros to the lower
            carry += ends.As<byte, T>() + Avx2.Permute2x128(ends, ends, 0x01).As<byte, T>();
            v.AsByte().StoreUnsafe(ref cells, (nuint)i);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int By16<T>(ref byte cells, int from, int length, int step)
        where T : unmanaged, IBinaryInteger<T>
    {
        var last = (Vector128<byte>.Indices & Vector128.Create((byte)(step - 1))) + Vector128.Create((byte)(16 - step));
        var carry = from == 0 ? Vector128<T>.Zero
            : Vector128.ShuffleNative(Vector128.LoadUnsafe(ref cells, (nuint)(from - 16)), last).As<byte, T>();
        var i = from;
        for (; i + 16 <= length; i += 16)
        {
            var v = Vector128.LoadUnsafe(ref cells, (nuint)i).As<byte, T>();
            if (step <= 1) v += Shifted1(v.AsByte()).As<byte, T>();
            if (step <= 2) v += Shifted2(v.AsByte()).As<byte, T>();
            if (step <= 4) v += Shifted4(v.AsByte()).As<byte, T>();
            v += Shifted8(v.AsByte()).As<byte, T>();
            v += carry;
            carry = Vector128.ShuffleNative(v.AsByte(), last).As<byte, T>();
            v.AsByte().StoreUnsafe(ref cells, (nuint)i);
        }
        return i;
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
