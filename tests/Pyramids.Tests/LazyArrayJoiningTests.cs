namespace Pyramids.Tests;

public sealed class LazyArrayJoiningTests
{
    private const double Missing = double.NaN;
    private static readonly LazyArray A = Given.Terrain<float>(20, 30, bands: 2).ToLazy((1, 7, 9));

    [Theory, InlineData(1), InlineData(-2)]
    public void Parts_that_adjoin_are_laid_one_below_the_other(int axis)
    {
        var whole = LazyArray.Concatenate([A[..7, ..], A[7..8, ..], A[8.., ..]], axis);
        Assert.Equal([2, 20, 30], whole.Shape);
        Assert.Equal(A.Grid, whole.Grid);
        Assert.Equal(A.Compute().ToDoubles(), whole.Compute().ToDoubles());
    }

    [Fact]
    public void Parts_that_adjoin_are_laid_side_by_side_and_types_meet()
    {
        var whole = LazyArray.Concatenate([A[.., ..11].AsType(DType.Int16, Casting.Round), A[.., 11..]], axis: 2);
        Assert.Equal(DType.Float32, whole.DType);
        Assert.Equal(A.Grid, whole.Grid);
        Assert.Equal(A[.., 11..].Compute().ToDoubles(), whole[.., 11..].Compute().ToDoubles());
        Assert.Equal(A[.., ..11].Round().Compute().ToDoubles(), whole[.., ..11].Compute().ToDoubles());
    }

    [Fact]
    public void Bands_are_laid_behind_each_other_and_planes_count_rows_from_0()
    {
        Assert.Equal([5, 20, 30], LazyArray.Concatenate([A, A.Band(0), A]).Shape);
        var plane = Given.Grid("1 2\n3 4");
        Assert.Equal([1d, 2, 3, 4], LazyArray.Concatenate([plane[..1, ..], plane[1.., ..]]).Compute().ToDoubles());
        Assert.Equal([2, 2], LazyArray.Concatenate([plane[.., ..1], plane[.., 1..]], axis: 1).Shape);
    }

    [Fact]
    public void Arrays_without_a_georeference_need_fit_in_size_only()
    {
        var a = NDArray.From(new[,] { { 1, 2 } }).ToLazy();
        Assert.Equal([1d, 2, 1, 2, 1, 2], LazyArray.Concatenate([a, a, a]).Compute().ToDoubles());
        Assert.Equal([1, 6], LazyArray.Concatenate([a, a, a], axis: 1).Shape);
    }

    [Fact]
    public void Grids_that_do_not_adjoin_are_refused_naming_both()
    {
        var error = Assert.Throws<GridException>(() => LazyArray.Concatenate([A[..7, ..], A[8.., ..]], axis: 1));
        Assert.Contains("30x7 cells of 10 from (500000, 5000000)", error.Message);
        Assert.Contains("30x12 cells of 10 from (500000, 4999920)", error.Message);
        Assert.Contains("AlignTo", error.Message);
        Assert.Throws<GridException>(() => LazyArray.Concatenate([A[..7, ..], A[7.., 1..]], axis: 1));
        Assert.Throws<GridException>(() => LazyArray.Concatenate([A, A[.., ..5]]));
        Assert.Contains("axes are 0 to 2", Assert.Throws<ArgumentException>(() => LazyArray.Concatenate([A, A], axis: 3)).Message);
        Assert.Contains("2 and 1 bands", Assert.Throws<ArgumentException>(() => LazyArray.Concatenate([A, A.Band(0)], axis: 1)).Message);
        Assert.Contains("No array", Assert.Throws<ArgumentException>(() => LazyArray.Concatenate([])).Message);
    }

    [Fact]
    public void A_joined_array_reads_each_part_once()
    {
        CountingSource Source(int row)
            => new(Given.Terrain<float>(100, 130).ToLazy().Slice(.., row..(row + 50), ..).Compute(), new(1, 16, 16));
        CountingSource top = Source(0), bottom = Source(50);
        var whole = LazyArray.Concatenate([LazyArray.From(top, 16), LazyArray.From(bottom, 16)]) + 1;
        whole.Compute();
        Assert.All(top.Reads.Values.Concat(bottom.Reads.Values), reads => Assert.Equal(1, reads));
        Assert.Equal(2 * 4 * 9, top.Reads.Count + bottom.Reads.Count);
    }

    [Fact]
    public void Transposed_bands_keep_their_names_and_places()
    {
        var named = A.WithBandNames("red", "nir");
        var turned = named.Transpose(1, 0);
        Assert.Equal(["nir", "red"], turned.BandNames);
        Assert.Equal(A.Band(1).Compute().ToDoubles(), turned.Band("nir").Compute().ToDoubles());
        Assert.Equal(A.Grid, turned.Grid);
        Assert.Contains("give each of 0 to 1 once", Assert.Throws<ArgumentException>(() => A.Transpose(0, 0)).Message);
        Assert.Contains("give each of 0 to 1 once", Assert.Throws<ArgumentException>(() => A.Transpose(1)).Message);
    }

    [Fact]
    public void Bands_of_a_pixel_lie_side_by_side_when_the_band_axis_is_last()
    {
        var cube = NDArray.From(new GridSpec(1, 2, Affine.Identity), new short[] { 1, 2, 3, 4, 5, 6 });
        Assert.Equal(new short[] { 1, 3, 5, 2, 4, 6 }, cube.ToBandLast<short>());
        Assert.Throws<InvalidOperationException>(() => cube.ToBandLast<int>());
    }

