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
    /// <param name="other">The number; a fraction or NaN makes an integer array floating.</param>
    /// <exception cref="ArgumentException">The mask is not UInt8, or numbers of bands differ.</exception>
    /// <exception cref="GridException">The grids differ.</exception>
    public LazyArray Where(LazyArray mask, double other)
    {
        CheckMask(mask, "Where");
        var array = OverBandsOf(mask);
        var condition = array.MaskOver(mask);
        var type = DType.IsFloating() || Build.Fits(other, DType) is not null ? DType : Promotion.WithScalar(DType, other);
        return array.With(new WhereScalarOperation(other).On(condition, Build.Cast(array.Node, type)));
    }

    /// <summary>Cells where a mask is not 0, and those of another array elsewhere. Cell types meet in the smallest that
    /// holds both.</summary>
    /// <param name="mask">A UInt8 array over the same grid. One band serves for all, and several bands make as many of
    /// an array of one.</param>
    /// <param name="other">An array over the same grid, or a statistic.</param>
    /// <exception cref="ArgumentException">The mask is not UInt8, or numbers of bands differ.</exception>
    /// <exception cref="GridException">The grids differ.</exception>
    public LazyArray Where(LazyArray mask, LazyArray other)
    {
        CheckMask(mask, "Where");
        var (x, y) = Alike(OverBandsOf(mask), other.OverBandsOf(mask), arithmetic: false);
        var array = Wider(this, other).With(x);
        return array.With(new WhereOperation().On(array.MaskOver(mask), x, y));
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
        CheckMask(condition, "Where");
        return otherwise.Where(condition.EqualTo(0), then);
    }

    /// <summary>One number where a condition is not 0, another elsewhere.</summary>
    /// <returns>Int32 when both are whole numbers that it holds, else Float64.</returns>
    /// <exception cref="ArgumentException">The condition is not UInt8.</exception>
    public static LazyArray Where(LazyArray condition, double then, double otherwise)
    {
        CheckMask(condition, "Where");
        var whole = Build.Fits(then, DType.Int32) is not null && Build.Fits(otherwise, DType.Int32) is not null;
        return condition.AsType(whole ? DType.Int32 : DType.Float64).Where(condition.EqualTo(0), then).Where(condition, otherwise);
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
