using System.Numerics;
using Xunit;

namespace Pyramids.Tests;

public class FocalKernelsTests
{
    private static readonly Footprint[] Shapes =
    [
        Footprint.Square(0), Footprint.Square(1), Footprint.Square(2), Footprint.Square(4), Footprint.Square(25),
        Footprint.Circle(2.5), Footprint.Annulus(1.5, 3), Footprint.Custom(new[,] { { true, false, true, true, false } }),
        Footprint.Custom(new[,] { { false }, { false }, { true }, { false }, { true } }),
    ];

    public static TheoryData<FocalStatistic> Statistics => new(Enum.GetValues<FocalStatistic>());

    [Theory, MemberData(nameof(Statistics))]
    public void Every_statistic_is_that_of_the_window_counted_cell_by_cell(FocalStatistic statistic)
    {
        foreach (var shape in Shapes)
            foreach (var policy in Enum.GetValues<NoDataPolicy>())
            {
                Check<float>(statistic, shape, policy, 2e-6);
                Check<double>(statistic, shape, policy, 1e-11);
            }
    }

    [Theory, MemberData(nameof(Statistics))]
    public void No_division_into_pieces_changes_a_bit(FocalStatistic statistic)
    {
        var z = TestRaster<float>.Hills(37, 70, missing: 0.01);
        foreach (var shape in new[] { Footprint.Square(1), Footprint.Square(6), Footprint.Circle(3) })
            SameBits(z, FocalKernels.Make(DType.Float32, statistic, shape, NoDataPolicy.Skip), $"{statistic} of a {shape}");
    }

    [Fact]
    public void No_division_into_pieces_changes_a_bit_of_convolutions_and_functions()
    {
        var z = TestRaster<float>.Hills(37, 70, missing: 0.01);
        SameBits(z, new ConvolutionKernel<float>(FocalKernels.Gaussian(1.5, 5), NoDataPolicy.Skip), "gaussian");
        SameBits(z, new ConvolutionKernel<float>(new double[,] { { 1, 2, 0 }, { 0, 3, 1 }, { 5, 0, 1 } }, NoDataPolicy.Skip), "convolve");
        SameBits(z, new FunctionKernel<float, DelegateFunction<float>>(new(w => w[0] - w[^1]), 2, NoDataPolicy.Skip), "apply");
    }

    [Fact]
    public void Extremes_have_the_same_bits_in_every_lane()
    {
        const int Rows = 30, Columns = 61, Radius = 3;
        var z = TestRaster<float>.Hills(Rows + 2 * Radius, Columns + 2 * Radius, missing: 0.02);
        for (var i = 0; i < z.Cells.Length; i += 3) z.Cells[i] = i % 2 == 0 ? 0f : -0f;
        byte[] Bits<TLane>() where TLane : struct, ILane<TLane, float>
        {
            var result = new TestRaster<float>(Rows, Columns);
            BoxExtremes.Apply<TLane, float, Greatest<float>>(new(z.Cells, z.Rows, z.Columns, z.Columns),
                new(result.Cells, Rows, Columns, Columns), Radius);
            return result.Bits();
        }
        Assert.Equal(Bits<Scalar<float>>(), Bits<Simd<float>>());
        Assert.Equal(Bits<Scalar<float>>(), Bits<Wide<float>>());
    }

    [Fact]
    public void Statistics_of_a_printed_grid_are_those_of_its_windows()
    {
        var z = TestRaster<float>.Parse("""
            3 1 4 1
            5 9 2 6
            5 3 . 8
            """);
        float At(FocalStatistic statistic, int row, int column, NoDataPolicy policy = NoDataPolicy.Skip)
            => z.Run<float>(FocalKernels.Make(DType.Float32, statistic, Footprint.Square(1), policy))[row, column];
        Assert.Equal(1, At(FocalStatistic.Min, 1, 1));
        Assert.Equal(9, At(FocalStatistic.Max, 1, 1));
        Assert.Equal(8, At(FocalStatistic.Range, 1, 1));
        Assert.Equal(3.5f, At(FocalStatistic.Median, 1, 1));                  // 1 2 3 3 4 5 5 9
        Assert.Equal(3, At(FocalStatistic.Majority, 1, 1));                   // 3 and 5 are there twice
        Assert.Equal(float.NaN, At(FocalStatistic.Median, 1, 1, NoDataPolicy.Propagate));
        Assert.Equal(float.NaN, At(FocalStatistic.Max, 2, 2));
        Assert.Equal(3, At(FocalStatistic.Median, 0, 0));                     // 3 3 1 3 3 1 5 5 9
    }

