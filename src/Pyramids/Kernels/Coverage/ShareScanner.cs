using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>What is done with the cells of a zone when each has a share: runs of wholly covered cells, and single cells covered in
/// part.</summary>
internal interface IShareVisitor : ISpanVisitor
{
    void Share(int row, int column, double share);
}

/// <summary>Turns the edges of a zone into the share of each cell's area that the zone covers, walking once along each edge.</summary>
/// <remarks>
/// Each piece of an edge in a cell sets off the area on its right in that cell, and the piece's height in all cells further right; going
/// down adds and going up takes away, so edges must run with the inside on their right, seen with rows growing downward (see
/// <see cref="EvenOddSweep"/>). What lies left of the window enters as one height at its first column: always scan
/// whole blocks, so that the bits do not depend on chunks.
/// </remarks>
internal sealed class ShareScanner
{
    /// <summary>Shares closer than this to 0 or 1 are 0 or 1: rounding of coordinates must not bring in cells along a shared cell
    /// edge.</summary>
    private const double Tolerance = 1e-10;

    private int[] firstOfRow = [];
    private int[] next = [];
    private int[] edgeOfRow = [];
    private double[] height = [];
    private double[] area = [];
    private bool[] marked = [];
    private int[] marks = [];
    private int count;

    /// <summary>Visits the cells of a zone inside a window; the edges are those of the zone that meet its rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scan<TVisitor>(scoped ReadOnlySpan<Edge> edges, Window window, ref TVisitor visitor)
        where TVisitor : IShareVisitor, allows ref struct
    {
        Bucket(edges, window);
        if (height.Length < window.Columns)
            (height, area, marked, marks) = (new double[window.Columns], new double[window.Columns], new bool[window.Columns],
                new int[window.Columns]);
        for (var row = 0; row < window.Rows; row++)
        {
            count = 0;
            var before = 0.0;
            foreach (var i in edgeOfRow.AsSpan(firstOfRow[row]..firstOfRow[row + 1]))
                before += Walk(edges[i], window.Row + row, window.Column, window.Columns);
            if (count > 0 || before != 0) Emit(window, row, before, ref visitor);
        }
    }

    private void Bucket(ReadOnlySpan<Edge> edges, Window window)
    {
        RowBuckets.Begin(ref firstOfRow, window.Rows);
        foreach (ref readonly var edge in edges)
        {
            var (first, end) = Rows(edge, window);
            if (first >= end) continue;
            firstOfRow[first + 1]++;
            firstOfRow[end + 1]--;
        }
        RowBuckets.Sum(ref next, firstOfRow, window.Rows);
        RowBuckets.Grow(ref edgeOfRow, firstOfRow[window.Rows]);
        for (var i = 0; i < edges.Length; i++)
        {
            var (first, end) = Rows(edges[i], window);
            for (var row = first; row < end; row++) edgeOfRow[next[row]++] = i;
        }
    }

    private static (int First, int End) Rows(in Edge edge, Window window)
    {
        if (edge.Y0 == edge.Y1 || Math.Min(edge.X0, edge.X1) >= window.ColumnEnd) return default;
        return RowBuckets.Inside(Math.Floor(Math.Min(edge.Y0, edge.Y1)), Math.Ceiling(Math.Max(edge.Y0, edge.Y1)), window);
    }

    // Walks along an edge inside a row and returns the height that lies left of the first column.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Walk(in Edge edge, double top, double firstColumn, int columns)
    {
        var down = edge.Downward;
        var sign = edge.Y0 < edge.Y1 ? 1.0 : -1.0;
        double y0 = Math.Max(down.Y0, top), y1 = Math.Min(down.Y1, top + 1);
        double x0 = down.At(y0) - firstColumn, x1 = down.At(y1) - firstColumn;
        if (x0 == x1)
        {
            if (x0 < 0) return sign * (y1 - y0);
            if (x0 < columns) Add((int)x0, sign * (y1 - y0), x0);
            return 0;
        }
        var (dy, dx) = (down.Y1 - down.Y0, down.X1 - down.X0);
        // From left to right, whichever end that is; heights stay signed by the edge's own direction.
        if (x0 > x1) (x0, y0, x1, y1, sign) = (x1, y1, x0, y0, -sign);
        if (x0 >= columns) return 0;
        var before = 0.0;
        if (x0 < 0)
        {
            var y = x1 <= 0 ? y1 : Cross(0);
            before = sign * (y - y0);
            if (x1 <= 0) return before;
            (x0, y0) = (0, y);
        }
        for (var column = (int)x0; column < columns; column++)
        {
            var leaves = x1 > column + 1;
            var x = leaves ? column + 1 : x1;
            var y = leaves ? Cross(column + 1) : y1;
            Add(column, sign * (y - y0), (x0 + x) * 0.5);
            if (x1 <= column + 1) break;
            (x0, y0) = (x, y);
        }
        return before;

        double Cross(double column)
        {
            var y = down.Y0 + (column + firstColumn - down.X0) * (dy / dx);
            return y0 <= y1 ? Math.Clamp(y, y0, y1) : Math.Clamp(y, y1, y0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(int column, double dy, double x)
    {
        if (!marked[column])
        {
            marked[column] = true;
            marks[count++] = column;
        }
        height[column] += dy;
        area[column] += dy * (column + 1 - x);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Emit<TVisitor>(Window window, int row, double before, ref TVisitor visitor)
        where TVisitor : IShareVisitor, allows ref struct
    {
        var sorted = marks.AsSpan(0, count);
        RowBuckets.Sort(sorted);
        double level = before;
        var from = 0;
        foreach (var column in sorted)
        {
            Run(window, row, from, column, level, ref visitor);
            var share = level + area[column];
            if (share > Tolerance) Cell(window, row, column, share, ref visitor);
            level += height[column];
            (height[column], area[column], marked[column]) = (0, 0, false);
            from = column + 1;
        }
        Run(window, row, from, window.Columns, level, ref visitor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TVisitor>(Window window, int row, int from, int to, double level, ref TVisitor visitor)
        where TVisitor : IShareVisitor, allows ref struct
    {
        if (from >= to || level <= Tolerance) return;
        if (level >= 1 - Tolerance) visitor.Span(window.Row + row, window.Column + from, window.Column + to);
        else
            for (var column = from; column < to; column++) visitor.Share(window.Row + row, window.Column + column, level);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Cell<TVisitor>(Window window, int row, int column, double share, ref TVisitor visitor)
        where TVisitor : IShareVisitor, allows ref struct
    {
        if (share >= 1 - Tolerance) visitor.Span(window.Row + row, window.Column + column, window.Column + column + 1);
        else visitor.Share(window.Row + row, window.Column + column, share);
    }
}
