namespace Pyramids.Tests;

/// <summary>What operations mean, over whole arrays.</summary>
internal static class NaiveOperations
{
    /// <summary>Two arrays of one cell type: what was reduced takes the type of floating cells that it meets.</summary>
    public static (NaiveArray X, NaiveArray Y) Alike(NaiveArray x, NaiveArray y, Func<DType, DType, DType> promote)
    {
        if (Lacks(x, y)) x = x.Cast(y.Floats ? y.Type : x.Type);
        else if (Lacks(y, x)) y = y.Cast(x.Floats ? x.Type : y.Type);
        var type = promote(x.Type, y.Type);
        return (x.Cast(type), y.Cast(type));

        static bool Lacks(NaiveArray a, NaiveArray b) => (a.RowsGone && !b.RowsGone) || (a.ColumnsGone && !b.ColumnsGone);
    }

    public static NaiveArray Binary(string op, NaiveArray x, NaiveArray y)
    {
        if (op == "/") (x, y) = (x.Cast(NaiveArray.FloatingOf(x.Type)), y.Cast(NaiveArray.FloatingOf(y.Type)));
        (x, y) = Alike(x, y, NaiveArray.Arithmetic);
        return NaiveArray.Each(x.Type, [x, y], c => op switch
        {
            "+" => c[0] + c[1],
            "-" => c[0] - c[1],
            "*" => c[0] * c[1],
            "/" => c[0] / c[1],
            "min" => Math.Min(c[0], c[1]),
            _ => Math.Max(c[0], c[1]),
        }, c => op switch
        {
            "+" => c[0] + c[1],
            "-" => c[0] - c[1],
            "*" => c[0] * c[1],
            "min" => Int128.Min(c[0], c[1]),
            _ => Int128.Max(c[0], c[1]),
        });
    }

    public static NaiveArray WithNumber(string op, NaiveArray x, double number, bool reversed)
    {
        if (op == "/") x = x.Cast(NaiveArray.FloatingOf(x.Type));
        var type = NaiveArray.WithNumber(x.Type, number);
        var constant = Constant(type, number);
        return reversed ? Binary(op, constant, x.Cast(type)) : Binary(op, x.Cast(type), constant);
    }

    public static NaiveArray Compare(string op, NaiveArray x, NaiveArray y)
    {
        (x, y) = Alike(x, y, NaiveArray.Common);
        return x.Floats
            ? NaiveArray.Each(DType.UInt8, [x, y], c => Holds(op, c[0] < c[1], c[0] == c[1], c[0] > c[1]))
            : NaiveArray.Each(DType.UInt8, [x, y], c => 0, c => Holds(op, c[0] < c[1], c[0] == c[1], c[0] > c[1]));

        static byte Holds(string op, bool less, bool equal, bool greater) => (byte)(op switch
        {
            "<" => less,
            "<=" => less || equal,
            ">" => greater,
            ">=" => greater || equal,
            "==" => equal,
            _ => less || greater,
        } ? 1 : 0);
    }

    public static NaiveArray CompareNumber(string op, NaiveArray x, double number)
    {
        var type = NaiveArray.Holds(x.Type, number) ? x.Type : NaiveArray.WithNumber(x.Type, number);
        return Compare(op, x.Cast(type), Constant(type, number));
    }

    public static NaiveArray Where(NaiveArray x, NaiveArray mask, NaiveArray other)
    {
        (x, other) = Alike(x, other, NaiveArray.Common);
        return NaiveArray.Each(x.Type, [mask.Cast(x.Type), x, other], c => c[0] != 0 ? c[1] : c[2], c => c[0] != 0 ? c[1] : c[2]);
    }

    public static NaiveArray WhereNumber(NaiveArray x, NaiveArray mask, double number)
    {
        var type = NaiveArray.Holds(x.Type, number) ? x.Type : NaiveArray.WithNumber(x.Type, number);
        return Where(x.Cast(type), mask, Constant(type, number));
    }

    public static NaiveArray Map(NaiveArray x, Func<double, double> function)
        => NaiveArray.Each(x.Type, [x], c => function(c[0]), c => c[0]);

    public static NaiveArray Slice(NaiveArray x, int band, int bands, int row, int rows, int rowStep, int column,
        int columns, int columnStep)
    {
        var result = new NaiveArray(x.Type, bands, rows, columns);
        return Fill(result, (b, r, c) => x[band + b, row + r * rowStep, column + c * columnStep],
            (b, r, c) => x.Whole(band + b, row + r * rowStep, column + c * columnStep));
    }

    public static NaiveArray Bands(NaiveArray x, int[] bands)
        => Fill(new(x.Type, bands.Length, x.Rows, x.Columns), (b, r, c) => x[bands[b], r, c], (b, r, c) => x.Whole(bands[b], r, c));

    public static NaiveArray Stack(NaiveArray[] arrays)
    {
        var type = arrays.Select(array => array.Type).Aggregate(NaiveArray.Common);
        var parts = arrays.Select(array => array.Cast(type))
            .SelectMany(array => Enumerable.Range(0, array.Bands).Select(band => (array, band))).ToArray();
        return Fill(new(type, parts.Length, arrays[0].Rows, arrays[0].Columns), (b, r, c) => parts[b].array[parts[b].band, r, c],
            (b, r, c) => parts[b].array.Whole(parts[b].band, r, c));
    }

