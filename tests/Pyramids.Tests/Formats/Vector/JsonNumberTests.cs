using System.Globalization;
using System.Numerics;
using System.Text;

namespace Pyramids.Tests;

/// <summary>Numbers read off a text are those that the library reads, to the last bit.</summary>
public class JsonNumberTests
{
    private readonly Random random = new(7);

    [Theory]
    [InlineData("0", 0.0), InlineData("-0", -0.0), InlineData("-0.0e5", -0.0), InlineData("12", 12.0), InlineData("-1.5", -1.5)]
    [InlineData("1e3", 1e3), InlineData("1E+3", 1e3), InlineData("25e-1", 2.5), InlineData("0.1", 0.1),
        InlineData("9007199254740993", 9007199254740992.0)]
    [InlineData("1050630291043029056.0", 1050630291043028992.0), InlineData("1e400", double.PositiveInfinity),
        InlineData("-1e400", double.NegativeInfinity), InlineData("1e-400", 0.0), InlineData("4.9e-324", 4.9e-324)]
    [InlineData("179769313486231570000e288", double.MaxValue), InlineData("1e-99999999999999999999", 0.0),
        InlineData("0e99999999999999999999", 0.0)]
    public void A_number_ends_where_another_byte_follows(string text, double expected)
    {
        Assert.Equal(text.Length, JsonNumber.Read(Encoding.ASCII.GetBytes(text + ","), out var value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
        Assert.Equal(0, JsonNumber.Read(Encoding.ASCII.GetBytes(text), out _));
    }

    [Theory]
    [InlineData(""), InlineData("-"), InlineData("+1"), InlineData("01"), InlineData("-01"), InlineData(".5"), InlineData("1."),
        InlineData("1.e3")]
    [InlineData("1e"), InlineData("1e+"), InlineData("NaN"), InlineData("--1"), InlineData("Infinity"), InlineData("\"1\"")]
    public void What_JSON_has_not_for_a_number_is_none(string text)
        => Assert.Equal(0, JsonNumber.Read(Encoding.ASCII.GetBytes(text + ","), out _));

    [Fact]
    public void Decimals_of_any_length_are_rounded_as_the_library_does() => Same(200_000, () => Decimal(random.Next(1, 24)));

    [Fact]
    public void Coordinates_are_rounded_as_the_library_does()
        => Same(100_000, () =>
            (random.NextDouble() * 360 - 180).ToString(random.Next(3) == 0 ? "R" : $"F{random.Next(20)}", CultureInfo.InvariantCulture));

    [Fact]
    public void Shortest_texts_of_any_doubles_give_them_back()
        => Same(100_000, () => BitConverter.Int64BitsToDouble(random.NextInt64()) is var value && double.IsFinite(value)
            ? value.ToString(random.Next(2) == 0 ? "R" : "E16", CultureInfo.InvariantCulture) : "1");

    // The hardest to round: what lies halfway between two doubles, and a last digit beside it.
    [Fact]
    public void Halves_between_doubles_and_their_neighbours_are_rounded_as_the_library_does() => Same(100_000, () =>
    {
        var mantissa = new BigInteger((1L << 52) + random.NextInt64(1L << 52)) * 2 + 1;
        var power = random.Next(-60, 40);
        var digits = power >= 0 ? mantissa << power : mantissa * BigInteger.Pow(5, -power);
        var point = power >= 0 ? 0 : -power;
        // As many digits as may be read quickly, or all of them.
        var text = (digits + random.Next(-1, 2)).ToString(CultureInfo.InvariantCulture);
        if (random.Next(2) == 0 && text.Length > 19) (text, point) = (text[..19], point - (text.Length - 19));
        return $"{text}e{-point}";
    });

    [Fact]
    public void Digits_of_64_bits_times_small_powers_are_rounded_as_the_library_does()
        => Same(200_000, () => $"{(ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64)}e{random.Next(-30, 31)}");

    private string Decimal(int digits)
    {
        var text = string.Concat(Enumerable.Range(0, digits).Select(_ => (char)('0' + random.Next(10)))).TrimStart('0');
        if (text.Length == 0) text = "0";
        if (random.Next(4) > 0) text = text.Insert(random.Next(1, text.Length + 1), ".");
        if (text[^1] == '.') text += "0";
        if (random.Next(8) == 0) text += $"e{random.Next(-40, 40)}";
        return random.Next(2) == 0 ? "-" + text : text;
    }

    private static void Same(int cases, Func<string> text)
    {
        for (var i = 0; i < cases; i++)
        {
            var number = text();
            var length = JsonNumber.Read(Encoding.ASCII.GetBytes(number + "]"), out var value);
            var expected = double.Parse(number, CultureInfo.InvariantCulture);
            Assert.True(length == number.Length && BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(expected),
                $"{number} was read as {value:R} with {length} bytes; {expected:R} with {number.Length} was expected");
        }
    }
}
