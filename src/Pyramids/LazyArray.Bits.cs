namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>What is left after division, with the sign of the dividend as in C#. Types promote as for subtraction;
    /// missing where either is, and where a floating divisor is 0.</summary>
    /// <remarks>An integer cell over 0 is a <see cref="DivideByZeroException"/> when the cells are computed.</remarks>
    public static LazyArray operator %(LazyArray left, LazyArray right) => Combine("remainder", left, right);

    /// <summary>What is left of every cell after division by a number, with the sign of the cell. A fraction makes
    /// integers floating.</summary>
    /// <exception cref="DivideByZeroException">Integers are divided by 0.</exception>
    public static LazyArray operator %(LazyArray left, double right) => right == 0 && !left.DType.IsFloating()
        ? throw new DivideByZeroException(
            $"{left.DType} cells have no remainder by 0; give another divisor, or AsType(DType.{left.DType.Floating()}) first for "
                + "missing cells.")
        : left.Combine("remainder", right);

    /// <summary>What is left of a number after division by every cell, with the sign of the number.</summary>
    /// <remarks>An integer cell of 0 is a <see cref="DivideByZeroException"/> when the cells are computed.</remarks>
    public static LazyArray operator %(double left, LazyArray right) => right.Combine("remainder", left, reversed: true);

    /// <summary>Bits that are set in both cells. Integers only; types meet in the smallest that holds both.</summary>
    /// <exception cref="ArgumentException">Cells are floating, integers declare nodata, or have no integer type in
    /// common (UInt64 with a signed one).</exception>
    /// <exception cref="GridException">The grids differ.</exception>
    public LazyArray BitAnd(LazyArray other) => Bitwise("bit and", "BitAnd", other);

    /// <summary>Bits of every cell that are set in a number: <c>qa.BitAnd(0b1100)</c>. Integers only; the type stays.</summary>
    /// <exception cref="ArgumentException">Cells are floating, integers declare nodata, or their type does not hold the number.</exception>
    public LazyArray BitAnd(long bits) => Bitwise("bit and", "BitAnd", bits);

    /// <summary>Bits that are set in either cell. As <see cref="BitAnd(LazyArray)"/>.</summary>
    public LazyArray BitOr(LazyArray other) => Bitwise("bit or", "BitOr", other);

    /// <summary>Every cell with the bits of a number set. As <see cref="BitAnd(long)"/>.</summary>
    public LazyArray BitOr(long bits) => Bitwise("bit or", "BitOr", bits);

    /// <summary>Bits that are set in one cell only. As <see cref="BitAnd(LazyArray)"/>.</summary>
    public LazyArray BitXor(LazyArray other) => Bitwise("bit xor", "BitXor", other);

    /// <summary>Every cell with the bits of a number turned. As <see cref="BitAnd(long)"/>.</summary>
    public LazyArray BitXor(long bits) => Bitwise("bit xor", "BitXor", bits);

    /// <summary>Every bit turned. Integers only; the type stays. For masks of 1 and 0 use <c>!</c>.</summary>
    /// <exception cref="ArgumentException">Cells are floating, or integers declare nodata.</exception>
    public LazyArray BitNot()
    {
        CheckInteger("BitNot");
        return With(new BitNotOperation().On(Node));
    }

    /// <summary>Bits moved to the higher end. Integers only; the type stays, and bits beyond it are dropped.</summary>
    /// <param name="places">0 to one less than the bits of a cell.</param>
    /// <exception cref="ArgumentException">Cells are floating, integers declare nodata, or have no such place.</exception>
    public LazyArray ShiftLeft(int places) => Shifted("shift left", "ShiftLeft", places);

    /// <summary>Bits moved to the lower end: <c>qa.ShiftRight(4).BitAnd(3)</c> is the field of bits 4 and 5. Integers
    /// only; type and sign stay.</summary>
    /// <param name="places">0 to one less than the bits of a cell.</param>
    /// <exception cref="ArgumentException">Cells are floating, integers declare nodata, or have no such place.</exception>
    public LazyArray ShiftRight(int places) => Shifted("shift right", "ShiftRight", places);

    private LazyArray Bitwise(string function, string method, LazyArray other)
    {
        CheckInteger(method);
        other.CheckInteger(method);
        var (x, y) = Common(this, other);
        if (x.Schema.Type.IsFloating())
            throw new ArgumentException(
                $"{method} takes integers of a common type; {DType} and {other.DType} have none. Use AsType on one of them first.",
                nameof(other));
        return Wider(this, other).With(new BinaryOperation(function).On(x, y));
    }

    private LazyArray Bitwise(string function, string method, long bits)
    {
        CheckInteger(method);
        return Build.Holds(DType, bits)
            ? With(new BitsOperation(function, bits).On(Node))
            : throw new ArgumentException($"{DType} does not hold the bits {bits}; use AsType with a wider type first.", nameof(bits));
    }

    private LazyArray Shifted(string function, string method, int places)
    {
        CheckInteger(method);
        var last = 8 * DType.Size() - 1;
        return places >= 0 && places <= last
            ? With(new BitsOperation(function, places).On(Node))
            : throw new ArgumentOutOfRangeException(nameof(places), places, $"{DType} cells are shifted by 0 to {last} places.");
    }

    private void CheckInteger(string method)
    {
        if (DType.IsFloating())
            throw new ArgumentException(
                $"{method} takes integers; this array is {DType}. Use AsType first, after FillMissing where cells are missing.");
        if (Mark is { } noData)
            throw new ArgumentException(
                $"{method} takes integers of which none is missing; this array declares nodata {noData}, whose bits say nothing. Use "
                    + "FillMissing first, with the bits that missing cells are to have.");
    }
}
