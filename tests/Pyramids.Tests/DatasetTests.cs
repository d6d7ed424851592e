namespace Pyramids.Tests;

public sealed class DatasetTests
{
    [Fact]
    public void A_file_opens_by_its_header_alone()
    {
        using var dem = Dataset.ReadFile(Repository.Sample("jacksboro_geo.tif"));
        Assert.Equal([344, 403], dem.Shape);
        Assert.Equal((DType.Int16, 1, "GeoTIFF"), (dem.DType, dem.Bands, dem.Format));
        Assert.Equal(1.0 / 1200, dem.Grid.Transform.CellWidth, 1e-12);
    }

    [Fact]
    public void A_link_opens_what_it_leads_to()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (one, two) = (Path.Combine(folder.FullName, "one.tif"), Path.Combine(folder.FullName, "two.tif"));
            File.CreateSymbolicLink(one, Repository.Sample("olinda_dem_utm25s.tif"));
            File.CreateSymbolicLink(two, "one.tif");
            using var dem = Dataset.ReadFile(Repository.Sample("olinda_dem_utm25s.tif"));
            foreach (var path in new[] { one, two })
            {
                using var linked = Dataset.ReadFile(path);
                Assert.Equal("Pyramids, managed", linked.Reader);
                Assert.Equal(dem.ReadArray().ToDoubles(), linked.ReadArray().ToDoubles());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Eager_and_lazy_reads_hold_the_same_cells()
    {
        using var dem = Dataset.ReadFile(Repository.Sample("olinda_dem_utm25s.tif"));
        var eager = dem.ReadArray();
        foreach (var chunks in new Chunks[] { 7, 64, Chunks.Whole, Chunks.Auto })
            Assert.Equal(eager.ToDoubles(), dem.ReadArray(chunks).Compute().ToDoubles());
        Assert.Equal(eager.Grid, dem.Grid);
    }

    [Fact]
    public void A_window_of_one_band_of_many_reads()
    {
        using var scene = Dataset.ReadFile(Repository.Sample("L7_ETMs.tif"));
        var all = scene.ReadArray();
        var part = scene.ReadArray(64)[3, 100..200, 50..];
        Assert.Equal([100, scene.Grid.Columns - 50], part.Shape);
        Assert.Equal(all[3, 150, 60], part.Compute()[50, 10]);
    }

    [Fact]
    public void A_GeoTIFF_written_and_read_back_is_equal_and_lies_in_the_same_place()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            using var scene = Dataset.ReadFile(Repository.Sample("L7_ETMs.tif"));
            var path = Path.Combine(folder.FullName, "copy.tif");
            var report = scene.ToGeoTiff(path);
            using var copy = Dataset.ReadFile(path);
            Assert.Equal(scene.Shape, copy.Shape);
            Assert.Equal(scene.DType, copy.DType);
            Assert.True(scene.Grid.Matches(copy.Grid));
            Assert.Equal(scene.ReadArray().ToDoubles(), copy.ReadArray().ToDoubles());
            Assert.Equal(6L * 349 * 352, report.Cells);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Integers_with_nodata_are_floating_with_NaN_unless_asked_for_as_stored()
    {
        var stored = NDArray.From(new GridSpec(1, 3, Affine.Identity), new short[] { 5, -9999, 7 }, noData: -9999);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "holes.tif");
            stored.ToGeoTiff(path);
            using var dataset = Dataset.ReadFile(path);
            Assert.Equal(-9999, dataset.NoData);
            Assert.Equal(DType.Float32, dataset.ReadArray().DType);
            Assert.Equal([5, double.NaN, 7], dataset.ReadArray().ToDoubles());
            Assert.Equal([5, -9999d, 7], dataset.ReadArray(Chunks.Whole, masked: false).Compute().ToDoubles());
            Assert.Equal(6, (double)dataset.ReadArray(Chunks.Auto).Mean().Compute());
            var again = Path.Combine(folder.FullName, "again.tif");
            dataset.ReadArray(Chunks.Whole).ToGeoTiff(again);                // NaN turns back into the nodata value
            using var second = Dataset.ReadFile(again);
            Assert.Equal([5, -9999d, 7], second.ReadArray(Chunks.Whole, masked: false).Compute().ToDoubles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Cells_outside_a_mask_or_under_a_clear_alpha_are_missing()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gdal_translate"), "gdal_translate is not installed: apt-get install gdal-bin");
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var grid = new GridSpec(2, 3, Affine.NorthUp(0, 2, 1, 1));
            var values = NDArray.From(grid, new byte[] { 1, 2, 3, 4, 5, 6 }).ToLazy();
            var alpha = NDArray.From(grid, new byte[] { 255, 0, 255, 255, 255, 0 }).ToLazy();
            LazyArray.Stack(values, alpha).ToGeoTiff(Path.Combine(folder.FullName, "two.tif"));
            foreach (var arguments in new[] { new[] { "-b", "1", "-mask", "2" }, ["-colorinterp_2", "alpha"] })
            {
                var path = Path.Combine(folder.FullName, $"masked{arguments.Length}.tif");
                using var process = System.Diagnostics.Process.Start("/usr/bin/gdal_translate",
                    [.. arguments, "-q", "--config", "GDAL_TIFF_INTERNAL_MASK", "YES", Path.Combine(folder.FullName, "two.tif"), path]);
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                using var dataset = Dataset.ReadFile(path);
                Assert.Equal([1, double.NaN, 3, 4, 5, double.NaN], dataset.ReadArray().ToDoubles()[..6]);
                Assert.Equal([1, 2, 3, 4, 5, 6d], dataset.ReadArray(1, masked: false).Compute().ToDoubles()[..6]);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_missing_file_is_named()
        => Assert.Contains("'nowhere.tif'", Assert.Throws<FileNotFoundException>(() => Dataset.ReadFile("nowhere.tif")).Message);

    [Fact]
    public void The_page_s_lines_about_lazy_arrays_have_their_twins()
    {
        using var dataset = Dataset.ReadFile(Repository.Sample("L7_ETMs.tif"));
        var lazy = dataset.ReadArray(chunks: (1, 128, 128));
        Assert.True(lazy.IsLazy());
        Assert.InRange((double)lazy.Mean().Compute(), 1, 255);
        Assert.Equal([6], lazy.Max(1, 2).Compute().Shape);
        var normalised = (lazy - lazy.Mean()) / lazy.Std();
        Assert.Equal(0, (double)normalised.Mean().Compute(), 1e-6);
        var mask = lazy > 100;
        var masked = lazy.Where(mask, other: 0);
        Assert.Equal(0, (double)masked.Min().Compute());
        var rechunked = lazy.Rechunk((1, 256, 256));
        Assert.Equal(256, rechunked.Chunks.Rows.Size);
        var persisted = lazy.Persist();
        Assert.Equal(lazy.Compute().ToDoubles(), persisted.AsNDArray().ToDoubles());
    }

    [Fact]
    public void A_plan_is_explained_before_a_cell_is_read()
    {
        using var dataset = Dataset.ReadFile(Repository.Sample("L7_ETMs.tif"));
        var lazy = dataset.ReadArray(64);
        var report = ((lazy - lazy.Mean()) / lazy.Std()).Explain();
        Assert.Equal(2, report.Passes.Count);
        Assert.InRange(report.PeakBytes, 1, report.BudgetBytes);
        Assert.Contains("L7_ETMs.tif", report.ToString());
        Assert.Contains(((lazy - lazy.Mean()) / lazy.Std()).Graph().Nodes, node => node.Operation == "std");
    }
}
