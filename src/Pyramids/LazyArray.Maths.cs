namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>Square root of every cell. Integers become floating; missing where a cell is missing or negative.</summary>
    public LazyArray Sqrt() => Floating("sqrt");

    /// <summary>e to the power of every cell. Integers become floating.</summary>
    /// <remarks>The same bits wherever chunks begin; within about two units in the last place of <see cref="Math.Exp"/>.</remarks>
    public LazyArray Exp() => Floating("exp");

    /// <summary>Natural logarithm of every cell. Integers become floating; minus infinity for 0, missing where a cell
    /// is missing or negative.</summary>
    /// <remarks>The same bits wherever chunks begin; within about two units in the last place of <see cref="Math.Log(double)"/>.</remarks>
    public LazyArray Log() => Floating("log");

    /// <summary>Logarithm to base 10, exact for powers of 10. Integers become floating; minus infinity for 0, missing
    /// where a cell is missing or negative.</summary>
    public LazyArray Log10() => Floating("log10");

    /// <summary>Logarithm to base 2, exact for powers of 2. Integers become floating; minus infinity for 0, missing
    /// where a cell is missing or negative.</summary>
    public LazyArray Log2() => Floating("log2");

    /// <summary>Sine of cells in radians. Integers become floating; missing where a cell is missing or infinite.</summary>
    public LazyArray Sin() => Floating("sin");

    /// <summary>Cosine of cells in radians. Integers become floating; missing where a cell is missing or infinite.</summary>
    public LazyArray Cos() => Floating("cos");

    /// <summary>Tangent of cells in radians. Integers become floating; missing where a cell is missing or infinite.</summary>
    public LazyArray Tan() => Floating("tan");

    /// <summary>Angle in radians, in [-π/2, π/2], whose sine a cell is. Integers become floating; missing outside [-1, 1].</summary>
    public LazyArray Asin() => Floating("asin");

    /// <summary>Angle in radians, in [0, π], whose cosine a cell is. Integers become floating; missing outside [-1, 1].</summary>
    public LazyArray Acos() => Floating("acos");

    /// <summary>Angle in radians, in [-π/2, π/2], whose tangent a cell is. Integers become floating.</summary>
    public LazyArray Atan() => Floating("atan");

    /// <summary>Angle in radians, in [-π, π], of the point with this array's cell as ordinate and the other's as
    /// abscissa: <c>dy.Atan2(dx)</c>.</summary>
    /// <param name="other">An array over the same grid; one band serves for all.</param>
    /// <returns>Floating; missing where either is.</returns>
    /// <exception cref="GridException">The grids differ.</exception>
    public LazyArray Atan2(LazyArray other) => Combine("atan2", ToFloating(), other.ToFloating());

    /// <summary>Length of the vector of two cells, without overflow on the way. Floating; missing where either is.</summary>
    /// <exception cref="GridException">The grids differ.</exception>
    public LazyArray Hypot(LazyArray other) => Combine("hypot", ToFloating(), other.ToFloating());

    /// <summary>Every cell to a power. Integers become floating; missing where a cell is missing, also for the exponent 0.</summary>
    public LazyArray Pow(double exponent) => exponent == 2 ? Square() : ToFloating().Combine("power", exponent);

    /// <summary>Every cell to the power that another array's cell gives. Floating; missing where either is.</summary>
    /// <exception cref="GridException">The grids differ.</exception>
    public LazyArray Pow(LazyArray exponent) => Combine("power", ToFloating(), exponent.ToFloating());

    /// <summary>Every cell times itself. Integers become floating.</summary>
    public LazyArray Square() => ToFloating() is var x ? x * x : this;

    /// <summary>1 over every cell. Integers become floating; infinite for 0.</summary>
    public LazyArray Reciprocal() => 1 / this;

    /// <summary>Cube root of every cell, negative ones too. Integers become floating.</summary>
    public LazyArray Cbrt() => Floating("cbrt");

    /// <summary>2 to the power of every cell. Integers become floating.</summary>
    public LazyArray Exp2() => Floating("exp2");

    /// <summary>e to the power of every cell, less 1; right for cells near 0 too. Integers become floating.</summary>
    public LazyArray ExpM1() => Floating("expm1");

    /// <summary>Natural logarithm of 1 plus every cell; right for cells near 0 too. Integers become floating; missing below -1.</summary>
    public LazyArray LogP1() => Floating("logp1");

    /// <summary>Hyperbolic sine. Integers become floating.</summary>
    public LazyArray Sinh() => Floating("sinh");

    /// <summary>Hyperbolic cosine. Integers become floating.</summary>
    public LazyArray Cosh() => Floating("cosh");

    /// <summary>Hyperbolic tangent. Integers become floating.</summary>
    public LazyArray Tanh() => Floating("tanh");

    /// <summary>The number whose hyperbolic sine a cell is. Integers become floating.</summary>
    public LazyArray Asinh() => Floating("asinh");

    /// <summary>The number of at least 0 whose hyperbolic cosine a cell is. Integers become floating; missing below 1.</summary>
    public LazyArray Acosh() => Floating("acosh");

    /// <summary>The number whose hyperbolic tangent a cell is. Integers become floating; missing outside [-1, 1].</summary>
    public LazyArray Atanh() => Floating("atanh");

    /// <summary>Degrees as radians. Integers become floating.</summary>
    public LazyArray ToRadians() => ToFloating() * (Math.PI / 180);

    /// <summary>Radians as degrees. Integers become floating.</summary>
    public LazyArray ToDegrees() => ToFloating() * (180 / Math.PI);

    /// <summary>The greatest whole number not above the quotient of two cells, as Python's <c>//</c>. Types promote as
    /// for subtraction; missing where either is.</summary>
    /// <exception cref="GridException">The grids differ.</exception>
    /// <remarks>An integer cell over 0 is a <see cref="DivideByZeroException"/> when the cells are computed.</remarks>
    public LazyArray FloorDivide(LazyArray other) => Combine("floor divide", this, other);

    /// <summary>The greatest whole number not above the quotient of every cell and a number, as Python's <c>//</c>. A
    /// fraction makes integers floating.</summary>
    /// <exception cref="DivideByZeroException">Integers are divided by 0.</exception>
    public LazyArray FloorDivide(double other) => other == 0 && !DType.IsFloating()
        ? throw new DivideByZeroException(
            $"{DType} cells have no quotient by 0; give another divisor, or AsType(DType.{DType.Floating()}) first.")
        : Combine("floor divide", other);

    /// <summary>Magnitude of every cell. Signed integers of up to 16 bits become Int32 as in other arithmetic, those that declare nodata
    /// floating with NaN; other types stay.</summary>
    /// <remarks>The least Int32 or Int64 has no magnitude of its type: an <see cref="OverflowException"/> when the
    /// cells are computed.</remarks>
    public LazyArray Abs() => DType.IsSigned() && Marked is var cells
        ? With(new AbsOperation().On(Build.Cast(cells, Promotion.Of(cells.Schema.Type, cells.Schema.Type))))
        : this;

    /// <summary>-1, 0 or 1 in the array's type, floating where integers declare nodata; missing cells stay missing.</summary>
    public LazyArray Sign() => With(new SignOperation().On(Marked));

    /// <summary>The greatest whole number that is not greater than a cell. The type stays, and integers are left as they are.</summary>
    public LazyArray Floor() => Whole("floor");

    /// <summary>The least whole number that is not less than a cell. The type stays, and integers are left as they are.</summary>
    public LazyArray Ceiling() => Whole("ceiling");

    /// <summary>Every cell without its fraction. The type stays, and integers are left as they are.</summary>
    public LazyArray Truncate() => Whole("truncate");

    /// <summary>The nearest whole number, the even one of two (as in IEEE 754 and NumPy). The type stays, and integers
    /// are left as they are.</summary>
    public LazyArray Round() => Whole("round");

    /// <summary>Every cell rounded to decimals, to the even one of two. The type stays, and integers are left as they are.</summary>
    /// <param name="digits">Decimals kept: 0 to 15.</param>
    public LazyArray Round(int digits)
    {
        if (digits is < 0 or > 15) throw new ArgumentOutOfRangeException(nameof(digits), digits, "Cells are rounded to 0 to 15 decimals.");
        if (digits == 0) return Round();
        return DType.IsFloating() ? With(new RoundOperation(digits).On(Node)) : this;
    }

    /// <summary>A UInt8 mask: 1 where a cell is missing: NaN, or the nodata of integers. The same as <see cref="IsMissing"/>.</summary>
    public LazyArray IsNaN() => IsMissing();

    /// <summary>A UInt8 mask: 1 where a cell is a number, neither missing nor infinite.</summary>
    public LazyArray IsFinite() => DType.IsFloating() ? Floating("is finite").NotEqualTo(0) : EqualTo(this);

    /// <summary>A UInt8 mask: 1 where a cell is infinite.</summary>
    public LazyArray IsInfinite() => DType.IsFloating() ? Abs().EqualTo(double.PositiveInfinity) : NotEqualTo(this);

    /// <summary>A number in place of missing cells. The type stays where it holds the number; in integers, cells of the
    /// declared nodata value are missing.</summary>
    /// <param name="value">Any number but NaN.</param>
    /// <returns>An array without declared nodata.</returns>
    public LazyArray FillMissing(double value)
    {
        if (double.IsNaN(value))
            throw new ArgumentException("Missing cells cannot be filled with NaN, which is what marks them; give a number.", nameof(value));
        var type = DType.IsFloating() || Mark is null || Build.Fits(value, DType) is not null ? DType : Promotion.WithScalar(DType, value);
        return type.IsFloating() || Mark is not null ? With(new FillMissingOperation(value).On(Build.Cast(Node, type))) : this;
    }

    /// <summary>Another array's cells in place of missing ones; missing where both are. Cell types meet as for
    /// <see cref="Where(LazyArray, LazyArray)"/>.</summary>
    /// <exception cref="GridException">The grids differ.</exception>
    public LazyArray FillMissing(LazyArray other) => Where(!IsMissing(), other);

    private LazyArray Floating(string function) => With(new FloatingOperation(function).On(ToFloating().Node));

    private LazyArray Whole(string function) => DType.IsFloating() ? Floating(function) : this;
}
