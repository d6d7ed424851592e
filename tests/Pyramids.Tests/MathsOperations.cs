namespace Pyramids.Tests;

/// <summary>Functions of cells that the laws are tested on.</summary>
internal static class MathsOperations
{
    public static (string Name, Func<LazyArray, LazyArray> Apply)[] All { get; } =
    [
        ("sqrt", a => (a - 60).Sqrt()),
        ("exp", a => (a - 20).Exp()),
        ("log", a => (a - 60).Log()),
        ("log10", a => a.Log10()),
        ("log2", a => a.Log2()),
        ("sin", a => a.Sin()),
        ("cos", a => a.Cos()),
        ("tan", a => a.Tan()),
        ("asin", a => (a / 100).Asin()),
        ("acos", a => (a / 100).Acos()),
        ("atan", a => a.Atan()),
        ("atan2", a => (a - 60).Atan2(a - 50)),
        ("hypot", a => a.Hypot(a / 3)),
        ("power", a => a.Pow(1.7)),
        ("power of cells", a => (a / 10).Pow(a / 50)),
        ("abs", a => (a - 60.0).Abs()),
        ("sign", a => (a - 60).Sign()),
        ("floor", a => (a / 3).Floor()),
        ("ceiling", a => (a / 3).Ceiling()),
        ("truncate", a => (a / 3).Truncate()),
        ("round", a => (a / 3).Round()),
        ("round digits", a => (a / 3).Round(2)),
        ("is NaN", a => a.IsNaN()),
        ("fill missing", a => a.FillMissing(-1)),
        ("fill missing from another", a => a.FillMissing(a.Maximum(3))),
        ("remainder", a => a % 7),
        ("remainder of cells", a => (a * 3) % (a + 1)),
        ("bits", a => (a > 50).BitOr((a < 90).ShiftLeft(3)).BitXor(4).BitAnd(13).ShiftRight(1)),
        ("map blocks", a => a.AsType(DType.Float64).MapBlocks<double, float>((from, to) => { for (var i = 0; i < from.Length; i++) to[i] = (float)Math.Cbrt(from[i]); })),
    ];
}
