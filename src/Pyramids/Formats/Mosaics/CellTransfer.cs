namespace Pyramids;

/// <summary>How the number of a file's cell becomes one of the mosaic, in the order and with the precision of GDAL's
/// complex sources.</summary>
/// <param name="isSingle">Whether every step is rounded to single precision.</param>
internal sealed record CellTransfer(bool isSingle)
{
    /// <summary>A cell is first Ratio * cell + Offset.</summary>
    public double Ratio { get; init; } = 1;

    public double Offset { get; init; }

    /// <summary>The number is that of a colour, of which red, green, blue (0 to 2) or opacity (3) is taken.</summary>
    public int? Component { get; init; }

    /// <summary>The file's colours, for <see cref="Component"/>.</summary>
    public IReadOnlyList<Colour> Colours { get; init; } = [];

    /// <summary>From and to, and the power between: ((cell - From) / (To - From)) ^ Exponent over the range Low to High.</summary>
    public (double From, double To, double Low, double High, double Exponent)? Power { get; init; }

    /// <summary>Numbers in rising order and what each becomes; between them it is interpolated, beyond them the last one counts.</summary>
    public (double[] Inputs, double[] Outputs)? Table { get; init; }

    public bool IsNothing => Ratio == 1 && Offset == 0 && Component is null && Power is null && Table is null;

    public double Apply(double cell)
    {
        var value = Rounded(cell);
        if (Ratio != 1 || Offset != 0) value = Rounded(value * Ratio + Offset);
        if (Component is { } component) value = Part(component, value);
        if (Power is var (from, to, low, high, exponent))
            value = Rounded((high - low) * Math.Pow(Math.Clamp((value - from) / (to - from), 0, 1), exponent) + low);
        return Table is { } table ? Rounded(LookUp(table.Inputs, table.Outputs, value)) : value;
    }

    private double Rounded(double value) => isSingle ? (float)value : value;

    private double Part(int component, double value)
    {
        if (!(value >= 0 && value < Colours.Count)) return 0;
        var colour = Colours[(int)value];
        return component switch { 0 => colour.Red, 1 => colour.Green, 2 => colour.Blue, _ => colour.Alpha };
    }

    private static double LookUp(double[] inputs, double[] outputs, double value)
    {
        if (double.IsNaN(value)) return double.NaN;
        var at = 0;
        while (at < inputs.Length && inputs[at] < value) at++;
        if (at == 0) return outputs[0];
        if (at == inputs.Length) return outputs[^1];
        return inputs[at] == value ? outputs[at]
            : outputs[at - 1] + (value - inputs[at - 1]) * ((outputs[at] - outputs[at - 1]) / (inputs[at] - inputs[at - 1]));
    }
}
