namespace Pyramids.Tests;

/// <summary>What an integer array declares as nodata is missing in every operation, as NaN is in a floating one.</summary>
public sealed class MissingIntegersTests
{
    private const double Missing = double.NaN;

    [Theory]
    [InlineData(DType.UInt8, 255)]
    [InlineData(DType.UInt8, 5)]
    [InlineData(DType.Int16, -9999)]
    [InlineData(DType.UInt32, 4294967295.0)]
    [InlineData(DType.Int64, long.MinValue)]
    [InlineData(DType.UInt64, 18446744073709551615.0)]
    public void Every_operation_takes_them_as_NaN(DType type, double noData)
    {
        var marked = Heights(type.Floating());
        var stored = marked.AsType(type, noData: noData).Compute().ToLazy();
        foreach (var (name, apply) in InvarianceTests.Operations)
        {
            if (name == "align nearest") continue;                 // which gives integers a number outside
            Assert.True(Values(apply(marked)).AsSpan().SequenceEqual(Values(apply(stored))), $"{name} of {type}");
        }
    }

    [Fact]
    public void Arithmetic_is_missing_where_a_cell_is()
    {
        var (a, b) = (Given(255, 1, 255, 3), Given(255, 10, 20, 255));
        Assert.Equal([11, Missing, Missing], Values(a + b));
        Assert.Equal([2, Missing, 4], Values(a + 1));
        Assert.Equal([0.1, Missing, Missing], Values((a / b).AsType(DType.Float64).Round(6)));
        Assert.Equal([-1, Missing, -3], Values(-a));
        Assert.Equal([1, Missing, 2], Values(a.Clip(0, 2)));
        Assert.Equal([1, Missing, 9], Values(a.Square()));
        Assert.Equal([1, Missing, 1], Values(a.Sign()));
        Assert.Equal([1, Missing, 0], Values(a % 2 - (a - 1) / 2));
        Assert.Equal(DType.Float32, (a + b).DType);
        Assert.Equal(DType.Int32, (Given(null, 1, 2, 3) + Given(null, 1, 2, 3)).DType);
    }

    [Fact]
    public void Comparisons_and_masks_are_0_where_a_cell_is_missing()
    {
        var a = Given(255, 1, 255, 3);
        Assert.Equal([0d, 0, 1], Values(a > 1));
        Assert.Equal([0d, 0, 1], Values(a != 1));
        Assert.Equal([0d, 0, 0], Values(a == 255));
        Assert.Equal([1d, 0, 1], Values(a.EqualTo(a)));
        Assert.Equal([1d, 0, 1], Values(a <= Given(null, 9, 9, 9)));
        Assert.Equal([1d, 0, 1], Values(Given(null, 9, 9, 9) >= a));
        Assert.Equal([0d, 1, 0], Values(a.IsMissing()));
        Assert.Equal([1d, 0, 1], Values(a.IsFinite()));
        Assert.Equal([0d, 0, 0], Values(a.IsInfinite()));
        var mask = Given(255, 1, 255, 0);
        Assert.Equal([1d, 0, 0], Values(mask & Given(null, 1, 1, 1)));
        Assert.Equal([0d, 0, 1], Values(!mask));
        Assert.Equal([1, Missing, Missing], Values(Given(null, 1, 2, 3).Where(mask)));
        Assert.Equal([5d, 6, 6], Values(LazyArray.Where(mask, 5, 6)));
        Assert.Equal([5d, 2, 3], Values(LazyArray.Where(mask, 5, Given(null, 1, 2, 3))));
    }

    [Fact]
    public void Comparisons_of_64_bit_integers_lose_no_digit()
    {
        var ids = NDArray.From(new GridSpec(1, 3, Affine.Identity), new[] { (1L << 53) + 1, 1L << 53, -1 }, noData: -1).ToLazy();
        var others = NDArray.From(new GridSpec(1, 3, Affine.Identity), new[] { 1L << 53, 1L << 53, -1 }).ToLazy();
        Assert.Equal([0d, 1, 0], Values(ids == others));
        Assert.Equal([1d, 0, 0], Values(ids > others));
        Assert.Equal([0d, 1, 0], Values(ids == 1L << 53));
    }

