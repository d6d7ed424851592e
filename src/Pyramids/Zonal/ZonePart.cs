using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>A corner of a zone in cell coordinates; without x, a break between two lines of corners.</summary>
internal readonly record struct Corner(double X, double Y)
{
    public static Corner Break { get; } = new(double.NaN, double.NaN);

    public bool IsBreak => double.IsNaN(X);
}

/// <summary>What stands before the corners of a part, in the place of one corner.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal readonly record struct ZonePartHead(int Zone, int FirstColumn, int EndColumn, int Corners);

/// <summary>What of a zone lies in one row of blocks: the columns that it spans, and its edges there as lines of corners.</summary>
internal readonly ref struct ZonePart(ZonePartHead head, ReadOnlySpan<Corner> corners)
{
    private readonly ReadOnlySpan<Corner> corners = corners;

    public int Zone => head.Zone;

    public int FirstColumn => head.FirstColumn;

    public int EndColumn => head.EndColumn;

    /// <summary>The edges in the order of the rings; valid until the scratch is used again.</summary>
    public ReadOnlySpan<Edge> Edges(ref Edge[] scratch)
    {
        RowBuckets.Grow(ref scratch, corners.Length);
        var count = 0;
        var from = corners[0];
        for (var i = 1; i < corners.Length; i++)
        {
            var to = corners[i];
            if (to.IsBreak) to = corners[++i];
            else scratch[count++] = new(from.X, from.Y, to.X, to.Y);
            from = to;
        }
        return scratch.AsSpan(0, count);
    }
}
