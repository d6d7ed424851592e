using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Rows of cells as numbers of another type: the pairs that rasters are made of by loops that are compiled at
/// once, the rest as the runtime does it.</summary>
/// <remarks>TensorPrimitives converts bytes and 16-bit integers to floating numbers one by one, and what it does by
/// vectors is slow until the runtime has compiled it a second time: a short command is over by then.</remarks>
internal static class Conversion
{
    /// <summary>Converts cells; a value that the new type does not have is truncated.</summary>
    public static void Row<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> result)
        where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, INumber<TTo>
    {
        if (typeof(TFrom) == typeof(TTo)) MemoryMarshal.Cast<TFrom, TTo>(x).CopyTo(result);
        else if (typeof(TTo) == typeof(float) && IsSmall<TFrom>()) ToSingles(x, MemoryMarshal.Cast<TTo, float>(result));
        else if (typeof(TTo) == typeof(double)
            && (IsSmall<TFrom>() || typeof(TFrom) == typeof(float) || typeof(TFrom) == typeof(int) || typeof(TFrom) == typeof(uint)))
            ToDoubles(x, MemoryMarshal.Cast<TTo, double>(result));
        else TensorPrimitives.ConvertTruncating(x, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToSingles<T>(ReadOnlySpan<T> x, Span<float> result) where T : unmanaged, INumber<T>
    {
        result = result[..x.Length];
        var i = 0;
        for (; i <= x.Length - 8; i += 8) Eight(x[i..]).CopyTo(result[i..]);
        for (; i < x.Length; i++) result[i] = float.CreateTruncating(x[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToDoubles<T>(ReadOnlySpan<T> x, Span<double> result) where T : unmanaged, INumber<T>
    {
        result = result[..x.Length];
        var i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            var (low, high) = EightDoubles(x[i..]);
            low.CopyTo(result[i..]);
            high.CopyTo(result[(i + 4)..]);
        }
        for (; i < x.Length; i++) result[i] = double.CreateTruncating(x[i]);
    }

    /// <summary>The first eight of some cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<double> Low, Vector256<double> High) EightDoubles<T>(ReadOnlySpan<T> cells) where T : unmanaged, INumber<T>
    {
        var eight = cells[..8];
        if (typeof(T) == typeof(double))
            return (Vector256.Create(eight[..4]).As<T, double>(), Vector256.Create(eight[4..]).As<T, double>());
        if (typeof(T) == typeof(float)) return Vector256.Widen(Vector256.Create(eight).As<T, float>());
        if (IsSmall<T>()) return Vector256.Widen(Eight(eight));
        if (typeof(T) == typeof(int))
        {
            var (low, high) = Vector256.Widen(Vector256.Create(eight).As<T, int>());
            return (Vector256.ConvertToDouble(low), Vector256.ConvertToDouble(high));
        }
        if (typeof(T) == typeof(uint))
        {
            var (low, high) = Vector256.Widen(Vector256.Create(eight).As<T, uint>());
            return (Vector256.ConvertToDouble(low), Vector256.ConvertToDouble(high));
        }
        return (Vector256.Create(Double(eight[0]), Double(eight[1]), Double(eight[2]), Double(eight[3])),
            Vector256.Create(Double(eight[4]), Double(eight[5]), Double(eight[6]), Double(eight[7])));
    }

    private static double Double<T>(T cell) where T : unmanaged, INumber<T> => double.CreateTruncating(cell);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Bytes(ReadOnlySpan<byte> eight)
        => Vector128.CreateScalarUnsafe(MemoryMarshal.Read<ulong>(eight)).AsByte();
}
