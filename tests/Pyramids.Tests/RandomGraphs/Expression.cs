namespace Pyramids.Tests;

/// <summary>An operation over other expressions, as the engine has it and as the naive evaluator does.</summary>
/// <param name="Format">The C# of it, with <c>{0}</c> for the first input.</param>
/// <param name="Inputs">What it is computed from.</param>
/// <param name="Lazy">The engine's array.</param>
/// <param name="Naive">The whole array, cell by cell.</param>
internal sealed record Expression(string Format, Expression[] Inputs, Func<LazyArray[], LazyArray> Lazy,
    Func<NaiveArray[], NaiveArray> Naive)
{
    private LazyArray? array;

    /// <summary>The graph. An expression that is used twice is one node.</summary>
    public LazyArray Array => array ??= Lazy(Inputs.Select(input => input.Array).ToArray());

    public int Size => 1 + Inputs.Sum(input => input.Size);

    public NaiveArray Evaluate() => Naive(Inputs.Select(input => input.Evaluate()).ToArray());

    /// <summary>Smaller expressions: those below, and this one with a smaller input of the same cells.</summary>
    public IEnumerable<Expression> Smaller()
    {
        foreach (var input in Inputs) yield return input;
        for (var i = 0; i < Inputs.Length; i++)
            foreach (var smaller in Inputs[i].Smaller())
            {
                if (smaller.Array.Schema.Whole != Inputs[i].Array.Schema.Whole || smaller.Array.DType != Inputs[i].Array.DType
                    || smaller.Array.Schema.IsPlane != Inputs[i].Array.Schema.IsPlane || !smaller.Array.Grid.Matches(Inputs[i].Array.Grid)
                    || (smaller.Array.Schema.RowsReduced, smaller.Array.Schema.ColumnsReduced) != (Inputs[i].Array.Schema.RowsReduced,
                        Inputs[i].Array.Schema.ColumnsReduced))
                    continue;
                yield return new(Format, Inputs.Select((input, k) => k == i ? smaller : input).ToArray(), Lazy, Naive);
            }
    }

    public override string ToString()
        => string.Format(System.Globalization.CultureInfo.InvariantCulture, Format,
            Inputs.Select(input => (object)input.ToString()).ToArray());
}
