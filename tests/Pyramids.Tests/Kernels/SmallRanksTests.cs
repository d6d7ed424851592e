using System.Numerics;
using Xunit;

namespace Pyramids.Tests;

public class SmallRanksTests
{
    private static readonly Footprint[] Shapes =
    [
        Footprint.Square(0), Footprint.Square(1), Footprint.Square(2), Footprint.Square(3), Footprint.Circle(4), Footprint.Annulus(1, 2),
        Footprint.Custom(new[,] { { true, true, false }, { true, false, false }, { false, true, false } }),
        Footprint.Custom(new[,] { { true, false, true } }),
    ];

    [Theory, InlineData(0), InlineData(0.03), InlineData(0.6)]
    public void Every_lane_gives_the_same_bits(double missing)
    {
        Check<float>(missing);
        Check<double>(missing);
    }

    [Fact]
    public void Infinities_and_zeros_of_either_sign_are_ranked_as_numbers()
    {
        var z = TestRaster<float>.Of(3, 20, (r, c) =>
            (r * 20 + c) % 5 switch { 0 => double.PositiveInfinity, 1 => double.NegativeInfinity, 2 => -0.0, 3 => 0, _ => double.NaN });
        foreach (var statistic in Enum.GetValues<RankStatistic>())
            foreach (var cell in z.Run<float>(new RankKernel<float>(statistic, Footprint.Square(1), NoDataPolicy.Skip)).Cells)
                Assert.False(cell == 0 && float.IsNegative(cell), "-0 was given, which the order of the cells would decide");
        var both = TestRaster<float>.Of(1, 3, (_, c) => c switch { 0 => float.PositiveInfinity, 1 => 7, _ => float.NegativeInfinity });
        Assert.Equal(7, both.Run<float>(new RankKernel<float>(RankStatistic.Median, Footprint.Custom(new[,] { { true, true, true } }),
            NoDataPolicy.Skip))[0, 1]);
    }

    [Fact]
    public void A_median_of_large_numbers_does_not_overflow()
    {
        var z = TestRaster<float>.Of(1, 2, (_, c) => c == 0 ? 3e38 : 3.2e38);
        Assert.Equal(3.1e38f, z.Run<float>(new RankKernel<float>(RankStatistic.Median, Footprint.Custom(new[,] { { true, false, true } }),
            NoDataPolicy.Skip))[0, 1], 1e32f);
    }

    private static void Check<T>(double missing) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var shape in Shapes)
            foreach (var statistic in Enum.GetValues<RankStatistic>())
                foreach (var policy in Enum.GetValues<NoDataPolicy>())
                {
                    int halo = shape.Radius, rows = 9, columns = 37;
                    var z = TestRaster<T>.Hills(rows + 2 * halo, columns + 2 * halo, missing: missing);
                    // so that some are alike
                    for (var i = 0; i < z.Cells.Length; i += 2) z.Cells[i] = T.Round(z.Cells[i] / T.CreateChecked(50));
                    byte[] Bits<TLane>() where TLane : struct, ILane<TLane, T>
                    {
                        var result = new TestRaster<T>(rows, columns);
                        SmallRanks.Apply<TLane, T>(statistic, shape, policy, new(z.Cells, z.Rows, z.Columns, z.Columns),
                            new(result.Cells, rows, columns, columns));
                        return result.Bits();
                    }
                    var scalar = Bits<Scalar<T>>();
                    Assert.Equal(scalar, Bits<Simd<T>>());
                    Assert.Equal(scalar, Bits<Wide<T>>());
                }
    }
}
