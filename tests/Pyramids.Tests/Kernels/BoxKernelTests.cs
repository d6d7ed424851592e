using System.Numerics;
using Xunit;

namespace Pyramids.Tests;

public class BoxKernelTests
{
    [Fact]
    public void Means_of_a_printed_grid_are_those_of_its_windows()
    {
        var z = TestRaster<float>.Parse("""
            1 2 3
            4 5 6
            7 . 9
            """);
        var mean = z.Run<float>(new BoxKernel<float>(BoxStatistic.Mean, 1, NoDataPolicy.Skip));
        Assert.Equal((1 + 1 + 2 + 1 + 1 + 2 + 4 + 4 + 5) / 9f, mean[0, 0]);   // half-sample symmetric: the edge cell counts twice
        Assert.Equal((1 + 2 + 3 + 4 + 5 + 6 + 7 + 9) / 8f, mean[1, 1]);
        Assert.Equal(float.NaN, mean[2, 1]);
        Assert.Equal((4 + 4 + 5 + 7 + 7 + 7 + 7) / 7f, mean[2, 0]);
        var strict = z.Run<float>(new BoxKernel<float>(BoxStatistic.Mean, 1, NoDataPolicy.Propagate));
        Assert.Equal(mean[0, 0], strict[0, 0]);
        Assert.Equal(float.NaN, strict[1, 1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(60)]                                                          // larger than the raster
    public void Every_statistic_is_that_of_the_window_counted_cell_by_cell(int radius)
    {
        Check<float>(radius, 2e-6);
        Check<double>(radius, 1e-11);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void No_division_into_pieces_changes_a_bit(int radius)
    {
        var z = TestRaster<float>.Hills(61, 90, missing: 0.002);
        var solid = TestRaster<double>.Hills(61, 90);
        foreach (var statistic in Enum.GetValues<BoxStatistic>())
        {
            var kernel = new BoxKernel<float>(statistic, radius, NoDataPolicy.Skip);
            var exact = new BoxKernel<double>(statistic, radius, NoDataPolicy.Skip);
            byte[] whole = z.Run<float>(kernel).Bits(), wholeExact = solid.Run<double>(exact).Bits();
            foreach (var (rows, columns) in new[] { (1, 1), (1, 90), (61, 1), (7, 7), (13, 64), (60, 89) })
            {
                Assert.Equal(whole, z.Run<float>(kernel, rows: rows, columns: columns).Bits());
                Assert.Equal(wholeExact, solid.Run<double>(exact, rows: rows, columns: columns).Bits());
            }
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void No_number_of_columns_changes_a_bit(int radius)
    {
        var z = TestRaster<float>.Hills(12, 420, missing: 0.002);
        foreach (var statistic in new[] { BoxStatistic.Mean, BoxStatistic.Std })
        {
            var kernel = new BoxKernel<float>(statistic, radius, NoDataPolicy.Skip);
            var whole = z.Run<float>(kernel).Bits();
            foreach (var columns in Enumerable.Range(140, 20).Concat(Enumerable.Range(200, 20)).Append(419))
                Assert.Equal(whole, z.Run<float>(kernel, columns: columns).Bits());
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(80)]
    public void A_plane_wider_than_a_tile_has_the_bits_of_its_parts(int radius)
    {
        foreach (var missing in new[] { 0, 0.002 })
        {
            var z = TestRaster<float>.Hills(10, 2900, missing: missing);
            foreach (var statistic in new[] { BoxStatistic.Mean, BoxStatistic.Std })
            {
                var kernel = new BoxKernel<float>(statistic, radius, NoDataPolicy.Skip);
                Assert.Equal(z.Run<float>(kernel, columns: 333).Bits(), z.Run<float>(kernel).Bits());
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void Unit_noise_on_a_large_offset_keeps_its_deviation(double missing)
    {
        var random = new Random(3);
        var noise = TestRaster<double>.Of(80, 80, (_, _) => random.NextDouble() < missing ? double.NaN : random.NextDouble() - 0.5);
        var lifted = TestRaster<double>.Of(80, 80, (r, c) => noise[r, c] + 1e8);
        var kernel = new BoxKernel<double>(BoxStatistic.Std, 6, NoDataPolicy.Skip);
        TestRaster<double> plain = noise.Run<double>(kernel), shifted = lifted.Run<double>(kernel);
        for (var i = 0; i < plain.Cells.Length; i++)
        {
            if (double.IsNaN(plain.Cells[i])) Assert.Equal(double.NaN, shifted.Cells[i]);
            else Assert.Equal(plain.Cells[i], shifted.Cells[i], 2e-8);        // 1e8 itself rounds the noise to 1.5e-8
        }
    }

    [Fact]
    public void A_constant_has_no_deviation_and_is_its_own_mean()
    {
        var flat = TestRaster<float>.Of(30, 30, (r, c) => (r * 7 + c) % 23 == 0 ? double.NaN : 1234.567);
        foreach (var cell in flat.Run<float>(new BoxKernel<float>(BoxStatistic.Std, 4, NoDataPolicy.Skip)).Cells)
            Assert.True(float.IsNaN(cell) || cell == 0);
        foreach (var cell in flat.Run<float>(new BoxKernel<float>(BoxStatistic.Mean, 4, NoDataPolicy.Skip)).Cells)
            Assert.True(float.IsNaN(cell) || cell == 1234.567f);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(4)]
    public void A_window_with_an_infinite_cell_has_no_deviation(int radius)
    {
        foreach (var infinity in new[] { double.PositiveInfinity, double.NegativeInfinity })
        {
            var z = TestRaster<float>.Of(12, 14, (r, c) => r == 6 && c == 7 ? infinity : r + c);
            foreach (var statistic in new[] { BoxStatistic.Variance, BoxStatistic.Std })
            {
                var result = z.Run<float>(new BoxKernel<float>(statistic, radius, NoDataPolicy.Skip));
                for (var r = 0; r < 12; r++)
                    for (var c = 0; c < 14; c++)
                        Assert.True((Math.Abs(r - 6) <= radius && Math.Abs(c - 7) <= radius) == float.IsNaN(result[r, c]),
                            $"{statistic} at {r}, {c}: {result[r, c]}");
            }
            Assert.Equal((float)infinity, z.Run<float>(new BoxKernel<float>(BoxStatistic.Mean, radius, NoDataPolicy.Skip))[6, 7]);
        }
    }

    [Theory, InlineData(1), InlineData(4)]
    public void An_infinite_cell_spoils_its_windows_and_no_other_beside_missing_cells(int radius)
    {
        var z = TestRaster<float>.Of(30, 40, (r, c)
            => r == 12 && c == 17 ? double.PositiveInfinity : (r + 3 * c) % 7 == 0 || c is > 23 and < 35 ? double.NaN : r * c % 11);
        var std = z.Run<float>(new BoxKernel<float>(BoxStatistic.Std, radius, NoDataPolicy.Skip));
        for (var r = 0; r < 30; r++)
            for (var c = 0; c < 40; c++)
            {
                var expected = Expected(z, r, c, radius, BoxStatistic.Std, NoDataPolicy.Skip);
                if (double.IsNaN(expected)) Assert.Equal(float.NaN, std[r, c]);
                else Assert.Equal(expected, std[r, c], 1e-5);
            }
    }

    [Fact]
    public void Deviations_whose_square_leaves_single_precision_are_right()
    {
        foreach (var scale in new[] { 1e-25, 1e-19, 1e25 })
        {
            var z = TestRaster<float>.Of(20, 30, (r, c) => c < 15 ? scale * ((r * 7 + c * 3) % 5) : (r + c) % 3);
            var std = z.Run<float>(new BoxKernel<float>(BoxStatistic.Std, 2, NoDataPolicy.Skip));
            for (var c = 0; c < 30; c++)
            {
                var expected = Expected(z, 9, c, 2, BoxStatistic.Std, NoDataPolicy.Skip);
                Assert.Equal(1, std[9, c] / expected, 1e-5);
            }
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5), InlineData(12)]
    public void Every_lane_gives_the_same_bits(int radius)
    {
        SameBits<float>(radius);
        SameBits<double>(radius);
    }

    private static void SameBits<T>(int radius) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = 43, columns = 96 - 2 * radius;
        foreach (var missing in new[] { 0, 0.01 })
        {
            var z = TestRaster<T>.Hills(rows + 2 * radius, 96, missing: missing);
            byte[] Mean<TLane>() where TLane : struct, ILane<TLane, double>
                => Bits<TLane, SumAlgebra<TLane>, One<TLane>>(new(1.0 / ((2 * radius + 1) * (2 * radius + 1))));
            byte[] Counted<TLane>() where TLane : struct, ILane<TLane, double>
                => Bits<TLane, CountedSumAlgebra<TLane>, Two<TLane>>(new(true));
            byte[] Std<TLane>() where TLane : struct, ILane<TLane, double>
                => Bits<TLane, SquareAlgebra<TLane>, Two<TLane>>(new(2 * radius + 1, true));
            byte[] Moments<TLane>() where TLane : struct, ILane<TLane, double>
                => Bits<TLane, CountedSquareAlgebra<TLane>, Four<TLane>>(new(2 * radius + 1, true));
            byte[] Bits<TLane, TAlgebra, TState>(TAlgebra algebra)
                where TLane : struct, ILane<TLane, double> where TAlgebra : struct, IBoxAlgebra<TLane, TState> where TState : struct
            {
                var result = new TestRaster<T>(rows, columns);
                Plane<T> padded = new(z.Cells, z.Rows, z.Columns, z.Columns), output = new(result.Cells, rows, columns, columns);
                if (radius == 1) NearSums.Apply<T, TLane, TAlgebra, TState>(padded, output, algebra);
                else BoxSums.Apply<T, TLane, TAlgebra, TState>(padded, output, radius, 11, 5, algebra);
                return result.Bits();
            }
            foreach (var (scalar, simd, wide) in new[] { (Mean<Scalar<double>>(), Mean<Simd<double>>(), Mean<Wide<double>>()),
                (Counted<Scalar<double>>(), Counted<Simd<double>>(), Counted<Wide<double>>()),
                (Std<Scalar<double>>(), Std<Simd<double>>(), Std<Wide<double>>()),
                (Moments<Scalar<double>>(), Moments<Simd<double>>(), Moments<Wide<double>>()) })
            {
                Assert.Equal(scalar, simd);
                Assert.Equal(scalar, wide);
            }
            // no cell is missing: which way was taken must not show
            if (missing == 0) Assert.Equal(Std<Scalar<double>>(), Moments<Scalar<double>>());
            if (missing == 0) Assert.Equal(Mean<Scalar<double>>(), Counted<Scalar<double>>());
        }
    }

    [Fact]
    public void Multiples_are_found_on_both_sides_of_zero()
    {
        foreach (var length in new[] { 1, 3, 7, 201 })
            for (var value = -500; value < 500; value++)
            {
                var next = BoxSums.NextMultiple(value, length);
                Assert.True(next % length == 0 && next >= value && next - value < length);
            }
    }

    private static void Check<T>(int radius, double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var z in new[] { TestRaster<T>.Hills(33, 41), TestRaster<T>.Hills(33, 41, missing: 0.05) })
            foreach (var statistic in Enum.GetValues<BoxStatistic>())
                foreach (var policy in Enum.GetValues<NoDataPolicy>())
                {
                    var result = z.Run<T>(new BoxKernel<T>(statistic, radius, policy));
                    for (var r = 0; r < z.Rows; r += 3)
                        for (var c = 0; c < z.Columns; c++)
                        {
                            var expected = Expected(z, r, c, radius, statistic, policy);
                            var actual = double.CreateTruncating(result[r, c]);
                            if (double.IsNaN(expected)) Assert.Equal(double.NaN, actual);
                            else
                                Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected)),
                                    $"{statistic} {policy} at {r}, {c}: {actual}, expected {expected}");
                        }
                }
    }

    private static double Expected<T>(TestRaster<T> z, int row, int column, int radius, BoxStatistic statistic, NoDataPolicy policy)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsNaN(z[row, column])) return double.NaN;
        var cells = new List<double>();
        for (var r = row - radius; r <= row + radius; r++)
            for (var c = column - radius; c <= column + radius; c++) cells.Add(double.CreateTruncating(z.At(r, c, Outside.Symmetric)));
        if (policy is NoDataPolicy.Propagate && cells.Any(double.IsNaN)) return double.NaN;
        cells.RemoveAll(double.IsNaN);
        var mean = cells.Average();
        var variance = cells.Average(v => (v - mean) * (v - mean));
        return statistic switch { BoxStatistic.Mean
            => mean, BoxStatistic.Sum => cells.Sum(), BoxStatistic.Variance => variance, _ => Math.Sqrt(variance) };
    }
}
