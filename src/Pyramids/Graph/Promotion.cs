namespace Pyramids;

/// <summary>Which cell type two others meet in.</summary>
internal static class Promotion
{
    /// <summary>For arithmetic: small integers become Int32 as in C#, so that differences of raw bands are right.</summary>
    public static DType Of(DType left, DType right)
    {
        var common = Common(left, right);
        return common.IsFloating() || common.Size() >= 4 ? common : DType.Int32;
    }

    /// <summary>The smallest type that holds the values of both; Float64 for UInt64 with a signed type.</summary>
    public static DType Common(DType left, DType right)
    {
        if (left == right) return left;
        if (left.IsFloating() || right.IsFloating())
            return left.Floating() == DType.Float64 || right.Floating() == DType.Float64 ? DType.Float64 : DType.Float32;
        if (left.IsSigned() == right.IsSigned()) return left.Size() >= right.Size() ? left : right;
        var (signed, unsigned) = left.IsSigned() ? (left, right) : (right, left);
        if (signed.Size() > unsigned.Size()) return signed;
        return unsigned.Size() switch { 1 => DType.Int16, 2 => DType.Int32, 4 => DType.Int64, _ => DType.Float64 };
    }

    /// <summary>For an array and a number: a whole number keeps integers integer, a fraction makes them floating;
    /// floating arrays stay as they are.</summary>
    public static DType WithScalar(DType type, double scalar)
    {
        if (type.IsFloating()) return type;
        if (!double.IsInteger(scalar)) return type.Floating();
        var promoted = Of(type, type);
        return Build.Fits(scalar, promoted) is not null ? promoted
            : Build.Fits(scalar, DType.Int64) is not null && promoted != DType.UInt64 ? DType.Int64
            : DType.Float64;
    }
}
