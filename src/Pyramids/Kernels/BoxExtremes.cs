using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>The lesser or the greater of two cells.</summary>
internal interface IExtreme<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What changes no result: stands for missing cells.</summary>
    static abstract T Neutral { get; }

    static abstract TLane Pick<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane, T>;
}

internal readonly struct Least<T> : IExtreme<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Neutral => T.PositiveInfinity;

    public static TLane Pick<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane, T> => TLane.Lesser(x, y);
}

internal readonly struct Greatest<T> : IExtreme<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Neutral => T.NegativeInfinity;

    public static TLane Pick<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane, T> => TLane.Greater(x, y);
}

/// <summary>Least or greatest cell of square windows, in time that hardly grows with their size.</summary>
/// <remarks>
/// Down the columns as van Herk (1992) and Gil and Werman (1993): two steps a cell. Along the rows by doubling: windows
/// of 1, 2, 4 ... cells, and two of the largest that fits cover the one asked for. Which cell wins does not depend on
/// the order, but of 0 and -0 it does: all zeros are made 0.
/// </remarks>
internal static class BoxExtremes
{
    /// <summary>Computes a tile; the input has a halo of <paramref name="radius"/>. A missing middle cell makes the
    /// result missing, others are passed over.</summary>
    public static void Apply<T, TExtreme>(Plane<T> padded, Plane<T> output, int radius)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TExtreme : IExtreme<T>
    {
        Focal3x3.CheckHalo(padded.Rows, padded.Columns, output.Rows, output.Columns, radius);
        if (Vector512.IsHardwareAccelerated && output.Columns >= Wide<T>.Count) Apply<Wide<T>, T, TExtreme>(padded, output, radius);
        else if (Vector.IsHardwareAccelerated && output.Columns >= Simd<T>.Count) Apply<Simd<T>, T, TExtreme>(padded, output, radius);
        else Apply<Scalar<T>, T, TExtreme>(padded, output, radius);
    }

    /// <summary>The same in a given lane; the output must have at least the lane's count of columns.</summary>
    public static void Apply<TLane, T, TExtreme>(Plane<T> padded, Plane<T> output, int radius)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TExtreme : IExtreme<T>
    {
        int length = 2 * radius + 1, width = padded.Columns, room = width + TLane.Count;      // lanes may run over a row's end
        var rented = Scratch.Rent<T>((length + 2) * room, out var scratch);
        scratch.Fill(TExtreme.Neutral);
        Span<T> above = scratch[..(length * room)], below = scratch.Slice(length * room, room), line = scratch[((length + 1) * room)..];
        for (var start = 0; start < output.Rows; start += length)
        {
            // Windows that begin in rows start..start + length - 1 of the input contain its row start + length - 1.
            var boundary = start + length - 1;
            above.Slice((length - 1) * room, room).Fill(TExtreme.Neutral);
            for (var r = Math.Min(boundary, padded.Rows) - 1; r >= start; r--)
                Pick<TLane, T, TExtreme>(padded.Row(r), above[((r - start + 1) * room)..], above[((r - start) * room)..], width);
            below.Fill(TExtreme.Neutral);
            for (var row = start; row < Math.Min(start + length, output.Rows); row++)
            {
                if ((row & 7) == 0) Interruption.Check();
                Pick<TLane, T, TExtreme>(padded.Row(row + length - 1), below, below, width);
                Join<TLane, T, TExtreme>(above[((row - start) * room)..], below, line, width);
                Along<TLane, T, TExtreme>(line, width, length);
                Deliver<TLane, T, TExtreme>(line, length, padded.Row(row + radius)[radius..], output.Row(row));
            }
        }
        Scratch.Return(rented);
    }

    /// <summary>A row of cells against a row of extremes; missing cells and zeros are made uniform on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pick<TLane, T, TExtreme>(Span<T> cells, Span<T> extremes, Span<T> result, int width)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TExtreme : IExtreme<T>
    {
        ref var cell = ref MemoryMarshal.GetReference(cells[..width]);
        ref var from = ref MemoryMarshal.GetReference(extremes[..width]);
        ref var to = ref MemoryMarshal.GetReference(result[..width]);
        nuint count = (nuint)TLane.Count, last = (nuint)width - count;
        TLane zero = TLane.Splat(T.Zero), neutral = TLane.Splat(TExtreme.Neutral);
        for (nuint c = 0; ; c += count)
        {
            if (c > last) c = last;                                           // picking twice changes nothing
            var z = TLane.Load(in cell, c) + zero;
            TExtreme.Pick(TLane.Select(TLane.Same(z, z), z, neutral), TLane.Load(in from, c)).Store(ref to, c);
            if (c == last) return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Join<TLane, T, TExtreme>(Span<T> x, Span<T> y, Span<T> result, int width)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TExtreme : IExtreme<T>
    {
        ref var a = ref MemoryMarshal.GetReference(x[..(width + TLane.Count)]);
        ref var b = ref MemoryMarshal.GetReference(y[..(width + TLane.Count)]);
        ref var to = ref MemoryMarshal.GetReference(result[..(width + TLane.Count)]);
        for (nuint c = 0; c < (nuint)width; c += (nuint)TLane.Count)
            TExtreme.Pick(TLane.Load(in a, c), TLane.Load(in b, c)).Store(ref to, c);
    }

    /// <summary>Makes each cell the extreme of itself and its followers, as many as the largest power of two that fits
    /// into a window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Along<TLane, T, TExtreme>(Span<T> line, int width, int length)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TExtreme : IExtreme<T>
    {
        ref var cells = ref MemoryMarshal.GetReference(line[..(width + TLane.Count)]);
        for (var reach = 1; 2 * reach <= length; reach *= 2)
        {
            // In place: a lane reads nothing before its own first cell. What runs over the end is not read by the windows asked for.
            for (nuint c = 0; c + (nuint)reach < (nuint)width; c += (nuint)TLane.Count)
                TExtreme.Pick(TLane.Load(in cells, c), TLane.Load(in cells, c + (nuint)reach)).Store(ref cells, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Deliver<TLane, T, TExtreme>(Span<T> line, int length, Span<T> middle, Span<T> output)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IBinaryFloatingPointIeee754<T> where TExtreme : IExtreme<T>
    {
        var shift = (nuint)(length - (int)BitOperations.RoundUpToPowerOf2((uint)length + 1) / 2);
        ref var cells = ref MemoryMarshal.GetReference(line);
        ref var centre = ref MemoryMarshal.GetReference(middle[..output.Length]);
        ref var to = ref MemoryMarshal.GetReference(output);
        nuint count = (nuint)TLane.Count, last = (nuint)output.Length - count;
        for (nuint c = 0; ; c += count)
        {
            if (c > last) c = last;
            var z = TLane.Load(in centre, c);
            var value = TExtreme.Pick(TLane.Load(in cells, c), TLane.Load(in cells, c + shift));
            TLane.Select(TLane.Same(z, z), value, TLane.Splat(T.NaN)).Store(ref to, c);
            if (c == last) return;
        }
    }
}
