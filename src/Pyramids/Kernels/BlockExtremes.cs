using System.Numerics;

namespace Pyramids;

/// <summary>Where the least and the greatest valid cells of a group lie; of equal ones the first in (band, row, column) order.</summary>
internal struct BlockExtremes<T> : IGathered<T, BlockExtremes<T>> where T : unmanaged, INumber<T>
{
    private T least, greatest;
    private bool any;

    /// <summary>Position in the array, counted in (band, row, column) order; meaningless when there is no valid cell.</summary>
    private long leastAt, greatestAt;

    public static void Gather(Plane<T> block, long first, int stride, Axes axes, Span<BlockExtremes<T>> states)
    {
        states.Clear();
        for (var row = 0; row < block.Rows; row++)
        {
            var cells = block.Row(row);
            var at = first + (long)row * stride;
            if (axes == Axes.Rows)
                for (var column = 0; column < cells.Length; column++) states[column].Add(cells[column], at + column);
            else
                states[axes == Axes.Plane ? 0 : row].Add(cells, at);
        }
    }

    /// <summary>Position of the extreme; -1 when there is no valid cell.</summary>
    public readonly long At(Reduction kind) => !any ? -1 : kind == Reduction.ArgMin ? leastAt : greatestAt;

    public void Merge(in BlockExtremes<T> other)
    {
        if (!other.any) return;
        if (!any)
        {
            this = other;
            return;
        }
        if (other.least < least || (other.least == least && other.leastAt < leastAt)) (least, leastAt) = (other.least, other.leastAt);
        if (other.greatest > greatest || (other.greatest == greatest && other.greatestAt < greatestAt))
            (greatest, greatestAt) = (other.greatest, other.greatestAt);
    }

    public void Add(T cell, long at)
    {
        if (!any)
        {
            if (T.IsNaN(cell)) return;
            (least, greatest, leastAt, greatestAt, any) = (cell, cell, at, at, true);
            return;
        }
        if (cell < least) (least, leastAt) = (cell, at);
        if (cell > greatest) (greatest, greatestAt) = (cell, at);
    }

    private void Add(ReadOnlySpan<T> cells, long at)
    {
        var state = this;                                              // a local, for the registers
        for (var i = 0; i < cells.Length; i++) state.Add(cells[i], at + i);
        this = state;
    }
}
