using System.Globalization;
using System.Numerics;

namespace Pyramids;

/// <summary>A function of two arrays of one cell type, cell by cell; its name is one of <see cref="CellFunctions"/>.</summary>
internal sealed record BinaryOperation(string Function) : Operation
{
    public override string Label => Function;

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var (left, right) = Two(inputs);
        return CellFunctions.Binary(Function).Of(this, Build.Result(left.Schema, right.Schema), left, right);
    }
}

/// <summary>A function of an array and a number; the number stands right, or left when reversed.</summary>
internal sealed record ScalarOperation(string Function, double Number, bool Reversed = false) : Operation
{
    public override string Label => Build.Named(Function switch
    {
        "subtract" when Reversed => "subtract from",
        "divide" when Reversed => "divide into",
        "remainder" when Reversed => "remainder of",
        _ => Function,
    }, Number);

    public override Node On(params IReadOnlyList<Node> inputs)
        => CellFunctions.Binary(Function).Of(this, Build.Computed(One(inputs).Schema), inputs[0], Number, Reversed);
}

/// <summary>A comparison of two arrays of one cell type.</summary>
internal sealed record CompareOperation(string Function) : Operation
{
    public override string Label => Function;

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var (left, right) = Two(inputs);
        return CellFunctions.Comparison(Function).Of(this, Build.Mask(Build.Result(left.Schema, right.Schema)), left, right);
    }
}

/// <summary>A comparison of an array with a number.</summary>
internal sealed record CompareScalarOperation(string Function, double Number) : Operation
{
    public override string Label => Build.Named(Function, Number);

    public override Node On(params IReadOnlyList<Node> inputs)
        => CellFunctions.Comparison(Function).Of(this, Build.Mask(One(inputs).Schema), inputs[0], Number);
}

/// <summary>Cells of the second input where the first, a mask, is not 0; those of the third elsewhere.</summary>
internal sealed record WhereOperation : Operation
{
    public override string Label => "where";

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        if (inputs is not [{ Schema.Type: DType.UInt8 } mask, var array, var other]) throw Expected(3, inputs);
        Two([array, other]);
        return DTypes.Dispatch(array.Schema.Type, new Make(this, mask, array, other));
    }

    private sealed class Make(WhereOperation operation, Node mask, Node array, Node other) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => new WhereNode<T>(operation, array.Schema with { NoData = Build.NoDataOf([array, other]) }, mask, array, other);
    }
}

/// <summary>Cells of the second input where the first, a mask, is not 0; a number elsewhere.</summary>
internal sealed record WhereScalarOperation(double Other) : Operation
{
    public override string Label => "where";

    // What is left out is a number of the same kind, such as nodata.
    public override bool KeepsMeaning => true;

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        if (inputs is not [{ Schema.Type: DType.UInt8 } mask, var array]) throw Expected(2, inputs);
        // A floating array that gets the number as a value cannot mark missing cells by it in a file.
        var marks = double.IsNaN(Other) || (array.Schema.Type.IsFloating() && Other == array.Schema.NoData);
        return DTypes.Dispatch(array.Schema.Type,
            new Make(this, marks ? array.Schema with { NoData = double.NaN } : array.Schema, mask, array));
    }

    private sealed class Make(WhereScalarOperation operation, ArraySchema schema, Node mask, Node array) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => new WhereScalarNode<T>(operation, schema, mask, array, T.CreateChecked(operation.Other));
    }
}

/// <summary>Another cell type.</summary>
internal sealed record CastOperation(DType Type, Casting Casting = Casting.Exact, double? NoData = null) : Operation
{
    public override string Label => "as type";

    // The numbers stay what they are, or the cast is an error; rounded and saturated ones do not.
    public override bool KeepsMeaning => Casting is Casting.Exact;

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var schema = One(inputs).Schema;
        // A value that no cell can have marks none, and must not come to mark one in a wider type.
        var noData = Type.IsFloating() ? schema.NoData : Build.Fits(Build.Fits(schema.NoData, schema.Type), Type);
        schema = schema with { Type = Type, NoData = NoData ?? noData, Meaning = schema.Meaning?.Of(Type) };
        return DTypes.Dispatch(Type, new To(this, schema, inputs[0]));
    }

    private sealed class To(CastOperation operation, ArraySchema schema, Node input) : IDTypeAction<Node>
    {
        public Node Invoke<TTo>() where TTo : unmanaged, INumber<TTo>, IMinMaxValue<TTo>
            => DTypes.Dispatch(input.Schema.Type, new From<TTo>(operation, schema, input));
    }

    private sealed class From<TTo>(CastOperation operation, ArraySchema schema, Node input) : IDTypeAction<Node>
        where TTo : unmanaged, INumber<TTo>, IMinMaxValue<TTo>
    {
        public Node Invoke<TFrom>() where TFrom : unmanaged, INumber<TFrom>, IMinMaxValue<TFrom>
            => new CastNode<TFrom, TTo>(operation, schema, input, operation.Casting);
    }
}

