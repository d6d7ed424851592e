using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pyramids;

/// <summary>How a lane of results becomes cells of the output.</summary>
internal interface ICellWriter<T, TOut> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOut : unmanaged
{
    static abstract void Write<TLane>(TLane values, ref TOut first, nuint index) where TLane : struct, ILane<TLane, T>;
}

/// <summary>As they are.</summary>
internal readonly struct AsIs<T> : ICellWriter<T, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TLane>(TLane values, ref T first, nuint index) where TLane : struct, ILane<TLane, T>
        => values.Store(ref first, index);
}

/// <summary>Grey values as gdaldem writes them: bytes, the nearest integer, half upward, and 0 where the value is
/// missing. Values must be NaN or in [0, 255.5).</summary>
internal readonly struct GreyBytes<T> : ICellWriter<T, byte> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Converted to an integer, NaN gives 0, or the least integer, whose low byte is 0 as well.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TLane>(TLane values, ref byte first, nuint index) where TLane : struct, ILane<TLane, T>
    {
        values += Lane.Constant<TLane, T>(0.5);
        if (typeof(TLane) == typeof(Wide<float>) && Avx512F.IsSupported)
            Avx512F.ConvertToVector128Byte(Vector512.ConvertToInt32Native(Unsafe.BitCast<TLane, Vector512<float>>(values)))
                .StoreUnsafe(ref first, index);
        else if (typeof(TLane) == typeof(Simd<float>) && Vector<float>.Count == 8)
        {
            var integers = Vector256.ConvertToInt32Native(Unsafe.BitCast<TLane, Vector<float>>(values).AsVector256());
            var pairs = Vector128.Narrow(integers.GetLower(), integers.GetUpper());
            Vector128.Narrow(pairs, pairs).AsByte().GetLower().StoreUnsafe(ref first, index);
        }
        else
            OneByOne(values, ref first, index);
    }

    private static void OneByOne<TLane>(TLane values, ref byte first, nuint index) where TLane : struct, ILane<TLane, T>
    {
        Span<T> cells = stackalloc T[TLane.Count];
        values.Store(ref MemoryMarshal.GetReference(cells), 0);
        for (var i = 0; i < cells.Length; i++)
            Unsafe.Add(ref first, index + (nuint)i) = T.IsNaN(cells[i]) ? (byte)0 : byte.CreateTruncating(cells[i]);
    }
}
