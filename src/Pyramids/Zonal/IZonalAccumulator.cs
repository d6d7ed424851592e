namespace Pyramids;

/// <summary>What a statistic of one's own remembers of the cells it has seen.</summary>
/// <typeparam name="TSelf">The accumulator.</typeparam>
/// <remarks>Each zone has one accumulator for each block of cells; they are merged in the order of the blocks, row by row, so that results
/// do not depend on chunks or threads even where the order matters. An example is in the documentation of
/// <see cref="Statistic.Define"/>.</remarks>
public interface IZonalAccumulator<TSelf> where TSelf : struct, IZonalAccumulator<TSelf>
{
    /// <summary>Takes in a valid cell.</summary>
    /// <param name="value">The cell.</param>
    /// <param name="share">Share of the cell that the zone covers, above 0; 1 unless shares were asked for.</param>
    void Add(double value, double share);

    /// <summary>Takes in what another accumulator has seen, which lies further right or below.</summary>
    void Merge(TSelf later);

    /// <summary>The statistic; null gives an empty cell of the table. Only asked for when a cell was added.</summary>
    double? Result { get; }
}
