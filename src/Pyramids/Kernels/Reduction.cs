namespace Pyramids;

/// <summary>What many cells are reduced to; missing cells are left out.</summary>
internal enum Reduction : byte
{
    Count,
    Sum,
    Mean,
    Min,
    Max,
    Std,
    Var,
    ArgMin,
    ArgMax,
    Quantile,
    Histogram,
}

/// <summary>Axes that are reduced away.</summary>
[Flags]
internal enum Axes : byte
{
    None = 0,
    Bands = 1,
    Rows = 2,
    Columns = 4,
    Plane = Rows | Columns,
}

/// <summary>A reduction with its parameters.</summary>
/// <param name="Kind">What is found.</param>
/// <param name="Axes">The axes that go.</param>
internal sealed record Reducing(Reduction Kind, Axes Axes)
{
    /// <summary>The share of cells below a quantile.</summary>
    public double Share { get; init; }

    /// <summary>What a quantile between two cells is.</summary>
    public QuantileMethod Method { get; init; }

    /// <summary>Number of a histogram's bins, of one width from <see cref="Low"/> to <see cref="High"/>.</summary>
    public int Bins { get; init; }

    public double Low { get; init; }

    public double High { get; init; }

    public DType ResultType(DType type) => Kind switch
    {
        Reduction.Count or Reduction.ArgMin or Reduction.ArgMax or Reduction.Histogram => DType.Int64,
        Reduction.Min or Reduction.Max => type,
        _ => DType.Float64,
    };

    /// <summary>As plans name it: <c>mean</c>, <c>quantile 0.9 over rows</c>.</summary>
    public override string ToString()
    {
        var name = Kind switch
        {
            Reduction.Quantile when Share == 0.5 && Method == QuantileMethod.Midpoint => "median",
            Reduction.Quantile => FormattableString.Invariant($"quantile {Share}"),
            Reduction.Histogram => FormattableString.Invariant($"histogram {Bins}"),
            _ => Kind.ToString().ToLowerInvariant(),
        };
        return Axes switch
        {
            Axes.Bands => $"{name} over bands",
            Axes.Rows => $"{name} over rows",
            Axes.Columns => $"{name} over columns",
            Axes.Bands | Axes.Rows => $"{name} over bands and rows",
            Axes.Bands | Axes.Columns => $"{name} over bands and columns",
            _ => name,
        };
    }
}
