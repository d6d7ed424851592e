using System.Buffers;
using System.Numerics;

namespace Pyramids;

/// <summary>What kernels of square windows share.</summary>
internal static class Windows
{
    /// <summary>Whether a plane holds a missing cell.</summary>
    public static bool HasMissing<T>(Plane<T> plane) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var row = 0; row < plane.Rows; row++)
            if (HasMissing<T>(plane.Row(row))) return true;
        return false;
    }

    /// <summary>Whether a row holds a missing cell.</summary>
    public static bool HasMissing<T>(ReadOnlySpan<T> cells) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var c = 0;
        for (; c + Vector<T>.Count <= cells.Length; c += Vector<T>.Count)
        {
            var z = new Vector<T>(cells[c..]);
            if (!Vector.EqualsAll(z, z)) return true;
        }
        for (; c < cells.Length; c++)
            if (T.IsNaN(cells[c])) return true;
        return false;
    }

    /// <summary>Makes results missing whose square window has a missing cell.</summary>
    public static void Propagate<T>(Plane<T> padded, Plane<T> output, int radius) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!HasMissing(padded)) return;
        var width = padded.Columns;
        var rented = ArrayPool<int>.Shared.Rent(width);
        var below = rented.AsSpan(0, width);                                  // missing cells in each column of the window
        below.Clear();
        for (var r = 0; r < 2 * radius; r++) Count(padded.Row(r), below, 1);
        for (var r = 0; r < output.Rows; r++)
        {
            Count(padded.Row(r + 2 * radius), below, 1);
            var missing = 0;
            for (var c = 0; c < 2 * radius; c++) missing += below[c];
            var to = output.Row(r);
            for (var c = 0; c < to.Length; c++)
            {
                missing += below[c + 2 * radius];
                if (missing > 0) to[c] = T.NaN;
                missing -= below[c];
            }
            Count(padded.Row(r), below, -1);
        }
        ArrayPool<int>.Shared.Return(rented);

        static void Count(ReadOnlySpan<T> cells, Span<int> counts, int step)
        {
            for (var c = 0; c < cells.Length; c++)
                if (T.IsNaN(cells[c])) counts[c] += step;
        }
    }
}
