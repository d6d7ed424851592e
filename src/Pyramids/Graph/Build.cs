using System.Globalization;
using System.Numerics;

namespace Pyramids;

/// <summary>What the operations share when they make nodes: schemas of results, and casts that are left out where
/// nothing changes.</summary>
internal static class Build
{
    public static Node Cast(Node node, DType type, Casting casting = Casting.Exact, double? noData = null)
        => node.Schema.Type == type && (noData is null || node.Schema.NoData.Equals(noData)) ? node
            : new CastOperation(type, casting, noData).On(node);

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
