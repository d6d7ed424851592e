namespace Pyramids;

/// <summary>Cell types by GDAL's codes.</summary>
internal static class GdalTypes
{
    private const int Float16 = 15;

    private static readonly (int Code, DType Type)[] Known =
    [
        (1, DType.UInt8), (14, DType.Int8), (2, DType.UInt16), (3, DType.Int16), (4, DType.UInt32), (5, DType.Int32),
        (12, DType.UInt64), (13, DType.Int64), (6, DType.Float32), (7, DType.Float64),
    ];

    public static int Code(DType type) => Array.Find(Known, known => known.Type == type).Code;

    /// <summary>The cell type of a code; null for complex numbers. Half precision is widened.</summary>
    public static DType? Of(int code)
        => code == Float16 ? DType.Float32 : Array.Find(Known, known => known.Code == code) is (> 0, var type) ? type : null;
}
