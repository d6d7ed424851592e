using System.Collections.Concurrent;

namespace Pyramids;

/// <summary>Where the cells of one grid lie among those of another: positions in columns and rows of the source, (0.5,
/// 0.5) being the centre of its first cell.</summary>
/// <remarks>
/// Within one CRS the map is affine and exact. Between CRSs a block of 32 by 32 target cells, counted from the grid's
/// first, has nine exact positions with a quadratic surface through them, when that is within <see cref="Tolerance"/>
/// of a cell at four other positions; else blocks of 8 by 8 are tried, and where those fail too every position is
/// computed by itself. A position so depends on its cell alone, and its bounds are known.
/// </remarks>
internal sealed class CellMap
{
    /// <summary>How far an approximated position may be off, in source cells.</summary>
    public const double Tolerance = 1e-3;

    private const int Block = 32, Part = 8, MostBlocks = 1 << 13;
    private readonly GridSpec target, source;
    private readonly CrsTransform? transform;
    private readonly double turn;
    private readonly double[]? affine;                       // columns then rows of the source: constant, per column, per row
    private ConcurrentDictionary<(int, int), CellPatch[]> blocks = new();

    private CellMap(GridSpec target, GridSpec source)
    {
        (this.target, this.source) = (target, source);
        if (target.Crs is { } to && source.Crs is { } from && !to.Horizontal.Equals(from.Horizontal))
        {
            transform = CrsTransform.Create(to, from);
            if (from.Horizontal.IsGeographic && !source.Transform.IsRotated)
                turn = 360 / from.Horizontal.Unit.ToBase(1) / source.Transform.CellWidth;
            return;
        }
        var (x, y) = source.Transform.ToCells(target.Transform.OriginX, target.Transform.OriginY);
        var (xc, yc) = Steps(target.Transform.XPerColumn, target.Transform.YPerColumn);
        var (xr, yr) = Steps(target.Transform.XPerRow, target.Transform.YPerRow);
        affine = [Neat(x, 1e-7), Neat(xc, 1e-12), Neat(xr, 1e-12), Neat(y, 1e-7), Neat(yc, 1e-12), Neat(yr, 1e-12)];

        (double, double) Steps(double dx, double dy) => source.Transform is { IsRotated: true } t
            ? ((dx * t.YPerRow - dy * t.XPerRow) / t.Determinant, (dy * t.XPerColumn - dx * t.YPerColumn) / t.Determinant)
            : (dx / source.Transform.XPerColumn, dy / source.Transform.YPerRow);
    }

    /// <summary>From the cells of a target to positions in a source. A grid without a CRS is in the other's.</summary>
    /// <exception cref="CrsException">There is no way between the two CRSs.</exception>
    public static CellMap Between(GridSpec target, GridSpec source) => new(target, source);

    /// <summary>Positions in the source of points in a row of target cells, NaN where there are none.</summary>
    /// <param name="row">Target row.</param>
    /// <param name="column">First target column.</param>
    /// <param name="right">How far right of its cell's left side a point lies: 0.5 for the middle.</param>
    /// <param name="down">How far below its cell's upper side.</param>
    /// <param name="x">Columns of the source, as many as there are cells.</param>
    /// <param name="y">Rows of the source.</param>
    public void Positions(int row, int column, double right, double down, Span<double> x, Span<double> y)
    {
        if (affine is { } a)
        {
            var v = row + down;
            double fromX = a[0] + a[2] * v, fromY = a[3] + a[5] * v;
            for (var i = 0; i < x.Length; i++)
            {
                var u = column + i + right;
                x[i] = fromX + a[1] * u;
                y[i] = fromY + a[4] * u;
            }
            return;
        }
        for (var i = 0; i < x.Length;)
        {
            var patch = PatchOf(row, column + i);
            var count = Math.Min(x.Length - i, patch.Column + patch.Size - column - i);
            if (patch.IsSmooth) patch.Evaluate(row + down, column + i + right, x.Slice(i, count), y.Slice(i, count));
            else Exact(row + down, column + i + right, x.Slice(i, count), y.Slice(i, count));
            i += count;
        }
    }

