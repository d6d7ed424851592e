using System.Numerics;

namespace Pyramids;

/// <summary>Makes the kernel of each focal statistic: the fast one of squares, or the general one.</summary>
internal static class FocalKernels
{
    public static FocalKernel Make(DType type, FocalStatistic statistic, Footprint footprint, NoDataPolicy nodata)
        => type is DType.Float64 ? Make<double>(statistic, footprint, nodata) : Make<float>(statistic, footprint, nodata);

    /// <summary>Weights of a normal distribution over a square; they sum to 1.</summary>
    public static double[,] Gaussian(double sigma, int radius)
    {
        var line = Enumerable.Range(-radius, 2 * radius + 1).Select(x => Math.Exp(-0.5 * x * x / (sigma * sigma))).ToArray();
        var total = line.Sum();
        var weights = new double[line.Length, line.Length];
        for (var r = 0; r < line.Length; r++)
            for (var c = 0; c < line.Length; c++) weights[r, c] = line[r] / total * (line[c] / total);
        return weights;
    }

    private static FocalKernel Make<T>(FocalStatistic statistic, Footprint footprint, NoDataPolicy nodata)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (statistic is FocalStatistic.Median) return new RankKernel<T>(RankStatistic.Median, footprint, nodata);
        if (statistic is FocalStatistic.Majority) return new RankKernel<T>(RankStatistic.Majority, footprint, nodata);
        return footprint.IsSquare ? Square<T>(statistic, footprint.Radius, nodata) : new ShapeKernel<T>(statistic, footprint, nodata);
    }

    private static FocalKernel Square<T>(FocalStatistic statistic, int radius, NoDataPolicy nodata)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => statistic switch
    {
        FocalStatistic.Mean => new BoxKernel<T>(BoxStatistic.Mean, radius, nodata),
        FocalStatistic.Sum => new BoxKernel<T>(BoxStatistic.Sum, radius, nodata),
        FocalStatistic.Variance => new BoxKernel<T>(BoxStatistic.Variance, radius, nodata),
        FocalStatistic.Std => new BoxKernel<T>(BoxStatistic.Std, radius, nodata),
        FocalStatistic.Min => new ExtremeKernel<T>(ExtremeStatistic.Min, radius, nodata),
        FocalStatistic.Max => new ExtremeKernel<T>(ExtremeStatistic.Max, radius, nodata),
        FocalStatistic.Range => new ExtremeKernel<T>(ExtremeStatistic.Range, radius, nodata),
        _ => throw new ArgumentOutOfRangeException(nameof(statistic), statistic,
            $"A focal statistic is one of {string.Join(", ", Enum.GetNames<FocalStatistic>())}."),
    };
}
