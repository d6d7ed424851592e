using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Takes one band out of cells that hold their bands side by side.</summary>
internal static class Interleave
{
    /// <summary>Copies sample <paramref name="sample"/> of every cell.</summary>
    /// <param name="cells">Cells of <paramref name="samples"/> samples of <paramref name="size"/> bytes each.</param>
    /// <param name="samples">Samples of a cell.</param>
    /// <param name="sample">Which one.</param>
    /// <param name="size">Bytes of a sample.</param>
    /// <param name="target">Room for one sample of each cell.</param>
    public static void Take(ReadOnlySpan<byte> cells, int samples, int sample, int size, Span<byte> target)
    {
        switch (size)
        {
            case 1:
                Take(cells, samples, sample, target);
                break;
            case 2:
                Take(MemoryMarshal.Cast<byte, ushort>(cells), samples, sample, MemoryMarshal.Cast<byte, ushort>(target));
                break;
            case 4:
                Take(MemoryMarshal.Cast<byte, uint>(cells), samples, sample, MemoryMarshal.Cast<byte, uint>(target));
                break;
            default:
                Take(MemoryMarshal.Cast<byte, ulong>(cells), samples, sample, MemoryMarshal.Cast<byte, ulong>(target));
                break;
        }
    }

    private static void Take<T>(ReadOnlySpan<T> cells, int samples, int sample, Span<T> target) where T : unmanaged
    {
        var from = sample;
        for (var i = 0; i < target.Length; i++, from += samples) target[i] = cells[from];
    }
}
