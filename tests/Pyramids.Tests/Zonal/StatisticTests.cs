using Xunit;

namespace Pyramids.Tests.Zonal;

public class StatisticTests
{
    [Fact]
    public void Every_name_without_numbers_parses_to_itself()
    {
        foreach (var name in Statistic.Names.Where(n => !n.Contains('(')))
            Assert.Equal(name, Statistic.Parse(name.ToUpperInvariant() + " ").Name);
    }

    [Fact]
    public void Numbers_are_read_with_a_dot() => Assert.Equal(Statistic.Quantile(0.9), Statistic.Parse("quantile( 0.90 )"));

    [Fact]
    public void A_list_is_cut_at_commas_outside_parentheses()
        => Assert.Equal(["mean", "quantile(0.9)", "histogram(0,10,20)", "max"],
            Statistic.ParseList("mean, quantile(0.9),histogram(0, 10, 20),max").Select(s => s.Name));

    [Theory]
    [InlineData("avg", "'avg' is no statistic; known are count, sum, mean")]
    [InlineData("quantile", "'quantile' is no statistic")]
    [InlineData("quantile(x)", "is no statistic")]
    [InlineData("quantile(2)", "A quantile lies between 0 and 1; 2 was given.")]
    [InlineData("histogram(5)", "A histogram needs two or more edges that grow; 5 was given.")]
    [InlineData("histogram(5,3)", "edges that grow; 5,3 was given.")]
    public void What_is_no_statistic_is_an_argument_error(string name, string message)
        => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => Statistic.Parse(name)).Message);
}
