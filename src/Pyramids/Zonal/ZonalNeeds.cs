namespace Pyramids;

/// <summary>What the statistics of a run need from the cells, beside moments.</summary>
/// <param name="Values">Bytes for the values of all zones; null when no statistic needs them.</param>
/// <param name="WeightBand">Whether the last band of the chunks holds weights.</param>
/// <param name="RowWeights">Weight of the cells of each row, or null.</param>
/// <param name="Customs">Makers of the user's accumulators.</param>
internal sealed record ZonalNeeds(long? Values, bool WeightBand, double[]? RowWeights, IReadOnlyList<Func<CustomCells>> Customs)
{
    public static ZonalNeeds Nothing { get; } = new(null, false, null, []);

    public bool Weights => WeightBand || RowWeights is not null;

    /// <summary>Whether each cell is to be gathered; otherwise moments are enough.</summary>
    public bool Cells => Values is not null || Weights || Customs.Count > 0;
}
