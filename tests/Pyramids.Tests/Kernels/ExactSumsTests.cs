using System.Numerics;
using Xunit;

namespace Pyramids.Tests;

public class ExactSumsTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(10), InlineData(60)]
    public void Sums_that_do_not_round_have_the_bits_of_sums_in_a_fixed_order(int radius)
    {
        Assert.SkipUnless(ExactSums.IsSupported, "Running sums are for machines with 512-bit vectors.");
        var random = new Random(radius);
        int rows = 40 + 2 * radius, columns = (160 + 2 * radius + 7) / 8 * 8;
        Same(TestRaster<float>.Hills(rows, columns), radius, exact: true);
        Same(TestRaster<float>.Of(rows, columns, (_, _) => random.Next(-30000, 30000)), radius, exact: true);
        Same(TestRaster<double>.Of(rows, columns, (_, _) => random.Next(-30000, 30000) / 64.0), radius, exact: true);
        Same(TestRaster<float>.Of(rows, columns, (_, _) => 0), radius, exact: true);
    }

    [Fact]
    public void Cells_whose_sums_round_are_left_to_sums_in_a_fixed_order()
    {
        Assert.SkipUnless(ExactSums.IsSupported, "Running sums are for machines with 512-bit vectors.");
        var random = new Random(5);
        Same(TestRaster<double>.Of(50, 168, (_, _) => random.NextDouble()), 4, exact: false);
        Same(TestRaster<float>.Of(50, 168, (r, c) => r == 20 && c == 30 ? 1e-12 : 1234.5), 4, exact: false);
        Same(TestRaster<float>.Of(50, 168, (r, c) => r == 49 && c == 167 ? double.NaN : 1), 4, exact: false);
        Same(TestRaster<float>.Of(50, 168, (r, c) => r == 0 && c == 0 ? double.PositiveInfinity : 1), 4, exact: false);
        Same(TestRaster<double>.Of(50, 168, (r, c) => r + c == 0 ? 1e300 : 1e299), 4, exact: false);
    }

    private static void Same<T>(TestRaster<T> z, int radius, bool exact) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = z.Rows - 2 * radius, columns = z.Columns - 2 * radius;
        Plane<T> padded = new(z.Cells, z.Rows, z.Columns, z.Columns);
        TestRaster<T> running = new(rows, columns), ordered = new(rows, columns);
        Assert.Equal(exact, ExactSums.TryApply(padded, new(running.Cells, rows, columns, columns), radius, 1 / 9.0));
        BoxSums.Apply<T, Wide<double>, SumAlgebra<Wide<double>>, One<Wide<double>>>(padded, new(ordered.Cells, rows, columns, columns), radius, 13, 7, new(1 / 9.0));
        if (exact) Assert.Equal(ordered.Bits(), running.Bits());
    }
}
