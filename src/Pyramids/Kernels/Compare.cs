using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

internal readonly struct Less : IComparison
{
    public static bool Holds<T>(T x, T y) where T : unmanaged, INumber<T> => x < y;

    public static Vector<T> Holds<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T> => Vector.LessThan(x, y);
}

internal readonly struct LessOrEqual : IComparison
{
    public static bool Holds<T>(T x, T y) where T : unmanaged, INumber<T> => x <= y;

    public static Vector<T> Holds<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T> => Vector.LessThanOrEqual(x, y);
}

internal readonly struct Greater : IComparison
{
    public static bool Holds<T>(T x, T y) where T : unmanaged, INumber<T> => x > y;

    public static Vector<T> Holds<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T> => Vector.GreaterThan(x, y);
}

internal readonly struct GreaterOrEqual : IComparison
{
    public static bool Holds<T>(T x, T y) where T : unmanaged, INumber<T> => x >= y;

    public static Vector<T> Holds<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T> => Vector.GreaterThanOrEqual(x, y);
}

internal readonly struct EqualTo : IComparison
{
    public static bool Holds<T>(T x, T y) where T : unmanaged, INumber<T> => x == y;

    public static Vector<T> Holds<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T> => Vector.Equals(x, y);
}

/// <summary>Both are numbers and differ: unlike IEEE's, 0 where a cell is missing.</summary>
internal readonly struct NotEqualTo : IComparison
{
    public static bool Holds<T>(T x, T y) where T : unmanaged, INumber<T> => x < y || x > y;

    public static Vector<T> Holds<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T>
        => Vector.LessThan(x, y) | Vector.GreaterThan(x, y);
}

/// <summary>Comparisons of rows of cells to masks of 1 and 0.</summary>
internal static class Compare
{
    public static void Rows<T, TOp>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<byte> mask)
        where T : unmanaged, INumber<T> where TOp : IComparison
    {
        ReadOnlySpan<Vector<T>> vectors = MemoryMarshal.Cast<T, Vector<T>>(x), others = MemoryMarshal.Cast<T, Vector<T>>(y);
        var (size, i) = (Unsafe.SizeOf<T>(), 0);
        Span<Vector<byte>> holds = stackalloc Vector<byte>[8];
        for (; i + size <= vectors.Length; i += size)
        {
            for (var part = 0; part < size; part++) holds[part] = TOp.Holds(vectors[i + part], others[i + part]).As<T, byte>();
            Narrow(holds, size).CopyTo(mask[(i * Vector<T>.Count)..]);
        }
        for (i *= Vector<T>.Count; i < x.Length; i++) mask[i] = TOp.Holds(x[i], y[i]) ? (byte)1 : (byte)0;
    }

    public static void Rows<T, TOp>(ReadOnlySpan<T> x, T y, Span<byte> mask) where T : unmanaged, INumber<T> where TOp : IComparison
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(x);
        var other = new Vector<T>(y);
        var (size, i) = (Unsafe.SizeOf<T>(), 0);
        Span<Vector<byte>> holds = stackalloc Vector<byte>[8];
        for (; i + size <= vectors.Length; i += size)
        {
            for (var part = 0; part < size; part++) holds[part] = TOp.Holds(vectors[i + part], other).As<T, byte>();
            Narrow(holds, size).CopyTo(mask[(i * Vector<T>.Count)..]);
        }
        for (i *= Vector<T>.Count; i < x.Length; i++) mask[i] = TOp.Holds(x[i], y) ? (byte)1 : (byte)0;
    }

    /// <summary>Lanes of all or no bits, in as many vectors as a cell has bytes, as one vector of 1 and 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<byte> Narrow(Span<Vector<byte>> holds, int size)
    {
        for (var left = size; left > 1; left /= 2)
            for (var i = 0; i < left / 2; i++)
                holds[i] = Half(holds[2 * i], holds[2 * i + 1], left);
        return holds[0] & Vector<byte>.One;
    }

    /// <summary>Lanes of so many bytes, cut to half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<byte> Half(Vector<byte> low, Vector<byte> high, int size) => size switch
    {
        8 => Vector.Narrow(low.As<byte, ulong>(), high.As<byte, ulong>()).As<uint, byte>(),
        4 => Vector.Narrow(low.As<byte, uint>(), high.As<byte, uint>()).As<ushort, byte>(),
        _ => Vector.Narrow(low.As<byte, ushort>(), high.As<byte, ushort>()),
    };
}
