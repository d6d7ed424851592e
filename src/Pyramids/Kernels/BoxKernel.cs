using System.Numerics;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>A statistic of the cells in a square window.</summary>
internal enum BoxStatistic { Mean, Sum, Variance, Std }

/// <summary>Mean, sum, population variance or standard deviation of square windows.</summary>
internal sealed class BoxKernel<T>(BoxStatistic statistic, int radius, NoDataPolicy policy) : FocalKernel<T, T>(radius)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Apply(Plane<T> padded, Plane<T> output, int row, int column)
    {
        if (Halo == 0)
        {
            Copy(padded, output);
            return;
        }
        var least = TileColumns(output.Columns);
        if (output.Columns < Math.Min(MostColumns, least) && !IsWide(output.Columns))
        {
            Narrow(padded, output, row, column, least);
            return;
        }
        foreach (var (start, columns) in Tiles(output.Columns, MostColumns))
            Tile(padded.Slice(0, start, padded.Rows, columns + 2 * Halo), output.Slice(0, start, output.Rows, columns), row,
                column + start);
    }

    /// <summary>Columns of a tile that keeps the sums in the cache; they are wide against the halo, whose columns are
    /// summed again for each.</summary>
    private int MostColumns => TileColumns(Math.Max(1024, 12 * Halo));

    /// <summary>Tiles that are whole lanes with their halo: the last one may begin a few columns early and give the
    /// same bits again.</summary>
    private IEnumerable<(int Start, int Columns)> Tiles(int all, int width)
    {
        for (var c = 0; c < all;)
        {
            var columns = Math.Min(width, TileColumns(all - c));
            if (columns > all) columns = TileColumns(all - Lane + 1);
            var start = Math.Min(c, all - columns);
            yield return (start, columns);
            c = start + columns;
        }
    }

    /// <summary>Whether one more tile, of the fewest columns there can be, costs little beside the first.</summary>
    private bool IsWide(int columns) => columns >= 8 * (2 * Halo + 2 * Lane);

    public override long ScratchBytes(int rows, int columns)
    {
        if (Halo == 0) return 0;
        long width = MostColumns + 2L * Halo, tile = TileColumns(columns);
        var narrow = columns < width ? (rows + 2L * Halo) * (tile + 2 * Halo) + rows * tile : 0;
        return Rented(Halo == 1 ? NearSums.ScratchDoubles(width) : BoxSums.ScratchDoubles(width, Halo), sizeof(double))
            + (narrow == 0 ? 0 : Rented(narrow, System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
    }

    /// <summary>The least number of columns from the one given on that fills whole lanes together with the halo.</summary>
    private int TileColumns(int columns) => (Math.Max(columns, 8) + 2 * Halo + Lane - 1) / Lane * Lane - 2 * Halo;

    private static int Lane => Math.Max(8, BoxSums.LaneCells);

    /// <summary>A narrow plane of a number of columns that no tile has is computed with some more beside it.</summary>
    private void Narrow(Plane<T> padded, Plane<T> output, int row, int column, int columns)
    {
        int width = columns + 2 * Halo, cells = padded.Rows * width;
        var rented = Scratch.Rent<T>(cells + output.Rows * columns, out var scratch);
        scratch[..cells].Clear();
        var wider = new Plane<T>(scratch[..cells], padded.Rows, width, width);
        var result = new Plane<T>(scratch[cells..], output.Rows, columns, columns);
        padded.CopyTo(wider.Slice(0, 0, padded.Rows, padded.Columns));
        Tile(wider, result, row, column);
        result.Slice(0, 0, output.Rows, output.Columns).CopyTo(output);
        Scratch.Return(rented);
    }

    private void Tile(Plane<T> padded, Plane<T> output, int row, int column)
    {
        if (Vector512.IsHardwareAccelerated) Tile<Wide<double>>(padded, output, row, column);
        else if (Vector.IsHardwareAccelerated) Tile<Simd<double>>(padded, output, row, column);
        else Tile<Scalar<double>>(padded, output, row, column);
    }

    /// <summary>
    /// Sums without a look at missing cells, which make their windows NaN, up to the first rows where that happens; from there
    /// on with counts. Where no cell is missing, both ways give the same bits, so it does not matter where a tile begins.
    /// </summary>
    private void Tile<TLane>(Plane<T> padded, Plane<T> output, int row, int column) where TLane : struct, ILane<TLane, double>
    {
        var length = 2 * Halo + 1;
        var pass = policy is NoDataPolicy.Propagate;
        var done = statistic switch
        {
            BoxStatistic.Sum => Sums<TLane, SumAlgebra<TLane>, One<TLane>>(padded, output, row, column, new(1), pass),
            BoxStatistic.Mean => Sums<TLane, SumAlgebra<TLane>, One<TLane>>(padded, output, row, column,
                new(1 / ((double)length * length)), pass),
            _ => Sums<TLane, SquareAlgebra<TLane>, Two<TLane>>(padded, output, row, column,
                new(length, statistic is BoxStatistic.Std), pass),
        };
        if (done == output.Rows) return;
        Plane<T> from = padded.Slice(done, 0, padded.Rows - done, padded.Columns),
            to = output.Slice(done, 0, output.Rows - done, output.Columns);
        if (statistic is BoxStatistic.Sum or BoxStatistic.Mean)
            Sums<TLane, CountedSumAlgebra<TLane>, Two<TLane>>(from, to, row + done, column,
                new(statistic is BoxStatistic.Mean), pass: true);
        else
            Sums<TLane, CountedSquareAlgebra<TLane>, Four<TLane>>(from, to, row + done, column,
                new(length, statistic is BoxStatistic.Std), pass: true);
    }

    private int Sums<TLane, TAlgebra, TState>(Plane<T> padded, Plane<T> output, int row, int column, TAlgebra algebra, bool pass)
        where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
        => Halo == 1
            ? NearSums.Apply<T, TLane, TAlgebra, TState>(padded, output, algebra, pass)
            : BoxSums.Apply<T, TLane, TAlgebra, TState>(padded, output, Halo, row, column, algebra, pass);

    private void Copy(Plane<T> padded, Plane<T> output)
    {
        for (var r = 0; r < output.Rows; r++)
        {
            ReadOnlySpan<T> cells = padded.Row(r);
            var to = output.Row(r);
            for (var c = 0; c < to.Length; c++)
                to[c] = T.IsNaN(cells[c]) ? T.NaN
                    : statistic is BoxStatistic.Sum or BoxStatistic.Mean ? cells[c]
                    : T.IsFinite(cells[c]) ? T.Zero
                    : T.NaN;
        }
    }
}
