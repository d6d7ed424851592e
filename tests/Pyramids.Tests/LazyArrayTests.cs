namespace Pyramids.Tests;

public sealed class LazyArrayTests
{
    [Fact]
    public void Arithmetic_works_cell_by_cell_and_missing_cells_stay_missing()
    {
        var a = Given.Grid("1 2 .\n4 5 6");
        var b = Given.Grid("1 1 1\n2 . 2");
        Assert.Equal([0, 0.5, double.NaN, 1, double.NaN, 2], ((a - b) / 2).Compute().ToDoubles());
        Assert.Equal([9, 8, double.NaN, 6, 5, 4], (10 - a).Compute().ToDoubles());
        Assert.Equal(DType.Float32, (a * 2.5).DType);
    }

    [Fact]
    public void Differences_of_raw_bands_do_not_wrap_around()
    {
        var grid = new GridSpec(1, 2, Affine.Identity);
        var red = NDArray.From(grid, new ushort[] { 10, 300 }).ToLazy();
        var nir = NDArray.From(grid, new ushort[] { 4, 900 }).ToLazy();
        Assert.Equal(DType.Int32, (nir - red).DType);
        Assert.Equal([-6d, 600], (nir - red).Compute().ToDoubles());
        var index = ((nir - red) / (nir + red)).Compute();
        Assert.Equal(-6.0 / 14, index[0, 0], 1e-6);
    }

    [Fact]
    public void A_comparison_is_a_mask_with_0_where_a_cell_is_missing()
    {
        var a = Given.Grid("1 2 .\n4 5 6");
        Assert.Equal([0d, 0, 0, 1, 1, 1], (a > 3).Compute().ToDoubles());
        Assert.Equal([1d, 1, 0, 1, 0, 1], a.NotEqualTo(5).Compute().ToDoubles());
        Assert.Equal([0d, 1, 0, 1, 0, 0], ((a > 1) & (a < 5)).Compute().ToDoubles());
        Assert.Equal([0d, 0, 1, 0, 0, 0], a.IsMissing().Compute().ToDoubles());
        Assert.Equal(DType.UInt8, ((a > 1) | !(a < 5)).DType);
    }

    [Fact]
    public void Equality_compares_cells_and_Equals_arrays()
    {
        LazyArray a = Given.Grid("1 2 .\n4 5 6"), b = Given.Grid("1 3 .\n4 0 6");
        Assert.Equal([0d, 0, 0, 1, 0, 0], (a == 4).Compute().ToDoubles());
        Assert.Equal([1d, 1, 0, 0, 1, 1], (a != 4).Compute().ToDoubles());
        Assert.Equal([1d, 0, 0, 1, 0, 1], (a == b).Compute().ToDoubles());
        Assert.Equal([0d, 1, 0, 0, 1, 0], (a != b).Compute().ToDoubles());
        Assert.True(a.Equals(a) && !a.Equals(b) && a is not null);
    }

    [Fact]
    public void Classes_count_the_bounds_that_a_cell_reaches()
    {
        var classes = Given.Grid("1 2 .\n4 5 6").Classify(2, 4.5).Compute();
        Assert.Equal(DType.Float32, classes.DType);
        Assert.Equal([0d, 1, double.NaN, 1, 2, 2], classes.ToDoubles());
        var bytes = NDArray.From(new GridSpec(1, 4, Affine.Identity), new byte[] { 0, 7, 9, 255 }).ToLazy();
        Assert.Equal([0d, 0, 1, 1], bytes.Classify(8).Compute().ToDoubles());
        Assert.Contains("do not rise", Assert.Throws<ArgumentException>(() => bytes.Classify(2, 2)).Message);
        Assert.Throws<ArgumentException>(() => bytes.Classify());
    }

