using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Which zones meet which rows of blocks of a raster, where, and their edges there: what a block needs lies together, whatever the
/// number of zones and of their corners.</summary>
internal sealed class ZoneIndex : IDisposable
{
    /// <summary>Rows of a canonical block.</summary>
    public const int BlockRows = 256;

    /// <summary>Columns of a canonical block.</summary>
    public const int BlockColumns = 512;

    private readonly ZoneStore store;
    private readonly bool[] wanted;
    private readonly int[] blocksOfZone;

    internal ZoneIndex(GridSpec grid, ZonalMethod method, ZoneStore store, bool[] wanted, int[] blocksOfZone)
    {
        (Grid, Method, this.store, this.wanted, this.blocksOfZone) = (grid, method, store, wanted, blocksOfZone);
        RowsOfBlocks = (grid.Rows + BlockRows - 1) / BlockRows;
        ColumnsOfBlocks = (grid.Columns + BlockColumns - 1) / BlockColumns;
    }

    public GridSpec Grid { get; }

    public ZonalMethod Method { get; }

    /// <summary>Number of zones, those without any cell too.</summary>
    public int Zones => blocksOfZone.Length;

    /// <summary>Zones that meet the raster and are no valid polygons: their rings cross or overlap. They follow the even-odd
    /// rule.</summary>
    public IReadOnlyList<int> Unsound { get; init; } = [];

    public int RowsOfBlocks { get; }

    public int ColumnsOfBlocks { get; }

    /// <summary>Bytes of the zones that are held in memory, and those in a temporary file.</summary>
    public long HeldBytes => store.HeldBytes + 4L * Zones;

    /// <inheritdoc cref="ZoneStore.SpilledBytes"/>
    public long SpilledBytes => store.SpilledBytes;

    public static ZoneIndex Build(GridSpec grid, IEnumerable<Geometry?> zones, ZonalMethod method)
    {
        using var builder = new ZoneIndexBuilder(grid, method);
        foreach (var zone in zones) builder.Add(zone);
        return builder.Build();
    }

    /// <summary>The zones that meet a row of blocks, in zone order. Safe for many threads.</summary>
    /// <param name="rowOfBlocks">From 0.</param>
    /// <param name="buffer">For pages of a temporary file; each thread has its own.</param>
    public ZoneStore.Parts PartsIn(int rowOfBlocks, ref Corner[] buffer) => store.In(rowOfBlocks, ref buffer);

    /// <summary>Whether a zone may have cells in a block.</summary>
    public bool Wants(int rowOfBlocks, int columnOfBlocks) => wanted[rowOfBlocks * ColumnsOfBlocks + columnOfBlocks];

    /// <summary>Whether a zone may have cells in a window of the raster.</summary>
    public bool Wants(Window window)
    {
        for (var row = window.Row / BlockRows; row * BlockRows < window.RowEnd; row++)
            for (var column = window.Column / BlockColumns; column * BlockColumns < window.ColumnEnd; column++)
                if (Wants(row, column)) return true;
        return false;
    }

    /// <summary>Number of blocks that a zone may have cells in.</summary>
    public int BlocksOf(int zone) => blocksOfZone[zone];

    /// <summary>Lets the temporary file go.</summary>
    public void Dispose() => store.Dispose();
}
