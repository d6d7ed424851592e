namespace Pyramids.Tests;

/// <summary>Reductions over every subset of axes, and what combines with them, that the laws are tested on.</summary>
internal static class ReductionOperations
{
    private static readonly (string Name, int[] Axes)[] Subsets =
        [("all", []), ("bands", [0]), ("rows", [1]), ("columns", [2]), ("bands and rows", [0, 1]), ("bands and columns", [0, 2]),
            ("rows and columns", [1, 2])];

    private static readonly (string Name, Func<LazyArray, int[], LazyArray> Apply)[] Reductions =
    [
        ("sum", (a, axes) => a.Sum(axes)),
        ("mean", (a, axes) => a.Mean(axes)),
        ("std", (a, axes) => a.Std(axes)),
        ("var", (a, axes) => a.Var(axes)),
        ("min", (a, axes) => a.Min(axes)),
        ("max", (a, axes) => a.Max(axes)),
        ("count", (a, axes) => a.Count(axes)),
        ("any", (a, axes) => (a - 60).Any(axes)),
        ("all", (a, axes) => (a - 60).All(axes)),
        ("argmin", (a, axes) => a.ArgMin(axes)),
        ("argmax", (a, axes) => a.ArgMax(axes)),
        ("median", (a, axes) => a.Median(axes)),
        ("quantile", (a, axes) => a.Quantile(0.9, axes)),
    ];

    public static (string Name, Func<LazyArray, LazyArray> Apply)[] All { get; } =
    [
        .. from reduction in Reductions
           from subset in Subsets
           select ($"{reduction.Name} over {subset.Name}", (Func<LazyArray, LazyArray>)(a => reduction.Apply(a, subset.Axes))),
        ("histogram", a => a.Histogram(11, 20, 100)),
        ("histogram per band", a => a.Histogram(11, 20, 100, perBand: true)),
        ("cumulative sum", a => a.CumSum()),
        ("cumulative product", a => a.CumProd()),
        ("cumulative min", a => a.CumMin()),
        ("cumulative max", a => a.CumMax()),
        ("normalise", a => (a - a.Mean()) / a.Std()),
        ("normalise columns", a => (a - a.Mean(1)) / a.Std(1)),
        ("anomaly of rows", a => a - a.Median(0, 2)),
        ("above the column's median", a => a.Where(a > a.Median(1), 0)),
        ("reduction of a reduction", a => a.Mean(2).Std(1)),
    ];
}
