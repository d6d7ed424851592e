using Xunit;

namespace Pyramids.Tests;

public class CfTimeTests
{
    [Theory]
    [InlineData("days since 2000-01-01", null, 59, "2000-02-29"),
        InlineData("days since 2001-02-28 12:00:00", "standard", 0.5, "2001-03-01")]
    [InlineData("hours since 1900-01-01 00:00:0.0", "gregorian", 1_051_896, "2020-01-01"),
        InlineData("seconds since 1970-01-01T00:00:00Z", "proleptic_gregorian", 86_399, "1970-01-01T23:59:59")]
    [InlineData("days since 2000-01-01", "noleap", 59, "2000-03-01"), InlineData("days since 2000-01-01", "360_day", 59, "2000-02-30"),
        InlineData("days since 2001-03-01", "366_day", -1, "2001-02-29")]
    [InlineData("days since 2000-01-01", "noleap", -1, "1999-12-31"),
        InlineData("milliseconds since 2000-01-01", null, 1.0, "2000-01-01T00:00:00.001"),
        InlineData("minutes since 2000-12-31 23:59", null, 1, "2001-01-01")]
    public void A_value_is_a_date(string units, string? calendar, double value, string date)
        => Assert.Equal(date, Assert.Single(CfTime.Decode([value], units, calendar)!));

    [Theory]
    [InlineData("metres", 0), InlineData("days since yesterday", 0), InlineData("months since 2000-01-01", 1),
        InlineData("days since 2000-01-01", 1e9), InlineData("days since 2000-01-01", double.NaN)]
    [InlineData("days since 2000-13-01", 0), InlineData("days since 2000-02-31", 0), InlineData(null, 0)]
    public void What_is_no_date_is_null(string? units, double value) => Assert.Null(CfTime.Decode([value], units, null));
}
