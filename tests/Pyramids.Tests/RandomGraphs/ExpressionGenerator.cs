using System.Globalization;
using System.Numerics;

namespace Pyramids.Tests;

/// <summary>Draws expressions whose cells lie on a given grid.</summary>
internal sealed class ExpressionGenerator(int seed)
{
    private static readonly string[] Comparisons = ["<", "<=", ">", ">=", "==", "!="];
    private readonly Random random = new(seed);

    /// <summary>What an expression has to give: bands, and rows and columns of a grid.</summary>
    private sealed record Target(int Bands, GridSpec Grid);

    public Expression Draw()
    {
        var grid = new GridSpec(random.Next(1, 14), random.Next(1, 17), Affine.NorthUp(500_000, 5_000_000, 10, 10));
        var value = Value(new(random.Next(1, 4), grid), random.Next(1, 7));
        return random.Next(3) == 0 ? Inexact(value) : random.Next(6) == 0 ? Reduced(value) : value;
    }

    private Expression Value(Target target, int depth)
    {
        if (depth <= 0) return Source(target);
        var child = (Target of) => Value(of, depth - 1 - random.Next(2));
        switch (random.Next(18))
        {
            case 0 or 1: return Binary(child(target), child(target with { Bands = random.Next(4) == 0 ? 1 : target.Bands }));
            case 2:
                var x = child(target);
                return Binary(x, x);                                  // a node with two readers
            case 3: return Number(child(target));
            case 4: return Unary(child(target));
            case 5: return WhereNumber(child(target), Mask(target, depth - 1));
            case 6:
                return new("{0}.Where({1}, {2})",
                    [child(target), Mask(target with { Bands = random.Next(3) == 0 ? 1 : target.Bands }, depth - 1), child(target)],
                    a => a[0].Where(a[1], a[2]), n => NaiveOperations.Where(n[0], n[1], n[2]));
            case 7: return Cast(child(target));
            case 8: return Slice(target, child);
            case 9: return PickBands(target, child);
            case 10: return Stack(target, child);
            case 11: return OverBands(target, child);
            case 12: return Focal(child(target));
            case 13 or 14:
                var reduced = Reduced(child(target));
                return random.Next(2) == 0 ? Binary(child(target), reduced) : Compare(child(target), reduced);
            case 15: return Cumulate(child(target));
            case 16: return Concatenate(target, child);
            default:
                var cut = random.Next(1, 9);
                return new($"{{0}}.Rechunk({cut})", [child(target)], a => a[0].Rechunk(cut), n => n[0]);
        }
    }

    private Expression Mask(Target target, int depth)
    {
        switch (depth <= 0 ? random.Next(2) : random.Next(6))
        {
            case 0 or 1:
                var (op, number) = (Comparisons[random.Next(6)], Constant());
                return new($"({{0}} {op} {Text(number)})", [Value(target, depth - 1)], a => Compare(op, a[0], number),
                    n => NaiveOperations.CompareNumber(op, n[0], number));
            case 2: return Compare(Value(target, depth - 1), Value(target, depth - 2));
            case 3: return new("({0} & {1})", [Mask(target, depth - 1), Mask(target, depth - 2)], a => a[0] & a[1],
                n => NaiveArray.Each(DType.UInt8, n, c => 0, c => c[0] != 0 && c[1] != 0 ? 1 : 0));
            case 4: return new("({0} | {1})", [Mask(target, depth - 1), Mask(target, depth - 2)], a => a[0] | a[1],
                n => NaiveArray.Each(DType.UInt8, n, c => 0, c => c[0] != 0 || c[1] != 0 ? 1 : 0));
            default: return new("!{0}", [Mask(target, depth - 1)], a => !a[0],
                n => NaiveArray.Each(DType.UInt8, n, c => 0, c => c[0] == 0 ? 1 : 0));
        }
    }

