namespace Pyramids;

/// <summary>A rectangle of CRS coordinates.</summary>
[TypeFormatterSource]
public readonly record struct Extent(double MinX, double MinY, double MaxX, double MaxY)
{
    /// <summary>Length along x in CRS units.</summary>
    public double Width => MaxX - MinX;

    /// <summary>Length along y in CRS units.</summary>
    public double Height => MaxY - MinY;

    /// <summary>Whether the rectangles share an area or an edge.</summary>
    public bool Intersects(Extent other) => MinX <= other.MaxX && MaxX >= other.MinX && MinY <= other.MaxY && MaxY >= other.MinY;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"x {MinX:G10}..{MaxX:G10}, y {MinY:G10}..{MaxY:G10}");
}
