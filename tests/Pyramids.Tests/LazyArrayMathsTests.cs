namespace Pyramids.Tests;

public sealed class LazyArrayMathsTests
{
    private const double Missing = double.NaN;

    [Fact]
    public void Functions_work_cell_by_cell_and_missing_cells_stay_missing()
    {
        var a = Given.Grid("1 4 .\n9 0 -1");
        Near([1, 2, Missing, 3, 0, Missing], a.Sqrt());
        Near([0, Math.Log(4), Missing, Math.Log(9), double.NegativeInfinity, Missing], a.Log());
        Near([0, 2, Missing, Math.Log2(9), double.NegativeInfinity, Missing], a.Log2());
        Near([Math.E, Math.Exp(4), Missing, Math.Exp(9), 1, 1 / Math.E], a.Exp());
        Near([Math.Sin(1), Math.Sin(4), Missing, Math.Sin(9), 0, Math.Sin(-1)], a.Sin());
        Near([Math.Cos(1), Math.Cos(4), Missing, Math.Cos(9), 1, Math.Cos(1)], a.Cos());
        Near([Math.Tan(1), Math.Tan(4), Missing, Math.Tan(9), 0, Math.Tan(-1)], a.Tan());
        Near([Math.PI / 2, Missing, Missing, Missing, 0, -Math.PI / 2], a.Asin());
        Near([0, Missing, Missing, Missing, Math.PI / 2, Math.PI], a.Acos());
        Near([Math.PI / 4, Math.Atan(4), Missing, Math.Atan(9), 0, -Math.PI / 4], a.Atan());
        Assert.Equal([0d, 1, 2, 3], Given.Grid("1 10 100 1000").Log10().Compute().ToDoubles());
        Assert.Equal([1d, 1, Missing, 1, 0, -1], a.Sign().Compute().ToDoubles());
        Assert.Equal([1d, 4, Missing, 9, 0, 1], a.Abs().Compute().ToDoubles());
        Assert.Equal("sqrt", a.Sqrt().Operation);
    }

    [Fact]
    public void Functions_of_two_arrays_are_missing_where_either_is()
    {
        var y = Given.Grid("3 . 0 -1");
        var x = Given.Grid("4 1 . -1");
        Near([5, Missing, Missing, Math.Sqrt(2)], y.Hypot(x));
        Near([Math.Atan2(3, 4), Missing, Missing, -0.75 * Math.PI], y.Atan2(x));
        Near([81, Missing, Missing, -1], y.Pow(x));
        Near([9, Missing, 0, 1], y.Pow(2));
        Assert.Equal([1d, Missing, 1, 1], y.Pow(0).Compute().ToDoubles());
        Assert.Contains("2x2", Assert.Throws<GridException>(() => Given.Grid("1 2\n3 4").Hypot(Given.Grid("1 2\n3 4", cell: 2))).Message);
    }

    [Fact]
    public void Rounding_goes_to_the_even_one_of_two_and_keeps_the_type()
    {
        var a = Given.Grid("0.5 1.5 -1.5 . 2.675");
        Assert.Equal([0d, 2, -2, Missing, 3], a.Round().Compute().ToDoubles());
        Assert.Equal([0.5f, 1.5f, -1.5f, Missing, 2.67f], a.Round(2).Compute().ToDoubles());   // the Float32 below 2.675
        Assert.Equal([0d, 1, -2, Missing, 2], a.Floor().Compute().ToDoubles());
        Assert.Equal([1d, 2, -1, Missing, 3], a.Ceiling().Compute().ToDoubles());
        Assert.Equal([0d, 1, -1, Missing, 2], a.Truncate().Compute().ToDoubles());
        Assert.Equal(DType.Float32, a.Round(2).DType);
        Assert.Contains("0 to 15", Assert.Throws<ArgumentOutOfRangeException>(() => a.Round(-1)).Message);
    }

