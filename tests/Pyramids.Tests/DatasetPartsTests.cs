namespace Pyramids.Tests;

/// <summary>What a file holds beside its main cells: pages, palettes, overviews, control points.</summary>
public sealed class DatasetPartsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pyramids-parts-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Dataset Open(HandMadeTiff tiff)
    {
        var path = Path.Combine(folder, "x.tif");
        File.WriteAllBytes(path, tiff.Bytes());
        return Dataset.ReadFile(path);
    }

    [Fact]
    public void Pages_are_datasets_with_grids_of_their_own()
    {
        var tiff = HandMadeTiff.Grey(2, 3, [1, 2, 3, 4, 5, 6]);
        tiff.Directory().Long(TiffTag.NewSubfileType, 2).Short(TiffTag.ImageWidth, 2).Short(TiffTag.ImageLength, 1)
            .Short(TiffTag.BitsPerSample, 8)
            .Long(TiffTag.StripOffsets, tiff.Data([8, 9])).Long(TiffTag.StripByteCounts, 2);
        using var dataset = Open(tiff);
        var page = Assert.Single(dataset.Pages);
        Assert.Equal([8, 9], page.ReadArray().ToDoubles());
        Assert.EndsWith("x.tif page 2", page.Path);
        Assert.Contains(("pages", "2"), dataset.Facts);
        Assert.Equal([1, 2, 3, 4, 5, 6], dataset.ReadArray().ToDoubles());
    }

    [Fact]
    public void A_palette_gives_colours_on_request()
    {
        var map = new long[768];
        (map[1], map[256 + 1], map[512 + 1], map[2]) = (0xFF00, 0x8000, 0x4000, 0xFFFF);
        using var dataset = Open(HandMadeTiff.Grey(1, 2, [1, 2]).Short(TiffTag.PhotometricInterpretation, 3).Short(TiffTag.ColorMap, map));
        Assert.True(dataset.HasPalette);
        Assert.Equal([1, 2], dataset.ReadArray().ToDoubles());
        var colours = dataset.ReadColours(Chunks.Auto);
        Assert.Equal(["red", "green", "blue"], colours.BandNames);
        Assert.Equal([255, 255, 128, 0, 64, 0], colours.Compute().ToDoubles());
        using var grey = Open(HandMadeTiff.Grey(1, 2, [1, 2]));
        Assert.Contains("has no colour table", Assert.Throws<InvalidOperationException>(() => grey.ReadColours(Chunks.Auto)).Message);
    }

    [Fact]
    public void The_coarsest_resolution_that_is_fine_enough_is_read()
    {
        var path = Path.Combine(folder, "cog.tif");
        Given.Terrain<float>(1000, 1200, cell: 10).ToCog(path, new() { BlockSize = 128, NoData = -1 });
        using var dataset = Dataset.ReadFile(path);
        Assert.Equal(4, dataset.Overviews.Count);
        Assert.Equal([10d, 10, 20, 20, 40, 80, 160],
            new[] { 5, 19.9, 20, 39, 79, 80, 1e9 }.Select(size => dataset.ReadAtResolution(size, Chunks.Auto).Grid.Transform.CellWidth));
        Assert.Equal(dataset.ReadOverview(1, Chunks.Auto).Compute().ToDoubles(), dataset.ReadAtResolution(40, 100).Compute().ToDoubles());
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ReadOverview(4, Chunks.Auto));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ReadAtResolution(double.NaN, Chunks.Auto));
    }

    [Fact]
    public void A_much_coarser_grid_is_filled_from_an_overview()
    {
        var path = Path.Combine(folder, "cog.tif");
        Given.Terrain<float>(1000, 1200, cell: 10).ToCog(path, new() { BlockSize = 128, NoData = -1 });
        using var dataset = Dataset.ReadFile(path);
        var grid = Coarser(dataset.Grid, 90);
        foreach (var resampling in new[] { Resampling.Nearest, Resampling.Average, Resampling.Bilinear })
        {
            var expected = dataset.ReadOverview(2, Chunks.Auto).AlignTo(grid, resampling).Compute().ToDoubles();
            Assert.Equal(expected, dataset.AlignTo(grid, resampling).ToDoubles());
            Assert.Equal(expected, dataset.AlignTo(grid, resampling, 64).Compute().ToDoubles());
        }
        Assert.InRange(dataset.AlignTo(grid, Resampling.Nearest, Chunks.Auto).Explain().StoredBytes, 1, 4 * 125 * 150);

        var near = Coarser(dataset.Grid, 15);
        Assert.Equal(dataset.ReadArray(Chunks.Auto).AlignTo(near, Resampling.Bilinear).Compute().ToDoubles(),
            dataset.AlignTo(near, Resampling.Bilinear).ToDoubles());

        static GridSpec Coarser(GridSpec grid, double cell)
            => new((int)(grid.Rows * 10 / cell), (int)(grid.Columns * 10 / cell),
                grid.Transform with { XPerColumn = cell, YPerRow = -cell }, grid.Crs);
    }

    [Fact]
    public void A_window_is_the_slice_of_the_whole()
    {
        var path = Path.Combine(folder, "window.tif");
        Given.Terrain<float>(300, 260, bands: 2, holes: 0.1).ToGeoTiff(path, new() { BlockSize = 64 });
        using var dataset = Dataset.ReadFile(path);
        foreach (var (row, column, rows, columns) in ((int, int, int, int)[])[(64, 64, 128, 128), (3, 5, 200, 77), (299, 259, 1, 1),
            (0, 0, 300, 260)])
        {
            var slice = dataset.ReadArray(100)[.., row..(row + rows), column..(column + columns)];
            var window = dataset.ReadWindow(row, column, rows, columns, 50);
            Assert.Equal(slice.Grid, window.Grid);
            Assert.Equal(slice.Compute().ToDoubles(), window.Compute().ToDoubles());
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ReadWindow(290, 0, 20, 5, 50));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ReadWindow(0, 0, 0, 5, 50));
    }

    [Fact]
    public void A_raster_of_control_points_has_cells_of_no_system_and_points_of_one()
    {
        long[] geographic = [1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326];
        using var points = Open(HandMadeTiff.Grey(1, 2, [1, 2]).Short(TiffTag.GeoKeyDirectory, geographic).Double(TiffTag.ModelTiepoint, 0,
            0, 0, 10, 20, 5, 2, 1, 0, 30, 40, 6));
        Assert.Null(points.Grid.Crs);
        Assert.Equal(Crs.FromEpsg(4326), points.ControlPointCrs);
        Assert.Contains(points.Facts,
            fact => fact is { Name: "georeference", Value: "2 ground control points in EPSG:4326; no transform" });
        using var plain = Open(HandMadeTiff.Grey(1, 2, [1, 2]).Short(TiffTag.GeoKeyDirectory, geographic));
        Assert.Equal(Crs.FromEpsg(4326), plain.Grid.Crs);
        Assert.Null(plain.ControlPointCrs);
    }

    [Fact]
    public void Control_points_and_rational_polynomials_are_reported()
    {
        var numbers = Enumerable.Range(0, 92).Select(i => i + 0.5).ToArray();
        using var dataset = Open(HandMadeTiff.Grey(1, 2, [1, 2]).Double(TiffTag.ModelTiepoint, 0, 0, 0, 10, 20, 5, 2, 1, 0, 30, 40, 6)
            .Double(TiffTag.RpcCoefficients, numbers));
        Assert.Equal([new(0, 0, 10, 20, 5), new(2, 1, 30, 40, 6)], dataset.ControlPoints);
        Assert.Contains(dataset.Facts,
            fact => fact.Name == "rational polynomial coefficients" && fact.Value.StartsWith("0.5, 1.5, 2.5", StringComparison.Ordinal));
    }
}
