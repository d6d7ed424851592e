using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Windows of a group, one below the other: where they begin and end, in cells from the padded plane's first.</summary>
internal readonly struct BoxWindows
{
    private const int Most = 8;

    /// <summary>The rows that windows begin with, and those that they end with; rows beyond the plane's last, of windows
    /// that are not asked for, are the last.</summary>
    private readonly Rows tops, bottoms;

    /// <summary>The boundary in the first window, and that in the window after the last.</summary>
    public readonly nuint First, Next;

    /// <summary>Whether the window after the last begins at its boundary.</summary>
    public readonly bool IsNextAtBoundary;

    /// <summary>How far below the rows are those of the next group, where it is whole.</summary>
    public readonly nuint Ahead;

    /// <summary>Bits of the windows that begin at a boundary, and of those that begin in the row after one.</summary>
    public readonly uint AtBoundary, AfterBoundary;

    /// <param name="count">How many, no more than the widest lane has cells.</param>
    /// <param name="rows">Rows of the padded plane.</param>
    /// <param name="stride">Cells from one to the next.</param>
    /// <param name="row">Row of the raster that the plane begins with.</param>
    /// <param name="begin">The plane's row that the first window begins with.</param>
    /// <param name="length">Rows of a window.</param>
    public BoxWindows(int count, int rows, int stride, int row, int begin, int length)
    {
        for (var i = 0; i < count; i++)
        {
            tops[i] = At(begin + i);
            bottoms[i] = At(begin + i + length - 1);
            if (Boundary(begin + i) == begin + i) AtBoundary |= 1u << i;
            if (Boundary(begin + i - 1) == begin + i - 1) AfterBoundary |= 1u << i;
        }
        First = At(Boundary(begin));
        Next = At(Boundary(begin + count));
        IsNextAtBoundary = Boundary(begin + count) == begin + count;
        Ahead = begin + 2 * count + length - 2 < rows ? (nuint)(count * stride) : 0;

        int Boundary(int window) => BoxSums.NextMultiple(row + window, length) - row;
        nuint At(int place) => (nuint)Math.Min(place, rows - 1) * (nuint)stride;
    }

    // By reference: what the compiler makes of an index is a call in methods that are optimised at once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Top(int window) => Unsafe.Add(ref Unsafe.As<Rows, nuint>(ref Unsafe.AsRef(in tops)), window);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Bottom(int window) => Unsafe.Add(ref Unsafe.As<Rows, nuint>(ref Unsafe.AsRef(in bottoms)), window);

    [InlineArray(Most)]
    private struct Rows
    {
        private nuint first;
    }
}