/// <summary>Stored cells as floating ones, with the declared nodata value turned into NaN.</summary>
internal sealed record MaskNoDataOperation : Operation
{
    public override string Label => "mask nodata";

    public override bool KeepsMeaning => true;

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var schema = One(inputs).Schema;
        return DTypes.Dispatch(schema.Type,
            new Make(this, schema with { Type = schema.Type.Floating(), Meaning = schema.Meaning?.Floating() }, inputs[0],
                schema.NoData ?? throw new ArgumentException($"'{Label}' takes an array that declares nodata; {inputs[0]} does not.")));
    }

    private sealed class Make(MaskNoDataOperation operation, ArraySchema schema, Node node, double noData) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => schema.Type == DType.Float32
            ? new MissingNode<T, float>(operation, schema, node, T.CreateTruncating(noData))
            : new MissingNode<T, double>(operation, schema, node, T.CreateTruncating(noData));
    }
}

/// <summary>A floating function of floating cells; its name is one of <see cref="CellFunctions"/>.</summary>
internal sealed record FloatingOperation(string Function) : Operation
{
    public override string Label => Function;

    public override Node On(params IReadOnlyList<Node> inputs)
        => CellFunctions.Floating(Function).Of(this, Build.Computed(One(inputs).Schema), inputs[0]);
}

/// <summary>Floating cells rounded to decimals.</summary>
internal sealed record RoundOperation(int Digits) : Operation
{
    public override string Label => string.Create(CultureInfo.InvariantCulture, $"round {Digits}");

    public override Node On(params IReadOnlyList<Node> inputs) => One(inputs).Schema.Type == DType.Float32
        ? new UnaryNode<float, RoundDigits<float>>(this, Build.Computed(inputs[0].Schema), inputs[0], new(Digits))
        : new UnaryNode<double, RoundDigits<double>>(this, Build.Computed(inputs[0].Schema), inputs[0], new(Digits));
}

/// <summary>A number in place of missing cells: of NaN, and of the nodata value of integers.</summary>
internal sealed record FillMissingOperation(double Value) : Operation
{
    public override string Label => Build.Named("fill", Value);

    public override Node On(params IReadOnlyList<Node> inputs)
    {
        var schema = One(inputs).Schema with { NoData = null };
        return schema.Type switch
        {
            DType.Float32 => new UnaryNode<float, FillMissing<float>>(this, schema, inputs[0], new((float)Value)),
            DType.Float64 => new UnaryNode<double, FillMissing<double>>(this, schema, inputs[0], new(Value)),
            var type => DTypes.Dispatch(type, new Make(this, schema, inputs[0])),
        };
    }

    private sealed class Make(FillMissingOperation operation, ArraySchema schema, Node input) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var to = T.CreateSaturating(operation.Value);
            var from = Build.Fits(input.Schema.NoData, input.Schema.Type) is { } noData ? T.CreateSaturating(noData) : to;
            return new UnaryNode<T, Replace<T>>(operation, schema, input, new(from, to));
        }
    }
}

/// <summary>Magnitudes.</summary>
internal sealed record AbsOperation : Operation
{
    public override string Label => "abs";

    public override Node On(params IReadOnlyList<Node> inputs) => DTypes.Dispatch(One(inputs).Schema.Type, new Make(this, inputs[0]));

    private sealed class Make(AbsOperation operation, Node input) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => new UnaryNode<T, Abs<T>>(operation, Build.Computed(input.Schema), input, default);
    }
}

/// <summary>-1, 0 or 1.</summary>
internal sealed record SignOperation : Operation
{
    public override string Label => "sign";

    public override Node On(params IReadOnlyList<Node> inputs) => DTypes.Dispatch(One(inputs).Schema.Type, new Make(this, inputs[0]));

    private sealed class Make(SignOperation operation, Node input) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => new UnaryNode<T, Sign<T>>(operation, Build.Computed(input.Schema), input, default);
    }
}

/// <summary>A function of the bits of integer cells and of a number.</summary>
internal sealed record BitsOperation(string Function, long Number) : Operation
{
    public override string Label => string.Create(CultureInfo.InvariantCulture, $"{Function} {Number}");

    public override Node On(params IReadOnlyList<Node> inputs)
        => CellFunctions.Bits(Function).Of(this, Build.Computed(One(inputs).Schema), inputs[0], Number);
}

/// <summary>Every bit of integer cells turned.</summary>
internal sealed record BitNotOperation : Operation
{
    public override string Label => "bit not";

    public override Node On(params IReadOnlyList<Node> inputs) => DTypes.Dispatch(One(inputs).Schema.Type, new Make(this, inputs[0]));

    private sealed class Make(BitNotOperation operation, Node input) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => new UnaryNode<T, BitNot<T>>(operation, Build.Computed(input.Schema), input, default);
    }
}
