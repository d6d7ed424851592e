using System.Numerics;

namespace Pyramids;

/// <summary>What is done for one cell type, chosen by <see cref="DTypes.Dispatch"/>.</summary>
internal interface IDTypeAction<out TResult>
{
    TResult Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>;
}

/// <summary>Facts about cell types, and the engine's one switch over them.</summary>
public static class DTypes
{
    /// <summary>Every cell type, in order.</summary>
    public static IReadOnlyList<DType> All { get; } = Enum.GetValues<DType>();

    /// <summary>Bytes of a cell.</summary>
    public static int Size(this DType type) => type switch
    {
        DType.UInt8 or DType.Int8 => 1,
        DType.UInt16 or DType.Int16 => 2,
        DType.UInt32 or DType.Int32 or DType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Whether cells are floating and can hold NaN.</summary>
    public static bool IsFloating(this DType type) => type is DType.Float32 or DType.Float64;

    /// <summary>Whether cells can be negative.</summary>
    public static bool IsSigned(this DType type) => type is not (DType.UInt8 or DType.UInt16 or DType.UInt32 or DType.UInt64);

    /// <summary>The floating type that arithmetic with missing cells uses: Float32 up to 16 bits and for Float32, else Float64.</summary>
    public static DType Floating(this DType type)
        => type is DType.Float32 || type.Size() <= 2 ? DType.Float32 : DType.Float64;

    /// <summary>The cell type of a C# type.</summary>
    /// <exception cref="NotSupportedException">The type is no cell type.</exception>
    public static DType Of<T>() => default(T) switch
    {
        byte => DType.UInt8,
        sbyte => DType.Int8,
        ushort => DType.UInt16,
        short => DType.Int16,
        uint => DType.UInt32,
        int => DType.Int32,
        ulong => DType.UInt64,
        long => DType.Int64,
        float => DType.Float32,
        double => DType.Float64,
        _ => throw new NotSupportedException($"{typeof(T).Name} is no cell type; cells are one of {string.Join(", ", All)}."),
    };

    /// <summary>A whole number as cells of an integer type have it. The nearest doubles to the greatest Int64 and
    /// UInt64 lie one above them.</summary>
    internal static Int128 Whole(this DType type, double value) => (type, value) switch
    {
        (DType.Int64, 9223372036854775808.0) => long.MaxValue,
        (DType.UInt64, 18446744073709551616.0) => ulong.MaxValue,
        _ => (Int128)value,
    };

    internal static TResult Dispatch<TResult>(DType type, IDTypeAction<TResult> action) => type switch
    {
        DType.UInt8 => action.Invoke<byte>(),
        DType.Int8 => action.Invoke<sbyte>(),
        DType.UInt16 => action.Invoke<ushort>(),
        DType.Int16 => action.Invoke<short>(),
        DType.UInt32 => action.Invoke<uint>(),
        DType.Int32 => action.Invoke<int>(),
        DType.UInt64 => action.Invoke<ulong>(),
        DType.Int64 => action.Invoke<long>(),
        DType.Float32 => action.Invoke<float>(),
        DType.Float64 => action.Invoke<double>(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown cell type."),
    };
}
