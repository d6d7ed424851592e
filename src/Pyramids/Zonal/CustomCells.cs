namespace Pyramids;

/// <summary>Which zone an accumulator of the user's is for, and where its first cells lie.</summary>
/// <param name="Zone">Position from 0, or the label.</param>
/// <param name="IsLabel">Whether zones are labels of a raster.</param>
/// <param name="Window">Of the cells.</param>
internal readonly record struct CustomPlace(double Zone, bool IsLabel, Window Window);

/// <summary>An accumulator of the user's on the heap. What it throws is told with the statistic and the zone.</summary>
internal abstract class CustomCells(string statistic, CustomPlace place)
{
    public abstract double? Result { get; }

    public abstract void Add(ReadOnlySpan<double> values, ReadOnlySpan<double> shares);

    public abstract void Merge(CustomCells later);

    protected ComputeException Fault(Exception cause) => new(FormattableString.Invariant(
        $"The statistic '{statistic}' of {(place.IsLabel ? "label" : "zone")} {place.Zone}{(place.IsLabel ? "" : " (from 0)")}"),
        place.Window, null, cause);
}

/// <inheritdoc/>
internal sealed class CustomCells<TAccumulator>(string statistic, CustomPlace place) : CustomCells(statistic, place)
    where TAccumulator : struct, IZonalAccumulator<TAccumulator>
{
    private TAccumulator accumulator = new();

    public override double? Result
    {
        get
        {
            try
            {
                return accumulator.Result;
            }
            catch (Exception cause) when (cause is not OperationCanceledException)
            {
                throw Fault(cause);
            }
        }
    }

    public override void Add(ReadOnlySpan<double> values, ReadOnlySpan<double> shares)
    {
        try
        {
            for (var i = 0; i < values.Length; i++) accumulator.Add(values[i], shares.IsEmpty ? 1 : shares[i]);
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            throw Fault(cause);
        }
    }

    public override void Merge(CustomCells later)
    {
        try
        {
            accumulator.Merge(((CustomCells<TAccumulator>)later).accumulator);
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            throw Fault(cause);
        }
    }
}
