namespace Pyramids.Tests.Grid;

public class GeoTransformTests
{
    private static readonly Affine Rotated = new(500_000.1, 10, 0.25, 5_000_000, -0.5, -20);

    [Theory]
    [InlineData("500000.1, 10, 0.25, 5000000, -0.5, -20"), InlineData("500000.1,10,0.25,5000000,-0.5,-20")]
    [InlineData("500000.1 10 0.25 5000000 -0.5 -20 "), InlineData("\n  5.000001e+05,  1e1, 2.5e-01,\n 5e6, -.5, -20\n")]
    [InlineData("(500000.1, 10, 0.25, 5000000, -0.5, -20)"), InlineData("[500000.1 10 0.25 5000000 -0.5 -20]")]
    [InlineData("[[500000.1, 10, 0.25], [5000000, -0.5, -20]]"), InlineData("500000.1 10, 0.25 5000000, -0.5 -20")]
    public void Six_numbers_are_a_transform_between_commas_and_between_blanks(string text) => Assert.Equal(Rotated, GeoTransform.Of(text));

    [Theory]
    [InlineData(""), InlineData(","), InlineData("500000 10 0 5000000 0"), InlineData("500000 10 0 5000000 0 -20 1")]
    [InlineData("500000, 10,, 0, 5000000, 0, -20"), InlineData("500000, 10, , 5000000, 0, -20")]
    [InlineData("500000 10 0 oops 0 -20"), InlineData("500000;10;0;5000000;0;-20")]
    public void Anything_but_six_numbers_is_none(string text) => Assert.Null(GeoTransform.Of(text));

    [Theory]
    [InlineData("500000 0 0 5000000 0 0"), InlineData("500000 1 2 5000000 2 4"), InlineData("500000 nan 0 5000000 0 -20")]
    [InlineData("500000 inf 0 5000000 0 -20"), InlineData("500000 1e200 0 5000000 0 1e200")]
    [InlineData("nan 10 0 5000000 0 -20"), InlineData("500000 10 0 -inf 0 -20")]
    public void A_transform_without_an_inverse_is_none(string text)
    {
        Assert.Equal(6, GeoTransform.Numbers(text).Length);
        Assert.Null(GeoTransform.Of(text));
    }

    [Fact]
    public void What_was_written_is_read_to_the_last_bit()
    {
        var thirds = new Affine(1.0 / 3, 2.0 / 3, 1e-300, -7.0 / 3, double.Epsilon, -1e17 / 3);
        Assert.Equal(thirds, GeoTransform.Of(GeoTransform.Text(thirds)));
        Assert.Equal("500000.1 10 0.25 5000000 -0.5 -20", GeoTransform.Text(Rotated));
    }
}
