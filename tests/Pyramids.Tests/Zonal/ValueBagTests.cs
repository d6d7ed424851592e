using Xunit;

namespace Pyramids.Tests.Zonal;

public class ValueBagTests
{
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Keys_sort_as_values_do_and_lead_back_to_them(DType type)
    {
        double[] values = [double.NegativeInfinity, -4096e3, -2.5, -float.Epsilon, 0, float.Epsilon, 0.75, 1e3, double.PositiveInfinity];
        var distribution = Bag(type, [.. values.Reverse(), -0.0]).ToDistribution();
        Assert.Equal(values, distribution.Values);
    }

    [Theory]
    [InlineData(new double[] { 5 }, 0.5, 5)]
    [InlineData(new double[] { 1, 2 }, 0.5, 1.5)]
    [InlineData(new double[] { 3, 1, 2 }, 0.5, 2)]
    [InlineData(new double[] { 4, 3, 1, 2 }, 0.5, 2.5)]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 0.9, 9.5)]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 0.1, 1.5)]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 0.25, 3)]
    [InlineData(new double[] { 1, 2, 3 }, 0, 1)]
    [InlineData(new double[] { 1, 2, 3 }, 1, 3)]
    [InlineData(new double[] { 7, 7, 7, 9 }, 0.5, 7)]
    public void Quantiles_are_steps_of_the_distribution_and_means_on_exact_ties(double[] values, double q, double expected)
        => Assert.Equal(expected, Bag(DType.Float64, values).ToDistribution().Quantile(q));

    [Fact]
    public void Full_shares_give_the_plain_median()
    {
        var random = new Random(1);
        for (var n = 1; n < 60; n++)
        {
            var values = Enumerable.Range(0, n).Select(_ => Math.Round(random.NextDouble() * 10, 1)).ToArray();
            var sorted = values.Order().ToArray();
            Assert.Equal((sorted[(n - 1) / 2] + sorted[n / 2]) / 2,
                Bag(DType.Float64, values, [.. values.Select(_ => 1.0)]).ToDistribution().Quantile(0.5), 15);
        }
    }

    [Fact]
    public void Scaling_shares_dropping_those_of_0_and_splitting_a_cell_change_no_quantile()
    {
        var random = new Random(2);
        for (var i = 0; i < 300; i++)
        {
            var n = random.Next(1, 12);
            var values = Enumerable.Range(0, n).Select(_ => (double)random.Next(8)).ToArray();
            var shares = Enumerable.Range(0, n).Select(_ => random.Next(1, 5) / 4.0).ToArray();
            foreach (var q in new[] { 0, 0.1, 0.25, 0.5, 0.75, 0.9, 1 })
            {
                var expected = Quantile(values, shares);
                Assert.Equal(expected, Quantile(values, [.. shares.Select(s => s / 3)]));
                Assert.Equal(expected, Quantile([.. values, 3.5], [.. shares, 0]));
                Assert.Equal(expected, Quantile([.. values, values[0]], [shares[0] * 0.3, .. shares[1..], shares[0] * 0.7]));

                double Quantile(double[] v, double[] s) => Bag(DType.Float32, v, s).ToDistribution().Quantile(q);
            }
        }
    }

    [Fact]
    public void Order_of_coming_changes_nothing_even_beyond_the_limit()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 200_000).Select(_ => Math.Round(random.NextDouble() * 5000, 2)).ToArray();
        foreach (var limit in new[] { 100, 5_000, 150_000, 1 << 30 })
        {
            var expected = Bag(DType.Float64, values, null, limit).ToDistribution();
            Assert.True(expected.Values.Count <= Math.Max(limit, 64));
            Assert.Equal(limit >= 1 << 30, expected.Error == 0 && expected.Values.Count == values.Distinct().Count());
            random.Shuffle(values);
            var bag = ValueBag.For(DType.Float64, limit);
            foreach (var part in values.Chunk(random.Next(100, 30_000))) bag.Add(Cells(part, null));
            var other = bag.ToDistribution();
            Assert.Equal(expected.Values, other.Values);
            Assert.Equal(expected.Error, other.Error);
            Assert.Equal(expected.Quantile(0.3), other.Quantile(0.3));
        }
    }

    [Theory, InlineData(100), InlineData(1000), InlineData(20_000)]
    public void Quantiles_beyond_the_limit_are_off_by_no_more_than_they_say(int limit)
    {
        var random = new Random(4);
        var values = Enumerable.Range(0, 50_001).Select(_ => Math.Exp(random.NextDouble() * 10) * (random.Next(2) * 2 - 1)).ToArray();
        var distribution = Bag(DType.Float64, values, null, limit).ToDistribution();
        var exact = Bag(DType.Float64, values).ToDistribution();
        Assert.True(distribution.Error > 0);
        for (var q = 0.0; q <= 1; q += 0.01) Assert.True(Math.Abs(distribution.Quantile(q) - exact.Quantile(q)) <= distribution.Error);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_bag_of_a_small_limit_keeps_little_memory_whatever_comes(bool shared)
    {
        const int limit = 200;
        var random = new Random(5);
        var values = Enumerable.Range(0, 100_000).Select(_ => random.NextDouble()).ToArray();
        var bag = ValueBag.For(DType.Float64, limit);
        for (var i = 0; i < 2; i++)
        {
            bag.Add(Cells(values, shared ? [.. values.Select((v, i) => i % 3 == 0 ? 1 : v)] : null));
            Assert.InRange(bag.Capacity, 1, 5 * limit);
            Assert.InRange(bag.Held, 1, 3 * limit);
        }
    }

    [Fact]
    public void Classes_are_told_by_how_much_there_is_of_them()
    {
        var distribution = Bag(DType.UInt8, [3, 1, 1, 7, 3, 9]).ToDistribution();
        Assert.Equal((1.0, 7.0), (distribution.Majority(), distribution.Minority()));
        Assert.Equal([1.0 / 3, 0], new[] { distribution.Fraction(3), distribution.Fraction(4) });
        Assert.Equal([4, 2, 0],
            new[] { distribution.Between(1, 7, false), distribution.Between(7, 9, true), distribution.Between(4, 7, false) });
    }

    private static ValueBag Bag(DType type, double[] values, double[]? shares = null, int limit = 1 << 30)
    {
        var bag = ValueBag.For(type, limit);
        bag.Add(Cells(values, shares));
        return bag;
    }

    private static CellRun Cells(double[] values, double[]? shares)
    {
        var cells = new CellRun(shares is not null, false);
        for (var i = 0; i < values.Length; i++) cells.Add(values[i], shares?[i] ?? 1, 1);
        return cells;
    }
}
