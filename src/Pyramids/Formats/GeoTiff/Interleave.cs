using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>Takes one band out of cells that hold their bands side by side.</summary>
internal static class Interleave
{
    private const int MostVectors = 4;

    // Which bytes of each of the vectors that hold 16 bytes of one band belong to it, by size, samples and sample.
    private static readonly Vector128<byte>[]?[] Masks = MakeMasks();

    /// <summary>Copies sample <paramref name="sample"/> of every cell.</summary>
    /// <param name="cells">Cells of <paramref name="samples"/> samples of <paramref name="size"/> bytes each.</param>
    /// <param name="samples">Samples of a cell.</param>
    /// <param name="sample">Which one.</param>
    /// <param name="size">Bytes of a sample.</param>
    /// <param name="target">Room for one sample of each cell.</param>
    public static void Take(ReadOnlySpan<byte> cells, int samples, int sample, int size, Span<byte> target)
    {
        if (Vector128.IsHardwareAccelerated && samples <= MostVectors && size <= 4)
        {
            var done = Vectors(cells, Masks[Number(size, samples, sample)]!, target);
            cells = cells[(done * samples)..];
            target = target[done..];
        }
        Scalar(cells, samples, sample, size, target);
    }

    /// <summary>The same without vectors.</summary>
    internal static void Scalar(ReadOnlySpan<byte> cells, int samples, int sample, int size, Span<byte> target)
    {
        switch (size)
        {
            case 1:
                Scalar(cells, samples, sample, target);
                break;
            case 2:
                Scalar(MemoryMarshal.Cast<byte, ushort>(cells), samples, sample, MemoryMarshal.Cast<byte, ushort>(target));
                break;
            case 4:
                Scalar(MemoryMarshal.Cast<byte, uint>(cells), samples, sample, MemoryMarshal.Cast<byte, uint>(target));
                break;
            default:
                Scalar(MemoryMarshal.Cast<byte, ulong>(cells), samples, sample, MemoryMarshal.Cast<byte, ulong>(target));
                break;
        }
    }

    private static void Scalar<T>(ReadOnlySpan<T> cells, int samples, int sample, Span<T> target) where T : unmanaged
    {
        var from = sample;
        for (var i = 0; i < target.Length; i++, from += samples) target[i] = cells[from];
    }

    private static int Vectors(ReadOnlySpan<byte> cells, Vector128<byte>[] masks, Span<byte> target)
    {
        ref var from = ref MemoryMarshal.GetReference(cells);
        ref var to = ref MemoryMarshal.GetReference(target);
        var length = Math.Min(target.Length, cells.Length / masks.Length) & ~15;
        switch (masks)
        {
            case [var a, var b]:
                for (var i = 0; i < length; i += 16)
                    (Part(ref from, 2 * i, a) | Part(ref from, 2 * i + 16, b)).StoreUnsafe(ref to, (nuint)i);
                return length;
            case [var a, var b, var c]:
                for (var i = 0; i < length; i += 16)
                    (Part(ref from, 3 * i, a) | Part(ref from, 3 * i + 16, b) | Part(ref from, 3 * i + 32,
                        c)).StoreUnsafe(ref to, (nuint)i);
                return length;
            case [var a, var b, var c, var d]:
                for (var i = 0; i < length; i += 16)
                    (Part(ref from, 4 * i, a) | Part(ref from, 4 * i + 16, b)
                        | (Part(ref from, 4 * i + 32, c) | Part(ref from, 4 * i + 48, d))).StoreUnsafe(ref to, (nuint)i);
                return length;
            default:
                return 0;
        }
    }

    // An index of 255 gives 0 on every machine.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Part(ref byte from, int at, Vector128<byte> mask)
        => Vector128.ShuffleNative(Vector128.LoadUnsafe(ref from, (nuint)at), mask);

    private static int Number(int size, int samples, int sample) => (size * (MostVectors + 1) + samples) * MostVectors + sample;

    private static Vector128<byte>[]?[] MakeMasks()
    {
        var all = new Vector128<byte>[]?[Number(4, MostVectors, MostVectors)];
        Span<byte> mask = stackalloc byte[16];
        foreach (var size in (ReadOnlySpan<int>)[1, 2, 4])
        {
            for (var samples = 2; samples <= MostVectors; samples++)
            {
                for (var sample = 0; sample < samples; sample++)
                {
                    var masks = all[Number(size, samples, sample)] = new Vector128<byte>[samples];
                    for (var vector = 0; vector < samples; vector++)
                    {
                        for (var i = 0; i < 16; i++)
                        {
                            var at = i / size * samples * size + sample * size + i % size;
                            mask[i] = at / 16 == vector ? (byte)(at % 16) : (byte)255;
                        }
                        masks[vector] = Vector128.Create<byte>(mask);
                    }
                }
            }
        }
        return all;
    }
}
