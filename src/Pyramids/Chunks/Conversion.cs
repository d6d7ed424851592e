using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Rows of cells as numbers of another type: integers of up to 16 bits into floating cells by vectors, the rest as the runtime does it.</summary>
/// <remarks>TensorPrimitives converts bytes and 16-bit integers to floating numbers one by one, which costs more than the arithmetic after it.</remarks>
internal static class Conversion
{
    /// <summary>Converts cells; a value that the new type does not have is truncated.</summary>
    public static void Row<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> result)
        where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, INumber<TTo>
    {
        if (!IsSmall<TFrom>() || typeof(TTo) != typeof(float) && typeof(TTo) != typeof(double))
        {
            TensorPrimitives.ConvertTruncating(x, result);
            return;
        }
        result = result[..x.Length];
        var i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            var singles = Eight(x[i..]);
            if (typeof(TTo) == typeof(float))
            {
                singles.As<float, TTo>().CopyTo(result[i..]);
                continue;
            }
            var (low, high) = Vector256.Widen(singles);
            low.As<double, TTo>().CopyTo(result[i..]);
            high.As<double, TTo>().CopyTo(result[(i + 4)..]);
        }
        for (; i < x.Length; i++) result[i] = TTo.CreateTruncating(x[i]);
    }

    /// <summary>True for integers of up to 16 bits, which a Float32 holds exactly.</summary>
    public static bool IsSmall<T>() where T : unmanaged
        => typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(short) || typeof(T) == typeof(ushort);

    /// <summary>The first eight of some small integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight<T>(ReadOnlySpan<T> cells) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(cells[..8]);
        Vector128<int> low, high;
        if (typeof(T) == typeof(byte))
            (low, high) = Vector128.Widen(Vector128.WidenLower(Bytes(bytes)).AsInt16());
        else if (typeof(T) == typeof(sbyte))
            (low, high) = Vector128.Widen(Vector128.WidenLower(Bytes(bytes).AsSByte()));
        else if (typeof(T) == typeof(short))
            (low, high) = Vector128.Widen(Vector128.Create(bytes).AsInt16());
        else
        {
            var (first, second) = Vector128.Widen(Vector128.Create(bytes).AsUInt16());
            (low, high) = (first.AsInt32(), second.AsInt32());
        }
        return Vector256.ConvertToSingle(Vector256.Create(low, high));
    }

    private static Vector128<byte> Bytes(ReadOnlySpan<byte> eight) => Vector128.CreateScalarUnsafe(MemoryMarshal.Read<ulong>(eight)).AsByte();
}
