namespace Pyramids.Tests;

public sealed class NDArrayReductionsTests
{
    private static readonly NDArray Cells = NDArray.From(new float[,] { { 1, 2, float.NaN }, { 4, 8, 6 } });

    [Fact]
    public void Statistics_leave_out_missing_cells()
    {
        Assert.Equal(21, (double)Cells.Sum());
        Assert.Equal(4.2, (double)Cells.Mean(), 12);
        Assert.Equal(1, (double)Cells.Min());
        Assert.Equal(8, (double)Cells.Max());
        Assert.Equal(4, (double)Cells.Median());
        Assert.Equal(2, (double)Cells.Quantile(0.25));
        Assert.Equal((3.2 * 3.2 + 2.2 * 2.2 + 0.2 * 0.2 + 3.8 * 3.8 + 1.8 * 1.8) / 5, (double)Cells.Var(), 12);
        Assert.Equal(Math.Sqrt((double)Cells.Var()), (double)Cells.Std(), 12);
    }

    [Fact]
    public void Axes_are_those_of_the_lazy_array()
    {
        Assert.Equal([2.5, 5, 6], Cells.Mean(0).ToDoubles());
        Assert.Equal([1.5, 6], Cells.Mean(1).ToDoubles());
        Assert.Equal([2.0, 8], Cells.Max(1).ToDoubles());
        Assert.Throws<ArgumentException>(() => Cells.Mean(2));
    }
}
