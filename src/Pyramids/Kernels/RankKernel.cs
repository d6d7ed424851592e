using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>What is found by ranking the cells of a window.</summary>
internal enum RankStatistic { Median, Majority }

/// <summary>Median or most frequent cell of windows of any shape.</summary>
/// <remarks>
/// Small windows are ranked by <see cref="SmallRanks"/>, medians of large squares found by <see cref="BoxMedian"/>, and classes in large
/// squares counted by <see cref="ClassCounts"/>. For others, the cells of a tile are ranked once; a window is then a set of ranks that
/// gains and loses the ends of its runs as it moves along a row
/// (Huang, Yang and Tang 1979, with ranks for grey levels). The results are cells, or the mean of two, so no order of steps changes a bit.
/// </remarks>
internal sealed class RankKernel<T>(RankStatistic statistic, Footprint footprint, NoDataPolicy policy) : FocalKernel<T, T>(footprint.Radius)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Apply(Plane<T> padded, Plane<T> output, int row, int column)
    {
        if (IsNine)
        {
            Focal3x3.Apply(padded, output, new MedianOfNine<T>(), row);
            if (policy is NoDataPolicy.Propagate || !Windows.HasMissing(padded)) return;
        }
        if (IsBoxMedian)
        {
            BoxMedian.Apply(padded, output, Halo, policy);
            return;
        }
        if (SmallRanks.Serves(statistic, footprint.Count))
        {
            SmallRanks.Apply(statistic, footprint, policy, padded, output);
            return;
        }
        // Tiles are large against their halo, so that few cells are ranked twice, and small enough for their ranks to stay in the cache.
        var side = Math.Max(96, 2 * Halo);
        for (var r = 0; r < output.Rows; r += side)
            for (var c = 0; c < output.Columns; c += side)
            {
                int rows = Math.Min(side, output.Rows - r), columns = Math.Min(side, output.Columns - c);
                Tile(padded.Slice(r, c, rows + 2 * Halo, columns + 2 * Halo), output.Slice(r, c, rows, columns));
            }
    }

    private bool IsNine => statistic is RankStatistic.Median && footprint.IsSquare && Halo == 1;

    private bool IsBoxMedian => statistic is RankStatistic.Median && footprint.IsSquare && Halo >= BoxMedian.LeastRadius;

    private bool IsBoxMajority => statistic is RankStatistic.Majority && footprint.IsSquare;

    public override double Cost
        => IsNine ? 6
            : IsBoxMedian ? 60 + Halo / 2
            : SmallRanks.Serves(statistic, footprint.Count) ? 6 + footprint.Count * footprint.Count / 20
            : 30 + 20 * Halo;

    public override long ScratchBytes(int rows, int columns)
    {
        if (IsBoxMedian) return BoxMedian.ScratchBytes(rows, columns, Halo, System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), Rented);
        if (SmallRanks.Serves(statistic, footprint.Count)) return 0;
        var side = Math.Max(96, 2 * Halo);
        var cells = (Math.Min(side, rows) + 2L * Halo) * (Math.Min(side, columns) + 2L * Halo);
        var size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        var ranking = Rented(cells, size) + Rented(cells, sizeof(int)) + Rented(2 * cells, 2 * size);
        var counting = IsBoxMajority ? ClassCounts.ScratchBytes(cells, Math.Min(side, columns) + 2L * Halo, Halo, Rented) : 0;
        return counting + ranking + (statistic is RankStatistic.Median
            ? Rented(cells / 64 + 1, sizeof(ulong))
            : Rented(2 * (long)BitOperations.RoundUpToPowerOf2((ulong)cells), sizeof(int)));
    }

    private void Tile(Plane<T> padded, Plane<T> output)
    {
        if (IsBoxMajority && ClassCounts.Majority(padded, output, Halo, policy)) return;
        var cells = padded.Rows * padded.Columns;
        var values = ArrayPool<T>.Shared.Rent(cells);
        var ranks = ArrayPool<int>.Shared.Rent(cells);
        var count = Ranks.Of(padded, values, ranks, unique: statistic is RankStatistic.Majority);
        if (statistic is RankStatistic.Median)
        {
            var set = new RankSet(count);
            Slide(padded, output, ranks, ref set, values);
            set.Free();
        }
        else
        {
            var tally = new RankTally(count);
            Slide(padded, output, ranks, ref tally, values);
            tally.Free();
        }
        ArrayPool<int>.Shared.Return(ranks);
        ArrayPool<T>.Shared.Return(values);
    }

    private void Slide<TWindow>(Plane<T> padded, Plane<T> output, ReadOnlySpan<int> ranks, ref TWindow window, ReadOnlySpan<T> values)
        where TWindow : struct, IRankWindow
    {
        int width = padded.Columns, full = footprint.Count;
        var runs = footprint.Runs;
        for (var row = 0; row < output.Rows; row++)
        {
            Interruption.Check();
            window.Clear();
            foreach (var (down, first, last) in runs)
                for (var c = first; c < last; c++) Add(ref window, ranks[(row + Halo + down) * width + Halo + c]);
            var to = output.Row(row);
            ReadOnlySpan<T> middle = padded.Row(row + Halo).Slice(Halo, to.Length);
            for (var column = 0; column < to.Length; column++)
            {
                foreach (var (down, _, last) in runs) Add(ref window, ranks[(row + Halo + down) * width + Halo + column + last]);
                to[column] = T.IsNaN(middle[column]) || window.Count == 0 || (policy is NoDataPolicy.Propagate && window.Count < full)
                    ? T.NaN
                    : window.Result(values);
                foreach (var (down, first, _) in runs)
                {
                    var rank = ranks[(row + Halo + down) * width + Halo + column + first];
                    if (rank >= 0) window.Remove(rank);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TWindow>(ref TWindow window, int rank) where TWindow : struct, IRankWindow
    {
        if (rank >= 0) window.Add(rank);
    }
}