    private Expression Source(Target target)
    {
        var type = DTypes.All[random.Next(DTypes.All.Count)];
        var (holes, own, inMemory, cut) = (random.Next(3) * 0.15, random.Next(), random.Next(2) == 0, random.Next(1, 12));
        var block = new BlockShape(random.Next(1, 3), random.Next(1, 9), random.Next(1, 12));
        var cells = DTypes.Dispatch(type, new MakeCells(target, holes, own));
        var masked = cells.Schema.NoData is { } noData && holes > 0 ? noData : double.NaN;
        return new($"{type}[{target.Bands},{target.Grid.Rows},{target.Grid.Columns}]#{own}{(holes > 0 ? " with holes" : "")}", [],
            _ =>
            {
                var array = inMemory ? cells.ToLazy(cut) : LazyArray.From(new CountingSource(cells, block), cut);
                return array.With(Build.MaskNoData(array.Node));
            },
            _ =>
            {
                var to = double.IsNaN(masked) ? type : NaiveArray.FloatingOf(type);
                var naive = new NaiveArray(to, target.Bands, target.Grid.Rows, target.Grid.Columns);
                for (var b = 0; b < naive.Bands; b++)
                    for (var r = 0; r < naive.Rows; r++)
                        for (var c = 0; c < naive.Columns; c++) naive[b, r, c] = cells[b, r, c] == masked ? double.NaN : cells[b, r, c];
                return naive;
            });
    }

    private Expression Binary(Expression x, Expression y)
    {
        var op = new[] { "+", "-", "*", "/", "min", "max" }[random.Next(6)];
        return new(op is "min" or "max" ? $"{{0}}.{(op == "min" ? "Minimum" : "Maximum")}({{1}})" : $"({{0}} {op} {{1}})",
            [x, y], a => op switch
        {
            "+" => a[0] + a[1],
            "-" => a[0] - a[1],
            "*" => a[0] * a[1],
            "/" => a[0] / a[1],
            "min" => a[0].Minimum(a[1]),
            _ => a[0].Maximum(a[1]),
        }, n => NaiveOperations.Binary(op, n[0], n[1]));
    }

    private Expression Number(Expression x)
    {
        var (op, number) = (new[] { "+", "-", "*", "/" }[random.Next(4)], Constant());
        return random.Next(3) == 0
            ? new($"({Text(number)} {op} {{0}})", [x],
                a => op switch { "+" => number + a[0], "-" => number - a[0], "*" => number * a[0], _ => number / a[0] },
                n => NaiveOperations.WithNumber(op, n[0], number, reversed: true))
            : new($"({{0}} {op} {Text(number)})", [x],
                a => op switch { "+" => a[0] + number, "-" => a[0] - number, "*" => a[0] * number, _ => a[0] / number },
                n => NaiveOperations.WithNumber(op, n[0], number, reversed: false));
    }

    private Expression Unary(Expression x) => random.Next(6) switch
    {
        0 => new("{0}.Sqrt()", [x], a => a[0].Sqrt(), n => NaiveOperations.Map(n[0].Cast(NaiveArray.FloatingOf(n[0].Type)), Math.Sqrt)),
        1 => new("-{0}", [x], a => -a[0], n => NaiveOperations.WithNumber("*", n[0], -1, reversed: false)),
        2 => new("{0}.Floor()", [x], a => a[0].Floor(), n => NaiveOperations.Map(n[0], Math.Floor)),
        3 => new("{0}.Round()", [x], a => a[0].Round(), n => NaiveOperations.Map(n[0], Math.Round)),
        4 => new("{0}.FillMissing(2.5)", [x], a => a[0].FillMissing(2.5), n => NaiveOperations.Map(n[0], v => double.IsNaN(v) ? 2.5 : v)),
        _ => new("{0}.IsMissing()", [x], a => a[0].IsMissing(), n => NaiveArray.Each(DType.UInt8, [n[0]], c => double.IsNaN(c[0]) ? 1 : 0)),
    };

    private Expression WhereNumber(Expression x, Expression mask)
    {
        var number = random.Next(4) == 0 ? double.NaN : Constant();
        return new($"{{0}}.Where({{1}}, {Text(number)})", [x, mask], a => a[0].Where(a[1], number),
            n => NaiveOperations.WhereNumber(n[0], n[1], number));
    }

    private Expression Cast(Expression x)
    {
        var type = DTypes.All[random.Next(DTypes.All.Count)];
        return type.IsFloating()
            ? new($"{{0}}.AsType({type})", [x], a => a[0].AsType(type), n => n[0].Cast(type))
            : new($"{{0}}.FillMissing(1).AsType({type}, Saturate)", [x], a => a[0].FillMissing(1).AsType(type, Casting.Saturate),
                n => NaiveOperations.Map(n[0], v => double.IsNaN(v) ? 1 : v).Cast(type));
    }

