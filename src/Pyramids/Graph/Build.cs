using System.Globalization;
using System.Numerics;

namespace Pyramids;

/// <summary>Makes typed nodes: the places where a cell type is decided.</summary>
internal static class Build
{
    public static Node Cast(Node node, DType type, Casting casting = Casting.Exact, double? noData = null)
    {
        var schema = node.Schema with { Type = type, NoData = noData ?? (type.IsFloating() ? node.Schema.NoData : Fits(node.Schema.NoData, type)) };
        if (node.Schema.Type == type) return node;
        return DTypes.Dispatch(type, new CastTo(schema, node, casting));
    }

    /// <summary>Stored cells with nodata as NaN, in the floating type that holds them; the node itself when nothing can be missing.</summary>
    public static Node MaskNoData(Node node)
    {
        if (node.Schema.NoData is not { } noData || double.IsNaN(noData)) return node;
        var type = node.Schema.Type.IsFloating() ? node.Schema.Type : node.Schema.Type.Floating();
        if (Fits(noData, node.Schema.Type) is null) return node;
        return DTypes.Dispatch(node.Schema.Type, new MaskAction(node.Schema with { Type = type }, node, noData));
    }

    public static Node Binary<TOp>(string name, Node left, Node right) where TOp : IBinaryOp
    {
        var schema = Result(left.Schema, right.Schema);
        return DTypes.Dispatch(left.Schema.Type, new BinaryAction<TOp>(schema, name, left, right));
    }

    public static Node BinaryScalar<TOp>(string name, Node input, double scalar, bool reversed) where TOp : IBinaryOp
        => DTypes.Dispatch(input.Schema.Type, new BinaryScalarAction<TOp>(input.Schema with { NoData = Missing(input.Schema.Type, input.Schema.NoData) }, name, input, scalar, reversed));

    public static Node Compare<TOp>(string name, Node left, Node right) where TOp : IComparison
        => DTypes.Dispatch(left.Schema.Type, new CompareAction<TOp>(Mask(Result(left.Schema, right.Schema)), name, left, right));

    public static Node CompareScalar<TOp>(string name, Node input, double scalar) where TOp : IComparison
        => DTypes.Dispatch(input.Schema.Type, new CompareScalarAction<TOp>(Mask(input.Schema), name, input, scalar));

    public static Node Where(Node mask, Node array, Node other) => DTypes.Dispatch(array.Schema.Type, new WhereAction(array.Schema, mask, array, other));

    public static Node WhereScalar(Node mask, Node array, double other) => DTypes.Dispatch(array.Schema.Type, new WhereScalarAction(double.IsNaN(other) ? array.Schema with { NoData = double.NaN } : array.Schema, mask, array, other));

    public static Node BandReduce(Node input, Reduction reduction)
    {
        var type = ResultType(reduction, input.Schema.Type);
        var schema = input.Schema with { Bands = 1, Type = type, BandNames = [], IsPlane = true, NoData = Missing(type, input.Schema.NoData) };
        return DTypes.Dispatch(input.Schema.Type, new BandReduceAction(schema, input, reduction));
    }

    public static Node Reduce(Node input, Reduction reduction, bool perBand)
    {
        var grid = input.Schema.Grid;
        var whole = new GridSpec(1, 1, grid.Transform.Shift(0, 0, grid.Columns, grid.Rows), grid.Crs);
        return new ReduceNode(new(whole, perBand ? input.Schema.Bands : 1, ResultType(reduction, input.Schema.Type)) { IsReduced = true, IsPlane = !perBand, BandNames = perBand ? input.Schema.BandNames : [] }, input, reduction);
    }

    /// <summary>A focal kernel over an array in the cell type that the kernel computes in.</summary>
    public static Node Focal(string name, Node input, FocalKernel kernel, EdgeMode edges, double? noData)
    {
        var typed = Cast(input, kernel.InputType);
        return new FocalNode(input.Schema with { Type = kernel.OutputType, NoData = noData }, name, typed, kernel, edges);
    }

    public static Node Broadcast(Node value, ArraySchema schema) => new BroadcastNode(schema with { Type = value.Schema.Type, NoData = null }, value);

