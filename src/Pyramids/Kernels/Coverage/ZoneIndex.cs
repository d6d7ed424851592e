using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>Which zones meet which rows of blocks of a raster, where, and their edges there: what a block needs lies together, whatever the
/// number of zones and of their corners.</summary>
internal sealed class ZoneIndex
{
    /// <summary>Rows of a canonical block.</summary>
    public const int BlockRows = 256;

    /// <summary>Columns of a canonical block.</summary>
    public const int BlockColumns = 512;

    private readonly Edge[] edges;
    private readonly ZoneEdges source;
    private readonly ZonePart[] parts;
    private readonly int[] firstPart;
    private readonly bool[] wanted;
    private readonly int[] blocksOfZone;

    internal ZoneIndex(GridSpec grid, ZonalMethod method, Edge[] edges, ZoneEdges source, ZonePart[] parts, int[] firstPart, int zones)
    {
        (Grid, Method, this.edges, this.source, this.parts, this.firstPart, Zones) = (grid, method, edges, source, parts, firstPart, zones);
        RowsOfBlocks = firstPart.Length - 1;
        ColumnsOfBlocks = (grid.Columns + BlockColumns - 1) / BlockColumns;
        wanted = new bool[(long)RowsOfBlocks * ColumnsOfBlocks];
        blocksOfZone = new int[zones];
        for (var row = 0; row < RowsOfBlocks; row++)
            foreach (var part in PartsIn(row))
            {
                if (part.EndColumn == part.FirstColumn) continue;
                int first = part.FirstColumn / BlockColumns, end = (part.EndColumn - 1) / BlockColumns + 1;
                wanted.AsSpan(row * ColumnsOfBlocks + first, end - first).Fill(true);
                blocksOfZone[part.Zone] += end - first;
            }
    }

    public GridSpec Grid { get; }

    public ZonalMethod Method { get; }

    /// <summary>Number of zones, those without any cell too.</summary>
    public int Zones { get; }

    /// <summary>Zones that meet the raster and are no valid polygons: their rings cross or overlap. They follow the even-odd
    /// rule.</summary>
    public IReadOnlyList<int> Unsound { get; init; } = [];

    public int RowsOfBlocks { get; }

    public int ColumnsOfBlocks { get; }

    public static ZoneIndex Build(GridSpec grid, IReadOnlyList<Geometry?> zones, ZonalMethod method)
        => new ZoneIndexBuilder(grid, method, zones).Build();

    /// <summary>The zones that meet a row of blocks, in zone order.</summary>
    public ReadOnlySpan<ZonePart> PartsIn(int rowOfBlocks) => parts.AsSpan(firstPart[rowOfBlocks]..firstPart[rowOfBlocks + 1]);

    /// <summary>The edges of a zone in a row of blocks; valid until the list is used again.</summary>
    public ReadOnlySpan<Edge> EdgesOf(in ZonePart part, int rowOfBlocks, List<Edge> scratch)
        => part.FirstEdge < 0 ? source.In(part.Zone, rowOfBlocks, scratch) : edges.AsSpan(part.FirstEdge, part.Edges);

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
}