    private Expression Slice(Target target, Func<Target, Expression> child)
    {
        var (rowStep, columnStep) = (random.Next(1, 3), random.Next(1, 4));
        var (band, row, column) = (random.Next(2), random.Next(3), random.Next(3));
        var parent = new GridSpec(row + (target.Grid.Rows - 1) * rowStep + 1 + random.Next(3),
            column + (target.Grid.Columns - 1) * columnStep + 1 + random.Next(3), target.Grid.Transform);
        if (parent.Rows * parent.Columns > 2000) return child(target);
        // The part's grid is made to be the target's: sizes of cells and the corner are those before the cut.
        var from = Before(target.Grid, row, column, rowStep, columnStep, parent.Rows, parent.Columns);
        var (rows, columns, bands) = (target.Grid.Rows, target.Grid.Columns, target.Bands);
        int rowEnd = row + (rows - 1) * rowStep + 1, columnEnd = column + (columns - 1) * columnStep + 1;
        return new($"{{0}}.Slice({band}..{band + bands}, {row}..{rowEnd}, {column}..{columnEnd}, {rowStep}, {columnStep})",
            [child(new(band + bands + random.Next(2), from))],
            a => a[0].Slice(band..(band + bands), row..rowEnd, column..columnEnd, rowStep, columnStep),
            n => NaiveOperations.Slice(n[0], band, bands, row, rows, rowStep, column, columns, columnStep));
    }

    private static GridSpec Before(GridSpec grid, int row, int column, int rowStep, int columnStep, int rows, int columns)
    {
        var t = grid.Transform;
        double width = t.XPerColumn / columnStep, height = t.YPerRow / rowStep;
        return new(rows, columns, new(t.OriginX - column * width, width, 0, t.OriginY - row * height, 0, height));
    }

    private Expression PickBands(Target target, Func<Target, Expression> child)
    {
        var there = random.Next(1, 4);
        var bands = Enumerable.Range(0, target.Bands).Select(_ => random.Next(there)).ToArray();
        return new($"{{0}}.Bands({string.Join(", ", bands)})", [child(target with { Bands = there })], a => a[0].Bands(bands),
            n => NaiveOperations.Bands(n[0], bands));
    }

    private Expression Stack(Target target, Func<Target, Expression> child)
    {
        if (target.Bands == 1) return child(target);
        var first = random.Next(1, target.Bands);
        return new("Stack({0}, {1})", [child(target with { Bands = first }), child(target with { Bands = target.Bands - first })],
            a => LazyArray.Stack(a), NaiveOperations.Stack);
    }

    private Expression Concatenate(Target target, Func<Target, Expression> child)
    {
        var (grid, axis) = (target.Grid, random.Next(2));
        var length = axis == 0 ? grid.Rows : grid.Columns;
        if (length == 1) return child(target);
        var cut = random.Next(1, length);
        var (first, second) = axis == 0
            ? (grid.Crop(0, 0, cut, grid.Columns), grid.Crop(cut, 0, length - cut, grid.Columns))
            : (grid.Crop(0, 0, grid.Rows, cut), grid.Crop(0, cut, grid.Rows, length - cut));
        return new($"Concatenate({{0}}, {{1}}, axis: {(axis == 0 ? "rows" : "columns")})",
            [child(target with { Grid = first }), child(target with { Grid = second })],
            a => LazyArray.Concatenate(a, axis - 2), n => NaiveOperations.Concatenate(n[0], n[1], axis));
    }

    private Expression OverBands(Target target, Func<Target, Expression> child) => target.Bands == 1
        ? Reduce(child(target with { Bands = random.Next(2, 4) }), Axes.Bands)
        : child(target);

    private Expression Reduced(Expression x)
    {
        var axes = (Axes)random.Next(2, 8);
        return Reduce(x, axes);
    }