    public static NaiveArray Concatenate(NaiveArray x, NaiveArray y, int axis)
    {
        var type = NaiveArray.Common(x.Type, y.Type);
        (x, y) = (x.Cast(type), y.Cast(type));
        return Fill(new(type, x.Bands, axis == 0 ? x.Rows + y.Rows : x.Rows, axis == 1 ? x.Columns + y.Columns : x.Columns),
            (b, r, c) => From(r, c) is var (array, row, column) ? array[b, row, column] : 0,
            (b, r, c) => From(r, c) is var (array, row, column) ? array.Whole(b, row, column) : 0);

        (NaiveArray, int, int) From(int r, int c)
            => axis == 0 && r >= x.Rows ? (y, r - x.Rows, c) : axis == 1 && c >= x.Columns ? (y, r, c - x.Columns) : (x, r, c);
    }

    /// <summary>Cells of every square window that are there, in the floating type; d c b a | a b c d | d c b a beyond the edge.</summary>
    public static NaiveArray Focal(NaiveArray array, int radius, Func<double[], double> statistic, Func<double, double>? tolerance = null)
    {
        var x = array.Cast(NaiveArray.FloatingOf(array.Type));
        return Fill(new(x.Type, x.Bands, x.Rows, x.Columns) { Tolerance = tolerance }, (b, r, c) =>
        {
            if (double.IsNaN(x[b, r, c])) return double.NaN;
            var cells = new List<double>();
            for (var dr = -radius; dr <= radius; dr++)
                for (var dc = -radius; dc <= radius; dc++)
                    cells.Add(x[b, Mirror(r + dr, x.Rows), Mirror(c + dc, x.Columns)]);
            return statistic([.. cells.Where(cell => !double.IsNaN(cell))]) + 0.0;                 // -0 becomes 0
        });

        static int Mirror(int at, int length)
        {
            while (at < 0 || at >= length) at = at < 0 ? -1 - at : 2 * length - 1 - at;
            return at;
        }
    }

    /// <summary>Values of groups of valid cells, each with its position along the axes that go.</summary>
    public static NaiveArray Reduce(NaiveArray x, Axes gone, DType type, Func<List<NaiveCell>, double> value,
        Func<List<NaiveCell>, Int128>? integer = null, Func<double, double>? tolerance = null)
    {
        bool bands = gone.HasFlag(Axes.Bands), rows = gone.HasFlag(Axes.Rows), columns = gone.HasFlag(Axes.Columns);
        var result = new NaiveArray(type, bands ? 1 : x.Bands, rows ? 1 : x.Rows, columns ? 1 : x.Columns, rows || x.RowsGone,
            columns || x.ColumnsGone) { Tolerance = tolerance };
        return Fill(result, (b, r, c) => value(Group(b, r, c)),
            (b, r, c) => integer is null ? (Int128)value(Group(b, r, c)) : integer(Group(b, r, c)));

        List<NaiveCell> Group(int band, int row, int column)
        {
            var cells = new List<NaiveCell>();
            var at = 0;
            for (var b = bands ? 0 : band; b < (bands ? x.Bands : band + 1); b++)
                for (var r = rows ? 0 : row; r < (rows ? x.Rows : row + 1); r++)
                    for (var c = columns ? 0 : column; c < (columns ? x.Columns : column + 1); c++, at++)
                        if (!double.IsNaN(x[b, r, c])) cells.Add(new(x[b, r, c], x.Floats ? 0 : x.Whole(b, r, c), at));
            return cells;
        }
    }

    public static NaiveArray Cumulate(NaiveArray x, DType type, double start, Func<double, double, double> add,
        Func<Int128, Int128, Int128>? integer = null)
    {
        var result = NaiveArray.Like(x, type);
        for (var r = 0; r < x.Rows; r++)
            for (var c = 0; c < x.Columns; c++)
            {
                var carried = start;
                for (var b = 0; b < x.Bands; b++)
                {
                    if (!result.Floats)
                    {
                        result.SetWhole(b, r, c, b == 0 ? x.Whole(b, r, c) : integer!(result.Whole(b - 1, r, c), x.Whole(b, r, c)));
                        continue;
                    }
                    if (!double.IsNaN(x[b, r, c])) carried = add(carried, x[b, r, c]);
                    result[b, r, c] = double.IsNaN(x[b, r, c]) ? double.NaN : carried;
                }
            }
        return result;
    }

    public static double Quantile(List<NaiveCell> cells, double share)
    {
        if (cells.Count == 0) return double.NaN;
        var sorted = cells.Select(cell => cell.Cell).Order().ToArray();
        var at = share * (sorted.Length - 1);
        double low = sorted[(int)at], high = sorted[Math.Min((int)at + 1, sorted.Length - 1)], t = at - Math.Floor(at);
        if (t == 0 || low == high) return low;
        return t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t);
    }

    public static double Median(double[] cells)
    {
        if (cells.Length == 0) return double.NaN;
        Array.Sort(cells);
        double low = cells[(cells.Length - 1) / 2], high = cells[cells.Length / 2];
        return low == high ? low : (low + high) / 2;
    }

    private static NaiveArray Constant(DType type, double number)
    {
        var constant = new NaiveArray(type, 1, 1, 1);
        constant.Set(0, number);
        return constant;
    }

    private static NaiveArray Fill(NaiveArray result, Func<int, int, int, double> floats, Func<int, int, int, Int128>? integers = null)
    {
        for (var b = 0; b < result.Bands; b++)
            for (var r = 0; r < result.Rows; r++)
                for (var c = 0; c < result.Columns; c++)
                    if (result.Floats) result[b, r, c] = floats(b, r, c);
                    else result.SetWhole(b, r, c, integers!(b, r, c));
        return result;
    }
}

/// <summary>A valid cell of a group: its value, exact when it is an integer, and its position along the axes that go.</summary>
internal readonly record struct NaiveCell(double Cell, Int128 Whole, int At);
