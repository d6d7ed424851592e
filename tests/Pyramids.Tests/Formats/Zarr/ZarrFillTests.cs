using System.Text.Json;
using Xunit;

namespace Pyramids.Tests;

public sealed class ZarrFillTests
{
    [Theory]
    [InlineData(DType.Float32, "\"NaN\"", "0000C07F")]
    [InlineData(DType.Float64, "\"NaN\"", "000000000000F87F")]
    [InlineData(DType.Float32, "\"0x7fc00001\"", "0100C07F")]
    [InlineData(DType.Float64, "\"0xfff8000000000123\"", "230100000000F8FF")]
    [InlineData(DType.Float32, "\"Infinity\"", "0000807F")]
    [InlineData(DType.Float32, "\"-Infinity\"", "000080FF")]
    [InlineData(DType.Float32, "-9999", "003C1CC6")]
    [InlineData(DType.Float32, "1e-3", "6F12833A")]
    [InlineData(DType.Float64, "-1.7976931348623157e+308", "FFFFFFFFFFFFEFFF")]
    [InlineData(DType.UInt8, "true", "01")]
    [InlineData(DType.UInt8, "255", "FF")]
    [InlineData(DType.Int8, "-128", "80")]
    [InlineData(DType.Int16, "-2.0", "FEFF")]
    [InlineData(DType.UInt64, "18446744073709551615", "FFFFFFFFFFFFFFFF")]
    [InlineData(DType.Int64, "-9223372036854775808", "0000000000000080")]
    [InlineData(DType.Int64, "\"NaT\"", "0000000000000080")]
    [InlineData(DType.Int16, "\"0x00ff\"", "FF00")]
    [InlineData(DType.Float32, "\"AADAfw==\"", "0000C07F")]
    public void Values_of_every_kind(DType type, string json, string bytes)
    {
        var fill = ZarrFill.Parse(JsonDocument.Parse(json).RootElement, type, false, "k");
        Assert.Equal(bytes, Convert.ToHexString(fill!));
        var again = ZarrFill.Parse(JsonDocument.Parse(ZarrFill.ToJson(fill!, type).ToJsonString()).RootElement, type, false, "k");
        var isPayload = type.IsFloating() && double.IsNaN(ZarrFill.ToDouble(fill, type))
            && !bytes.StartsWith("0000", StringComparison.Ordinal);
        if (!isPayload) Assert.Equal(fill, again);
    }

    [Fact]
    public void The_greatest_integers_are_reached_by_the_doubles_next_to_them()
    {
        Assert.Equal("FFFFFFFFFFFFFF7F", Convert.ToHexString(ZarrFill.Of((double)long.MaxValue, DType.Int64)));
        Assert.Equal("FFFFFFFFFFFFFFFF", Convert.ToHexString(ZarrFill.Of((double)ulong.MaxValue, DType.UInt64)));
        Assert.Throws<ArgumentException>(() => ZarrFill.Of((double)ulong.MaxValue, DType.Int64));
    }

    [Fact]
    public void Base64_of_a_big_endian_element_is_turned()
        => Assert.Equal("0000C07F",
            Convert.ToHexString(ZarrFill.Parse(JsonDocument.Parse("\"f8AAAA==\"").RootElement, DType.Float32, true, "k")!));
}
