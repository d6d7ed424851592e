namespace Pyramids;

/// <summary>What a finished pass over the cells knows of each zone.</summary>
internal interface IZoneResults
{
    int Zones { get; }

    int Bands { get; }

    ZoneTally Tally(int band, int zone);

    /// <summary>Values of a zone in a band; null when there are none. They are let go: ask once.</summary>
    ValueDistribution? TakeValues(int band, int zone);
}
