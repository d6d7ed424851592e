using System.Numerics;
using System.Runtime.InteropServices;

namespace Pyramids.Tests;

public sealed class LazyArrayReductionsTests
{
    private const int Bands = 3, Rows = 37, Columns = 53;
    private static readonly int[][] AxisSets = [[], [0], [1], [2], [0, 1], [0, 2], [1, 2]];

    private static readonly (string Name, double Tolerance, Func<LazyArray, int[], LazyArray> Apply)[] Operations =
    [
        ("sum", 1e-12, (a, axes) => a.Sum(axes)),
        ("mean", 1e-12, (a, axes) => a.Mean(axes)),
        ("std", 1e-12, (a, axes) => a.Std(axes)),
        ("var", 1e-12, (a, axes) => a.Var(axes)),
        ("min", 0, (a, axes) => a.Min(axes)),
        ("max", 0, (a, axes) => a.Max(axes)),
        ("count", 0, (a, axes) => a.Count(axes)),
        ("any", 0, (a, axes) => a.Any(axes)),
        ("all", 0, (a, axes) => a.All(axes)),
        ("argmin", 0, (a, axes) => a.ArgMin(axes)),
        ("argmax", 0, (a, axes) => a.ArgMax(axes)),
        ("median", 0, (a, axes) => a.Median(axes)),
        ("linear 0.3", 0, (a, axes) => a.Quantile(0.3, axes)),
        ("linear 0.97", 0, (a, axes) => a.Quantile(0.97, axes)),
        ("lower 0.3", 0, (a, axes) => a.Quantile(0.3, QuantileMethod.Lower, axes)),
        ("higher 0.3", 0, (a, axes) => a.Quantile(0.3, QuantileMethod.Higher, axes)),
        ("nearest 0.3", 0, (a, axes) => a.Quantile(0.3, QuantileMethod.Nearest, axes)),
        ("midpoint 0.3", 0, (a, axes) => a.Quantile(0.3, QuantileMethod.Midpoint, axes)),
    ];

    private static readonly PythonPeer NumPy = new("import numpy", "NumPy is not installed; apt-get install python3-numpy");

    private const string Script = """
        import sys, numpy as np
        path, dtype, shape, names, sets = sys.argv[1], sys.argv[2], eval(sys.argv[3]), sys.argv[4].split(','), eval(sys.argv[5])
        a = np.fromfile(path + '/in', dtype).reshape(shape)
        d = a.astype('f8')
        def last(x, axes):
            keep = [i for i in range(x.ndim) if i not in axes]
            return np.transpose(x, keep + list(axes)).reshape([x.shape[i] for i in keep] + [-1])
        out = []
        for axes in sets:
            axes = tuple(axes) or tuple(range(a.ndim))
            x, y = last(a, axes), last(d, axes)
            gone = np.isnan(y).all(-1)
            for name in names:
                if name == 'sum': r = np.nansum(y, -1)
                elif name in ('mean', 'std', 'var'): r = getattr(np, 'nan' + name)(y, -1)
                elif name == 'min': r = np.nanmin(x, -1)
                elif name == 'max': r = np.nanmax(x, -1)
                elif name == 'count': r = (~np.isnan(y)).sum(-1)
                elif name == 'any': r = (np.where(np.isnan(y), 0, y) != 0).any(-1)
                elif name == 'all': r = (np.where(np.isnan(y), 1, y) != 0).all(-1)
                elif name == 'argmin': r = np.where(gone, -1, (np.where(np.isnan(y), np.inf, x) if a.dtype.kind == 'f' else x).argmin(-1))
                elif name == 'argmax': r = np.where(gone, -1, (np.where(np.isnan(y), -np.inf, x) if a.dtype.kind == 'f' else x).argmax(-1))
                elif name == 'median': r = np.nanmedian(y, -1)
                else:
                    method, q = name.split()
                    r = np.nanquantile(y, float(q), axis=-1, method=method)
                out.append(np.asarray(r, 'f8').ravel())
        np.concatenate(out).tofile(path + '/out')
        """;

