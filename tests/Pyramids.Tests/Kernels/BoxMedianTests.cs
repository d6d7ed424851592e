using System.Numerics;
using Xunit;

namespace Pyramids.Tests;

public class BoxMedianTests
{
    [Theory]
    [InlineData(3, 140, 150)]                                                 // more than one tile
    [InlineData(5, 11, 300)]
    [InlineData(20, 9, 140)]                                                  // larger than the raster
    [InlineData(63, 6, 20)]
    [InlineData(64, 5, 150)]                                                  // places that bytes do not hold
    public void A_median_is_the_middle_of_the_sorted_window(int radius, int rows, int columns)
    {
        foreach (var missing in new[] { 0, 0.02, 0.7 })
        {
            Check(TestRaster<float>.Hills(rows, columns, missing: missing), radius);
            Check(TestRaster<double>.Hills(rows, columns, missing: missing), radius);
        }
    }

    [Fact]
    public void Cells_that_are_alike_infinite_or_zeros_of_either_sign_are_ranked_as_numbers()
    {
        var random = new Random(5);
        Check(TestRaster<float>.Of(40, 41, (_, _) => random.Next(3)), 3);
        Check(TestRaster<float>.Of(20, 21, (_, _) => 7), 9);
        Check(TestRaster<double>.Of(40, 41, (_, _) =>
            random.Next(5) switch { 0 => double.NegativeInfinity, 1 => double.PositiveInfinity, 2 => double.NaN, _ => random.Next(-2, 3) }),
            4);
        var zeros = TestRaster<float>.Of(15, 15, (r, c) => (r + c) % 2 == 0 ? -0.0 : 0.0);
        foreach (var cell in zeros.Run<float>(Median<float>(3)).Cells) Assert.False(float.IsNegative(cell));
    }

    [Fact]
    public void A_raster_with_no_cell_has_no_median()
    {
        foreach (var cell in TestRaster<float>.Of(10, 12, (_, _) => double.NaN).Run<float>(Median<float>(4)).Cells)
            Assert.True(float.IsNaN(cell));
        var alone = TestRaster<float>.Of(10, 12, (r, c) => r == 4 && c == 5 ? 3 : double.NaN).Run<float>(Median<float>(4));
        Assert.Equal(3, alone[4, 5]);
        Assert.Single(alone.Cells, cell => !float.IsNaN(cell));
    }

    [Theory, InlineData(3), InlineData(30), InlineData(64)]
    public void No_division_into_pieces_changes_a_bit(int radius)
    {
        var z = TestRaster<float>.Hills(33, 140, missing: 0.01);
        var whole = z.Run<float>(Median<float>(radius)).Bits();
        foreach (var (rows, columns) in new[] { (1, 140), (7, 31), (33, 139) })
            Assert.Equal(whole, z.Run<float>(Median<float>(radius), rows: rows, columns: columns).Bits());
    }

    private static RankKernel<T> Median<T>(int radius, NoDataPolicy policy = NoDataPolicy.Skip)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(RankStatistic.Median, Footprint.Square(radius), policy);

    private static void Check<T>(TestRaster<T> z, int radius) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.True(radius >= BoxMedian.LeastRadius, "the radius is served by another method");
        TestRaster<T> skip = z.Run<T>(Median<T>(radius)), strict = z.Run<T>(Median<T>(radius, NoDataPolicy.Propagate));
        var window = new List<T>();
        for (var i = 0; i < z.Cells.Length; i += 1 + radius * z.Rows / 40)
        {
            int row = i / z.Columns, column = i % z.Columns, side = 2 * radius + 1;
            window.Clear();
            for (var r = row - radius; r <= row + radius; r++)
                for (var c = column - radius; c <= column + radius; c++)
                    if (z.At(r, c, Outside.Symmetric) is var cell && !T.IsNaN(cell)) window.Add(cell);
            window.Sort();
            T low = T.NaN, high = T.NaN;
            if (!T.IsNaN(z.Cells[i])) (low, high) = (window[(window.Count - 1) / 2], window[window.Count / 2]);
            var expected = low == high ? low + T.Zero : (low + high) / T.CreateChecked(2);
            Assert.Equal(expected, skip.Cells[i]);
            Assert.Equal(window.Count == side * side ? expected : T.NaN, strict.Cells[i]);
        }
    }
}