    [Theory]
    [InlineData(DType.UInt8, DType.Float32, DType.UInt8)]
    [InlineData(DType.Int16, DType.Float32, DType.Int32)]
    [InlineData(DType.UInt16, DType.Float32, DType.UInt16)]
    [InlineData(DType.Int32, DType.Float64, DType.Int32)]
    [InlineData(DType.Int64, DType.Float64, DType.Int64)]
    [InlineData(DType.Float32, DType.Float32, DType.Float32)]
    [InlineData(DType.Float64, DType.Float64, DType.Float64)]
    public void Integers_become_floating_where_the_function_needs_it(DType type, DType floating, DType magnitude)
    {
        var a = Given.Grid("4 9").AsType(type);
        Assert.Equal(floating, a.Sqrt().DType);
        Assert.Equal(floating, a.Pow(2).DType);
        Assert.Equal(floating, a.Atan2(a).DType);
        Assert.Equal(magnitude, a.Abs().DType);
        Assert.Equal([type, type, type, type], new[] { a.Sign().DType, a.Floor().DType, a.Round(1).DType, a.FillMissing(0).DType });
        Assert.Equal([2d, 3], a.Sqrt().Compute().ToDoubles());
        Assert.Equal([1d, 1], a.Sign().Compute().ToDoubles());
        Assert.Equal([4d, 9], a.Floor().Compute().ToDoubles());
    }

    [Fact]
    public void The_magnitude_of_a_least_integer_is_right_or_an_error()
    {
        var grid = new GridSpec(1, 2, Affine.Identity);
        Assert.Equal([128d, 7], NDArray.From(grid, new sbyte[] { -128, 7 }).ToLazy().Abs().Compute().ToDoubles());
        Assert.Equal([-1d, 1], NDArray.From(grid, new sbyte[] { -128, 7 }).ToLazy().Sign().Compute().ToDoubles());
        var error = Assert.ThrowsAny<Exception>(() => NDArray.From(grid, new[] { int.MinValue, 7 }).ToLazy().Abs().Compute());
        Assert.Contains("Use AsType with a wider type", error.Message);
    }

    [Fact]
    public void Missing_cells_are_told_and_filled()
    {
        var a = Given.Grid("1 . 3");
        Assert.Equal([0d, 1, 0], a.IsNaN().Compute().ToDoubles());
        Assert.Equal([1d, -9, 3], a.FillMissing(-9).Compute().ToDoubles());
        Assert.Null(a.FillMissing(-9).NoData);
        Assert.Equal([1d, 20, 3], a.FillMissing(Given.Grid("10 20 .")).Compute().ToDoubles());
        Assert.Contains("give a number", Assert.Throws<ArgumentException>(() => a.FillMissing(double.NaN)).Message);
    }

    [Fact]
    public void A_remainder_has_the_sign_of_the_dividend()
    {
        var a = Given.Grid("7 -7 . 5.5");
        Assert.Equal([1d, -1, Missing, 2.5], (a % 3).Compute().ToDoubles());
        Assert.Equal([3d, 3, Missing, 4.5], (10 % a).Compute().ToDoubles());
        Assert.Equal([Missing, Missing, Missing, Missing], (a % 0).Compute().ToDoubles());
        var grid = new GridSpec(1, 3, Affine.Identity);
        var x = NDArray.From(grid, new[] { int.MinValue, 255, -5 }).ToLazy();
        var y = NDArray.From(grid, new[] { -1, 254, 3 }).ToLazy();
        Assert.Equal([0d, 1, -2], (x % y).Compute().ToDoubles());
        var bytes = NDArray.From(grid, new byte[] { 255, 254, 3 }).ToLazy();
        Assert.Equal([0d, 1, 2],
            (LazyArrayOf(grid, uint.MaxValue, 255u, 5u) % LazyArrayOf(grid, uint.MaxValue, 254u, 3u)).Compute().ToDoubles());
        Assert.Equal(DType.Int32, (bytes % 2).DType);
        Assert.Contains("AsType(DType.Float32)", Assert.Throws<DivideByZeroException>(() => bytes % 0).Message);
        Assert.Contains("of the divisor is 0", Assert.ThrowsAny<Exception>(() => (x % (y - y)).Compute()).Message);
    }

