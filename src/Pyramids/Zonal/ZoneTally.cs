namespace Pyramids;

/// <summary>What is known of the cells of one band under a zone, or under the part of a zone in one block.</summary>
internal struct ZoneTally
{
    public static readonly ZoneTally Empty = new() { Moments = Moments.Empty };

    /// <summary>Of the valid cells, weighted with their covered shares.</summary>
    public Moments Moments;

    /// <summary>Cells of the raster under the zone, or shares of cells; valid and missing ones.</summary>
    public double Cells;

    /// <summary>Sums of weights, and of weights times values.</summary>
    public double Weight, Weighted;

    /// <summary>Accumulators of the user's, or null.</summary>
    public CustomCells[]? Customs;

    public void Merge(in ZoneTally other)
    {
        Moments.Merge(other.Moments);
        Cells += other.Cells;
        Weight += other.Weight;
        Weighted += other.Weighted;
        if (other.Customs is null) return;
        if (Customs is null) Customs = other.Customs;
        else
            for (var i = 0; i < Customs.Length; i++) Customs[i].Merge(other.Customs[i]);
    }
}
