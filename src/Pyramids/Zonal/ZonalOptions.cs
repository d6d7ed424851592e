namespace Pyramids;

/// <summary>How zonal statistics are computed.</summary>
public sealed record ZonalOptions
{
    /// <summary>Which cells belong to a zone; those with their centre in it unless said otherwise.</summary>
    public ZonalMethod Method { get; init; } = ZonalMethod.Center;

    /// <summary>Bands by position, from 0; null for all. With several, each statistic has one column for each band.</summary>
    public IReadOnlyList<int>? Bands { get; init; }

    /// <summary>Whether the properties of the zones come first as columns.</summary>
    public bool Properties { get; init; } = true;
}