    /// <summary>Boxes along the source's columns and rows in place of the cells of a target row: where those are, and
    /// as wide and as high however they are turned.</summary>
    /// <param name="row">Target row.</param>
    /// <param name="column">First target column.</param>
    /// <param name="x0">One end of each box; NaN where the cell has no place.</param>
    /// <param name="y0">As <paramref name="x0"/>.</param>
    /// <param name="x1">The other end, which may be the smaller one.</param>
    /// <param name="y1">As <paramref name="x1"/>.</param>
    /// <param name="scratch">Four numbers for each cell.</param>
    public void Boxes(int row, int column, Span<double> x0, Span<double> y0, Span<double> x1, Span<double> y1, Span<double> scratch)
    {
        var count = x0.Length;
        Positions(row, column, 0, 0, x0, y0);
        Positions(row, column, 1, 1, x1, y1);
        if (affine is [_, _, 0, _, 0, _]) return;                            // not turned: the cells are boxes
        Span<double> x2 = scratch[..count], y2 = scratch.Slice(count, count), x3 = scratch.Slice(2 * count, count),
            y3 = scratch.Slice(3 * count, count);
        Positions(row, column, 1, 0, x2, y2);
        Positions(row, column, 0, 1, x3, y3);
        for (var i = 0; i < count; i++)
        {
            if (turn > 0)                                                    // corners on both sides of the seam come together on one
                foreach (var other in (ReadOnlySpan<double>)[x1[i], x2[i], x3[i]])
                    if (Math.Abs(other - x0[i]) > turn / 2) (x0[i], x1[i], x2[i], x3[i]) = Together(x0[i], x1[i], x2[i], x3[i]);
            (x0[i], x1[i]) = Upright(x0[i], x1[i], x2[i], x3[i]);
            (y0[i], y1[i]) = Upright(y0[i], y1[i], y2[i], y3[i]);
        }

        // As long as the vector of both sides' lengths along an axis, which is that of half the diagonals' sum and difference.
        static (double, double) Upright(double a, double c, double b, double d)
        {
            if (double.IsNaN(b - d)) return (a, c);
            if (double.IsNaN(a - c)) return (b, d);
            var (middle, half) = ((a + b + c + d) / 4, double.Hypot(a - c, b - d) / Math.Sqrt(8));
            return (middle - half, middle + half);
        }
    }

    // On the side of the seam where their middle is.
    private (double, double, double, double) Together(double a, double b, double c, double d)
    {
        (b, c, d) = (Near(b), Near(c), Near(d));
        var shift = (a + b + c + d) / 4 < 0 ? turn : (a + b + c + d) / 4 > source.Columns ? -turn : 0;
        return (a + shift, b + shift, c + shift, d + shift);

        double Near(double x) => x - Math.Round((x - a) / turn) * turn;
    }

    /// <summary>The smallest and greatest position of all points in some target cells; NaN where no point has one.</summary>
    public (double Left, double Top, double Right, double Bottom) Bounds(Window cells)
    {
        var bounds = new CellBounds();
        if (affine is { } a)
        {
            foreach (var (u, v) in new[] { (cells.Column, cells.Row), (cells.ColumnEnd, cells.Row), (cells.Column, cells.RowEnd),
                (cells.ColumnEnd, cells.RowEnd) })
                bounds.Add(a[0] + a[1] * u + a[2] * v, a[3] + a[4] * u + a[5] * v);
            return bounds.Box;
        }
        Span<double> x = stackalloc double[Block + 1], y = stackalloc double[Block + 1];
        for (var blockRow = cells.Row / Block; blockRow * Block < cells.RowEnd; blockRow++)
            for (var blockColumn = cells.Column / Block; blockColumn * Block < cells.ColumnEnd; blockColumn++)
                foreach (var patch in PatchesOf(blockRow, blockColumn))
                {
                    int top = Math.Max(patch.Row, cells.Row), bottom = Math.Min(patch.Row + patch.Size, cells.RowEnd);
                    int left = Math.Max(patch.Column, cells.Column), right = Math.Min(patch.Column + patch.Size, cells.ColumnEnd);
                    if (top >= bottom || left >= right) continue;
                    if (patch.IsSmooth)
                    {
                        patch.Bound(top, left, bottom, right, ref bounds);
                        continue;
                    }
                    // middles and corners, which are the points that are asked for
                    foreach (var shift in (ReadOnlySpan<double>)[0, 0.5])
                        for (var row = top; row < bottom + (shift == 0 ? 1 : 0); row++)
                        {
                            var count = right - left + (shift == 0 ? 1 : 0);
                            Exact(row + shift, left + shift, x[..count], y[..count]);
                            for (var i = 0; i < count; i++) bounds.Add(x[i], y[i]);
                        }
                }
        return bounds.Box;
    }

