using System.Numerics;

namespace Pyramids;

/// <summary>Adds the runs of one zone to the lanes of the blocks they lie in, for each band of a chunk.</summary>
internal readonly ref struct BlockTally<T>(Chunk chunk, Span<MomentLanes> lanes, int blocks) : IShareVisitor where T : unmanaged, INumber<T>
{
    private readonly ReadOnlySpan<T> cells = chunk.Cells<T>();
    private readonly Window window = chunk.Window;
    private readonly int firstBlock = chunk.Window.Column / ZoneIndex.BlockColumns;

    /// <summary>For each band, one of each block from left to right.</summary>
    public Span<MomentLanes> Lanes { get; } = lanes;

    public void Span(int row, int start, int end)
    {
        while (start < end)
        {
            var block = start / ZoneIndex.BlockColumns;
            var stop = Math.Min(end, (block + 1) * ZoneIndex.BlockColumns);
            for (var band = 0; band < window.Bands; band++)
            {
                var at = (band * window.Rows + row - window.Row) * window.Columns + start - window.Column;
                Lanes[band * blocks + block - firstBlock].Add(cells[at..], stop - start);
            }
            start = stop;
        }
    }

    public void Share(int row, int column, double share)
    {
        var block = column / ZoneIndex.BlockColumns - firstBlock;
        for (var band = 0; band < window.Bands; band++)
            Lanes[band * blocks + block].AddShare(cells[(band * window.Rows + row - window.Row) * window.Columns + column - window.Column], share);
    }
}
