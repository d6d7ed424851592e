using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pyramids;

/// <summary>What a sink gathers of the cells of one group, block by block; two of them merge into that of both, in block order.</summary>
internal interface IGathered<T, TSelf> where T : unmanaged where TSelf : struct, IGathered<T, TSelf>
{
    /// <summary>Gathers a block into one state, or a state for each of the axes that stay: for each column when rows
    /// go, for each row when columns go.</summary>
    /// <param name="block">Cells, at most <see cref="Gathering.BlockColumns"/> in a row.</param>
    /// <param name="first">Position of the block's first cell in the array, counted in (band, row, column) order.</param>
    /// <param name="stride">Cells of the array from one row to the next.</param>
    /// <param name="axes">Which of rows and columns go.</param>
    /// <param name="states">Receives the states.</param>
    static abstract void Gather(Plane<T> block, long first, int stride, Axes axes, Span<TSelf> states);

    void Merge(in TSelf other);
}

/// <summary>The blocks that reductions are computed over: those of the raster, whatever its chunks.</summary>
internal static class Gathering
{
    public const int BlockRows = 256, BlockColumns = 512;
}

/// <summary>Moments of the valid cells of one block, with the least and the greatest in the cells' own type.</summary>
/// <remarks>Additions have one order whatever the machine's vectors: eight lanes side by side, folded at the end.</remarks>
internal struct BlockMoments<T> : IGathered<T, BlockMoments<T>> where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    public Moments Moments;
    public T Least, Greatest;

    public static void Gather(Plane<T> block, long first, int stride, Axes axes, Span<BlockMoments<T>> states)
    {
        if (axes == Axes.Plane) states[0] = Of(block);
        else if (axes == Axes.Rows) ColumnMoments.Of(block, states);
        else
            for (var row = 0; row < block.Rows; row++) states[row] = Of(block.Slice(row, 0, 1, block.Columns));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static BlockMoments<T> Of(Plane<T> plane)
    {
        var count = 0L;
        Lanes sum = new(), squares = new();
        T least = Bounds<T>.Highest, greatest = Bounds<T>.Lowest;
        for (var r = 0; r < plane.Rows; r++)
        {
            var cells = plane.Row(r);
            count += sum.Add(cells);
            Bounds<T>.Widen(cells, ref least, ref greatest);
        }
        if (count == 0) return default;
        var mean = sum.Total / count;
        for (var r = 0; r < plane.Rows; r++) squares.AddSquares(plane.Row(r), mean);
        return From(count, sum.Total, squares.Total, least, greatest);
    }

    /// <summary>Moments from a sum and the squares of deviations from the mean.</summary>
    public static BlockMoments<T> From(double count, double sum, double squares, T least, T greatest) => new()
    {
        Moments = new()
        {
            Weight = count,
            Mean = sum / count,
            SumOfSquares = squares,
            Sum = sum,
            Min = double.CreateTruncating(least),
            Max = double.CreateTruncating(greatest),
        },
        Least = least + T.Zero,                                         // -0 becomes 0
        Greatest = greatest + T.Zero,
    };

    public void Merge(in BlockMoments<T> other)
    {
        if (other.Moments.Weight == 0) return;
        if (Moments.Weight == 0)
        {
            this = other;
            return;
        }
        Moments.Merge(other.Moments);
        Least = T.Min(Least, other.Least);
        Greatest = T.Max(Greatest, other.Greatest);
    }

    /// <summary>Eight sums side by side: cell <c>i</c> of a row goes to lane <c>i % 8</c>.</summary>
    private struct Lanes
    {
        private Vector256<double> low, high;

        public readonly double Total
        {
            get
            {
                var pair = low + high;
                return pair[0] + pair[2] + (pair[1] + pair[3]);
            }
        }

        /// <summary>Adds the cells that are numbers, and counts them.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public long Add(ReadOnlySpan<T> cells)
        {
            var missing = Vector256<long>.Zero;
            var (sum0, sum1) = (low, high);                             // locals, for the registers
            var i = 0;
            for (; i <= cells.Length - 8; i += 8)
            {
                var (a, b) = Conversion.EightDoubles(cells.Slice(i, 8));
                Vector256<double> isA = Vector256.Equals(a, a), isB = Vector256.Equals(b, b);
                sum0 += a & isA;
                sum1 += b & isB;
                missing += isA.AsInt64() + isB.AsInt64();
            }
            (low, high) = (sum0, sum1);
            var count = -Vector256.Sum(missing);
            for (; i < cells.Length; i++)
            {
                if (T.IsNaN(cells[i])) continue;
                AddTo(i % 8, double.CreateTruncating(cells[i]));
                count++;
            }
            return count;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void AddSquares(ReadOnlySpan<T> cells, double mean)
        {
            var centre = Vector256.Create(mean);
            var (sum0, sum1) = (low, high);
            var i = 0;
            for (; i <= cells.Length - 8; i += 8)
            {
                var (a, b) = Conversion.EightDoubles(cells.Slice(i, 8));
                a -= centre;
                b -= centre;
                sum0 += (a * a) & Vector256.Equals(a, a);
                sum1 += (b * b) & Vector256.Equals(b, b);
            }
            (low, high) = (sum0, sum1);
            for (; i < cells.Length; i++)
            {
                var difference = double.CreateTruncating(cells[i]) - mean;
                if (!double.IsNaN(difference)) AddTo(i % 8, difference * difference);
            }
        }

        private void AddTo(int lane, double value)
        {
            if (lane < 4) low = low.WithElement(lane, low[lane] + value);
            else high = high.WithElement(lane - 4, high[lane - 4] + value);
        }
    }
}
