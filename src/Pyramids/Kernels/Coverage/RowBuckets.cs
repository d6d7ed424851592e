using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Counting sort of edges by row: steps at first and end rows, then sums, then places.</summary>
internal static class RowBuckets
{
    /// <summary>Clears the counts for so many rows; count an edge by +1 at its first row + 1 and -1 at its end row + 1.</summary>
    public static void Begin(ref int[] counts, int rows)
    {
        Grow(ref counts, rows + 2);
        counts.AsSpan(0, rows + 2).Clear();
    }

    /// <summary>Makes the first place of each row of the counts, and a copy of it to use up while filling.</summary>
    public static void Sum(ref int[] next, int[] counts, int rows)
    {
        Grow(ref next, rows);
        int count = 0, total = 0;
        for (var row = 0; row < rows; row++)
        {
            count += counts[row + 1];
            counts[row] = next[row] = total;
            total = checked(total + count);
        }
        counts[rows] = total;
    }

    /// <summary>Rows from the window's first on, cut at its ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int First, int End) Inside(double first, double end, Window window)
        => ((int)(Math.Clamp(first, window.Row, window.RowEnd) - window.Row),
            (int)(Math.Clamp(end, window.Row, window.RowEnd) - window.Row));

    public static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length) array = new T[Math.Max(length, array.Length * 2)];
    }

    /// <summary>Sorts values of which there are mostly few.</summary>
    public static void Sort(Span<int> values)
    {
        if (values.Length > 16)
        {
            values.Sort();
            return;
        }
        for (var i = 1; i < values.Length; i++)
        {
            var value = values[i];
            var at = i;
            for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1];
            values[at] = value;
        }
    }
}
