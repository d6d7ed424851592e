namespace Pyramids;

/// <summary>NumPy's short names of cell types, without their byte order.</summary>
internal static class NumPyCodes
{
    /// <summary>The type that <c>f4</c> and the like mean; null for those without one of the same size here.</summary>
    public static DType? Of(string code) => code switch
    {
        "b1" or "u1" => DType.UInt8,
        "i1" => DType.Int8,
        "u2" => DType.UInt16,
        "i2" => DType.Int16,
        "u4" => DType.UInt32,
        "i4" => DType.Int32,
        "u8" => DType.UInt64,
        "i8" => DType.Int64,
        "f4" => DType.Float32,
        "f8" => DType.Float64,
        _ => null,
    };
}
