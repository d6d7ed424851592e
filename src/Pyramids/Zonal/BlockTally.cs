using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pyramids;

/// <summary>Adds the runs of one zone to the lanes of the blocks they lie in, for each band of values, and gathers the cells where asked
/// to.</summary>
/// <param name="chunk">Bands of values, then weights where there are any.</param>
/// <param name="bands">Bands of values.</param>
/// <param name="lanes">For each band, one of each block from left to right.</param>
/// <param name="runs">As the lanes; empty when cells are not gathered.</param>
/// <param name="firstBlock">Column of blocks of the first.</param>
/// <param name="blocks">Blocks from left to right.</param>
/// <param name="needs">What is wanted beside moments.</param>
internal readonly ref struct BlockTally<T>(Chunk chunk, int bands, Span<MomentLanes> lanes, Span<CellRun> runs, int firstBlock, int blocks,
    ZonalNeeds needs)
    : IShareVisitor
    where T : unmanaged, INumber<T>
{
    private readonly ReadOnlySpan<T> cells = chunk.Cells<T>();
    private readonly Window window = chunk.Window;

    public Span<MomentLanes> Lanes { get; } = lanes;

    public Span<CellRun> Runs { get; } = runs;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Span(int row, int start, int end)
    {
        while (start < end)
        {
            var block = start / ZoneIndex.BlockColumns;
            var stop = Math.Min(end, (block + 1) * ZoneIndex.BlockColumns);
            for (var band = 0; band < bands; band++)
            {
                Lanes[band * blocks + block - firstBlock].Add(cells[At(band, row, start)..], stop - start);
                if (!Runs.IsEmpty) Gather(Runs[band * blocks + block - firstBlock], band, row, start, stop, 1);
            }
            start = stop;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Share(int row, int column, double share)
    {
        var block = column / ZoneIndex.BlockColumns - firstBlock;
        for (var band = 0; band < bands; band++)
        {
            Lanes[band * blocks + block].AddShare(cells[At(band, row, column)], share);
            if (!Runs.IsEmpty) Gather(Runs[band * blocks + block], band, row, column, column + 1, share);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int At(int band, int row, int column) => (band * window.Rows + row - window.Row) * window.Columns + column - window.Column;

    private void Gather(CellRun run, int band, int row, int start, int stop, double share)
    {
        var values = cells.Slice(At(band, row, start), stop - start);
        if (needs.WeightBand)
        {
            var weights = cells.Slice(At(bands, row, start), stop - start);
            for (var i = 0; i < values.Length; i++) run.Add(double.CreateTruncating(values[i]), share, double.CreateTruncating(weights[i]));
            return;
        }
        var weight = needs.RowWeights is null ? 1 : needs.RowWeights[row];
        if (share == 1) run.Add(values, weight);
        else run.Add(double.CreateTruncating(values[0]), share, weight);
    }
}
