namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>Cells where a mask is not 0; missing elsewhere.</summary>
    /// <param name="mask">A UInt8 array over the same grid. One band serves for all, and several bands make as many of
    /// an array of one.</param>
    /// <returns>A floating array.</returns>
    /// <exception cref="ArgumentException">The mask is not UInt8, or numbers of bands differ.</exception>
    /// <exception cref="GridException">The grids differ.</exception>
    public LazyArray Where(LazyArray mask) => Where(mask, double.NaN);

    /// <summary>Cells where a mask is not 0, and a number elsewhere; NaN makes them missing.</summary>
    /// <param name="mask">A UInt8 array over the same grid. One band serves for all, and several bands make as many of
    /// an array of one.</param>
    /// <param name="other">The number; a fraction or NaN makes an integer array floating. In integers the declared nodata
    /// value makes cells missing; in floating arrays only NaN does.</param>
    /// <exception cref="ArgumentException">The mask is not UInt8, or numbers of bands differ.</exception>
    /// <exception cref="GridException">The grids differ.</exception>
    public LazyArray Where(LazyArray mask, double other)
    {
        mask = Condition(mask);
        var array = OverBandsOf(mask);
        var condition = array.MaskOver(mask);
        var type = DType.IsFloating() || Build.Fits(other, DType) is not null ? DType : Promotion.WithScalar(DType, other);
        return array.With(new WhereScalarOperation(other).On(condition, Build.Cast(array.Node, type)));
    }

    /// <summary>Cells where a mask is not 0, and those of another array elsewhere. Cell types meet in the smallest that
    /// holds both; where integers declare different nodata, or only one does, in a floating one.</summary>
    /// <param name="mask">A UInt8 array over the same grid. One band serves for all, and several bands make as many of
    /// an array of one.</param>
    /// <param name="other">An array over the same grid, or a statistic.</param>
    /// <exception cref="ArgumentException">The mask is not UInt8, or numbers of bands differ.</exception>
    /// <exception cref="GridException">The grids differ.</exception>
    public LazyArray Where(LazyArray mask, LazyArray other)
    {
        mask = Condition(mask);
        var (x, y) = OneGrid(OverBandsOf(mask), other.OverBandsOf(mask));
        var cells = Build.Alike(x, y);
        var array = Wider(this, other).With(cells[0]);
        return array.With(new WhereOperation().On(array.MaskOver(mask), cells[0], cells[1]));
    }

    /// <summary>Cells of one array where a condition is not 0, and of another elsewhere.</summary>
    /// <inheritdoc cref="Where(LazyArray, LazyArray)"/>
    public static LazyArray Where(LazyArray condition, LazyArray then, LazyArray otherwise) => then.Where(condition, otherwise);

    /// <summary>Cells of an array where a condition is not 0, and a number elsewhere.</summary>
    /// <inheritdoc cref="Where(LazyArray, double)"/>
    public static LazyArray Where(LazyArray condition, LazyArray then, double otherwise) => then.Where(condition, otherwise);

    /// <summary>A number where a condition is not 0, and cells of an array elsewhere.</summary>
    /// <inheritdoc cref="Where(LazyArray, double)"/>
    public static LazyArray Where(LazyArray condition, double then, LazyArray otherwise)
    {
        return otherwise.Where(Condition(condition).EqualTo(0), then);
    }

    /// <summary>One number where a condition is not 0, another elsewhere.</summary>
    /// <returns>Int32 when both are whole numbers that it holds, else Float64.</returns>
    /// <exception cref="ArgumentException">The condition is not UInt8.</exception>
    public static LazyArray Where(LazyArray condition, double then, double otherwise)
    {
        condition = Condition(condition);
        var whole = Build.Fits(then, DType.Int32) is not null && Build.Fits(otherwise, DType.Int32) is not null;
        return condition.AsType(whole ? DType.Int32 : DType.Float64).Where(condition.EqualTo(0), then).Where(condition, otherwise);
    }

    /// <summary>A mask to choose by: 0 where a cell of it is missing.</summary>
    private static LazyArray Condition(LazyArray mask)
    {
        CheckMask(mask, "Where");
        return mask.NoData is null ? mask : mask.AsMask("Where");
    }

    private LazyArray OverBandsOf(LazyArray mask)
        => Schema.Bands == 1 && mask.Schema.Bands > 1 && !Lacks(Schema, mask.Schema)
            ? With(Repeat(Node, Schema with { Bands = mask.Schema.Bands }))
            : this;

    private Node MaskOver(LazyArray mask)
    {
        if (Lacks(mask.Schema, Schema)) return new BroadcastOperation(Schema with { Type = DType.UInt8, NoData = null }).On(mask.Node);
        if (!Grid.Matches(mask.Grid)) throw GridException.Differ(Grid, mask.Grid);
        if (mask.Schema.Bands == Schema.Bands) return mask.Node;
        return mask.Schema.Bands == 1
            ? Repeat(mask.Node, Schema)
            : throw new ArgumentException(
                $"A mask of {mask.Schema.Bands} bands does not fit an array of {Schema.Bands}; give it one band, or as many.",
                nameof(mask));
    }
}
