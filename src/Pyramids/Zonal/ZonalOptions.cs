namespace Pyramids;

/// <summary>How zonal statistics are computed.</summary>
public sealed record ZonalOptions
{
    /// <summary>Which cells belong to a zone; those with their centre in it unless said otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public ZonalMethod Method
    {
        get;
        init => field = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Method), value, "The rules are Center, AllTouched and Fractional.");
    } = ZonalMethod.Center;

    /// <summary>Bands by position, from 0; null for all. With several, each statistic has one column for each band.</summary>
    public IReadOnlyList<int>? Bands { get; init; }

    /// <summary>Weights for <see cref="Statistic.WeightedMean"/> and <see cref="Statistic.WeightedSum"/>: a raster, or
    /// <see cref="ZonalWeights.CellArea"/>.</summary>
    public ZonalWeights? Weights { get; init; }

    /// <summary>Whether zones in another CRS are brought into the raster's, with points set on their edges so that these stay within a
    /// hundredth of a cell of where they were; otherwise another CRS is an error.</summary>
    public bool Reproject { get; init; }

    /// <summary>Whether the properties of the zones come first as columns.</summary>
    public bool Properties { get; init; } = true;

    /// <summary>Bytes for the values that quantiles and class statistics keep, shared out among the zones by their size; null for a quarter
    /// of the engine's memory. A zone with more different values than fit keeps them rounded to fewer bits, and the table tells by how
    /// much.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0.</exception>
    public long? ValueBytes
    {
        get;
        init
            => field = value is not < 0 ? value
                : throw new ArgumentOutOfRangeException(nameof(ValueBytes), value, "Room for values cannot be below 0.");
    }
}