    [Fact]
    public void Choices_and_joins_keep_apart_what_each_array_declares()
    {
        LazyArray marked = Given(255, 1, 255, 3), bare = Given(null, 255, 255, 7), same = Given(255, 8, 9, 255),
            chosen = Given(null, 0, 0, 1);
        Assert.Equal([255, 255, 3], Values(marked.Where(chosen, bare)));
        Assert.Equal([1, Missing, 7], Values(bare.Where(chosen, marked)));
        Assert.Equal([8, 9, 3], Values(marked.Where(chosen, same)));
        Assert.Equal(DType.UInt8, marked.Where(chosen, same).DType);
        Assert.Equal([1, Missing, 3, 255, 255, 7], Values(LazyArray.Stack(marked, bare)));
        Assert.Equal([255, 255, 7, 1, Missing, 3], Values(LazyArray.Stack(bare, marked)));
        Assert.Equal([255, 255, 7, 1, Missing, 3], Values(LazyArray.Concatenate([bare, marked], axis: 1)));
        Assert.Equal((DType.UInt8, 255d), (LazyArray.Stack(marked, same).DType, LazyArray.Stack(marked, same).NoData!.Value));
        // A value in memory marks no missing cell in a file.
        var heights = NDArray.From(new GridSpec(1, 2, Affine.Identity), new[] { 5f, float.NaN }, noData: -9999).ToLazy();
        Assert.Equal([-9999d, -9999], Values(heights.Where(heights > 9, -9999)));
        Assert.Equal((double.NaN, -9999), (heights.Where(heights > 9, -9999).NoData, heights.Where(heights > 9, 0).NoData));
        var others = NDArray.From(new GridSpec(1, 2, Affine.Identity), new[] { -9999f, -9999f }).ToLazy();
        Assert.Equal(double.NaN, heights.Where(heights > 0, others).NoData);
        Assert.Equal(double.NaN, LazyArray.Stack(heights, others).NoData);
    }

    [Fact]
    public void Casts_and_fillings_know_them()
    {
        var a = Given(255, 1, 255, 3);
        Assert.Equal([1, Missing, 3], Values(a.AsType(DType.Float32)));
        Assert.Equal([1, Missing, 3], Values(a.AsType(DType.Int16)));
        Assert.Equal([1d, 255, 3], a.AsType(DType.Int16).Compute().ToDoubles());
        Assert.Equal([1d, 7, 3], a.AsType(DType.UInt8, noData: 7).Compute().ToDoubles());
        Assert.Contains("no Int8 value",
            Assert.ThrowsAny<Exception>(() => a.AsType(DType.Int8, Casting.Saturate).Compute()).GetBaseException().Message);
        var filled = a.FillMissing(7);
        Assert.Equal((DType.UInt8, null), (filled.DType, filled.NoData));
        Assert.Equal([1d, 7, 3], Values(filled));
        Assert.Equal([1, 300, 3], Values(a.FillMissing(300)));
        Assert.Equal([1, 0.5, 3], Values(a.FillMissing(0.5)));
        Assert.Equal([1, 8, 3], Values(a.FillMissing(Given(null, 9, 8, 7))));
        // A value that bytes do not have marks none of them, and no wider integer that comes of them either.
        var odd = Given(-9999, 1, 2, 3);
        Assert.Equal([-9999, 2, 3], Values(odd.AsType(DType.Int16).Where(odd > 1, -9999)));
        Assert.Equal([2d, 3, 4], Values(odd + 1));
    }

    [Fact]
    public void Bits_of_what_is_missing_are_refused()
    {
        var quality = Given(1, 1, 8, 12);
        Assert.Contains("declares nodata 1", Assert.Throws<ArgumentException>(() => quality.BitAnd(8)).Message);
        Assert.Contains("FillMissing", Assert.Throws<ArgumentException>(() => quality.BitNot()).Message);
        Assert.Equal([0d, 8, 8], Values(quality.FillMissing(1).BitAnd(8)));
    }

    private static LazyArray Given(double? noData, params byte[] cells)
        => NDArray.From(new GridSpec(1, cells.Length, Affine.Identity), cells, noData).ToLazy();

    /// <summary>Whole heights of two bands with holes.</summary>
    private static LazyArray Heights(DType type)
        => Tests.Given.Terrain<double>(70, 80, bands: 2, holes: 0.1).ToLazy().Round().AsType(type).Compute().ToLazy();

    /// <summary>The cells, NaN where they are missing.</summary>
    private static double[] Values(LazyArray array)
    {
        var computed = array.Compute();
        return [.. computed.ToDoubles().Select(cell => !array.DType.IsFloating() && cell == array.NoData ? Missing : cell)];
    }
}
