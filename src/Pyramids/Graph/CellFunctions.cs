using System.Numerics;

namespace Pyramids;

/// <summary>The functions of cells by the names that plans and messages call them, and the typed nodes that run them:
/// the places where a cell type is decided.</summary>
internal static class CellFunctions
{
    private static readonly Dictionary<string, BinaryFunction> Binaries = new()
    {
        ["add"] = new BinaryFunction<Add>(),
        ["subtract"] = new BinaryFunction<Subtract>(),
        ["multiply"] = new BinaryFunction<Multiply>(),
        ["divide"] = new BinaryFunction<Divide>(),
        ["remainder"] = new BinaryFunction<CellByCell<Remainder>>(),
        ["minimum"] = new BinaryFunction<Minimum>(),
        ["maximum"] = new BinaryFunction<Maximum>(),
        ["and"] = new BinaryFunction<Minimum>(),
        ["or"] = new BinaryFunction<Maximum>(),
        ["power"] = new BinaryFunction<Pairs<Power>>(),
        ["atan2"] = new BinaryFunction<Pairs<Atan2>>(),
        ["hypot"] = new BinaryFunction<Pairs<Hypot>>(),
        ["bit and"] = new BinaryFunction<Bits<BitAnd>>(),
        ["bit or"] = new BinaryFunction<Bits<BitOr>>(),
        ["bit xor"] = new BinaryFunction<Bits<BitXor>>(),
        ["floor divide"] = new BinaryFunction<CellByCell<FloorDivide>>(),
    };

    private static readonly Dictionary<string, ComparisonFunction> Comparisons = new()
    {
        ["less"] = new ComparisonFunction<Less>(),
        ["greater"] = new ComparisonFunction<Greater>(),
        ["at most"] = new ComparisonFunction<LessOrEqual>(),
        ["at least"] = new ComparisonFunction<GreaterOrEqual>(),
        ["equal to"] = new ComparisonFunction<EqualTo>(),
        ["not equal to"] = new ComparisonFunction<NotEqualTo>(),
    };

    private static readonly Dictionary<string, FloatingFunction> Floatings = new()
    {
        ["sqrt"] = new FloatingFunction<Sqrt>(),
        ["exp"] = new FloatingFunction<Blocks<Exp>>(),
        ["log"] = new FloatingFunction<Blocks<Log>>(),
        ["log10"] = new FloatingFunction<Blocks<Log10>>(),
        ["log2"] = new FloatingFunction<Blocks<Log2>>(),
        ["sin"] = new FloatingFunction<Blocks<InLanes<Sin>>>(),
        ["cos"] = new FloatingFunction<Blocks<InLanes<Cos>>>(),
        ["tan"] = new FloatingFunction<Blocks<InLanes<Tan>>>(),
        ["asin"] = new FloatingFunction<Blocks<InLanes<Asin>>>(),
        ["acos"] = new FloatingFunction<Blocks<InLanes<Acos>>>(),
        ["atan"] = new FloatingFunction<Blocks<InLanes<Atan>>>(),
        ["cbrt"] = new FloatingFunction<EachCell<Cbrt>>(),
        ["exp2"] = new FloatingFunction<EachCell<Exp2>>(),
        ["expm1"] = new FloatingFunction<EachCell<ExpM1>>(),
        ["logp1"] = new FloatingFunction<EachCell<LogP1>>(),
        ["sinh"] = new FloatingFunction<EachCell<Sinh>>(),
        ["cosh"] = new FloatingFunction<EachCell<Cosh>>(),
        ["tanh"] = new FloatingFunction<EachCell<Tanh>>(),
        ["asinh"] = new FloatingFunction<EachCell<Asinh>>(),
        ["acosh"] = new FloatingFunction<EachCell<Acosh>>(),
        ["atanh"] = new FloatingFunction<EachCell<Atanh>>(),
        ["is finite"] = new FloatingFunction<IsFinite>(),
        ["floor"] = new FloatingFunction<Floor>(),
        ["ceiling"] = new FloatingFunction<Ceiling>(),
        ["truncate"] = new FloatingFunction<Truncate>(),
        ["round"] = new FloatingFunction<RoundToEven>(),
    };

    private static readonly Dictionary<string, BitFunction> Bitwise = new()
    {
        ["bit and"] = new BitFunction<BitAnd>(),
        ["bit or"] = new BitFunction<BitOr>(),
        ["bit xor"] = new BitFunction<BitXor>(),
        ["shift left"] = new BitFunction<ShiftLeft>(),
        ["shift right"] = new BitFunction<ShiftRight>(),
    };