    [Theory, InlineData(1), InlineData(3), InlineData(6)]
    public void Statistics_of_a_plane_are_as_theory_says(int radius)
    {
        var plane = TestRaster<double>.Of(20, 24, (r, c) => 100 * r + c);
        double At(FocalStatistic statistic)
            => plane.Run<double>(FocalKernels.Make(DType.Float64, statistic, Footprint.Square(radius), NoDataPolicy.Skip))[10, 12];
        double middle = plane[10, 12], side = 2 * radius + 1, variance = (100 * 100 + 1) * (side * side - 1) / 12;
        Assert.Equal(middle, At(FocalStatistic.Mean), 1e-9);
        Assert.Equal(middle, At(FocalStatistic.Median));
        Assert.Equal(middle * side * side, At(FocalStatistic.Sum), 1e-7);
        Assert.Equal(variance, At(FocalStatistic.Variance), 1e-6);
        Assert.Equal(Math.Sqrt(variance), At(FocalStatistic.Std), 1e-9);
        Assert.Equal(middle - 101 * radius, At(FocalStatistic.Min));
        Assert.Equal(middle + 101 * radius, At(FocalStatistic.Max));
        Assert.Equal(202 * radius, At(FocalStatistic.Range));
        Assert.Equal(middle - 101 * radius, At(FocalStatistic.Majority));     // no two cells are alike: the least
    }

    [Fact]
    public void A_gaussian_spreads_one_cell_by_its_sigma()
    {
        var spike = TestRaster<double>.Of(41, 41, (r, c) => r == 20 && c == 20 ? 1 : 0);
        var spread = spike.Run<double>(new ConvolutionKernel<double>(FocalKernels.Gaussian(2, 8), NoDataPolicy.Skip));
        Assert.Equal(1, spread.Cells.Sum(), 1e-12);
        Assert.Equal(Math.Exp(-0.5 * 9 / 4), spread[20, 23] / spread[20, 20], 1e-12);
        Assert.Equal(4, Enumerable.Range(0, 41).Sum(c => (c - 20) * (c - 20) * Enumerable.Range(0, 41).Sum(r => spread[r, c])), 0.01);
        var plane = TestRaster<double>.Of(41, 41, (r, c) => 3 * r - 2 * c);
        Assert.Equal(20, plane.Run<double>(new ConvolutionKernel<double>(FocalKernels.Gaussian(2, 8), NoDataPolicy.Skip))[20, 20], 1e-9);
        var printed = TestRaster<double>.Parse("0 0 8 0 0")
            .Run<double>(new ConvolutionKernel<double>(new double[,] { { 0.25, 0.5, 0.25 } }, NoDataPolicy.Skip));
        Assert.Equal([0, 2, 4, 2, 0], printed.Cells);
    }

