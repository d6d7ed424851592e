using System.Numerics;

namespace Pyramids;

/// <summary>All rows and columns reduced to one value for each band, or for all bands together.</summary>
internal sealed record ReduceOperation(Reduction Reduction, bool PerBand) : Operation
{
    public override string Label => Reduction.ToString().ToLowerInvariant();

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var schema = One(inputs).Schema;
        var whole = new GridSpec(1, 1, schema.Grid.Transform.Shift(0, 0, schema.Grid.Columns, schema.Grid.Rows), schema.Grid.Crs);
        return new ReduceNode(this, new(whole, PerBand ? schema.Bands : 1, Build.ResultType(Reduction, schema.Type))
        {
            IsReduced = true,
            IsPlane = !PerBand,
            BandNames = PerBand ? schema.BandNames : [],
        }, inputs[0]);
    }
}

/// <summary>Each cell reduced over the bands.</summary>
internal sealed record BandReduceOperation(Reduction Reduction) : Operation
{
    public override string Label => Reduction.ToString().ToLowerInvariant() + " over bands";

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var schema = One(inputs).Schema;
        var type = Build.ResultType(Reduction, schema.Type);
        return DTypes.Dispatch(schema.Type, new Make(this, schema with { Bands = 1, Type = type, BandNames = [], IsPlane = true, NoData = Build.Missing(type, schema.NoData) }, inputs[0]));
    }

    private sealed class Make(BandReduceOperation operation, ArraySchema schema, Node input) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new BandReduceNode<T>(operation, schema, input);
    }
}

/// <summary>One value, or one for each band, repeated over a grid.</summary>
/// <param name="Over">Grid, bands and names; the cell type is the value's.</param>
internal sealed record BroadcastOperation(ArraySchema Over) : Operation
{
    public override string Label => "broadcast";

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var value = One(inputs).Schema;
        return value.IsReduced && (value.Bands == 1 || value.Bands == Over.Bands)
            ? new BroadcastNode(this, Over with { Type = value.Type, NoData = null }, inputs[0])
            : throw new ArgumentException($"{inputs[0]} cannot be repeated over {Over.Bands} bands; one value was expected, or one for each band.");
    }
}
