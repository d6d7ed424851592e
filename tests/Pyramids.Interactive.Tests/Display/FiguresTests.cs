namespace Pyramids.Interactive.Tests.Display;

public class FiguresTests
{
    [Theory, InlineData(0, "0"), InlineData(9999, "9999"), InlineData(10_000, "10 000"), InlineData(-1_234_567, "-1 234 567")]
    public void Counts_part_their_thousands(long value, string text) => Assert.Equal(text, Figures.Count(value).Replace('\u202f', ' '));

    [Theory, InlineData(0, "0 B"), InlineData(1023, "1023 B"), InlineData(1024, "1 KiB"), InlineData(1536, "1.5 KiB"),
        InlineData(134217728, "128 MiB"), InlineData(1.3e12, "1.18 TiB")]
    public void Bytes_have_three_digits(double bytes, string text) => Assert.Equal(text, Figures.Bytes(bytes));

    [Theory, InlineData(0.1234567, "0.123457"), InlineData(-2.5, "−2.5"), InlineData(double.NaN, "NaN"),
        InlineData(double.PositiveInfinity, "∞"), InlineData(3e20, "3E+20")]
    public void Numbers_have_significant_digits(double value, string text) => Assert.Equal(text, Figures.Number(value));

    [Theory, InlineData(-0.04, 1, "0.0"), InlineData(-0.06, 1, "−0.1"), InlineData(12345.678, 2, "12 345.68")]
    public void Fixed_numbers_have_no_negative_zero(double value, int decimals, string text)
        => Assert.Equal(text, Figures.Fixed(value, decimals).Replace('\u202f', ' '));

    [Theory, InlineData(.5, "500 ms"), InlineData(59.94, "59.9 s"), InlineData(200, "3 min 20 s"), InlineData(7500, "2 h 5 min")]
    public void Times_take_the_unit_that_fits(double seconds, string text)
        => Assert.Equal(text, Figures.Time(TimeSpan.FromSeconds(seconds)));

    [Theory, InlineData(0, 10, "0 2 4 6 8 10"), InlineData(.1, .52, "0.1 0.2 0.3 0.4 0.5"), InlineData(-3, 3, "−3 −2 −1 0 1 2 3"),
        InlineData(182, 1404, "200 400 600 800 1000 1200 1400")]
    public void Ticks_are_round(double low, double high, string ticks)
        => Assert.Equal(ticks, string.Join(' ', Ticks.Between(low, high).Select(t => t.Text)));

    [Fact]
    public void Ticks_lie_in_their_range_whatever_it_is()
    {
        foreach (var scale in new[] { 1e-12, 1e-3, 1, 12345.678, 1e9, 1e15 })
            foreach (var low in new[] { -1.7, 0, .3 })
            {
                var ticks = Ticks.Between(low * scale, (low + 1) * scale);
                Assert.InRange(ticks.Count, 2, 12);
                Assert.All(ticks, t => Assert.InRange(t.Value, (low - 1e-6) * scale, (low + 1 + 1e-6) * scale));
                Assert.Equal(ticks.Count, ticks.Select(t => t.Text).Distinct().Count());
            }
    }

    [Theory, InlineData(7, 5), InlineData(5, 5), InlineData(4.9, 2), InlineData(1, 1), InlineData(.99, .5), InlineData(1234, 1000)]
    public void Scale_bars_are_round_and_not_too_long(double most, double length) => Assert.Equal(length, Ticks.RoundDown(most), 12);
}
