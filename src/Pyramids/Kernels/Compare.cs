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

    public static Vector<T> Holds<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T> => Vector.LessThan(x, y) | Vector.GreaterThan(x, y);
}

/// <summary>Comparisons of rows of cells to masks of 1 and 0.</summary>
internal static class Compare
{
    public static void Rows<T, TOp>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<byte> mask) where T : unmanaged, INumber<T> where TOp : IComparison
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(x);
        var others = MemoryMarshal.Cast<T, Vector<T>>(y);
        for (var i = 0; i < vectors.Length; i++) Store(TOp.Holds(vectors[i], others[i]), mask[(i * Vector<T>.Count)..]);
        for (var i = vectors.Length * Vector<T>.Count; i < x.Length; i++) mask[i] = TOp.Holds(x[i], y[i]) ? (byte)1 : (byte)0;
    }

    public static void Rows<T, TOp>(ReadOnlySpan<T> x, T y, Span<byte> mask) where T : unmanaged, INumber<T> where TOp : IComparison
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(x);
        var other = new Vector<T>(y);
        for (var i = 0; i < vectors.Length; i++) Store(TOp.Holds(vectors[i], other), mask[(i * Vector<T>.Count)..]);
        for (var i = vectors.Length * Vector<T>.Count; i < x.Length; i++) mask[i] = TOp.Holds(x[i], y) ? (byte)1 : (byte)0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector<T> holds, Span<byte> mask) where T : unmanaged
    {
        for (var lane = 0; lane < Vector<T>.Count; lane++)
            mask[lane] = holds.As<T, byte>()[lane * Unsafe.SizeOf<T>()] != 0 ? (byte)1 : (byte)0;
    }
}