    [Fact]
    public void Values_of_different_rasters_combine()
    {
        var a = Given.Grid("1 2 .\n4 5 6");
        var b = NDArray.From(new GridSpec(1, 2, Affine.NorthUp(9, 9, 3, 3), Crs.FromEpsg(4326)), new ushort[] { 10, 20 }).ToLazy();
        Assert.Equal(15 - 3.6, (double)(b.Mean() - a.Mean()).Compute(), 1e-12);
        Assert.Equal(-9, (double)(a.Min() - b.Min()).Compute());
        Assert.Equal([1d], (b.Max() > a.Max()).Compute().ToDoubles());
        Assert.Throws<GridException>(() => a - b);
    }

    [Fact]
    public void Where_keeps_cells_under_the_mask()
    {
        var a = Given.Grid("1 2 .\n4 5 6");
        Assert.Equal([0d, 0, 0, 4, 5, 6], a.Where(a > 3, 0).Compute().ToDoubles());
        Assert.Equal([10d, 20, double.NaN, 4, 5, 6], a.Where(a > 3, a * 10).Compute().ToDoubles());
    }

    [Fact]
    public void Reductions_leave_missing_cells_out()
    {
        var a = Given.Grid("1 2 .\n4 5 6");
        Assert.Equal(3.6, (double)a.Mean().Compute(), 1e-15);
        Assert.Equal(18, (double)a.Sum().Compute());
        Assert.Equal(5, (double)a.Count().Compute());
        Assert.Equal(1, (double)a.Min().Compute());
        Assert.Equal(6, (double)a.Max().Compute());
        Assert.Equal(3.44, (double)a.Var().Compute(), 1e-12);
        Assert.Empty(a.Mean().Shape);
    }

    [Fact]
    public void A_reduction_combines_with_the_array_it_came_from()
    {
        var a = Given.Grid("1 2 3\n4 5 6");
        var normalised = ((a - a.Mean()) / a.Std()).Compute();
        Assert.Equal(DType.Float32, normalised.DType);
        Assert.Equal(-2.5 / Math.Sqrt(35.0 / 12), normalised[0, 0], 1e-6);
        Assert.Equal(0.0, normalised.ToDoubles().Sum(), 1e-6);
    }

    [Fact]
    public void Bands_are_reduced_apart_or_over_each_cell()
    {
        var cube = Given.Terrain<float>(20, 30, bands: 3, holes: 0.1);
        var lazy = cube.ToLazy((1, 7, 7));
        var perBand = lazy.Max(1, 2).Compute();
        Assert.Equal([3], perBand.Shape);
        var all = cube.ToDoubles();
        for (var band = 0; band < 3; band++)
            Assert.Equal(all.Skip(band * 600).Take(600).Where(v => !double.IsNaN(v)).Max(), perBand.Span<float>()[band]);
        var mean = lazy.Mean(0).Compute();
        Assert.Equal([20, 30], mean.Shape);
        for (var cell = 0; cell < 600; cell++)
        {
            var values = new[] { all[cell], all[cell + 600], all[cell + 1200] }.Where(v => !double.IsNaN(v)).ToArray();
            Assert.Equal(values.Length == 0 ? double.NaN : values.Average(), mean.Span<double>()[cell], 1e-9);
        }
    }

    [Fact]
    public void A_slice_carries_its_grid()
    {
        var whole = Given.Terrain<float>(50, 60);
        var part = whole.ToLazy(16)[10..30, 5..^5];
        Assert.Equal([20, 50], part.Shape);
        Assert.Equal((500_050, 4_999_900), part.Grid.Transform.ToCrs(0, 0));
        Assert.Equal(whole[13, 9], part.Compute()[3, 4]);
        var every = whole.ToLazy(16).Slice(.., 1.., .., 7, 3).Compute();
        Assert.Equal([7, 20], every.Shape);
        Assert.Equal(whole[1 + 2 * 7, 3 * 5], every[2, 5]);
        Assert.Equal(70, every.Grid.Transform.CellHeight);
    }

