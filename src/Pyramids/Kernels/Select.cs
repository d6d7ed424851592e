using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Picks cells by a mask.</summary>
internal static class Select
{
    public static void Rows<T>(ReadOnlySpan<byte> mask, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged
    {
        x = x[..result.Length];
        y = y[..result.Length];
        mask = mask[..result.Length];
        var i = 0;
        for (; i <= result.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            Pick(new(mask[i..]), MemoryMarshal.Cast<T, Vector<byte>>(x[i..]), MemoryMarshal.Cast<T, Vector<byte>>(y[i..]), 1,
                MemoryMarshal.Cast<T, Vector<byte>>(result[i..]), Unsafe.SizeOf<T>());
        for (; i < result.Length; i++) result[i] = mask[i] != 0 ? x[i] : y[i];
    }

    public static void Rows<T>(ReadOnlySpan<byte> mask, ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged
    {
        x = x[..result.Length];
        mask = mask[..result.Length];
        Span<T> other = stackalloc T[Vector<byte>.Count / Unsafe.SizeOf<T>()];
        other.Fill(y);
        ReadOnlySpan<Vector<byte>> others = MemoryMarshal.Cast<T, Vector<byte>>(other);
        var i = 0;
        for (; i <= result.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            Pick(new(mask[i..]), MemoryMarshal.Cast<T, Vector<byte>>(x[i..]), others, 0, MemoryMarshal.Cast<T, Vector<byte>>(result[i..]),
                Unsafe.SizeOf<T>());
        for (; i < result.Length; i++) result[i] = mask[i] != 0 ? x[i] : y;
    }

    /// <summary>A vector of mask bytes spread over as many cells: one, two, four or eight vectors of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pick(Vector<byte> mask, ReadOnlySpan<Vector<byte>> x, ReadOnlySpan<Vector<byte>> y, int step,
        Span<Vector<byte>> result, int size)
    {
        if (size == 1)
        {
            result[0] = Vector.ConditionalSelect(Vector.Equals(mask, Vector<byte>.Zero), y[0], x[0]);
            return;
        }
        Vector.Widen(mask, out var low, out var high);
        Two(low, x, y, step, result, size);
        Two(high, x[(size / 2)..], y[(step * size / 2)..], step, result[(size / 2)..], size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two(Vector<ushort> mask, ReadOnlySpan<Vector<byte>> x, ReadOnlySpan<Vector<byte>> y, int step,
        Span<Vector<byte>> result, int size)
    {
        if (size == 2)
        {
            result[0] = Vector.ConditionalSelect(Vector.Equals(mask, Vector<ushort>.Zero).As<ushort, byte>(), y[0], x[0]);
            return;
        }
        Vector.Widen(mask, out var low, out var high);
        Four(low, x, y, step, result, size);
        Four(high, x[(size / 4)..], y[(step * size / 4)..], step, result[(size / 4)..], size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(Vector<uint> mask, ReadOnlySpan<Vector<byte>> x, ReadOnlySpan<Vector<byte>> y, int step,
        Span<Vector<byte>> result, int size)
    {
        if (size == 4)
        {
            result[0] = Vector.ConditionalSelect(Vector.Equals(mask, Vector<uint>.Zero).As<uint, byte>(), y[0], x[0]);
            return;
        }
        Vector.Widen(mask, out var low, out var high);
        result[0] = Vector.ConditionalSelect(Vector.Equals(low, Vector<ulong>.Zero).As<ulong, byte>(), y[0], x[0]);
        result[1] = Vector.ConditionalSelect(Vector.Equals(high, Vector<ulong>.Zero).As<ulong, byte>(), y[step], x[1]);
    }
}
