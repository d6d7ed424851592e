using System.Globalization;
using System.Numerics;

namespace Pyramids;

/// <summary>Any function from rows of cells to rows of cells.</summary>
internal sealed class MapNode<TIn, TOut>(ArraySchema schema, Node input, BlockFunction<TIn, TOut> function) : LocalNode(schema, "map blocks", input)
    where TIn : unmanaged where TOut : unmanaged
{
    public override void Compute(ReadOnlySpan<Chunk> inputs, Chunk output)
    {
        var x = inputs[0].Plane<TIn>(output.Window);
        var result = output.Plane<TOut>();
        for (var row = 0; row < result.Rows; row++)
        {
            result.Row(row).Clear();                                 // what the function leaves out is 0, not what lay there
            function(x.Row(row), result.Row(row));
        }
    }
}

/// <summary>Makes the nodes of functions of one cell.</summary>
internal static class BuildMaths
{
    /// <summary>A floating function of floating cells.</summary>
    public static Node Floating<TOp>(string name, Node input) where TOp : struct, IFloatingOp
        => input.Schema.Type == DType.Float32
            ? new UnaryNode<float, Floating<float, TOp>>(Computed(input.Schema), name, input, default)
            : new UnaryNode<double, Floating<double, TOp>>(Computed(input.Schema), name, input, default);

    public static Node Round(Node input, int digits)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"round {digits}");
        return input.Schema.Type == DType.Float32
            ? new UnaryNode<float, RoundDigits<float>>(Computed(input.Schema), name, input, new(digits))
            : new UnaryNode<double, RoundDigits<double>>(Computed(input.Schema), name, input, new(digits));
    }

    public static Node FillMissing(Node input, double value)
    {
        var schema = input.Schema with { NoData = null };
        var name = string.Create(CultureInfo.InvariantCulture, $"fill {value:G6}");
        return input.Schema.Type == DType.Float32
            ? new UnaryNode<float, FillMissing<float>>(schema, name, input, new((float)value))
            : new UnaryNode<double, FillMissing<double>>(schema, name, input, new(value));
    }

    public static Node Abs(Node input) => DTypes.Dispatch(input.Schema.Type, new AbsAction(input));

    public static Node Sign(Node input) => DTypes.Dispatch(input.Schema.Type, new SignAction(input));

    public static Node BitsWith<TOp>(string name, Node input, long number) where TOp : struct, INumberBitOp
        => DTypes.Dispatch(input.Schema.Type, new BitsAction<TOp>(string.Create(CultureInfo.InvariantCulture, $"{name} {number}"), input, number));

    public static bool Holds(DType type, long number) => DTypes.Dispatch(type, new HoldsAction(number));

    /// <summary>The schema of computed cells: missing ones are NaN, since a stored nodata value could be one of them.</summary>
    public static ArraySchema Computed(ArraySchema schema) => schema with { NoData = schema.Type.IsFloating() && schema.NoData is not null ? double.NaN : null };

    private sealed class AbsAction(Node input) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new UnaryNode<T, Abs<T>>(Computed(input.Schema), "abs", input, default);
    }

    private sealed class SignAction(Node input) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new UnaryNode<T, Sign<T>>(Computed(input.Schema), "sign", input, default);
    }

    private sealed class BitsAction<TOp>(string name, Node input, long number) : IDTypeAction<Node> where TOp : struct, INumberBitOp
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new UnaryNode<T, BitsWith<T, TOp>>(Computed(input.Schema), name, input, new(T.CreateChecked(number)));
    }

    private sealed class HoldsAction(long number) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => long.CreateSaturating(T.CreateSaturating(number)) == number;
    }
}
