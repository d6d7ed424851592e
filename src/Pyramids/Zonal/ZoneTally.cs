namespace Pyramids;

/// <summary>What is known of the cells of one band under a zone, or under the part of a zone in one block.</summary>
internal struct ZoneTally
{
    public static readonly ZoneTally Empty = new() { Moments = Moments.Empty };

    /// <summary>Of the valid cells, weighted with their covered shares.</summary>
    public Moments Moments;

    /// <summary>Cells of the raster under the zone, or shares of cells; valid and missing ones.</summary>
    public double Cells;

    public void Merge(in ZoneTally other)
    {
        Moments.Merge(other.Moments);
        Cells += other.Cells;
    }
}
