namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>Sum, cell by cell; missing where either is.</summary>
    public static LazyArray operator +(LazyArray left, LazyArray right) => Combine("add", left, right);

    /// <summary>Difference, cell by cell; missing where either is.</summary>
    public static LazyArray operator -(LazyArray left, LazyArray right) => Combine("subtract", left, right);

    /// <summary>Product, cell by cell; missing where either is.</summary>
    public static LazyArray operator *(LazyArray left, LazyArray right) => Combine("multiply", left, right);

    /// <summary>True division, cell by cell, in floating cells; missing where either is, IEEE's infinity or NaN where
    /// the divisor is 0.</summary>
    public static LazyArray operator /(LazyArray left, LazyArray right) => Combine("divide", left.ToFloating(), right.ToFloating());

    /// <summary>Every cell plus a number.</summary>
    public static LazyArray operator +(LazyArray left, double right) => left.Combine("add", right);

    /// <summary>Every cell plus a number.</summary>
    public static LazyArray operator +(double left, LazyArray right) => right.Combine("add", left);

    /// <summary>Every cell less a number.</summary>
    public static LazyArray operator -(LazyArray left, double right) => left.Combine("subtract", right);

    /// <summary>A number less every cell.</summary>
    public static LazyArray operator -(double left, LazyArray right) => right.Combine("subtract", left, reversed: true);

    /// <summary>Every cell times a number.</summary>
    public static LazyArray operator *(LazyArray left, double right) => left.Combine("multiply", right);

    /// <summary>Every cell times a number.</summary>
    public static LazyArray operator *(double left, LazyArray right) => right.Combine("multiply", left);

    /// <summary>Every cell divided by a number, in floating cells.</summary>
    public static LazyArray operator /(LazyArray left, double right) => left.ToFloating().Combine("divide", right);

    /// <summary>A number divided by every cell, in floating cells.</summary>
    public static LazyArray operator /(double left, LazyArray right) => right.ToFloating().Combine("divide", left, reversed: true);

    /// <summary>Every cell with its sign changed.</summary>
    public static LazyArray operator -(LazyArray array) => array.Combine("multiply", -1);

    /// <summary>The smaller of two cells; missing where either is.</summary>
    public LazyArray Minimum(LazyArray other) => Combine("minimum", this, other);

    /// <summary>The smaller of a cell and a number.</summary>
    public LazyArray Minimum(double other) => Combine("minimum", other);

    /// <summary>The larger of two cells; missing where either is.</summary>
    public LazyArray Maximum(LazyArray other) => Combine("maximum", this, other);

    /// <summary>The larger of a cell and a number.</summary>
    public LazyArray Maximum(double other) => Combine("maximum", other);

    /// <summary>Every cell moved into a range.</summary>
    public LazyArray Clip(double least, double greatest) => least <= greatest
        ? Maximum(least).Minimum(greatest)
        : throw new ArgumentException($"The range {least} to {greatest} is empty; give the smaller bound first.", nameof(least));

    /// <summary>Another cell type. Missing cells stay missing: what integers declare as nodata becomes NaN in a floating type.</summary>
    /// <param name="type">The cell type.</param>
    /// <param name="casting">What happens to values that the type does not have.</param>
    /// <param name="noData">The value that missing cells get in an integer type; the array's own when null.</param>
    /// <remarks>A value that cannot be cast is an error when the cells are computed, and so is a valid cell that would
    /// get the nodata value.</remarks>
    public LazyArray AsType(DType type, Casting casting = Casting.Exact, double? noData = null)
    {
        if (noData is { } value && Build.Fits(value, type) is null)
            throw new ArgumentException($"The nodata value {value} is no {type}; give one that {type} holds.", nameof(noData));
        return With(Build.Cast(Node, type, casting, noData));
    }

    internal LazyArray ToFloating() => DType.IsFloating() ? this : With(Build.Cast(Node, DType.Floating()));

    private static LazyArray Combine(string function, LazyArray left, LazyArray right)
    {
        var (x, y) = OneGrid(left.With(left.Marked), right.With(right.Marked));
        var type = Promotion.Of(x.Schema.Type, y.Schema.Type);
        return Wider(left, right).With(new BinaryOperation(function).On(Build.Cast(x, type), Build.Cast(y, type)));
    }

    private LazyArray Combine(string function, double number, bool reversed = false)
    {
        var type = Promotion.WithScalar(Marked.Schema.Type, number);
        return With(new ScalarOperation(function, number, reversed).On(Build.Cast(Marked, type)));
    }

    /// <summary>The cells with NaN for the nodata that an integer array declares: it is no value.</summary>
    private Node Marked => Build.Marked(Node);

    /// <summary>Two nodes of the smallest cell type that holds both, over one grid: casts and repeated values are put in.</summary>
    private static (Node Left, Node Right) Common(LazyArray left, LazyArray right)
    {
        var (x, y) = OneGrid(left, right);
        var type = Promotion.Common(x.Schema.Type, y.Schema.Type);
        return (Build.Cast(x, type), Build.Cast(y, type));
    }

    /// <summary>Two nodes over one grid and as many bands; repeated values are put in.</summary>
    private static (Node Left, Node Right) OneGrid(LazyArray left, LazyArray right)
    {
        Node x = left.Node, y = right.Node;
        if (Lacks(x.Schema, y.Schema)) x = Spread(x, y.Schema);
        if (Lacks(y.Schema, x.Schema)) y = Spread(y, x.Schema);
        // One value, or one for each band, is at home on any grid.
        if (x.Schema.IsReduced && y.Schema.IsReduced && !x.Schema.Grid.Matches(y.Schema.Grid))
            y = new BroadcastOperation(y.Schema with { Grid = x.Schema.Grid }).On(y);
        if (!x.Schema.Grid.Matches(y.Schema.Grid)) throw GridException.Differ(x.Schema.Grid, y.Schema.Grid);
        if (x.Schema.Bands != y.Schema.Bands)
        {
            if (y.Schema.Bands == 1) y = Repeat(y, x.Schema);
            else if (x.Schema.Bands == 1) x = Repeat(x, y.Schema);
            else
                throw new ArgumentException(
                    $"Arrays of {x.Schema.Bands} and {y.Schema.Bands} bands cannot be combined; take bands with Band, or reduce one over "
                        + "its bands first.");
        }
        return (x, y);
    }

    /// <summary>Whether an axis that another array has was reduced away.</summary>
    private static bool Lacks(ArraySchema value, ArraySchema other)
        => (value.RowsReduced && !other.RowsReduced) || (value.ColumnsReduced && !other.ColumnsReduced);

    private static Node Spread(Node value, ArraySchema over)
    {
        value = Build.Marked(value);
        var from = value.Schema;
        if (Lacks(over, from))
            throw new ArgumentException(
                "Values for each row and values for each column have no grid to be combined on; combine one with the raster first.");
        if (!from.IsReduced && !from.Grid.Matches(over.Grid.Merge(from.RowsReduced, from.ColumnsReduced)))
            throw GridException.Differ(from.Grid, over.Grid);
        if (from.Bands != 1 && from.Bands != over.Bands)
            throw new ArgumentException($"Values of {from.Bands} bands cannot be combined with {over.Bands} bands.");
        // A statistic of floating cells never widens them: (a - a.Mean()) / a.Std() keeps a's type.
        var type = over.Type.IsFloating() ? over.Type : from.Type;
        return new BroadcastOperation(over with { Type = type, NoData = null }).On(Build.Cast(value, type));
    }

    private static Node Repeat(Node band, ArraySchema over) => new RepeatOperation(over.Bands).On(band);

    private static LazyArray Wider(LazyArray left, LazyArray right)
        => Lacks(left.Schema, right.Schema) || left.Schema.Bands < right.Schema.Bands ? right : left;
}
