using System.Globalization;
using System.Numerics;

namespace Pyramids;

/// <summary>What the operations share when they make nodes: schemas of results, and casts that are left out where
/// nothing changes.</summary>
internal static class Build
{
    public static Node Cast(Node node, DType type, Casting casting = Casting.Exact, double? noData = null)
    {
        if (type.IsFloating()) node = Marked(node);
        return node.Schema.Type == type && (noData is null || node.Schema.NoData.Equals(noData)) ? node
            : new CastOperation(type, casting, noData).On(node);
    }

    /// <summary>Cells to compute with: NaN for the nodata that an integer array declares, since it is no value.</summary>
    public static Node Marked(Node node) => node.Schema.Type.IsFloating() ? node : MaskNoData(node);

    /// <summary>Nodes of one cell type, the smallest that holds all cells. They stay integers where one nodata value
    /// marks the missing cells of all, or no cell of any is missing; else missing cells become NaN.</summary>
    public static Node[] Alike(params IReadOnlyList<Node> nodes)
    {
        if (nodes.Any(node => !Equals(MarkOf(node), MarkOf(nodes[0])))) nodes = [.. nodes.Select(Marked)];
        var type = nodes.Select(node => node.Schema.Type).Aggregate(Promotion.Common);
        return [.. nodes.Select(node => Cast(node, type))];
    }

    /// <summary>The nodata value of cells that are taken from several nodes of one cell type.</summary>
    public static double? NoDataOf(IReadOnlyList<Node> nodes)
    {
        var (first, floating) = (nodes[0].Schema.NoData, nodes[0].Schema.Type.IsFloating());
        if (nodes.All(node => Equals(node.Schema.NoData, first))) return first;
        if (floating) return double.NaN;
        return nodes.All(node => Equals(MarkOf(node), MarkOf(nodes[0]))) ? MarkOf(nodes[0])
            : throw new ArgumentException($"Cells whose nodata is {string.Join(" and ", nodes.Select(node => node.Schema.NoData?.ToString(
                CultureInfo.InvariantCulture) ?? "not declared"))} cannot be told apart; make them floating first.");
    }

    /// <summary>What marks the missing cells of an integer node; null when none is missing, or when it is NaN as in
    /// floating ones.</summary>
    private static double? MarkOf(Node node) => node.Schema.Type.IsFloating() ? null : Fits(node.Schema.NoData, node.Schema.Type);

    /// <summary>Stored cells with nodata as NaN, in the floating type that holds them; the node itself when nothing can
    /// be missing.</summary>
    public static Node MaskNoData(Node node)
        => node.Schema.NoData is { } noData && !double.IsNaN(noData) && Fits(noData, node.Schema.Type) is not null
            ? new MaskNoDataOperation().On(node)
            : node;

    /// <summary>The nodata value when the type has it, else null.</summary>
    public static double? Fits(double? value, DType type) => value is { } v && DTypes.Dispatch(type, new FitsAction(v)) ? v : null;

    public static bool Holds(DType type, long number) => DTypes.Dispatch(type, new HoldsAction(number));

    /// <summary>The schema of cells that are computed of those of two arrays.</summary>
    public static ArraySchema Result(ArraySchema left, ArraySchema right)
        => left with
        {
            Grid = left.Grid.Crs is null ? right.Grid : left.Grid,
            NoData = Missing(left.Type, left.NoData ?? right.NoData),
            BandNames = left.BandNames.Count > 0 && (right.BandNames.Count == 0 || left.BandNames.SequenceEqual(right.BandNames))
                ? left.BandNames
                : [],
        };

    /// <summary>The schema of computed cells: missing ones are NaN, since a stored nodata value could be one of them.</summary>
    public static ArraySchema Computed(ArraySchema schema) => schema with { NoData = Missing(schema.Type, schema.NoData) };

    public static ArraySchema Mask(ArraySchema schema) => schema with { Type = DType.UInt8, NoData = null };

    /// <summary>What marks missing cells of computed values.</summary>
    public static double? Missing(DType type, double? declared) => type.IsFloating() && declared is not null ? double.NaN : null;

    /// <summary>A function's name with the number that it takes.</summary>
    public static string Named(string name, double number) => $"{name} {number.ToString("G6", CultureInfo.InvariantCulture)}";

    private sealed class FitsAction(double value) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => DTypes.Of<T>().IsFloating() || (double.IsInteger(value) && double.CreateSaturating(T.CreateSaturating(value)) == value);
    }

    private sealed class HoldsAction(long number) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => long.CreateSaturating(T.CreateSaturating(number)) == number;
    }
}