    [Fact]
    public void A_slice_with_steps_keeps_every_so_many_and_negative_ones_begin_with_the_last()
    {
        var a = Given.Grid("0 1 2 3 4\n5 6 7 8 9\n10 11 12 13 14", cell: 10);
        Assert.Equal([0d, 2, 4, 10, 12, 14], a.Slice(.., .., .., 2, 2).Compute().ToDoubles());
        var turned = a.Slice(.., 1.., .., -1, -2);
        Assert.Equal([14d, 12, 10, 9, 7, 5], turned.Compute().ToDoubles());
        Assert.Equal(a.Grid.Transform.ToCrs(4.5, 2.5), turned.Grid.Transform.ToCrs(0.25, 0.5));       // the centre of cell 14, half as wide
        Assert.Equal([1d, 2, Missing], Given.Grid("1 2 .")[0, 0..1, ..].Compute().ToDoubles());
        Assert.Equal(A[1, 3..5, 2..].Compute().ToDoubles(), A.Slice(.., 3..5, 2.., bandStep: -1).Band(0).Compute().ToDoubles());
        Assert.Contains("negative from the last on", Assert.Throws<ArgumentException>(() => a.Slice(.., .., .., 0)).Message);
    }

    [Fact]
    public void Where_takes_arrays_and_numbers_on_both_sides()
    {
        var a = Given.Grid("1 2 .\n4 5 6");
        Assert.Equal([Missing, Missing, Missing, 4, 5, 6], a.Where(a > 3).Compute().ToDoubles());
        Assert.Equal([0d, 0, 0, 4, 5, 6], LazyArray.Where(a > 3, a, 0).Compute().ToDoubles());
        Assert.Equal([1d, 2, Missing, 9, 9, 9], LazyArray.Where(a > 3, 9, a).Compute().ToDoubles());
        Assert.Equal([-1d, -2, Missing, 4, 5, 6], LazyArray.Where(a > 3, a, -a).Compute().ToDoubles());
        var numbers = LazyArray.Where(a > 3, 1, -1);
        Assert.Equal(DType.Int32, numbers.DType);
        Assert.Equal([-1d, -1, -1, 1, 1, 1], numbers.Compute().ToDoubles());
        Assert.Equal([0.5, 0.5, 0.5, 2, 2, 2], LazyArray.Where(a > 3, 2, 0.5).Compute().ToDoubles());
        Assert.Equal(3.6, a.Where(a > 3, a.Mean()).Compute()[0, 0], 1e-6);
        Assert.Contains("Compare it first", Assert.Throws<ArgumentException>(() => LazyArray.Where(a, 1, 2)).Message);
    }

    [Fact]
    public void Masks_of_several_bands_make_as_many_of_an_array_of_one()
    {
        var masks = A > 60;
        var picked = A.Band(0).Where(masks, -1).Compute();
        Assert.Equal([2, 20, 30], picked.Shape);
        var all = A.Compute();
        for (var band = 0; band < 2; band++)
            for (var column = 0; column < 30; column++)
                Assert.Equal(all[band, 4, column] > 60 ? all[0, 4, column] : -1, picked[band, 4, column]);
        Assert.Equal(picked.ToDoubles(), A.Band(0).Where(masks, A.Band(0) * 0 - 1).Compute().ToDoubles());
    }

    [Fact]
    public void Masks_are_combined_by_exclusive_or()
        => Assert.Equal([0d, 1, 1, 0], (Given.Grid("1 2 3 4") > 1 ^ Given.Grid("1 2 3 4") > 3).Compute().ToDoubles());

    [Fact]
    public void A_floor_division_goes_down_for_negative_cells()
    {
        var grid = new GridSpec(1, 4, Affine.Identity);
        var x = NDArray.From(grid, new[] { 7, -7, 6, -1 }).ToLazy();
        Assert.Equal([2d, -3, 2, -1], x.FloorDivide(3).Compute().ToDoubles());
        Assert.Equal([-3d, 2, -2, 0], x.FloorDivide(-3).Compute().ToDoubles());
        Assert.Equal([2d, -3, Missing], Given.Grid("5 -5 .").FloorDivide(2).Compute().ToDoubles());
        Assert.Equal([9d, -10, 0, -1], Given.Grid("1 -1 0 -0.05").FloorDivide(0.1).Compute().ToDoubles());
        Assert.Equal([0, -1, Missing, Missing], Given.Grid("5 -5 Infinity .").FloorDivide(double.PositiveInfinity).Compute().ToDoubles());
        Assert.Equal([double.PositiveInfinity, double.NegativeInfinity], Given.Grid("5 -5").FloorDivide(0).Compute().ToDoubles());
        Assert.Contains("have no quotient by 0", Assert.Throws<DivideByZeroException>(() => x.FloorDivide(0)).Message);
        Assert.Contains("of the divisor is 0", Assert.ThrowsAny<Exception>(() => x.FloorDivide(x - x).Compute()).Message);
        Assert.Contains("least value over -1", Assert.ThrowsAny<Exception>(
            () => NDArray.From(grid, new[] { int.MinValue, 1, 1, 1 }).ToLazy().FloorDivide(-1).Compute()).Message);
    }

    [Fact]
    public void Finite_and_infinite_cells_are_told_apart_from_missing_ones()
    {
        var a = Given.Grid("1 0 . -2").Reciprocal();
        Assert.Equal([1d, 0, 0, 1], a.IsFinite().Compute().ToDoubles());
        Assert.Equal([0d, 1, 0, 0], a.IsInfinite().Compute().ToDoubles());
        Assert.Equal([1d, 1], NDArray.From(new[,] { { 1, 2 } }).ToLazy().IsFinite().Compute().ToDoubles());
        Assert.Equal([254d, 252], NDArray.From(new byte[,] { { 1, 3 } }).ToLazy().BitNot().Compute().ToDoubles());
        Assert.Contains("BitNot takes integers", Assert.Throws<ArgumentException>(() => a.BitNot()).Message);
    }
}