    /// <summary>How many source columns and rows go into a target cell in the middle of the raster, however it is
    /// turned; 1 where that is unknown.</summary>
    public (double Columns, double Rows) Scale()
    {
        Span<double> x = stackalloc double[1], y = stackalloc double[1];
        foreach (var share in (ReadOnlySpan<double>)[0.5, 0.25, 0.75, 0.125, 0.875])
        {
            double u = target.Columns * share, v = target.Rows * share;
            var (left, right, above, below) = (At(u - 0.5, v), At(u + 0.5, v), At(u, v - 0.5), At(u, v + 0.5));
            var (columns, rows) = (double.Hypot(right.X - left.X, below.X - above.X), double.Hypot(right.Y - left.Y, below.Y - above.Y));
            if (columns > 0 && rows > 0 && (affine is not null || (columns < source.Columns && rows < source.Rows))) return (columns, rows);
        }
        return (1, 1);
    }

    /// <summary>The exact position of a point given in target columns and rows.</summary>
    public (double X, double Y) At(double u, double v)
    {
        double x = 0, y = 0;
        if (affine is { } a) return (a[0] + a[1] * u + a[2] * v, a[3] + a[4] * u + a[5] * v);
        Exact(v, u, new Span<double>(ref x), new Span<double>(ref y));
        return (x, y);
    }

    private void Exact(double v, double u, Span<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++) (x[i], y[i]) = target.Transform.ToCrs(u + i, v);
        transform!.Apply(x, y);
        for (var i = 0; i < x.Length; i++)
        {
            var (column, row) = source.Transform.ToCells(x[i], y[i]);
            // A raster around the Earth may begin anywhere: longitudes that lie beyond one side may be found from the other.
            if (turn > 0 && column < 0 && column + turn <= source.Columns + 0.5) column += turn;
            else if (turn > 0 && column > source.Columns && column - turn >= -0.5) column -= turn;
            (x[i], y[i]) = (column, row);
        }
    }

    private CellPatch PatchOf(int row, int column)
    {
        var patches = PatchesOf(row / Block, column / Block);
        return patches.Length == 1 ? patches[0] : patches[row % Block / Part * (Block / Part) + column % Block / Part];
    }

    private CellPatch[] PatchesOf(int blockRow, int blockColumn)
    {
        var known = blocks;
        if (known.TryGetValue((blockRow, blockColumn), out var patches)) return patches;
        int row = blockRow * Block, column = blockColumn * Block;
        var whole = Fit(row, column, Block);
        if (whole.IsSmooth) patches = [whole];
        else
        {
            patches = new CellPatch[Block / Part * (Block / Part)];
            for (var i = 0; i < patches.Length; i++)
                patches[i] = Fit(row + i / (Block / Part) * Part, column + i % (Block / Part) * Part, Part);
        }
        if (known.Count >= MostBlocks) blocks = known = new();        // what is thrown away is computed again, to the same bits
        known[(blockRow, blockColumn)] = patches;
        return patches;
    }

    private CellPatch Fit(int row, int column, int size)
    {
        Span<double> x = stackalloc double[9], y = stackalloc double[9], testX = stackalloc double[2], testY = stackalloc double[2],
            nearX = stackalloc double[1], nearY = stackalloc double[1];
        var half = size / 2.0;
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                (x[i * 3 + j], y[i * 3 + j]) = At(column + j * half, row + i * half);
        var patch = new CellPatch(row, column, size, x, y);
        if (!patch.IsSmooth) return patch;
        foreach (var (u, v) in new[] { (0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75) })
        {
            var (trueX, trueY) = At(column + u * size, row + v * size);
            patch.Evaluate(row + v * size, column + u * size, nearX, nearY);
            if (!(Math.Abs(nearX[0] - trueX) <= Tolerance && Math.Abs(nearY[0] - trueY) <= Tolerance)) return new(row, column, size);
        }
        return patch;
    }

    /// <summary>Takes away what rounding leaves of whole, half and other simple numbers of cells.</summary>
    private static double Neat(double cells, double tolerance)
    {
        var simple = Math.Round(cells * 48) / 48;
        return Math.Abs(cells - simple) <= tolerance * Math.Max(1, Math.Abs(cells) * 1e-6) ? simple : cells;
    }
}

