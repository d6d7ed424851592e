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

/// <summary>An accumulator of the user's on the heap.</summary>
internal abstract class CustomCells
{
    public abstract double? Result { get; }

    public abstract void Add(ReadOnlySpan<double> values, ReadOnlySpan<double> shares);

    public abstract void Merge(CustomCells later);
}

/// <inheritdoc/>
internal sealed class CustomCells<TAccumulator> : CustomCells where TAccumulator : struct, IZonalAccumulator<TAccumulator>
{
    private TAccumulator accumulator = new();

    public override double? Result => accumulator.Result;

    public override void Add(ReadOnlySpan<double> values, ReadOnlySpan<double> shares)
    {
        for (var i = 0; i < values.Length; i++) accumulator.Add(values[i], shares.IsEmpty ? 1 : shares[i]);
    }

    public override void Merge(CustomCells later) => accumulator.Merge(((CustomCells<TAccumulator>)later).accumulator);
}