    private Expression Reduce(Expression x, Axes axes)
    {
        var share = Math.Round(random.NextDouble(), 2);
        return random.Next(9) switch
        {
            0 => Of("Min", (a, on) => a.Min(on), null, cells => cells.Count == 0 ? double.NaN : cells.Min(c => c.Cell) + 0.0,
                cells => cells.Min(c => c.Whole)),
            1 => Of("Max", (a, on) => a.Max(on), null, cells => cells.Count == 0 ? double.NaN : cells.Max(c => c.Cell) + 0.0,
                cells => cells.Max(c => c.Whole)),
            2 => Of("Count", (a, on) => a.Count(on), DType.Int64, cells => cells.Count),
            3 => Of("Any", (a, on) => a.Any(on), DType.UInt8, cells => cells.Any(c => c.Cell != 0) ? 1 : 0),
            4 => Of("All", (a, on) => a.All(on), DType.UInt8, cells => cells.All(c => c.Cell != 0) ? 1 : 0),
            5 => Of("ArgMin", (a, on) => a.ArgMin(on), DType.Int64,
                cells => cells.Count == 0 ? -1 : cells.MinBy(c => (c.Cell, c.Whole)).At),
            6 => Of("ArgMax", (a, on) => a.ArgMax(on), DType.Int64,
                cells => cells.Count == 0 ? -1 : cells.MaxBy(c => (c.Cell, c.Whole)).At),
            7 => Of("Median", (a, on) => a.Median(on), DType.Float64,
                cells => NaiveOperations.Median([.. cells.Select(c => c.Cell + 0.0)])),
            _ => Of(Text(share) + " Quantile", (a, on) => a.Quantile(share, on), DType.Float64,
                cells => NaiveOperations.Quantile(cells, share) + 0.0),
        };

        Expression Of(string name, Func<LazyArray, int[], LazyArray> lazy, DType? type, Func<List<NaiveCell>, double> value,
            Func<List<NaiveCell>, Int128>? integer = null)
            => new($"{{0}}.{name}({axes})", [x], a => lazy(a[0], AxesOf(a[0], axes)),
                n => NaiveOperations.Reduce(n[0], axes, type ?? n[0].Type, value, integer));
    }

    /// <summary>The numbers of axes that the array has; bands of a plane have none, and need none.</summary>
    private static int[] AxesOf(LazyArray array, Axes axes)
    {
        var first = array.Schema.IsPlane ? 0 : 1;
        var chosen = new List<int>();
        if (axes.HasFlag(Axes.Bands) && first == 1) chosen.Add(0);
        if (axes.HasFlag(Axes.Rows)) chosen.Add(first);
        if (axes.HasFlag(Axes.Columns)) chosen.Add(first + 1);
        return [.. chosen];
    }

    private Expression Focal(Expression x)
    {
        var radius = random.Next(3);
        return random.Next(4) switch
        {
            0 => new($"{{0}}.FocalMin({radius})", [x], a => a[0].FocalMin(radius),
                n => NaiveOperations.Focal(n[0], radius, cells => cells.Min())),
            1 => new($"{{0}}.FocalMax({radius})", [x], a => a[0].FocalMax(radius),
                n => NaiveOperations.Focal(n[0], radius, cells => cells.Max())),
            2 => new($"{{0}}.FocalRange({radius})", [x], a => a[0].FocalRange(radius),
                n => NaiveOperations.Focal(n[0], radius, cells => cells.Max() - cells.Min())),
            _ => new($"{{0}}.FocalMedian({radius})", [x], a => a[0].FocalMedian(radius),
                n => NaiveOperations.Focal(n[0], radius, cells => NaiveOperations.Median([.. cells.Select(cell => cell + 0.0)]))),
        };
    }

    private Expression Cumulate(Expression x) => random.Next(4) switch
    {
        0 => new("{0}.CumSum()", [x], a => a[0].CumSum(),
            n => NaiveOperations.Cumulate(n[0], DType.Float64, 0, (carried, cell) => carried + cell)),
        1 => new("{0}.CumProd()", [x], a => a[0].CumProd(),
            n => NaiveOperations.Cumulate(n[0], DType.Float64, 1, (carried, cell) => carried * cell)),
        2 => new("{0}.CumMin()", [x], a => a[0].CumMin(), n => NaiveOperations.Cumulate(n[0], n[0].Type, double.PositiveInfinity,
            (carried, cell) => cell < carried ? cell : carried, Int128.Min)),
        _ => new("{0}.CumMax()", [x], a => a[0].CumMax(), n => NaiveOperations.Cumulate(n[0], n[0].Type, double.NegativeInfinity,
            (carried, cell) => cell > carried ? cell : carried, Int128.Max)),
    };

