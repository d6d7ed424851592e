using System.Globalization;
using System.Numerics;

namespace Pyramids;

/// <summary>The declared value of missing cells, as cells and as text of the GDAL_NODATA tag.</summary>
internal static class GeoTiffNoData
{
    /// <summary>The value as a cell; null when there is none, or the cell type cannot hold it.</summary>
    public static T? Of<T>(double? noData) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        if (noData is not { } value) return null;
        if (DTypes.Of<T>().IsFloating()) return T.CreateTruncating(value);
        if (double.IsNaN(value) || value != Math.Floor(value)) return null;
        var cell = T.CreateSaturating(value);
        return double.CreateTruncating(cell) == value ? cell : null;
    }

    public static string Text(double value, DType type) => value switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ when type == DType.Float32 => ((double)(float)value).ToString("R", CultureInfo.InvariantCulture),
        _ when !type.IsFloating() && Math.Abs(value) < 1e20 && value == Math.Floor(value)
            => type.Whole(value).ToString(CultureInfo.InvariantCulture),
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
