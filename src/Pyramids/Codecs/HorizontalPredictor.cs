using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>TIFF's predictor 2 (TIFF 6.0, section 14): each sample is stored as its difference from the one of the pixel before.</summary>
internal static class HorizontalPredictor
{
    /// <summary>Adds differences up along a row, in place.</summary>
    /// <param name="row">Samples of one row, native byte order.</param>
    /// <param name="stride">Samples of a pixel.</param>
    public static void Undo<T>(Span<T> row, int stride) where T : unmanaged, IBinaryInteger<T>
    {
        var step = stride * Unsafe.SizeOf<T>();
        var done = !Vector128.IsHardwareAccelerated ? 0 : step switch
        {
            1 or 2 or 4 or 8 => RunningSums.Add(row, step),
            3 => Triples(MemoryMarshal.AsBytes(row)),
            _ => 0,
        };
        Scalar(row, stride, done);
    }

    /// <summary>The same without vectors; samples before <paramref name="from"/> are done already.</summary>
    internal static void Scalar<T>(Span<T> row, int stride, int from = 0) where T : unmanaged, IBinaryInteger<T>
    {
        if (stride == 3 && from == 0 && row.Length >= 3) // three sums in registers
        {
            T r = row[0], g = row[1], b = row[2];
            var i = 3;
            for (; i + 2 < row.Length; i += 3)
            {
                row[i] = r += row[i];
                row[i + 1] = g += row[i + 1];
                row[i + 2] = b += row[i + 2];
            }
            from = i;
        }
        for (var i = Math.Max(from, stride); i < row.Length; i++) row[i] += row[i - stride];
    }

    // Five pixels of three bytes at a time; the sixteenth byte belongs to the next five and stays as it is.
    private static int Triples(Span<byte> row)
    {
        ref var cells = ref MemoryMarshal.GetReference(row);
        var five = Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0);
        var carry = Vector128<byte>.Zero;
        var i = 0;
        if (row.Length < 16) return 0;
        var next = Vector128.LoadUnsafe(ref cells);
        while (true)
        {
            var stored = next;
            // The next bytes are fetched before these are stored, for a load that overlaps a fresh store is slow.
            var more = i + 31 <= row.Length;
            if (more) next = Vector128.LoadUnsafe(ref cells, (nuint)(i + 15));
            var v = stored;
            v += Vector128.Shuffle(v, Vector128.Create((byte)255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
            v += Vector128.Shuffle(v, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
            v += Vector128.Shuffle(v, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3));
            v += carry;
            carry = Vector128.Shuffle(v, Vector128.Create((byte)12, 13, 14, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12));
            Vector128.ConditionalSelect(five, v, stored).StoreUnsafe(ref cells, (nuint)i);
            i += 15;
            if (!more) return i;
        }
    }
}
