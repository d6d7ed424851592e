using System.Numerics;
using System.Numerics.Tensors;

namespace Pyramids;

internal readonly struct Add : IBinaryOp
{
    public static bool HasLanes => true;

    public static Vector<T> Lanes<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T> => x + y;

    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Add(x, y, result);

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Add(x, y, result);

    public static void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Add(y, x, result);
}

internal readonly struct Subtract : IBinaryOp
{
    public static bool HasLanes => true;

    public static Vector<T> Lanes<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T> => x - y;

    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Subtract(x, y, result);

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Subtract(x, y, result);

    public static void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Subtract(x, y, result);
}

internal readonly struct Multiply : IBinaryOp
{
    public static bool HasLanes => true;

    public static Vector<T> Lanes<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T> => x * y;

    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Multiply(x, y, result);

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Multiply(x, y, result);

    public static void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Multiply(y, x, result);
}

/// <summary>True division; integer rasters are floating before they come here.</summary>
internal readonly struct Divide : IBinaryOp
{
    public static bool HasLanes => true;

    public static Vector<T> Lanes<T>(Vector<T> x, Vector<T> y) where T : unmanaged, INumber<T> => x / y;

    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Divide(x, y, result);

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Divide(x, y, result);

    public static void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Divide(x, y, result);
}

/// <summary>The smaller of two cells; missing when one is.</summary>
internal readonly struct Minimum : IBinaryOp
{
    public static bool KeepsMasks => true;

    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Min(x, y, result);

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Min(x, y, result);

    public static void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Min(y, x, result);
}

/// <summary>The larger of two cells; missing when one is.</summary>
internal readonly struct Maximum : IBinaryOp
{
    public static bool KeepsMasks => true;

    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Max(x, y, result);

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Max(x, y, result);

    public static void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => TensorPrimitives.Max(y, x, result);
}