    [Fact]
    public void Bits_of_integers_combine_in_their_type()
    {
        var grid = new GridSpec(1, 3, Affine.Identity);
        var a = LazyArrayOf(grid, (ushort)0b1100, (ushort)0b1010, (ushort)0x8001);
        var b = LazyArrayOf(grid, (byte)0b0110, (byte)0xFF, (byte)1);
        Assert.Equal([(double)0b0100, 0b1010, 1], a.BitAnd(b).Compute().ToDoubles());
        Assert.Equal([(double)0b1110, 0xFF, 0x8001], a.BitOr(b).Compute().ToDoubles());
        Assert.Equal([(double)0b1010, 0xF5, 0x8000], a.BitXor(b).Compute().ToDoubles());
        Assert.Equal([(double)0b1000, 0b1000, 0], a.BitAnd(8).Compute().ToDoubles());
        Assert.Equal([(double)0b1101, 0b1011, 0x8001], a.BitOr(1).Compute().ToDoubles());
        Assert.Equal([(double)0b1101, 0b1011, 0x8000], a.BitXor(1).Compute().ToDoubles());
        Assert.Equal([(double)0b11000, 0b10100, 2], a.ShiftLeft(1).Compute().ToDoubles());
        Assert.Equal([3d, 2, 0x2000], a.ShiftRight(2).Compute().ToDoubles());
        Assert.Equal([-4d, 3, -1], LazyArrayOf(grid, (sbyte)-8, (sbyte)7, (sbyte)-1).ShiftRight(1).Compute().ToDoubles());
        Assert.Equal(DType.UInt16, a.BitAnd(b).DType);
        Assert.Equal(DType.UInt8, b.ShiftLeft(7).DType);
        Assert.Equal([2d, 2],
            LazyArrayOf(new(1, 2, Affine.Identity), 1L << 60, (1L << 60) + 1).BitAnd((1L << 60) + 1).ShiftRight(59).Compute().ToDoubles());
    }

    [Fact]
    public void Bits_are_refused_where_there_are_none()
    {
        var grid = new GridSpec(1, 1, Affine.Identity);
        var bytes = LazyArrayOf(grid, (byte)1);
        Assert.Contains("BitAnd takes integers; this array is Float32",
            Assert.Throws<ArgumentException>(() => Given.Grid("1").BitAnd(1)).Message);
        Assert.Contains("UInt8 does not hold the bits 256", Assert.Throws<ArgumentException>(() => bytes.BitOr(256)).Message);
        Assert.Contains("0 to 7 places", Assert.Throws<ArgumentOutOfRangeException>(() => bytes.ShiftLeft(8)).Message);
        Assert.Contains("UInt64 and Int8 have none",
            Assert.Throws<ArgumentException>(() => LazyArrayOf(grid, 1ul).BitXor(LazyArrayOf(grid, (sbyte)1))).Message);
    }

    [Theory, InlineData(1), InlineData(7), InlineData(64)]
    public void Blocks_are_mapped_by_a_function_of_the_users(int chunk)
    {
        var cells = Given.Terrain<float>(40, 50, bands: 2, holes: 0.1);
        var mapped = cells.ToLazy(chunk).MapBlocks<float, short>((from, to) =>
        {
            for (var i = 0; i < from.Length; i++)
                if (!float.IsNaN(from[i])) to[i] = (short)(from[i] * 10);     // the others stay 0
        });
        Assert.Equal(DType.Int16, mapped.DType);
        Assert.Equal(cells.Grid, mapped.Grid);
        Assert.Equal(cells.ToDoubles().Select(v => double.IsNaN(v) ? 0 : (double)(short)((float)v * 10)), mapped.Compute().ToDoubles());
    }

    [Fact]
    public void A_function_for_other_cells_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Given.Grid("1").MapBlocks<double, double>((from, to) => from.CopyTo(to)));
        Assert.Contains("takes Float64 cells and the array has Float32", error.Message);
        Assert.Throws<NotSupportedException>(() => Given.Grid("1").MapBlocks<float, char>((_, _) => { }));
        Assert.Contains("mine", Assert.ThrowsAny<Exception>(
            () => Given.Grid("1").MapBlocks<float, float>((_, _) => throw new InvalidOperationException("mine")).Compute()).Message);
    }

    private static LazyArray LazyArrayOf<T>(GridSpec grid, params T[] cells) where T : unmanaged => NDArray.From(grid, cells).ToLazy();

    private static void Near(double[] expected, LazyArray actual)
    {
        var values = actual.Compute().ToDoubles();
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < expected.Length; i++)
            if (double.IsFinite(expected[i])) Assert.Equal(expected[i], values[i], 1e-6 * Math.Max(1, Math.Abs(expected[i])));
            else Assert.Equal(expected[i], values[i]);
    }
}