/// <summary>Positions of a square of target cells: a quadratic surface, or none when they are to be computed one by one.</summary>
internal sealed class CellPatch
{
    // coefficients of powers of the row (slow) and of the column, both in squares of 0 to 1
    private readonly double[] x = [], y = [];

    public CellPatch(int row, int column, int size) => (Row, Column, Size) = (row, column, size);

    public CellPatch(int row, int column, int size, ReadOnlySpan<double> nodesX, ReadOnlySpan<double> nodesY) : this(row, column, size)
    {
        foreach (var node in nodesX)
            if (!double.IsFinite(node)) return;
        foreach (var node in nodesY)
            if (!double.IsFinite(node)) return;
        (x, y, IsSmooth) = (Powers(nodesX), Powers(nodesY), true);
    }

    public int Row { get; }

    public int Column { get; }

    public int Size { get; }

    public bool IsSmooth { get; }

    public void Evaluate(double v, double u, Span<double> toX, Span<double> toY)
    {
        var t = (v - Row) / Size;
        double x0 = x[0] + t * (x[3] + t * x[6]), x1 = x[1] + t * (x[4] + t * x[7]), x2 = x[2] + t * (x[5] + t * x[8]);
        double y0 = y[0] + t * (y[3] + t * y[6]), y1 = y[1] + t * (y[4] + t * y[7]), y2 = y[2] + t * (y[5] + t * y[8]);
        for (var i = 0; i < toX.Length; i++)
        {
            var s = (u + i - Column) / Size;
            toX[i] = x0 + s * (x1 + s * x2);
            toY[i] = y0 + s * (y1 + s * y2);
        }
    }

    /// <summary>Adds Bézier's control points over a part of the square: the surface lies in their box.</summary>
    public void Bound(int top, int left, int bottom, int right, ref CellBounds bounds)
    {
        double t0 = (double)(top - Row) / Size, t1 = (double)(bottom - Row) / Size, s0 = (double)(left - Column) / Size,
            s1 = (double)(right - Column) / Size;
        foreach (var (ta, tb) in new[] { (t0, t0), (t0, t1), (t1, t1) })
            foreach (var (sa, sb) in new[] { (s0, s0), (s0, s1), (s1, s1) })
                bounds.Add(Blossom(x, ta, tb, sa, sb), Blossom(y, ta, tb, sa, sb));
    }

    private static double Blossom(double[] c, double ta, double tb, double sa, double sb)
    {
        double t = (ta + tb) / 2, tt = ta * tb, s = (sa + sb) / 2, ss = sa * sb;
        return c[0] + s * c[1] + ss * c[2] + t * (c[3] + s * c[4] + ss * c[5]) + tt * (c[6] + s * c[7] + ss * c[8]);
    }

    /// <summary>From values at 0, 1/2 and 1 along both axes.</summary>
    private static double[] Powers(ReadOnlySpan<double> nodes)
    {
        var c = new double[9];
        for (var i = 0; i < 3; i++) (c[i * 3], c[i * 3 + 1], c[i * 3 + 2]) = Line(nodes[i * 3], nodes[i * 3 + 1], nodes[i * 3 + 2]);
        for (var j = 0; j < 3; j++) (c[j], c[3 + j], c[6 + j]) = Line(c[j], c[3 + j], c[6 + j]);
        return c;

        static (double, double, double) Line(double first, double middle, double last)
            => (first, 4 * middle - 3 * first - last, 2 * (first + last) - 4 * middle);
    }
}

/// <summary>A box that grows with the points added.</summary>
internal struct CellBounds
{
    private double left = double.NaN, top = double.NaN, right = double.NaN, bottom = double.NaN;

    public CellBounds() { }

    public readonly (double Left, double Top, double Right, double Bottom) Box => (left, top, right, bottom);

    public void Add(double x, double y)
    {
        if (double.IsNaN(x) || double.IsNaN(y)) return;
        left = double.IsNaN(left) ? x : Math.Min(left, x);
        right = double.IsNaN(right) ? x : Math.Max(right, x);
        top = double.IsNaN(top) ? y : Math.Min(top, y);
        bottom = double.IsNaN(bottom) ? y : Math.Max(bottom, y);
    }
}