    public static TheoryData<DType> Types => new(DTypes.All);

    [Theory, MemberData(nameof(Types))]
    public void Every_reduction_over_every_subset_of_axes_equals_NumPy(DType type)
    {
        var folder = Directory.CreateTempSubdirectory("pyramids-");
        try
        {
            var cells = DTypes.Dispatch(type, new RandomCells(17));
            File.WriteAllBytes(Path.Combine(folder.FullName, "in"), DTypes.Dispatch(type, new BytesOf(cells)));
            var sets = string.Join(",", AxisSets.Select(axes => $"[{string.Join(",", axes)}]"));
            NumPy.Run(Script, [folder.FullName, NumPyName(type), $"({Bands},{Rows},{Columns})",
                string.Join(",", Operations.Select(o => o.Name)), $"[{sets}]"]);
            var expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder.FullName, "out"))).ToArray();
            var at = 0;
            var lazy = cells.ToLazy((1, 11, 20));
            foreach (var axes in AxisSets)
                foreach (var (result, (name, tolerance, _)) in Engine.Compute(Operations.Select(o => o.Apply(lazy, axes)).ToArray())
                    .Zip(Operations))
                    foreach (var value in result.ToDoubles())
                    {
                        var wanted = expected[at++];
                        Assert.True(value.Equals(wanted) || Math.Abs(value - wanted) <= tolerance * Math.Abs(wanted),
                            $"{name} of {type} over axes [{string.Join(", ", axes)}] is {value:R}; NumPy has {wanted:R}");
                    }
            Assert.Equal(expected.Length, at);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Nodata_of_integer_cells_is_no_value()
    {
        var classes = NDArray.From(new GridSpec(2, 3, Affine.Identity), new byte[] { 1, 255, 3, 3, 255, 5 }, noData: 255).ToLazy();
        Assert.Equal([3, 4, 1, 5, 3], new[] { classes.Mean(), classes.Count(), classes.Min(), classes.Max(),
            classes.Median() }.Select(each => (double)each.Compute()));
        Assert.Equal([0d, 1, 0, 0, 1, 0], classes.IsMissing().Compute().ToDoubles());
        Assert.Equal([1d, 2, 1], classes.Histogram(3, 0, 6).Compute().ToDoubles());
        Assert.Equal([0d, double.NaN, 1, 1, double.NaN, 2], classes.Classify(2, 4).Compute().ToDoubles());
        var all = NDArray.From(new GridSpec(1, 2, Affine.Identity), new byte[] { 1, 255 }).ToLazy();
        Assert.Equal(DType.UInt8, all.Max().DType);
        Assert.Equal(255, (double)all.Max().Compute());
    }

    [Fact]
    public void Axes_that_are_left_give_the_shape_and_the_grid()
    {
        var a = Given.Terrain<float>(40, 30, bands: 2, cell: 10).ToLazy();
        Assert.Equal([2, 30], a.Mean(1).Shape);
        Assert.Equal([2, 40], a.Mean(2).Shape);
        Assert.Equal([30], a.Mean(0, 1).Shape);
        Assert.Equal([40], a.Mean(0, -1).Shape);
        Assert.Equal([2], a.Mean(1, 2).Shape);
        Assert.Empty(a.Mean(0, 1, 2).Shape);
        Assert.Empty(a.Mean(1).Mean(0).Mean().Shape);
        Assert.Equal(a.Grid.Extent, a.Mean(1).Grid.Extent);
        Assert.Equal((10, 400), (a.Mean(1).Grid.Transform.CellWidth, a.Mean(1).Grid.Transform.CellHeight));
        Assert.Throws<InvalidOperationException>(() => a.Mean().Mean());
        Assert.Contains("Unknown axis 2 for an array of rank 2", Assert.Throws<ArgumentException>(() => a.Band(0).Mean(2)).Message);
    }

    [Fact]
    public void A_mean_of_columns_is_taken_from_each_cell_of_its_column()
    {
        var a = Given.Grid("""
            1 2 .
            3 6 .
            """);
        Assert.Equal([-1, -2, double.NaN, 1, 2, double.NaN], (a - a.Mean(0)).Compute().ToDoubles());
        Assert.Equal([-0.5, 0.5, double.NaN, -1.5, 1.5, double.NaN], (a - a.Mean(1)).Compute().ToDoubles());
        Assert.Equal([0, 0, 0, 1, 1, 0], (a > a.Mean(0)).Compute().ToDoubles());
        Assert.Equal([1, 1, 0, 1, 1, 0], a.Where(a.Count(0) > 0, 0).Compute().ToDoubles().Select(v => v > 0 ? 1.0 : 0));
        Assert.Throws<ArgumentException>(() => a.Mean(0) + a.Mean(1));
        Assert.Throws<GridException>(() => a - Given.Grid("1 2\n3 4").Mean(0));
    }

    [Fact]
    public void A_reduction_of_a_reduction_is_that_of_the_values()
    {
        var a = Given.Terrain<float>(300, 700, bands: 2).ToLazy(64);
        var means = a.Mean(1).Compute().ToDoubles();
        Assert.Equal(means.Max(), a.Mean(1).Max().Compute().Value);
        Assert.Equal(means[..700].Min(), a.Mean(1).Min(1).Compute()[0, 0, 0]);
    }

    [Fact]
    public void The_first_of_equal_extremes_is_found_and_infinities_count()
    {
        var a = Given.Grid("""
            . 7 -Infinity 2
            7 . -Infinity 2
            """);
        Assert.Equal(2, a.ArgMin().Compute().Value);
        Assert.Equal(1, a.ArgMax().Compute().Value);
        Assert.Equal([1, 0, 0, 0], a.ArgMax(0).Compute().ToDoubles());
        Assert.Equal(-1, (a - double.NaN).ArgMax().Compute().Value);
        Assert.Equal(0L, new NDArray(new(new(1, 2, Affine.Identity), 1, DType.UInt64) { IsPlane = true },
            new[] { ulong.MaxValue, ulong.MaxValue - 1 }).ToLazy().ArgMax().Compute().Span<long>()[0]);
    }

    /// <summary>Little memory makes several rounds of counting, shared tables, and counting bit by bit.</summary>
    [Theory, InlineData("1GiB"), InlineData("16MiB"), InlineData("8MiB")]
    public void Quantiles_are_exact_in_any_memory(string memory)
    {
        var random = new Random(5);
        var cells = new double[3 << 19];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = random.Next(20) == 0 ? double.NaN : Math.Exp(random.NextDouble() * 40 - 20) * (random.Next(2) * 2 - 1);
        var a = NDArray.From(new GridSpec(512, 1024, Affine.Identity), cells).ToLazy();
        using var scope = Engine.Configure(memory: memory, threads: 3);
        var results = Engine.Compute(a.Quantile(0.25), a.Median(), a.Quantile(0.25, 1), a.Median(0, 2));
        Assert.Equal(Sorted(cells, 0.25), results[0].Value);
        Assert.Equal(Sorted(cells, 0.5), results[1].Value, 1e-15);
        for (var column = 0; column < 1024; column += 97)
            Assert.Equal(Sorted(Enumerable.Range(0, 512).Select(row => cells[row * 1024 + column]), 0.25), results[2][0, 0, column]);
        for (var row = 0; row < 512; row += 71)
            Assert.Equal(Sorted(Enumerable.Range(0, 3 * 1024).Select(i => cells[i / 1024 * 512 * 1024 + row * 1024 + i % 1024]), 0.5),
                results[3][row, 0], 1e-15);

        static double Sorted(IEnumerable<double> values, double share)
        {
            var sorted = values.Where(v => !double.IsNaN(v)).Order().ToArray();
            var at = share * (sorted.Length - 1);
            double low = sorted[(int)at], high = sorted[Math.Min((int)at + 1, sorted.Length - 1)], t = at - Math.Floor(at);
            return t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t);
        }
    }

    [Fact]
    public async Task Progress_ends_once_whether_a_quantile_takes_one_round_or_several()
    {
        var cells = new double[1 << 19];
        for (var i = 0; i < cells.Length; i++) cells[i] = 1 + i % 97 * 1e-9;
        foreach (var memory in new[] { "1GiB", "8MiB" })
        {
            using var scope = Engine.Configure(memory: memory);
            var reports = new List<ComputeProgress>();
            await NDArray.From(new GridSpec(512, 1024, Affine.Identity), cells).ToLazy().Median().ComputeAsync(new Collect(reports),
                TestContext.Current.CancellationToken);
            Assert.True(reports[^1].Finished);
            Assert.Single(reports, report => report.Finished);
        }
    }

    private sealed class Collect(List<ComputeProgress> reports) : IProgress<ComputeProgress>
    {
        public void Report(ComputeProgress value)
        {
            lock (reports) reports.Add(value);
        }
    }

    [Theory, InlineData(1, 2), InlineData(5, 5), InlineData(1000, 10), InlineData(4000, 4000)]
    public void Selection_puts_ranks_where_sorting_does(int count, int distinct)
    {
        var random = new Random(count);
        for (var round = 0; round < 50; round++)
        {
            var values = Enumerable.Range(0, count).Select(_ => (float)random.Next(distinct)).ToArray();
            var ranks = Enumerable.Range(0, 3).Select(_ => random.Next(count)).Distinct().Order().ToArray();
            var sorted = values.Order().ToArray();
            Quantiles.Select<float>(values, ranks);
            Assert.All(ranks, rank => Assert.Equal(sorted[rank], values[rank]));
        }
    }

    [Fact]
    public void A_histogram_counts_as_NumPy_does_and_its_grid_is_the_axis_of_values()
    {
        var folder = Directory.CreateTempSubdirectory("pyramids-");
        try
        {
            var cells = (NDArray)new RandomCells(3).Invoke<float>();
            File.WriteAllBytes(Path.Combine(folder.FullName, "in"), MemoryMarshal.AsBytes(cells.Span<float>()).ToArray());
            NumPy.Run("""
                import sys, numpy as np
                a = np.fromfile(sys.argv[1] + '/in', 'f4').reshape(3, -1)
                np.concatenate([np.histogram(x[~np.isnan(x)].astype('f8'), 13, (-2.1, 3.3))[0] for x in [a, *a]]).astype('i8').tofile(sys.argv[1] + '/out')
                """, [folder.FullName]);
            var expected = MemoryMarshal.Cast<byte, long>(File.ReadAllBytes(Path.Combine(folder.FullName, "out"))).ToArray();
            var lazy = cells.ToLazy(8);
            var counts = lazy.Histogram(13, -2.1, 3.3).Compute();
            Assert.Equal([13], counts.Shape);
            Assert.Equal(expected[..13], counts.Span<long>());
            Assert.Equal(expected[13..], lazy.Histogram(13, -2.1, 3.3, perBand: true).Compute().Span<long>());
            Assert.Equal(-2.1 + 5.4 / 13 * 4, counts.Grid.Transform.ToCrs(4, 0).X, 1e-12);
            Assert.Throws<ArgumentException>(() => lazy.Histogram(3, 1, 1));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Cumulative_operations_go_along_the_bands_and_step_over_missing_cells()
    {
        var a = LazyArray.Stack(Given.Grid("2 ."), Given.Grid("5 3"), Given.Grid(". 4"), Given.Grid("1 -1"));
        Assert.Equal([2, double.NaN, 7, 3, double.NaN, 7, 8, 6], a.CumSum().Compute().ToDoubles());
        Assert.Equal([2, double.NaN, 10, 3, double.NaN, 12, 10, -12], a.CumProd().Compute().ToDoubles());
        Assert.Equal([2, double.NaN, 2, 3, double.NaN, 3, 1, -1], a.CumMin().Compute().ToDoubles());
        Assert.Equal([2, double.NaN, 5, 3, double.NaN, 4, 5, 4], a.CumMax().Compute().ToDoubles());
        Assert.Equal((DType.Float64, DType.Float32), (a.CumSum().DType, a.CumMax().DType));
    }

    [Fact]
    public void Operations_over_the_bands_of_a_large_array_hold_no_more_than_a_few_chunks()
    {
        using var scope = Engine.Configure(memory: "56MiB", threads: 2);
        var source = new CountingSource(Given.Terrain<byte>(1500, 1500, bands: 12), new(1, 64, 1500));
        var lazy = LazyArray.From(source, 512);
        Assert.InRange(lazy.CumSum().Sum().Explain().PeakBytes, 1, 56 << 20);
        Assert.InRange((lazy - lazy.Mean(0)).Sum().Explain().PeakBytes, 1, 56 << 20);
        (lazy - lazy.Mean(0)).Sum().Compute();
        Assert.All(source.Reads.Values, reads => Assert.Equal(1, reads));
    }

    [Theory, InlineData(DType.Float32), InlineData(DType.Float64)]
    public void Infinite_cells_make_infinite_means_and_no_deviations(DType type)
    {
        var one = Given.Grid("1 Infinity -Infinity 4 Infinity\n2 5 6 . 3\n. Infinity 7 -Infinity -Infinity").AsType(type);
        var first = one[..1, ..];
        var bands = LazyArray.Stack(first, first, first);
        double[] columns = [1.5, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity, double.NaN];
        Assert.Equal(columns, one.Mean(0).Compute().ToDoubles());
        Assert.Equal([0.5, double.NaN, double.NaN, double.NaN, double.NaN], one.Std(0).Compute().ToDoubles());
        Assert.Equal([double.NaN, 4, double.NaN], one.Mean(1).Compute().ToDoubles());
        Assert.Equal([double.NaN, 2.5, double.NaN], one.Var(1).Compute().ToDoubles());
        Assert.Equal(double.NaN, one.Mean().Compute().Value);
        Assert.Equal(double.PositiveInfinity, one[.., 1..2].Mean().Compute().Value);
        Assert.Equal(double.NaN, one[.., 1..2].Std().Compute().Value);
        double[] row = [1, double.PositiveInfinity, double.NegativeInfinity, 4, double.PositiveInfinity];
        Assert.Equal(row, bands.Mean(0).Compute().ToDoubles());
        Assert.Equal([0, double.NaN, double.NaN, 0, double.NaN], bands.Std(0).Compute().ToDoubles());
    }

    private static string NumPyName(DType type) => (type.IsFloating() ? "f" : type.IsSigned() ? "i" : "u") + type.Size();

    private sealed class BytesOf(NDArray array) : IDTypeAction<byte[]>
    {
        public byte[] Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => MemoryMarshal.AsBytes(array.Span<T>()).ToArray();
    }

    /// <summary>Small values with many ties and zeros, holes in floating arrays, and a row and a column without any valid cell.</summary>
    private sealed class RandomCells(int seed) : IDTypeAction<NDArray>
    {
        public NDArray Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var random = new Random(seed);
            var cells = new T[Bands * Rows * Columns];
            for (var i = 0; i < cells.Length; i++)
            {
                var (row, column) = (i / Columns % Rows, i % Columns);
                var value = DTypes.Of<T>().IsSigned() ? random.Next(-60, 60) : random.Next(0, 120);
                cells[i] = DTypes.Of<T>().IsFloating()
                    ? row == 5 || column == 9 || random.Next(6) == 0
                        ? T.CreateChecked(double.NaN)
                        : T.CreateTruncating(column == 11 ? 0 : value / 16.0)
                    : column == 11 ? T.Zero : T.CreateTruncating(value);
            }
            return NDArray.From(new GridSpec(Rows, Columns, Affine.NorthUp(0, Rows, 1, 1)), cells);
        }
    }
}