    [Fact]
    public void Footprints_hold_the_cells_that_their_names_say()
    {
        Assert.Equal(13, Footprint.Circle(2).Count);
        Assert.Equal(12, Footprint.Annulus(1, 2).Count);
        Assert.Equal(25, Footprint.Square(2).Count);
        Assert.True(Footprint.Circle(1)[0, 1] && !Footprint.Circle(1)[1, 1] && !Footprint.Circle(1)[0, 2]);
        Assert.Contains("odd", Assert.Throws<ArgumentException>(() => Footprint.Custom(new bool[2, 3])).Message);
        Assert.Contains("at least one cell", Assert.Throws<ArgumentException>(() => Footprint.Custom(new bool[3, 3])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Footprint.Circle(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Footprint.Annulus(3, 2));
    }

    [Fact]
    public void Weights_that_are_a_column_times_a_row_are_found()
    {
        Assert.True(new ConvolutionKernel<float>(new double[,] { { 1, 2, 1 }, { 2, 4, 2 }, { 1, 2, 1 } }, NoDataPolicy.Skip).IsSeparable);
        Assert.True(new ConvolutionKernel<float>(new double[,] { { -1, 0, 1 }, { -2, 0, 2 }, { -1, 0, 1 } },
            NoDataPolicy.Skip).IsSeparable);
        Assert.False(new ConvolutionKernel<float>(new double[,] { { 0, 1, 0 }, { 1, -4, 1 }, { 0, 1, 0 } }, NoDataPolicy.Skip).IsSeparable);
        var (down, across) = ConvolutionKernel<float>.Factors(FocalKernels.Gaussian(2, 6));
        Assert.Equal(13, down.Length);
        Assert.Equal(1, down.Sum() * across.Sum(), 1e-12);
    }

    [Fact]
    public void A_weight_of_0_leaves_out_missing_and_infinite_cells()
    {
        var z = TestRaster<float>.Parse("""
            . 2 3 4 5
            1 3 9 6 .
            8 2 7 5 1
            """);
        var infinite = TestRaster<float>.Of(3, 5, (r, c) => float.IsNaN(z[r, c]) ? double.PositiveInfinity : z[r, c]);
        double[,] laplacian = { { 0, 1, 0 }, { 1, -4, 1 }, { 0, 1, 0 } }, sobel = { { -1, 0, 1 }, { -2, 0, 2 }, { -1, 0, 1 } },
            smooth = { { 0, 1, 0 }, { 1, 4, 1 }, { 0, 1, 0 } }, column = { { 0, 1, 0 }, { 0, 2, 0 }, { 0, 1, 0 } };
        foreach (var raster in new[] { z, infinite })
            foreach (var policy in Enum.GetValues<NoDataPolicy>())
            {
                float At(double[,] weights, int row, int column)
                    => raster.Run<float>(new ConvolutionKernel<float>(weights, policy))[row, column];
                Assert.Equal(1 + 2 + 9 + 2 - 12, At(laplacian, 1, 1));
                Assert.Equal(1 + 2 + 9 + 2 + 12, At(smooth, 1, 1));
                Assert.Equal(3 + 18 + 7, At(column, 1, 2));
                Assert.Equal(6 + 12 + 5 - 2 - 6 - 2 - 2, At(sobel, 1, 2));
                Assert.Equal(2 + 6 + 2, At(column, 1, 1));
                Assert.False(float.IsFinite(At(sobel, 1, 1)));
            }
    }

    [Fact]
    public void Convolutions_are_weighted_sums_that_pass_over_missing_cells()
    {
        foreach (var weights in new[] { new double[,] { { 1, 2, 1 }, { 2, 4, 2 }, { 1, 2, 1 } },
            new double[,] { { 0, 1, 0 }, { 3, 1, 1 }, { 0, 1, 7 } }, new double[,] { { 1, 2, 3, 4, 5 } } })
        {
            var z = TestRaster<float>.Hills(20, 23, missing: 0.05);
            TestRaster<float> skip = z.Run<float>(new ConvolutionKernel<float>(weights, NoDataPolicy.Skip)),
                strict = z.Run<float>(new ConvolutionKernel<float>(weights, NoDataPolicy.Propagate));
            for (var r = 0; r < z.Rows; r++)
                for (var c = 0; c < z.Columns; c++)
                {
                    double sum = 0, there = 0, total = 0;
                    for (var i = 0; i < weights.GetLength(0); i++)
                        for (var j = 0; j < weights.GetLength(1); j++)
                        {
                            var cell = z.At(r + i - weights.GetLength(0) / 2, c + j - weights.GetLength(1) / 2, Outside.Symmetric);
                            total += weights[i, j];
                            if (float.IsNaN(cell)) continue;
                            sum += weights[i, j] * cell;
                            there += weights[i, j];
                        }
                    if (float.IsNaN(z[r, c])) Assert.Equal(float.NaN, skip[r, c]);
                    else Assert.Equal(1, skip[r, c] / (sum * total / there), 1e-6);
                    // A missing cell under a weight of 0 spoils a strict sum too: 0 times nothing is not 0.
                    if (!float.IsNaN(strict[r, c])) Assert.Equal(skip[r, c], strict[r, c]);
                    else Assert.True(z.At(r, c, Outside.Symmetric) is float.NaN || HasMissing(z, r, c, weights));
                }
        }
        var edges = TestRaster<float>.Parse("1 2 4 . 9");
        var slope = edges.Run<float>(new ConvolutionKernel<float>(new double[,] { { -1, 0, 1 } }, NoDataPolicy.Skip));
        Assert.Equal([1, 3, float.NaN, float.NaN, float.NaN], slope.Cells);   // weights that sum to 0 cannot be scaled
    }

    [Fact]
    public void A_function_gets_the_window_row_by_row()
    {
        var z = TestRaster<float>.Parse("""
            1 2 3
            4 5 6
            7 . 9
            """);
        Assert.Equal(2 - 4f,
            z.Run<float>(new FunctionKernel<float, DelegateFunction<float>>(new(w => w[1] - w[3]), 1, NoDataPolicy.Skip))[1, 1]);
        Assert.Equal(float.NaN,
            z.Run<float>(new FunctionKernel<float, DelegateFunction<float>>(new(w => w[1] - w[3]), 1, NoDataPolicy.Propagate))[1, 1]);
        Assert.Equal(float.NaN, z.Run<float>(new FunctionKernel<float, DelegateFunction<float>>(new(_ => 1), 1, NoDataPolicy.Skip))[2, 1]);
    }

    private static bool HasMissing(TestRaster<float> z, int row, int column, double[,] weights)
    {
        for (var i = 0; i < weights.GetLength(0); i++)
            for (var j = 0; j < weights.GetLength(1); j++)
                if (float.IsNaN(z.At(row + i - weights.GetLength(0) / 2, column + j - weights.GetLength(1) / 2, Outside.Symmetric)))
                    return true;
        return false;
    }

    private static void SameBits(TestRaster<float> z, FocalKernel kernel, string name)
    {
        var whole = z.Run<float>(kernel).Bits();
        foreach (var (rows, columns) in new[] { (1, 1), (1, 70), (37, 1), (7, 7), (13, 64), (36, 69) })
            Assert.True(whole.AsSpan().SequenceEqual(z.Run<float>(kernel, rows: rows, columns: columns).Bits()),
                $"{name} in pieces of {rows} by {columns}");
    }

    private static void Check<T>(FocalStatistic statistic, Footprint shape, NoDataPolicy policy, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var z in new[] { TestRaster<T>.Hills(21, 34), TestRaster<T>.Hills(21, 34, missing: 0.06) })
        {
            // so that some are alike
            for (var i = 0; i < z.Cells.Length; i += 2) z.Cells[i] = T.Round(z.Cells[i] / T.CreateChecked(50));
            var result = z.Run<T>(FocalKernels.Make(DTypes.Of<T>(), statistic, shape, policy));
            for (var r = 0; r < z.Rows; r += shape.Count > 1000 ? 7 : 1)
                for (var c = 0; c < z.Columns; c++)
                {
                    var expected = Expected(z, r, c, statistic, shape, policy);
                    var actual = double.CreateTruncating(result[r, c]);
                    var same = double.IsNaN(expected)
                        ? double.IsNaN(actual)
                        : Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected));
                    Assert.True(same, $"{statistic} of a {shape} with {policy} at {r}, {c}: {actual}, expected {expected}");
                }
        }
    }

    private static double Expected<T>(TestRaster<T> z, int row, int column, FocalStatistic statistic, Footprint shape, NoDataPolicy policy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(z[row, column])) return double.NaN;
        var cells = new List<double>();
        for (var r = -shape.Radius; r <= shape.Radius; r++)
            for (var c = -shape.Radius; c <= shape.Radius; c++)
                if (shape[r, c]) cells.Add(double.CreateTruncating(z.At(row + r, column + c, Outside.Symmetric)));
        if (policy is NoDataPolicy.Propagate && cells.Any(double.IsNaN)) return double.NaN;
        cells.RemoveAll(double.IsNaN);
        if (cells.Count == 0) return double.NaN;
        cells.Sort();
        var mean = cells.Average();
        var variance = cells.Average(v => (v - mean) * (v - mean));
        return statistic switch
        {
            FocalStatistic.Mean => mean,
            FocalStatistic.Sum => cells.Sum(),
            FocalStatistic.Variance => variance,
            FocalStatistic.Std => Math.Sqrt(variance),
            FocalStatistic.Min => cells[0],
            FocalStatistic.Max => cells[^1],
            FocalStatistic.Range => cells[^1] - cells[0],
            FocalStatistic.Median => (cells[(cells.Count - 1) / 2] + cells[cells.Count / 2]) / 2,
            _ => cells.GroupBy(v => v).MaxBy(g => g.Count())!.Key,            // of the sorted groups the first
        };
    }
}