    [Fact]
    public void Bands_are_taken_by_number_and_name_and_stacked()
    {
        var cube = Given.Terrain<short>(9, 8, bands: 4);
        var lazy = NDArray.From(cube.Grid, cube.Span<short>().ToArray()).ToLazy(5);
        Assert.Equal(cube[2, 4, 4], lazy.Band(2).Compute()[4, 4]);
        var stacked = LazyArray.Stack(lazy.Band(3), lazy.Band(0)).Compute();
        Assert.Equal([2, 9, 8], stacked.Shape);
        Assert.Equal(cube[3, 1, 2], stacked[0, 1, 2]);
        Assert.Equal(cube[0, 1, 2], stacked[1, 1, 2]);
        Assert.Contains("No band is called 'red'", Assert.Throws<ArgumentException>(() => lazy.Band("red")).Message);
    }

    [Fact]
    public void Different_grids_are_refused_naming_both()
    {
        var error = Assert.Throws<GridException>(() => Given.Grid("1 2\n3 4") + Given.Grid("1 2\n3 4", cell: 2));
        Assert.Contains("2x2 cells of 1 ", error.Message);
        Assert.Contains("2x2 cells of 2 ", error.Message);
    }

    [Fact]
    public void A_cast_that_would_lose_a_value_is_an_error_that_says_what_to_do()
    {
        var a = Given.Grid("1 2.5\n. 300");
        Assert.Contains("Casting.Round", Assert.ThrowsAny<Exception>(() => Given.Grid("1 2.5").AsType(DType.Int16).Compute()).Message);
        Assert.Contains("nodata", Assert.ThrowsAny<Exception>(() => Given.Grid("1 .").AsType(DType.Int16).Compute()).Message);
        Assert.Contains("outside UInt8", Assert.ThrowsAny<Exception>(() => Given.Grid("1 300").AsType(DType.UInt8).Compute()).Message);
        Assert.Equal([1d, 2, 0, 255], a.AsType(DType.UInt8, Casting.Saturate, noData: 0).Compute().ToDoubles());
    }

    [Fact]
    public void A_cast_never_makes_a_valid_cell_missing()
    {
        var a = Given.Grid("0 7\n. 300");
        Assert.Contains("A valid cell of 0 would become 0",
            Assert.ThrowsAny<Exception>(() => a.AsType(DType.Int16, noData: 0).Compute()).Message);
        Assert.Contains("A valid cell of 300 would become 255",
            Assert.ThrowsAny<Exception>(() => a.AsType(DType.UInt8, Casting.Saturate, noData: 255).Compute()).Message);
        Assert.Equal([0d, 7, -1, 300], a.AsType(DType.Int16, noData: -1).Compute().ToDoubles());

        // Integers: what the old value marked is marked by the new one, in the same type and in others.
        var declared = NDArray.From(new GridSpec(1, 3, Affine.Identity), new byte[] { 0, 7, 9 }, noData: 0).ToLazy();
        foreach (var type in new[] { DType.UInt8, DType.Int16, DType.Int64 })
        {
            var other = declared.AsType(type, noData: 99);
            Assert.Equal((type, 99d), (other.DType, other.NoData));
            Assert.Equal([99d, 7, 9], other.Compute().ToDoubles());
            Assert.Contains("A valid cell of 7", Assert.ThrowsAny<Exception>(() => declared.AsType(type, noData: 7).Compute()).Message);
        }
        Assert.Equal([0d, 7, 9], declared.AsType(DType.Int32).Compute().ToDoubles());
    }

    [Fact]
    public void Several_arrays_are_computed_in_one_pass_that_reads_each_block_once()
    {
        var source = new CountingSource(Given.Terrain<float>(100, 130), new(1, 16, 16));
        var a = LazyArray.From(source, 10);
        var results = Engine.Compute(a + 1, a * 2, a[3..50, 4..99]);
        Assert.Equal(7 * 9, source.Reads.Count);
        Assert.All(source.Reads.Values, reads => Assert.Equal(1, reads));
        Assert.Equal(results[0][5, 5] - 1, results[1][5, 5] / 2, 1e-4);
    }
}
