namespace Pyramids;

/// <summary>Shares out room for values among zones: small zones get what they can fill at most, large ones an equal part of the
/// rest.</summary>
internal static class ValueLimits
{
    /// <summary>Number of different values that each zone may keep.</summary>
    public static int[] Share(ZoneIndex index, long values)
    {
        var most = new long[index.Zones];
        Corner[] pages = [];
        for (var row = 0; row < index.RowsOfBlocks; row++)
            foreach (var part in index.PartsIn(row, ref pages))
                most[part.Zone] += (long)(part.EndColumn - part.FirstColumn) * Math.Min(ZoneIndex.BlockRows,
                    index.Grid.Rows - row * ZoneIndex.BlockRows);
        var level = long.MaxValue;
        var left = values;
        var waiting = most.Count(m => m > 0);
        foreach (var cells in most.Where(m => m > 0).Order())
        {
            if (cells > left / waiting)
            {
                level = Math.Max(1, left / waiting);
                break;
            }
            left -= cells;
            waiting--;
        }
        return [.. most.Select(cells => (int)Math.Min(Math.Min(cells, level), Array.MaxLength / 2))];
    }
}