    /// <summary>The nodata value when the type has it, else null.</summary>
    public static double? Fits(double? value, DType type) => value is { } v && DTypes.Dispatch(type, new FitsAction(v)) ? v : null;

    private static DType ResultType(Reduction reduction, DType type) => reduction switch
    {
        Reduction.Count => DType.Int64,
        Reduction.Min or Reduction.Max => type,
        _ => DType.Float64,
    };

    private static ArraySchema Result(ArraySchema left, ArraySchema right)
        => left with
        {
            Grid = left.Grid.Crs is null ? right.Grid : left.Grid,
            NoData = Missing(left.Type, left.NoData ?? right.NoData),
            BandNames = left.BandNames.Count > 0 && (right.BandNames.Count == 0 || left.BandNames.SequenceEqual(right.BandNames)) ? left.BandNames : [],
        };

    /// <summary>What marks missing cells of computed values: NaN, since a stored nodata value could be one of them.</summary>
    private static double? Missing(DType type, double? declared) => type.IsFloating() && declared is not null ? double.NaN : null;

    private static ArraySchema Mask(ArraySchema schema) => schema with { Type = DType.UInt8, NoData = null };

    private sealed class CastTo(ArraySchema schema, Node node, Casting casting) : IDTypeAction<Node>
    {
        public Node Invoke<TTo>() where TTo : unmanaged, INumber<TTo>, IMinMaxValue<TTo> => DTypes.Dispatch(node.Schema.Type, new CastFrom<TTo>(schema, node, casting));
    }

    private sealed class CastFrom<TTo>(ArraySchema schema, Node node, Casting casting) : IDTypeAction<Node> where TTo : unmanaged, INumber<TTo>, IMinMaxValue<TTo>
    {
        public Node Invoke<TFrom>() where TFrom : unmanaged, INumber<TFrom>, IMinMaxValue<TFrom> => new CastNode<TFrom, TTo>(schema, node, casting);
    }

    private sealed class MaskAction(ArraySchema schema, Node node, double noData) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => schema.Type == DType.Float32
            ? new MissingNode<T, float>(schema, node, T.CreateTruncating(noData))
            : new MissingNode<T, double>(schema, node, T.CreateTruncating(noData));
    }

    private sealed class FitsAction(double value) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => DTypes.Of<T>().IsFloating() || (double.IsInteger(value) && double.CreateSaturating(T.CreateSaturating(value)) == value);
    }

    private sealed class BinaryAction<TOp>(ArraySchema schema, string name, Node left, Node right) : IDTypeAction<Node> where TOp : IBinaryOp
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new BinaryNode<T, TOp>(schema, name, left, right);
    }

    private sealed class BinaryScalarAction<TOp>(ArraySchema schema, string name, Node input, double scalar, bool reversed) : IDTypeAction<Node> where TOp : IBinaryOp
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new BinaryScalarNode<T, TOp>(schema, Named(name, scalar), input, T.CreateChecked(scalar), reversed);
    }

    private sealed class CompareAction<TOp>(ArraySchema schema, string name, Node left, Node right) : IDTypeAction<Node> where TOp : IComparison
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new CompareNode<T, TOp>(schema, name, left, right);
    }

    private sealed class CompareScalarAction<TOp>(ArraySchema schema, string name, Node input, double scalar) : IDTypeAction<Node> where TOp : IComparison
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new CompareScalarNode<T, TOp>(schema, Named(name, scalar), input, T.CreateChecked(scalar));
    }

    private sealed class WhereAction(ArraySchema schema, Node mask, Node array, Node other) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new WhereNode<T>(schema, mask, array, other);
    }

    private sealed class WhereScalarAction(ArraySchema schema, Node mask, Node array, double other) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new WhereScalarNode<T>(schema, mask, array, T.CreateChecked(other));
    }

    private sealed class BandReduceAction(ArraySchema schema, Node input, Reduction reduction) : IDTypeAction<Node>
    {
        public Node Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new BandReduceNode<T>(schema, input, reduction);
    }

    private static string Named(string name, double scalar) => $"{name} {scalar.ToString("G6", CultureInfo.InvariantCulture)}";
}