    public static BinaryFunction Binary(string name) => Find(Binaries, name);

    public static ComparisonFunction Comparison(string name) => Find(Comparisons, name);

    public static FloatingFunction Floating(string name) => Find(Floatings, name);

    public static BitFunction Bits(string name) => Find(Bitwise, name);

    private static T Find<T>(Dictionary<string, T> functions, string name) => functions.TryGetValue(name, out var found)
        ? found
        : throw new ArgumentException($"There is no function '{name}' here; those of this kind are "
            + $"{string.Join(", ", functions.Keys.Order(StringComparer.Ordinal))}.");
}

/// <summary>A function of two cells, before their type is known.</summary>
internal abstract class BinaryFunction
{
    public abstract Node Of(Operation operation, ArraySchema schema, Node left, Node right);

    public abstract Node Of(Operation operation, ArraySchema schema, Node input, double number, bool reversed);
}

internal sealed class BinaryFunction<TOp> : BinaryFunction where TOp : IBinaryOp
{
    public override Node Of(Operation operation, ArraySchema schema, Node left, Node right)
        => DTypes.Dispatch(left.Schema.Type, new Arrays(operation, schema, left, right));

    public override Node Of(Operation operation, ArraySchema schema, Node input, double number, bool reversed)
        => DTypes.Dispatch(input.Schema.Type, new Scalar(operation, schema, input, number, reversed));

    private sealed class Arrays(Operation operation, ArraySchema schema, Node left, Node right) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new BinaryNode<T, TOp>(operation, schema, left, right);
    }

    private sealed class Scalar(Operation operation, ArraySchema schema, Node input, double number, bool reversed) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => new BinaryScalarNode<T, TOp>(operation, schema, input, T.CreateChecked(number), reversed);
    }
}

/// <summary>A comparison of two cells, before their type is known.</summary>
internal abstract class ComparisonFunction
{
    public abstract Node Of(Operation operation, ArraySchema schema, Node left, Node right);

    public abstract Node Of(Operation operation, ArraySchema schema, Node input, double number);
}

internal sealed class ComparisonFunction<TOp> : ComparisonFunction where TOp : IComparison
{
    public override Node Of(Operation operation, ArraySchema schema, Node left, Node right)
        => DTypes.Dispatch(left.Schema.Type, new Arrays(operation, schema, left, right));

    public override Node Of(Operation operation, ArraySchema schema, Node input, double number)
        => DTypes.Dispatch(input.Schema.Type, new Scalar(operation, schema, input, number));

    private sealed class Arrays(Operation operation, ArraySchema schema, Node left, Node right) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new CompareNode<T, TOp>(operation, schema, left, right);
    }

    private sealed class Scalar(Operation operation, ArraySchema schema, Node input, double number) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => new CompareScalarNode<T, TOp>(operation, schema, input, T.CreateSaturating(number));
    }
}

/// <summary>A function of one floating cell, before its type is known.</summary>
internal abstract class FloatingFunction
{
    public abstract Node Of(Operation operation, ArraySchema schema, Node input);
}

internal sealed class FloatingFunction<TOp> : FloatingFunction where TOp : struct, IFloatingOp
{
    public override Node Of(Operation operation, ArraySchema schema, Node input) => input.Schema.Type switch
    {
        DType.Float32 => new UnaryNode<float, Floating<float, TOp>>(operation, schema, input, default),
        DType.Float64 => new UnaryNode<double, Floating<double, TOp>>(operation, schema, input, default),
        var type => throw new ArgumentException($"'{operation.Label}' takes floating cells; {type} was given."),
    };
}

/// <summary>A function of the bits of a cell and of a number, before the cell's type is known.</summary>
internal abstract class BitFunction
{
    public abstract Node Of(Operation operation, ArraySchema schema, Node input, long number);
}

internal sealed class BitFunction<TOp> : BitFunction where TOp : struct, INumberBitOp
{
    public override Node Of(Operation operation, ArraySchema schema, Node input, long number)
        => DTypes.Dispatch(input.Schema.Type, new Make(operation, schema, input, number));

    private sealed class Make(Operation operation, ArraySchema schema, Node input, long number) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => new UnaryNode<T, BitsWith<T, TOp>>(operation, schema, input, new(T.CreateChecked(number)));
    }
}
