using Xunit;
using System.Numerics;

namespace Pyramids.Tests.Kernels;

public class MomentLanesTests
{
    [Fact]
    public void Moments_of_a_few_values_are_those_by_hand()
    {
        var moments = Of<float>([1, 2, float.NaN, 4, 5]);
        Assert.Equal((4.0, 3.0, 10.0, 12.0, 1.0, 5.0),
            (moments.Weight, moments.Mean, moments.SumOfSquares, moments.Sum, moments.Min, moments.Max));
    }

    [Fact]
    public void A_large_offset_costs_no_digits()
    {
        var moments = Of<double>([.. Enumerable.Range(0, 1001).Select(i => 1e9 + i)]);
        Assert.Equal(1e9 + 500, moments.Mean);
        Assert.Equal((1001.0 * 1001 - 1) / 12, moments.Variance, 6);
    }

    [Fact]
    public void Runs_may_be_cut_by_what_can_be_read_behind_them_without_a_change()
    {
        var random = new Random(1);
        for (var length = 1; length < 40; length++)
        {
            var cells = Enumerable.Range(0, length + 20).Select(_ => random.Next(5) == 0 ? float.NaN : random.NextSingle()).ToArray();
            MomentLanes exact = default, longer = default;
            exact.Add<float>(cells.AsSpan(0, length), length);
            longer.Add<float>(cells, length);
            Assert.Equal(exact.ToMoments(), longer.ToMoments());
            Assert.Equal(length, longer.Cells);
        }
    }

    [Fact]
    public void Every_cell_type_gives_the_moments_of_its_values()
    {
        Check<byte>();
        Check<sbyte>();
        Check<ushort>();
        Check<short>();
        Check<uint>();
        Check<int>();
        Check<ulong>();
        Check<long>();
        Check<float>();
        Check<double>();

        static void Check<T>() where T : unmanaged, INumber<T>
        {
            var values = Enumerable.Range(0, 100).Select(i => (i * 37) % 101).ToArray();
            var moments = Of<T>([.. values.Select(T.CreateChecked)]);
            var mean = values.Average();
            Assert.Equal(values.Sum(), moments.Sum);
            Assert.Equal(mean, moments.Mean, 12);
            Assert.Equal(values.Sum(v => (v - mean) * (v - mean)), moments.SumOfSquares, 7);
            Assert.Equal((values.Min(), values.Max()), (moments.Min, moments.Max));
        }
    }

    [Fact]
    public void Shares_weigh_values()
    {
        MomentLanes lanes = default;
        lanes.AddShare(10f, 0.25);
        lanes.AddShare(20f, 0.75);
        lanes.AddShare(float.NaN, 0.5);
        var moments = lanes.ToMoments();
        Assert.Equal((1.0, 17.5, 18.75), (moments.Weight, moments.Mean, moments.Variance));
        Assert.Equal(1.5, lanes.Shares);
    }

    [Fact]
    public void Infinite_values_show_in_the_sum_and_the_bounds()
    {
        var moments = Of<double>([1, double.PositiveInfinity, 2]);
        Assert.Equal((double.PositiveInfinity, 1.0, double.PositiveInfinity), (moments.Sum, moments.Min, moments.Max));
        Assert.Equal(double.NegativeInfinity, Of<double>([double.NegativeInfinity, 3, 4]).Sum);
    }

    [Fact]
    public void Cells_without_values_have_empty_moments() => Assert.Equal(Moments.Empty, Of<float>([float.NaN, float.NaN]));

    [Fact]
    public void Merged_moments_are_those_of_all_values()
    {
        var random = new Random(2);
        var values = Enumerable.Range(0, 500).Select(_ => random.NextDouble() * 100 - 1000).ToArray();
        var merged = Moments.Empty;
        for (var i = 0; i < 500; i += 33) merged.Merge(Of<double>(values[i..Math.Min(500, i + 33)]));
        var whole = Of<double>(values);
        Assert.Equal(whole.Weight, merged.Weight);
        Assert.Equal(whole.Mean, merged.Mean, 10);
        Assert.Equal(whole.SumOfSquares, merged.SumOfSquares, 6);
        Assert.Equal((whole.Min, whole.Max), (merged.Min, merged.Max));
    }

    private static Moments Of<T>(T[] cells) where T : unmanaged, INumber<T>
    {
        MomentLanes lanes = default;
        lanes.Add<T>(cells, cells.Length);
        return lanes.ToMoments();
    }
}
