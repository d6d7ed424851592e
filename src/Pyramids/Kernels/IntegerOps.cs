using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>A function of the bits of integers and of those of a number.</summary>
internal interface INumberBitOp
{
    static abstract void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, IBinaryInteger<T>;
}

/// <summary>A function of the bits of two integers of one type; which stands left makes no difference.</summary>
internal interface IBitOp : INumberBitOp
{
    static abstract void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IBinaryInteger<T>;
}

internal readonly struct BitAnd : IBitOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IBinaryInteger<T>
        => TensorPrimitives.BitwiseAnd(x, y, result);

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, IBinaryInteger<T>
        => TensorPrimitives.BitwiseAnd(x, y, result);
}

internal readonly struct BitOr : IBitOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IBinaryInteger<T>
        => TensorPrimitives.BitwiseOr(x, y, result);

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, IBinaryInteger<T>
        => TensorPrimitives.BitwiseOr(x, y, result);
}

internal readonly struct BitXor : IBitOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, IBinaryInteger<T>
        => TensorPrimitives.Xor(x, y, result);

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, IBinaryInteger<T>
        => TensorPrimitives.Xor(x, y, result);
}

/// <summary>Bits moved to the higher end by a number of places; those beyond the type are dropped.</summary>
internal readonly struct ShiftLeft : INumberBitOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, IBinaryInteger<T>
        => TensorPrimitives.ShiftLeft(x, int.CreateTruncating(y), result);
}

/// <summary>Bits moved to the lower end; the sign stays.</summary>
internal readonly struct ShiftRight : INumberBitOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, IBinaryInteger<T>
        => TensorPrimitives.ShiftRightArithmetic(x, int.CreateTruncating(y), result);
}

/// <summary>A function of bits as an operation of nodes, whose cell types are integers.</summary>
internal readonly struct Bits<TOp> : IBinaryOp where TOp : struct, IBitOp
{
    public static void Invoke<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
    {
        switch (default(T))
        {
            case byte: TOp.Invoke(To<T, byte>(x), To<T, byte>(y), To<T, byte>(result)); break;
            case sbyte: TOp.Invoke(To<T, sbyte>(x), To<T, sbyte>(y), To<T, sbyte>(result)); break;
            case ushort: TOp.Invoke(To<T, ushort>(x), To<T, ushort>(y), To<T, ushort>(result)); break;
            case short: TOp.Invoke(To<T, short>(x), To<T, short>(y), To<T, short>(result)); break;
            case uint: TOp.Invoke(To<T, uint>(x), To<T, uint>(y), To<T, uint>(result)); break;
            case int: TOp.Invoke(To<T, int>(x), To<T, int>(y), To<T, int>(result)); break;
            case ulong: TOp.Invoke(To<T, ulong>(x), To<T, ulong>(y), To<T, ulong>(result)); break;
            case long: TOp.Invoke(To<T, long>(x), To<T, long>(y), To<T, long>(result)); break;
            default: throw new NotSupportedException($"{DTypes.Of<T>()} cells reached a function of bits.");
        }
    }

    public static void Invoke<T>(ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged, INumber<T>
        => new BitsWith<T, TOp>(y).Invoke(x, result);

    public static void Invoke<T>(T x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged, INumber<T>
        => new BitsWith<T, TOp>(x).Invoke(y, result);

    private static ReadOnlySpan<TCell> To<T, TCell>(ReadOnlySpan<T> cells) where T : unmanaged where TCell : unmanaged
        => MemoryMarshal.Cast<T, TCell>(cells);

    private static Span<TCell> To<T, TCell>(Span<T> cells) where T : unmanaged where TCell : unmanaged
        => MemoryMarshal.Cast<T, TCell>(cells);
}

/// <summary>The bits of cells with those of a number.</summary>
internal readonly struct BitsWith<T, TOp>(T number) : IUnaryOp<T> where T : unmanaged, INumber<T> where TOp : struct, INumberBitOp
{
    public void Invoke(ReadOnlySpan<T> x, Span<T> result)
    {
        switch (number)
        {
            case byte value: TOp.Invoke(To<byte>(x), value, To<byte>(result)); break;
            case sbyte value: TOp.Invoke(To<sbyte>(x), value, To<sbyte>(result)); break;
            case ushort value: TOp.Invoke(To<ushort>(x), value, To<ushort>(result)); break;
            case short value: TOp.Invoke(To<short>(x), value, To<short>(result)); break;
            case uint value: TOp.Invoke(To<uint>(x), value, To<uint>(result)); break;
            case int value: TOp.Invoke(To<int>(x), value, To<int>(result)); break;
            case ulong value: TOp.Invoke(To<ulong>(x), value, To<ulong>(result)); break;
            case long value: TOp.Invoke(To<long>(x), value, To<long>(result)); break;
            default: throw new NotSupportedException($"{DTypes.Of<T>()} cells reached a function of bits.");
        }
    }

    private static ReadOnlySpan<TCell> To<TCell>(ReadOnlySpan<T> cells) where TCell : unmanaged => MemoryMarshal.Cast<T, TCell>(cells);

    private static Span<TCell> To<TCell>(Span<T> cells) where TCell : unmanaged => MemoryMarshal.Cast<T, TCell>(cells);
}
