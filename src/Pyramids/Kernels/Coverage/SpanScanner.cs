using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>What is done with the cells of a zone: runs of columns <c>start..end</c> in a row, top to bottom and left to right, none
/// twice.</summary>
internal interface ISpanVisitor
{
    void Span(int row, int start, int end);
}

/// <summary>Turns the edges of a zone into runs of cells, by the centre rule or the all-touched rule. Kept and used again by one thread at
/// a time.</summary>
/// <remarks>
/// Even-odd rule: a cell belongs when an odd number of edges lies on its left. Each edge is computed from its upper end on, by the same
/// operations for every zone and block, so what two polygons share is cut alike, and results do not depend on how the raster is cut.
/// </remarks>
internal sealed class SpanScanner
{
    private int[] firstOfRow = [];
    private int[] next = [];
    private int[] crossings = [];
    private int[] firstTouched = [];
    private long[] touched = [];
    private readonly List<(int Start, int End)> merged = [];

    /// <summary>Visits the cells of a zone inside a window; the edges are those of the zone that meet its rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scan<TVisitor>(scoped ReadOnlySpan<Edge> edges, Window window, bool allTouched, ref TVisitor visitor)
        where TVisitor : ISpanVisitor, allows ref struct
    {
        Cross(edges, window);
        if (allTouched) Touch(edges, window);
        for (var row = 0; row < window.Rows; row++)
        {
            var sorted = crossings.AsSpan(firstOfRow[row]..firstOfRow[row + 1]);
            RowBuckets.Sort(sorted);
            if (allTouched)
                Union(row, sorted, window, ref visitor);
            else
                for (var i = 0; i + 1 < sorted.Length; i += 2)
                    if (sorted[i] < sorted[i + 1]) visitor.Span(window.Row + row, sorted[i], sorted[i + 1]);
        }
    }

    // For each row, the first column whose centre lies on or to the right of each edge.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Cross(ReadOnlySpan<Edge> edges, Window window)
    {
        RowBuckets.Begin(ref firstOfRow, window.Rows);
        foreach (ref readonly var edge in edges)
        {
            var (first, end) = CentreRows(edge, window);
            if (first >= end) continue;
            firstOfRow[first + 1]++;
            firstOfRow[end + 1]--;
        }
        RowBuckets.Sum(ref next, firstOfRow, window.Rows);
        RowBuckets.Grow(ref crossings, firstOfRow[window.Rows]);
        foreach (ref readonly var edge in edges)
        {
            var (first, end) = CentreRows(edge, window);
            if (first >= end) continue;
            var down = edge.Downward;
            for (var row = first; row < end; row++)
                crossings[next[row]++] = (int)Math.Clamp(Math.Ceiling(down.At(window.Row + row + 0.5) - 0.5), window.Column,
                    window.ColumnEnd);
        }
    }

    private static (int First, int End) CentreRows(in Edge edge, Window window)
    {
        double top = Math.Min(edge.Y0, edge.Y1), bottom = Math.Max(edge.Y0, edge.Y1);
        return RowBuckets.Inside(Math.Ceiling(top - 0.5), Math.Ceiling(bottom - 0.5), window);
    }

    // For each row, the columns whose inside each edge meets.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Touch(ReadOnlySpan<Edge> edges, Window window)
    {
        RowBuckets.Begin(ref firstTouched, window.Rows);
        foreach (ref readonly var edge in edges)
        {
            var (first, end) = TouchedRows(edge, window);
            if (first >= end) continue;
            firstTouched[first + 1]++;
            firstTouched[end + 1]--;
        }
        RowBuckets.Sum(ref next, firstTouched, window.Rows);
        RowBuckets.Grow(ref touched, firstTouched[window.Rows]);
        foreach (ref readonly var edge in edges)
        {
            var (first, end) = TouchedRows(edge, window);
            if (first >= end) continue;
            var down = edge.Downward;
            for (var row = first; row < end; row++)
            {
                double a = down.X0, b = down.X1, top = window.Row + row;
                if (down.Y0 < down.Y1) (a, b) = (down.At(top), down.At(top + 1));
                double left = Math.Min(a, b), right = Math.Max(a, b);
                // An upright edge between two columns meets the inside of neither.
                var from = (int)Math.Clamp(Math.Floor(left), window.Column, window.ColumnEnd);
                var to = (int)Math.Clamp(Math.Ceiling(right), window.Column, window.ColumnEnd);
                touched[next[row]++] = (long)from << 32 | (uint)Math.Max(from, to);
            }
        }
    }

    private static (int First, int End) TouchedRows(in Edge edge, Window window)
    {
        double top = Math.Min(edge.Y0, edge.Y1), bottom = Math.Max(edge.Y0, edge.Y1);
        var first = Math.Floor(top);
        return RowBuckets.Inside(first, top == bottom && first != top ? first + 1 : Math.Ceiling(bottom), window);
    }

    private void Union<TVisitor>(int row, ReadOnlySpan<int> inside, Window window, ref TVisitor visitor)
        where TVisitor : ISpanVisitor, allows ref struct
    {
        merged.Clear();
        for (var i = 0; i + 1 < inside.Length; i += 2)
            if (inside[i] < inside[i + 1]) merged.Add((inside[i], inside[i + 1]));
        foreach (var run in touched.AsSpan(firstTouched[row]..firstTouched[row + 1]))
            if ((int)(run >> 32) < (int)run) merged.Add(((int)(run >> 32), (int)run));
        if (merged.Count == 0) return;
        var runs = CollectionsMarshal.AsSpan(merged);
        runs.Sort();
        var (start, end) = runs[0];
        foreach (var (a, b) in runs)
        {
            if (a > end)
            {
                visitor.Span(window.Row + row, start, end);
                (start, end) = (a, b);
            }
            end = Math.Max(end, b);
        }
        visitor.Span(window.Row + row, start, end);
    }
}
