using System.Numerics;

namespace Pyramids;

/// <summary>Adds the runs of one zone to the lanes of the blocks they lie in, for each band of a chunk, and gathers the cells where asked to.</summary>
internal readonly ref struct BlockTally<T>(Chunk chunk, Span<MomentLanes> lanes, Span<CellRun> runs, int blocks, ZonalNeeds needs) : IShareVisitor
    where T : unmanaged, INumber<T>
{
    private readonly ReadOnlySpan<T> cells = chunk.Cells<T>();
    private readonly Window window = chunk.Window;
    private readonly int bands = chunk.Window.Bands - (needs.WeightBand ? 1 : 0);
    private readonly int firstBlock = chunk.Window.Column / ZoneIndex.BlockColumns;

    /// <summary>For each band, one of each block from left to right.</summary>
    public Span<MomentLanes> Lanes { get; } = lanes;

    /// <summary>As the lanes; empty when cells are not gathered.</summary>
    public Span<CellRun> Runs { get; } = runs;

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

    public void Share(int row, int column, double share)
    {
        var block = column / ZoneIndex.BlockColumns - firstBlock;
        for (var band = 0; band < bands; band++)
        {
            Lanes[band * blocks + block].AddShare(cells[At(band, row, column)], share);
            if (!Runs.IsEmpty) Gather(Runs[band * blocks + block], band, row, column, column + 1, share);
        }
    }

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