    /// <summary>Results in which the order of additions shows in the last digits; nothing is computed from them, so a
    /// tolerance can be stated.</summary>
    private Expression Inexact(Expression x)
    {
        var (axes, radius) = ((Axes)random.Next(1, 8), random.Next(3));
        if (x.Array.Schema.IsPlane && axes == Axes.Bands) axes = Axes.Plane;
        return random.Next(8) switch
        {
            0 => Of("Sum", (a, on) => a.Sum(on), cells => cells.Sum(), (m, count) => 1e-13 * m * count),
            1 => Of("Mean", (a, on) => a.Mean(on), cells => cells.Count == 0 ? double.NaN : cells.Average(), (m, _) => 1e-12 * m),
            2 => Of("Var", (a, on) => a.Var(on), Variance, (m, _) => 1e-12 * m * m),
            3 => Of("Std", (a, on) => a.Std(on), cells => Math.Sqrt(Variance(cells)), (m, _) => 2e-6 * m),
            4 => new($"{{0}}.FocalSum({radius})", [x], a => a[0].FocalSum(radius),
                n => NaiveOperations.Focal(n[0], radius, cells => cells.Sum(), _ => 3e-6 * Magnitude(n[0]))),
            5 => new($"{{0}}.FocalMean({radius})", [x], a => a[0].FocalMean(radius),
                n => NaiveOperations.Focal(n[0], radius, cells => cells.Average(), _ => 2e-7 * Magnitude(n[0]))),
            6 => new($"{{0}}.FocalStd({radius})", [x], a => a[0].FocalStd(radius),
                n => NaiveOperations.Focal(n[0], radius, cells => Math.Sqrt(Variance([.. cells])), _ => 3e-6 * Magnitude(n[0]))),
            _ => new("{0}.Slope(SlopeUnits.Percent)", [x], a => a[0].Slope(SlopeUnits.Percent), NaiveSlope.Of),
        };

        Expression Of(string name, Func<LazyArray, int[], LazyArray> lazy, Func<List<double>, double> value,
            Func<double, int, double> tolerance)
            => new($"{{0}}.{name}({axes})", [x], a => lazy(a[0], AxesOf(a[0], axes)),
                n => NaiveOperations.Reduce(n[0], axes, DType.Float64, cells => value([.. cells.Select(c => c.Cell)]),
                    tolerance: _ => tolerance(Magnitude(n[0]), n[0].Count)));

        static double Variance(List<double> cells)
            => cells.Count == 0 ? double.NaN : cells.Average() is var mean ? cells.Average(c => (c - mean) * (c - mean)) : 0;
    }

    /// <summary>The largest magnitude of the finite cells.</summary>
    public static double Magnitude(NaiveArray array)
        => Enumerable.Range(0, array.Count).Select(i => Math.Abs(array.At(i))).Where(double.IsFinite).DefaultIfEmpty(0).Max();

    private Expression Compare(Expression x, Expression y)
    {
        var op = Comparisons[random.Next(6)];
        return new($"({{0}} {op} {{1}})", [x, y], a => Compare(op, a[0], a[1]), n => NaiveOperations.Compare(op, n[0], n[1]));
    }

    private static LazyArray Compare(string op, LazyArray x, LazyArray y) => op switch
    {
        "<" => x < y,
        "<=" => x <= y,
        ">" => x > y,
        ">=" => x >= y,
        "==" => x.EqualTo(y),
        _ => x.NotEqualTo(y),
    };

    private static LazyArray Compare(string op, LazyArray x, double y) => op switch
    {
        "<" => x < y,
        "<=" => x <= y,
        ">" => x > y,
        ">=" => x >= y,
        "==" => x.EqualTo(y),
        _ => x.NotEqualTo(y),
    };

    private double Constant() => random.Next(3) == 0 ? random.Next(-8, 20) + 0.5 : random.Next(-4, 25);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Small numbers with many ties; NaN in floating arrays, 3 as nodata in others.</summary>
    private sealed class MakeCells(Target target, double holes, int seed) : IDTypeAction<NDArray>
    {
        public NDArray Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var random = new Random(seed);
            var isFloating = DTypes.Of<T>().IsFloating();
            var cells = new T[target.Bands * target.Grid.Rows * target.Grid.Columns];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = isFloating && random.NextDouble() < holes ? T.CreateChecked(double.NaN)
                    : T.CreateTruncating(random.Next(DTypes.Of<T>().IsSigned() ? -9 : 0, 30) / (isFloating ? 4.0 : 1));
            return NDArray.From(target.Grid, cells, isFloating || holes == 0 ? null : 3);
        }
    }
}
