using System.Numerics;

namespace Pyramids;

/// <summary>Axes reduced away: the bands of each cell in the same pass as its readers, everything else in a pass of its own.</summary>
/// <param name="Reduction">What is found.</param>
/// <param name="Axes">The axes that go.</param>
/// <param name="Share">The share of cells below a quantile.</param>
/// <param name="Method">What a quantile between two cells is.</param>
/// <param name="Bins">Number of a histogram's bins, of one width.</param>
/// <param name="Low">Lower edge of the first bin.</param>
/// <param name="High">Upper edge of the last bin.</param>
internal sealed record ReduceOperation(
    Reduction Reduction, Axes Axes, double Share = 0, QuantileMethod Method = QuantileMethod.Linear, int Bins = 0, double Low = 0,
    double High = 0) : Operation
{
    public override string Label => Reducing.ToString();

    internal Reducing Reducing => new(Reduction, Axes) { Share = Share, Method = Method, Bins = Bins, Low = Low, High = High };

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var (input, reducing) = (One(inputs).Schema, Reducing);
        var type = reducing.ResultType(input.Type);
        bool bands = Axes.HasFlag(Axes.Bands), rows = Axes.HasFlag(Axes.Rows), columns = Axes.HasFlag(Axes.Columns);
        var isHistogram = Reduction == Reduction.Histogram;
        if (Axes == Axes.None || (isHistogram && !(rows && columns)))
            throw new ArgumentException(
                $"'{Label}' cannot leave {(isHistogram ? "rows or columns" : "all axes")} of an array; the axes {Axes} were given.");
        var schema = new ArraySchema(isHistogram ? ValueAxis : input.Grid.Merge(rows, columns), bands ? 1 : input.Bands, type)
        {
            RowsReduced = rows || input.RowsReduced,
            ColumnsReduced = !isHistogram && (columns || input.ColumnsReduced),
            IsPlane = bands || input.IsPlane,
            BandNames = bands ? [] : input.BandNames,
            NoData = rows && columns ? null : Build.Missing(type, input.NoData),
        };
        return Axes == Axes.Bands
            ? DTypes.Dispatch(input.Type, new OverBands(this, schema, inputs[0]))
            : new ReduceNode(this, schema, inputs[0]);
    }

    /// <summary>A grid of one row whose columns are bins: x is the value.</summary>
    private GridSpec ValueAxis => new(1, Bins, new(Low, (High - Low) / Bins, 0, 0, 0, 1));

    private sealed class OverBands(ReduceOperation operation, ArraySchema schema, Node input) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new BandReduceNode<T>(operation, schema, input);
    }
}

/// <summary>Each cell carried along the bands.</summary>
internal sealed record CumulativeOperation(Cumulation Kind) : Operation
{
    public override string Label => $"cumulative {Kind.ToString().ToLowerInvariant()}";

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var schema = One(inputs).Schema;
        var type = Kind is Cumulation.Sum or Cumulation.Product ? DType.Float64 : schema.Type;
        return DTypes.Dispatch(schema.Type,
            new Make(this, schema with { Type = type, NoData = Build.Missing(type, schema.NoData) }, inputs[0]));
    }

    private sealed class Make(CumulativeOperation operation, ArraySchema schema, Node input) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => operation.Kind is Cumulation.Sum or Cumulation.Product
            ? new CumulativeNode<T, double>(operation, schema, input)
            : new CumulativeNode<T, T>(operation, schema, input);
    }
}

/// <summary>Reduced values, repeated over a grid along the axes that they lack.</summary>
/// <param name="Over">Grid, bands and names; the cell type is the value's.</param>
internal sealed record BroadcastOperation(ArraySchema Over) : Operation
{
    public override string Label => "broadcast";

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var value = One(inputs).Schema;
        return (value.Bands == 1 || value.Bands == Over.Bands) && (value.RowsReduced || value.Grid.Rows == Over.Grid.Rows)
            && (value.ColumnsReduced || value.Grid.Columns == Over.Grid.Columns)
            ? new BroadcastNode(this, Over with { Type = value.Type, NoData = null }, inputs[0])
            : throw new ArgumentException(
                $"{inputs[0]} cannot be repeated over {Over.Bands}x{Over.Grid.Rows}x{Over.Grid.Columns} cells; one value was expected, "
                    + "or one for each band, row or column.");
    }
}
