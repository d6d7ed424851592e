namespace Pyramids;

/// <summary>What the statistics of a run need from the cells, beside moments.</summary>
/// <param name="Values">Bytes for the values of all zones; null when no statistic needs them.</param>
/// <param name="WeightBand">Whether the last band of the chunks holds weights.</param>
/// <param name="RowWeights">Weight of the cells of each row, or null.</param>
/// <param name="Customs">Makers of the user's accumulators.</param>
internal sealed record ZonalNeeds(long? Values, bool WeightBand, double[]? RowWeights,
    IReadOnlyList<Func<CustomPlace, CustomCells>> Customs)
{
    public static ZonalNeeds Nothing { get; } = new(null, false, null, []);

    public bool Weights => WeightBand || RowWeights is not null;

    /// <summary>What statistics of such cells need.</summary>
    /// <exception cref="ArgumentException">A statistic needs weights and there are none.</exception>
    /// <exception cref="GridException">Areas of cells are wanted as weights, and the grid does not tell them.</exception>
    public static ZonalNeeds Of(IReadOnlyList<Statistic> statistics, ZonalOptions options, GridSpec grid)
    {
        var weighted = statistics.FirstOrDefault(s => s.Kind.NeedsWeights());
        if (weighted is not null && options.Weights is null)
            throw new ArgumentException($"The statistic '{weighted}' needs weights; set {nameof(ZonalOptions.Weights)} to a raster, "
                + $"or to {nameof(ZonalWeights)}.{nameof(ZonalWeights.CellArea)} (on the command line --weights).", nameof(statistics));
        var weights = weighted is null ? null : options.Weights;
        return new(
            statistics.Any(s => s.Kind.NeedsValues()) ? options.ValueBytes ?? Engine.Options.MemoryBytes / 4 : null,
            weights?.Array is not null,
            weights is not null && weights.Array is null ? ZonalWeights.RowAreas(grid) : null,
            [.. statistics.Where(s => s.Custom is not null).Select(s => s.Custom!)]);
    }

    /// <summary>Takes what cells of a zone in one block give beside moments and values.</summary>
    public void Finish(CellRun cells, CustomPlace place, ref ZoneTally tally)
    {
        if (Weights) (tally.Weight, tally.Weighted) = cells.WeightedSums();
        if (Customs.Count == 0) return;
        tally.Customs = [.. Customs.Select(make => make(place))];
        foreach (var custom in tally.Customs) custom.Add(cells.Values, cells.Shares);
    }

    /// <summary>Whether each cell is to be gathered; otherwise moments are enough.</summary>
    public bool Cells => Values is not null || Weights || Customs.Count > 0;
}
