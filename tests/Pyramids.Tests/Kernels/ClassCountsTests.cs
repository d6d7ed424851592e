using System.Numerics;
using Xunit;

namespace Pyramids.Tests;

public class ClassCountsTests
{
    [Theory]
    [InlineData(3, 1, 30, 31)]
    [InlineData(4, 12, 110, 120)]                                             // more than one tile
    [InlineData(9, 16, 7, 105)]                                               // a vector of classes
    [InlineData(9, 17, 105, 7)]
    [InlineData(5, 1000, 60, 61)]
    [InlineData(30, 5, 12, 13)]                                               // larger than the raster
    [InlineData(128, 3, 4, 9)]                                                // counts that 16 bits do not hold
    public void A_majority_is_the_most_frequent_class_and_of_several_the_least(int radius, int classes, int rows, int columns)
    {
        foreach (var missing in new[] { 0, 0.02, 0.7 })
        {
            Check(Classes<float>(rows, columns, classes, missing), radius);
            Check(Classes<double>(rows, columns, classes, missing), radius);
        }
    }

    [Fact]
    public void Infinities_are_classes_and_zeros_of_either_sign_one()
    {
        var random = new Random(5);
        Check(TestRaster<float>.Of(30, 41, (_, _) => random.Next(6) switch
        {
            0 => double.NegativeInfinity,
            1 => double.PositiveInfinity,
            2 => double.NaN,
            3 => -0.0,
            _ => random.Next(-1, 2),
        }), 4);
        var zeros = TestRaster<float>.Of(15, 15, (r, c) => (r + c) % 2 == 0 ? -0.0 : 0.0);
        foreach (var cell in zeros.Run<float>(Majority<float>(3)).Cells) Assert.False(float.IsNegative(cell));
    }

    [Fact]
    public void A_raster_with_no_cell_has_no_majority()
    {
        var empty = TestRaster<float>.Of(10, 12, (_, _) => double.NaN);
        Assert.All(empty.Run<float>(Majority<float>(4)).Cells, cell => Assert.True(float.IsNaN(cell)));
    }

    [Fact]
    public void Cells_of_too_many_values_are_left_to_others()
    {
        var z = TestRaster<float>.Of(60, 60, (r, c) => r * 60 + c);
        var output = new Plane<float>(new float[54 * 54], 54, 54, 54);
        Assert.False(ClassCounts.Majority(new Plane<float>(z.Cells, 60, 60, 60), output, 3, NoDataPolicy.Skip));
    }

    [Theory, InlineData(3), InlineData(20), InlineData(128)]
    public void No_division_into_pieces_changes_a_bit(int radius)
    {
        // Classes on one side and heights on the other: tiles are counted in both ways.
        var hills = TestRaster<float>.Hills(23, 150, missing: 0.01);
        var z = TestRaster<float>.Of(23, 150, (r, c) => c < 70 ? (r / 3 + c / 7) % 9 : hills[r, c]);
        var whole = z.Run<float>(Majority<float>(radius)).Bits();
        foreach (var (rows, columns) in new[] { (1, 150), (7, 31), (23, 149) })
            Assert.Equal(whole, z.Run<float>(Majority<float>(radius), rows: rows, columns: columns).Bits());
    }

    private static RankKernel<T> Majority<T>(int radius, NoDataPolicy policy = NoDataPolicy.Skip)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(RankStatistic.Majority, Footprint.Square(radius), policy);

    private static TestRaster<T> Classes<T>(int rows, int columns, int classes, double missing)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(rows + classes);
        return TestRaster<T>.Of(rows, columns, (r, c) => random.NextDouble() < missing
            ? double.NaN
            : (Math.Sin(r * 0.3) * Math.Cos(c * 0.2) > 0 ? 3 : 2) * random.Next(classes) - 4);
    }

    private static void Check<T>(TestRaster<T> z, int radius) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TestRaster<T> skip = z.Run<T>(Majority<T>(radius)), strict = z.Run<T>(Majority<T>(radius, NoDataPolicy.Propagate));
        for (var i = 0; i < z.Cells.Length; i += 1 + radius * z.Rows / 40)
        {
            int row = i / z.Columns, column = i % z.Columns, side = 2 * radius + 1, there = 0;
            var counts = new SortedDictionary<T, int>();
            for (var r = row - radius; r <= row + radius; r++)
                for (var c = column - radius; c <= column + radius; c++)
                    if (z.At(r, c, Outside.Symmetric) is var cell && !T.IsNaN(cell))
                    {
                        counts[cell] = counts.GetValueOrDefault(cell) + 1;
                        there++;
                    }
            var expected = T.IsNaN(z.Cells[i]) ? T.NaN : counts.First(pair => pair.Value == counts.Values.Max()).Key;
            Assert.Equal(expected, skip.Cells[i]);
            Assert.Equal(there == side * side ? expected : T.NaN, strict.Cells[i]);
        }
    }
}
