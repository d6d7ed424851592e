using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Cells of any type as unsigned integers that sort as the cells do; -0 and 0 are one.</summary>
internal static class OrderedBits
{
    public static int Count<T>() where T : unmanaged => 8 * Unsafe.SizeOf<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of<T>(T cell) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float)) return SingleKeys.Of(float.CreateTruncating(cell));
        if (typeof(T) == typeof(double)) return DoubleKeys.Of(double.CreateTruncating(cell));
        return ulong.CreateTruncating(cell) + Shift<T>() & Mask<T>();
    }

    public static T Cell<T>(ulong bits) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float)) return T.CreateTruncating(SingleKeys.Value((uint)bits));
        if (typeof(T) == typeof(double)) return T.CreateTruncating(DoubleKeys.Value(bits));
        return T.CreateTruncating(bits - Shift<T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Shift<T>() where T : unmanaged, INumber<T> => T.Zero - T.One < T.Zero ? 1UL << Count<T>() - 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask<T>() where T : unmanaged => ulong.MaxValue >> 64 - Count<T>();
}
