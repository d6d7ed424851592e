namespace Pyramids;

/// <summary>Merges what blocks found into the tallies of the zones, always in block order, whatever order the blocks come in.</summary>
/// <remarks>A block that comes before its turn is kept until then, so memory holds the zones' tallies and the blocks that wait.
/// A zone that lies in one block only does not take part in the order.</remarks>
internal sealed class BlockMerger(ZoneIndex index, int band, ZoneTally[] tallies)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, (int Zone, ZoneTally Tally)[]> waiting = [];
    private readonly long blocks = (long)index.RowsOfBlocks * index.ColumnsOfBlocks;
    private long turn;

    /// <summary>Whether every block that a zone lies in has come.</summary>
    public bool IsComplete
    {
        get
        {
            lock (gate)
            {
                Advance();
                return turn == blocks;
            }
        }
    }

    /// <summary>Takes what was found in a block; the span is copied. Safe for many threads.</summary>
    public void Add(int rowOfBlocks, int columnOfBlocks, ReadOnlySpan<(int Zone, ZoneTally Tally)> found)
    {
        var shared = new List<(int, ZoneTally)>();
        foreach (var (zone, tally) in found)
            if (index.BlocksOf(zone) == 1) tallies[zone] = tally;
            else shared.Add((zone, tally));
        var block = (long)rowOfBlocks * index.ColumnsOfBlocks + columnOfBlocks;
        lock (gate)
        {
            if (block < turn || !waiting.TryAdd(block, [.. shared]))
                throw new InvalidOperationException($"Block [{band}, {rowOfBlocks}, {columnOfBlocks}] came twice.");
            Advance();
        }
    }

    private void Advance()
    {
        for (; turn < blocks; turn++)
        {
            if (waiting.Remove(turn, out var found))
                foreach (var (zone, tally) in found) tallies[zone].Merge(tally);
            else if (index.Wants((int)(turn / index.ColumnsOfBlocks), (int)(turn % index.ColumnsOfBlocks)))
                return;
        }
    }
}
