using System.Runtime.CompilerServices;

namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>A UInt8 mask: 1 where the left cell is less, 0 elsewhere and where a cell is missing.</summary>
    public static LazyArray operator <(LazyArray left, LazyArray right) => Compared("less", left, right);

    /// <summary>A UInt8 mask: 1 where the left cell is greater, 0 elsewhere and where a cell is missing.</summary>
    public static LazyArray operator >(LazyArray left, LazyArray right) => Compared("greater", left, right);

    /// <summary>A UInt8 mask: 1 where the left cell is not greater, 0 elsewhere and where a cell is missing.</summary>
    public static LazyArray operator <=(LazyArray left, LazyArray right) => Compared("at most", left, right);

    /// <summary>A UInt8 mask: 1 where the left cell is not less, 0 elsewhere and where a cell is missing.</summary>
    public static LazyArray operator >=(LazyArray left, LazyArray right) => Compared("at least", left, right);

    /// <summary>A UInt8 mask: 1 where a cell is less than the number, 0 elsewhere and where it is missing.</summary>
    public static LazyArray operator <(LazyArray left, double right) => left.Compared("less", right);

    /// <summary>A UInt8 mask: 1 where a cell is greater than the number, 0 elsewhere and where it is missing.</summary>
    public static LazyArray operator >(LazyArray left, double right) => left.Compared("greater", right);

    /// <summary>A UInt8 mask: 1 where a cell is not greater than the number, 0 elsewhere and where it is missing.</summary>
    public static LazyArray operator <=(LazyArray left, double right) => left.Compared("at most", right);

    /// <summary>A UInt8 mask: 1 where a cell is not less than the number, 0 elsewhere and where it is missing.</summary>
    public static LazyArray operator >=(LazyArray left, double right) => left.Compared("at least", right);

    /// <summary>A UInt8 mask: 1 where cells are equal, 0 elsewhere and where a cell is missing. Whether a variable is
    /// null, <c>is null</c> tells.</summary>
    public static LazyArray operator ==(LazyArray left, LazyArray right) => left.EqualTo(right);

    /// <summary>A UInt8 mask: 1 where cells differ, 0 elsewhere and where a cell is missing. Whether a variable is
    /// null, <c>is not null</c> tells.</summary>
    public static LazyArray operator !=(LazyArray left, LazyArray right) => left.NotEqualTo(right);

    /// <summary>A UInt8 mask: 1 where a cell equals the number, 0 elsewhere and where it is missing.</summary>
    public static LazyArray operator ==(LazyArray left, double right) => left.EqualTo(right);

    /// <summary>A UInt8 mask: 1 where a cell differs from the number, 0 elsewhere and where it is missing.</summary>
    public static LazyArray operator !=(LazyArray left, double right) => left.NotEqualTo(right);

    /// <summary>Whether it is this very array; <c>==</c> compares cells.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>A UInt8 mask: 1 where cells are equal, 0 elsewhere and where a cell is missing.</summary>
    public LazyArray EqualTo(LazyArray other) => Compared("equal to", this, other);

    /// <summary>A UInt8 mask: 1 where a cell equals the number, 0 elsewhere and where it is missing.</summary>
    public LazyArray EqualTo(double other) => Compared("equal to", other);

    /// <summary>A UInt8 mask: 1 where cells differ, 0 elsewhere and where a cell is missing.</summary>
    public LazyArray NotEqualTo(LazyArray other) => Compared("not equal to", this, other);

    /// <summary>A UInt8 mask: 1 where a cell differs from the number, 0 elsewhere and where it is missing.</summary>
    public LazyArray NotEqualTo(double other) => Compared("not equal to", other);

    /// <summary>Both masks: 1 where both are not 0.</summary>
    public static LazyArray operator &(LazyArray left, LazyArray right) => Masked("and", left.AsMask("&"), right.AsMask("&"));

    /// <summary>Either mask: 1 where one is not 0.</summary>
    public static LazyArray operator |(LazyArray left, LazyArray right) => Masked("or", left.AsMask("|"), right.AsMask("|"));

    /// <summary>One mask but not both: 1 where exactly one is not 0.</summary>
    public static LazyArray operator ^(LazyArray left, LazyArray right) => Compared("not equal to", left.AsMask("^"), right.AsMask("^"));

    /// <summary>The opposite mask: 1 where it is 0.</summary>
    public static LazyArray operator !(LazyArray mask)
    {
        CheckMask(mask, "!");
        return mask.EqualTo(0);
    }

    /// <summary>A UInt8 mask: 1 where a cell is missing.</summary>
    public LazyArray IsMissing()
        => DType.IsFloating() ? EqualTo(this).EqualTo(0) : Mark is { } noData ? Stored("equal to", noData, DType) : NotEqualTo(this);

    /// <summary>The class of each cell: how many of some bounds it reaches.</summary>
    /// <param name="bounds">Rising numbers. With 5 and 15, cells below 5 are of class 0, those from 5 to below 15 of
    /// class 1, all others of class 2.</param>
    /// <returns>A Float32 array; missing cells stay missing. For a file, <c>AsType(DType.UInt8, noData: 255)</c> makes
    /// bytes of it.</returns>
    /// <exception cref="ArgumentException">There are no bounds, or they do not rise.</exception>
    public LazyArray Classify(params double[] bounds)
    {
        if (bounds.Length == 0) throw new ArgumentException("No bounds were given; one makes two classes.", nameof(bounds));
        for (var i = 0; i < bounds.Length; i++)
            if (double.IsNaN(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1]))
                throw new ArgumentException($"The bounds {string.Join(", ", bounds)} do not rise; give each greater than the one before.",
                    nameof(bounds));
        var reached = this >= bounds[0];
        foreach (var bound in bounds.AsSpan(1)) reached += this >= bound;
        return reached.AsType(DType.Float32).Where(!IsMissing());
    }

    private static LazyArray Compared(string function, LazyArray left, LazyArray right)
    {
        var (x, y) = Common(left, right);
        var mask = Wider(left, right).With(new CompareOperation(function).On(x, y));
        return x.Schema.Type.IsFloating() ? mask : left.Present(right.Present(mask));
    }

    private LazyArray Compared(string function, double scalar)
    {
        var type = DType.IsFloating() || Build.Fits(scalar, DType) is not null ? DType : Promotion.WithScalar(DType, scalar);
        var mask = Stored(function, scalar, type);
        return type.IsFloating() ? mask : Present(mask);
    }

    /// <summary>A comparison of the cells as they are stored: 64-bit integers lose no digit by it.</summary>
    private LazyArray Stored(string function, double scalar, DType type)
        => With(new CompareScalarOperation(function, scalar).On(Build.Cast(Node, type)));

    /// <summary>A mask of stored cells, 0 where those of this array are missing.</summary>
    private LazyArray Present(LazyArray mask) => Mark is { } noData ? Masked("and", mask, Stored("not equal to", noData, DType)) : mask;

    /// <summary>The integer that marks a missing cell; null when none does.</summary>
    private double? Mark => DType.IsFloating() ? null : Build.Fits(NoData, DType);

    private LazyArray AsMask(string operation)
    {
        CheckMask(this, operation);
        return Node.IsMask ? this : NotEqualTo(0);
    }

    private static LazyArray Masked(string function, LazyArray left, LazyArray right)
    {
        var (x, y) = Common(left, right);
        return Wider(left, right).With(new BinaryOperation(function).On(x, y));
    }

    private static void CheckMask(LazyArray mask, string operation)
    {
        if (mask.DType != DType.UInt8)
            throw new ArgumentException(
                $"{operation} takes masks (UInt8); this array is {mask.DType}. Compare it first, as in a > 0.", nameof(mask));
    }
}
