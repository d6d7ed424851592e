using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;

namespace Pyramids;

/// <summary>The edges of zones on a grid: which rows of cells each matters to by a rule, and a walk along those of one zone.</summary>
internal sealed class ZoneEdges(GridSpec grid, ZonalMethod method, IReadOnlyList<Geometry?> zones,
    IReadOnlyDictionary<int, Geometry> mended)
{
    /// <summary>Rows on which an edge matters, cut at the raster; empty for edges that matter nowhere.</summary>
    public (int First, int End) RowsOf(in Edge edge)
    {
        double top = Math.Min(edge.Y0, edge.Y1), bottom = Math.Max(edge.Y0, edge.Y1);
        double first, end;
        switch (method)
        {
            case ZonalMethod.Center:
                (first, end) = (Math.Ceiling(top - 0.5), Math.Ceiling(bottom - 0.5));
                break;
            case ZonalMethod.AllTouched when top == bottom:
                first = Math.Floor(top);
                end = first == top ? first : first + 1;
                break;
            default:
                (first, end) = (Math.Floor(top), top == bottom ? Math.Floor(top) : Math.Ceiling(bottom));
                break;
        }
        return ((int)Math.Clamp(first, 0, grid.Rows), (int)Math.Clamp(end, 0, grid.Rows));
    }

    /// <summary>Visits all edges of a zone; with the inside on one side when shares are wanted.</summary>
    public void Visit<TVisitor>(int zone, ref TVisitor visitor) where TVisitor : IEdgeVisitor
    {
        if (mended.TryGetValue(zone, out var sound)) RingWalk.Visit(sound, Affine.Identity, ref visitor, turned: true);
        else RingWalk.Visit(zones[zone], grid.Transform, ref visitor, turned: method == ZonalMethod.Fractional);
    }

    /// <summary>The edges of a zone that matter to a row of blocks; valid until the list is used again.</summary>
    public ReadOnlySpan<Edge> In(int zone, int rowOfBlocks, List<Edge> scratch)
    {
        scratch.Clear();
        var pick = new Pick(this, rowOfBlocks * ZoneIndex.BlockRows, (rowOfBlocks + 1) * ZoneIndex.BlockRows, scratch);
        Visit(zone, ref pick);
        return CollectionsMarshal.AsSpan(scratch);
    }

    private readonly struct Pick(ZoneEdges edges, int firstRow, int endRow, List<Edge> found) : IEdgeVisitor
    {
        public void Visit(Edge edge)
        {
            var (first, end) = edges.RowsOf(edge);
            if (first < end && first < endRow && end > firstRow) found.Add(edge);
        }
    }
}
