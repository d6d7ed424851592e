using System.Globalization;
using System.Runtime.InteropServices;

namespace Pyramids.Tests;

public sealed class WarpTests
{
    private const double Missing = double.NaN;

    private const string Gdalwarp = """
        import sys
        from osgeo import gdal
        gdal.UseExceptions()
        source, out, method, crs, bounds, size = sys.argv[1:7]
        options = dict(format='MEM', resampleAlg=method, errorThreshold=0, outputType=gdal.GDT_Float64, dstNodata=float('nan'), warpOptions=sys.argv[7:])
        if crs: options['dstSRS'] = crs
        if bounds:
            options['outputBounds'] = [float(x) for x in bounds.split()]
            options['width'], options['height'] = (int(x) for x in size.split())
        warped = gdal.Warp('', source, **options)
        t = warped.GetGeoTransform()
        print(warped.RasterXSize, warped.RasterYSize, *(repr(x) for x in t))
        warped.ReadAsArray().astype('<f8').tofile(out)
        """;

    [Fact]
    public void Nearest_takes_the_cell_under_the_middle_and_keeps_the_type()
    {
        var a = NDArray.From(new GridSpec(2, 3, Affine.NorthUp(0, 20, 10, 10)), new short[] { 1, 2, 3, 4, 5, 6 }).ToLazy();
        var finer = a.AlignTo(new GridSpec(4, 6, Affine.NorthUp(0, 20, 5, 5)));
        Assert.Equal(DType.Int16, finer.DType);
        Assert.Equal([1d, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 4, 4, 5, 5, 6, 6], finer.Compute().ToDoubles());
        var beyond = a.AlignTo(new GridSpec(1, 3, Affine.NorthUp(-10, 20, 10, 10)));
        Assert.Equal(DType.Float32, beyond.DType);
        Assert.Equal([Missing, 1, 2], beyond.Compute().ToDoubles());
        var filled = a.AlignTo(new GridSpec(1, 3, Affine.NorthUp(-10, 20, 10, 10)), outside: -1);
        Assert.Equal(DType.Int16, filled.DType);
        Assert.Equal([-1d, 1, 2], filled.Compute().ToDoubles());
    }

    [Fact]
    public void Weights_of_missing_cells_are_given_to_the_others()
    {
        var a = Given.Grid("1 . 3\n4 5 6", cell: 10);
        GridSpec At(double x, double y) => new(1, 1, Affine.NorthUp(x - 1, y + 1, 2, 2));
        double Bilinear(double x, double y) => a.AlignTo(At(x, y), Resampling.Bilinear).Compute()[0, 0];
        Assert.Equal((4 + 5) / 2.0, Bilinear(10, 5), 1e-6);
        Assert.Equal((1 + 4 + 5) / 3.0, Bilinear(10, 10 - 1e-6), 1e-6);
        Assert.Equal(Missing, Bilinear(11, 11));                                    // the cell under the middle is missing
        Assert.Equal(1, Bilinear(1, 19), 1e-6);                                     // half a cell beyond the outermost middle
        Assert.Equal(Missing, Bilinear(-1, 10));
        Assert.Equal((1 + 3 + 4 + 5 + 6) / 5.0,
            a.AlignTo(new GridSpec(1, 1, Affine.NorthUp(0, 20, 30, 20)), Resampling.Average).Compute()[0, 0], 1e-6);
        // Half of 1, a quarter each of 4 and 5; the other half of the upper row is missing.
        Assert.Equal((0.5 * 1 + 0.25 * 4 + 0.25 * 5) / 1,
            a.AlignTo(new GridSpec(1, 1, Affine.NorthUp(5, 20, 10, 15)), Resampling.Average).Compute()[0, 0], 1e-6);
    }

    [Theory, InlineData(5), InlineData(45), InlineData(70)]
    public void Cells_of_a_turned_grid_are_neither_blurred_nor_thinned(double degrees)
    {
        var (cos, sin) = (Math.Cos(degrees * Math.PI / 180), Math.Sin(degrees * Math.PI / 180));
        GridSpec Turned(double side) => new(6, 6, new Affine(15, side * cos, side * sin, 30, side * sin, -side * cos));
        var random = new Random(7);
        var cells = Enumerable.Range(0, 3600).Select(_ => random.NextDouble()).ToArray();
        var noise = NDArray.From(new GridSpec(60, 60, Affine.NorthUp(0, 60, 1, 1)), cells).ToLazy(17);
        // Cells of the same size: plainly from the four around a position.
        var map = CellMap.Between(Turned(1), noise.Grid);
        var same = noise.AlignTo(Turned(1), Resampling.Bilinear).Compute();
        for (var i = 0; i < 36; i++)
        {
            var (x, y) = map.At(i % 6 + 0.5, i / 6 + 0.5);
            int c = (int)Math.Floor(x - 0.5), r = (int)Math.Floor(y - 0.5);
            double right = x - 0.5 - c, below = y - 0.5 - r;
            double At(int row, int column) => cells[row * 60 + column];
            Assert.Equal((At(r, c) * (1 - right) + At(r, c + 1) * right) * (1 - below)
                + (At(r + 1, c) * (1 - right) + At(r + 1, c + 1) * right) * below,
                same[i / 6, i % 6], 1e-9);
        }
        // Stripes of 1 and 0: a cell of four by four holds as many of both, give or take a few, however it lies.
        var stripes = NDArray.From(noise.Grid, Enumerable.Range(0, 3600).Select(i => (double)(i % 2)).ToArray()).ToLazy(17);
        Assert.All(stripes.AlignTo(Turned(4), Resampling.Average).Compute().ToDoubles(), share => Assert.InRange(share, 0.37, 0.63));
    }

    [Fact]
    public void Means_over_the_seam_of_a_raster_around_the_earth_take_cells_beside_it()
    {
        var longitudes = NDArray.From(new GridSpec(60, 720, Affine.NorthUp(-180, -60, 0.5, 0.5), Crs.FromEpsg(4326)),
            Enumerable.Range(0, 60 * 720).Select(i => Math.Abs(i % 720 - 359.5)).ToArray()).ToLazy(64);
        var grid = new GridSpec(120, 120, Affine.NorthUp(-2_105_000, 2_100_000, 35_000, 35_000), Crs.FromEpsg(3031));
        var (means, nearest) = (longitudes.Warp(grid, Resampling.Average).Compute(), longitudes.Warp(grid).Compute());
        for (var row = 0; row < 50; row++)
            for (var column = 0; column < 120; column++)
                Assert.InRange(means[row, column], nearest[row, column] - 6, nearest[row, column] + 6);
        for (var row = 70; row < 120; row++)                                  // the seam runs down column 60
            for (var column = 55; column < 66; column++)
                Assert.InRange(means[row, column], nearest[row, column] - 6, nearest[row, column] + 6);
    }

    [Theory, InlineData("Sinusoidal", 0.70710678), InlineData("Mollweide", 0.65), InlineData("Equal_Earth", 0.8)]
    public void Beyond_the_outline_of_a_map_of_the_Earth_nothing_lies(string method, double share)
    {
        var crs = method == "Equal_Earth" ? Crs.FromEpsg(8857) : Crs.FromUserInput(
            $"""PROJCS["world",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["{method}"],PARAMETER["central_meridian",0],UNIT["metre",1]]""");
        var earth = NDArray.From(new GridSpec(180, 360, Affine.NorthUp(-180, 90, 1, 1), Crs.FromEpsg(4326)),
            Enumerable.Repeat(1f, 180 * 360).ToArray()).ToLazy();
        var map = earth.Warp(crs);
        var cells = map.Compute();
        var (rows, columns) = (map.Grid.Rows, map.Grid.Columns);
        foreach (var row in new[] { 1, rows - 2 })
            foreach (var column in new[] { 1, columns - 2 }) Assert.Equal(double.NaN, cells[row, column]);
        Assert.Equal(1, cells[rows / 2, 2]);
        Assert.InRange(cells.ToDoubles().Count(value => value == 1) / (double)cells.Count, share - 0.15, share + 0.15);
    }

    [Fact]
    public void A_plane_stays_a_plane()
    {
        var cells = new double[40 * 50];
        for (var i = 0; i < cells.Length; i++) cells[i] = 3 * (i % 50 + 0.5) - 2 * (i / 50 + 0.5);
        var plane = NDArray.From(new GridSpec(40, 50, Affine.NorthUp(0, 40, 1, 1)), cells).ToLazy(7);
        foreach (var method in new[] { Resampling.Bilinear, Resampling.Cubic })
            foreach (var size in new[] { 0.3, 1, 2.5 })
            {
                var there = plane.AlignTo(new GridSpec(5, 6, Affine.NorthUp(12.3, 28.7, size, size)), method).Compute();
                for (var r = 0; r < 5; r++)
                    for (var c = 0; c < 6; c++)
                        Assert.Equal(3 * (12.3 + (c + 0.5) * size) - 2 * (40 - 28.7 + (r + 0.5) * size), there[r, c],
                            size > 1 ? 0.03 : 1e-9);
            }
    }

    [Fact]
    public void The_same_grid_gives_the_same_cells()
    {
        var cells = Given.Terrain<float>(50, 60, holes: 0.1, cell: 0.1);
        foreach (var method in Enum.GetValues<Resampling>())
        {
            Assert.Equal(cells.ToDoubles(), cells.ToLazy(16).AlignTo(cells.Grid, method).Compute().ToDoubles());
            Assert.Equal(cells.ToLazy()[7..30, 11..].Compute().ToDoubles(),
                cells.ToLazy(16).AlignTo(cells.Grid.Crop(7, 11, 23, 49), method).Compute().ToDoubles());
        }
    }

    [Fact]
    public void Grids_that_differ_are_refused_naming_both_and_what_makes_them_match()
    {
        var utm = NDArray.From(new GridSpec(2, 2, Affine.NorthUp(500_000, 5_000_000, 30, 30), Crs.FromEpsg(32633)), new float[4]).ToLazy();
        var coarse = NDArray.From(new GridSpec(1, 1, Affine.NorthUp(500_000, 5_000_000, 60, 60), Crs.FromEpsg(32633)), new float[1])
            .ToLazy();
        var degrees = NDArray.From(new GridSpec(2, 2, Affine.NorthUp(15, 45, 0.1, 0.1), Crs.FromEpsg(4326)), new float[4]).ToLazy();
        var bare = NDArray.From(new GridSpec(2, 2, Affine.NorthUp(15, 45, 0.1, 0.1)), new float[4]).ToLazy();
        Assert.EndsWith("Use AlignTo first.", Assert.Throws<GridException>(() => utm + coarse).Message);
        var error = Assert.Throws<GridException>(() => utm + degrees);
        Assert.Contains("EPSG:32633, and 2x2", error.Message);
        Assert.EndsWith("EPSG:4326. Use Warp first.", error.Message);
        Assert.Equal([2, 2], (utm + coarse.AlignTo(utm)).Shape);
        Assert.Contains("Use Warp to bring one into the other's CRS", Assert.Throws<GridException>(() => utm.AlignTo(degrees)).Message);
        Assert.Contains("Both grids need a CRS", Assert.Throws<GridException>(() => utm.Warp(bare.Grid)).Message);
        Assert.Contains("A raster without a CRS", Assert.Throws<GridException>(() => bare.Warp("EPSG:3857")).Message);
        Assert.Contains("goes with integers and Nearest", Assert.Throws<ArgumentException>(() => utm.AlignTo(coarse, outside: 0)).Message);
        Assert.Contains("no place in EPSG:32633", Assert.Throws<GridException>(() => NDArray.From(
            new GridSpec(1, 1, Affine.NorthUp(0, 95, 1, 1), Crs.FromEpsg(4326)), new float[1]).ToLazy().Warp("EPSG:32633")).Message);
        Assert.Contains("Use Resampling.Average",
            Assert.Throws<GridException>(() => NDArray.From(new GridSpec(5000, 5000, Affine.NorthUp(0, 0, 1, 1)), new byte[25_000_000])
                .ToLazy().AlignTo(new GridSpec(1, 1, Affine.NorthUp(0, 0, 5000, 5000)), Resampling.Bilinear)).Message);
    }

    [Fact]
    public void Only_the_cells_that_are_needed_are_read()
    {
        using var small = Engine.Configure(threads: 1, memory: "4MiB");
        var source = new CountingSource(Given.Terrain<float>(1024, 1024), new(1, 32, 32));
        LazyArray.From(source, 32)
            .AlignTo(new GridSpec(20, 20, Affine.NorthUp(500_000 + 64 * 10, 5_000_000 - 64 * 10, 7, 7)), Resampling.Bilinear).Compute();
        Assert.InRange(source.Reads.Count, 1, 1024 / 10);
        Assert.All(source.Reads.Values, reads => Assert.Equal(1, reads));
    }

    [Theory, InlineData(Resampling.Nearest), InlineData(Resampling.Bilinear), InlineData(Resampling.Average)]
    public void A_warp_takes_no_more_memory_than_was_foreseen(Resampling resampling)
    {
        using var folder = new Folder();
        var grid = new GridSpec(1500, 1700, Affine.NorthUp(300_000, 5_500_000, 100, 100), Crs.FromEpsg(32633));
        NDArray.From(grid, Given.Terrain<float>(1500, 1700).Span<float>().ToArray()).ToGeoTiff(folder.Source, new() { BlockSize = 128 });
        using var small = Engine.Configure(threads: 2, memory: "12MiB");
        using var source = Dataset.ReadFile(folder.Source);
        var report = (source.ReadArray(chunks: Chunks.Auto) + 1).Warp("EPSG:4326", resampling).ToGeoTiff(folder.Source + "f");
        Assert.InRange(report.PeakBytes, 1, report.ProjectedBytes);
        Assert.InRange(report.ProjectedBytes, 1, 12 << 20);
    }

    public static TheoryData<string, string, double, double, double, double> Aligned => new()
    {
        { "near", "Nearest", 0.7, 3, 5, 1 }, { "bilinear", "Bilinear", 0.7, 3, 5, 1 }, { "cubic", "Cubic", 0.7, 3, 5, 1 },
        { "bilinear", "Bilinear", 2.5, 3.2, 5.9,
            1 }, { "cubic", "Cubic", 3, 0, 0, 1 }, { "average", "Average", 2.5, 3.2, 5.9, 1 }, { "average", "Average", 0.4, 3.2, 5.9, 1 },
        { "near", "Nearest", 4, 0.5, 0.25, 1 }, { "bilinear", "Bilinear", 1, 0.5, 0.25, 1 }, { "bilinear", "Bilinear", 1,
            -20.5, -10.25, 1 },
    };

    [Theory, MemberData(nameof(Aligned))]
    public void Aligned_cells_equal_those_of_gdalwarp(string gdal, string method, double size, double left, double top, double tolerance)
    {
        using var folder = new Folder();
        var cells = Source(new GridSpec(90, 120, Affine.NorthUp(500_000, 5_000_000, 10, 10), Crs.FromEpsg(32633)), folder);
        var grid = new GridSpec(25, 30, Affine.NorthUp(500_000 + left * 10, 5_000_000 - top * 10, size * 10, size * 10),
            Crs.FromEpsg(32633));
        var scale = (1 / Math.Max(1, size)).ToString("R", CultureInfo.InvariantCulture);
        var (_, expected) = folder.Warp(gdal, "", grid, $"XSCALE={scale}", $"YSCALE={scale}");
        Compare(expected, cells.AlignTo(grid, Enum.Parse<Resampling>(method)), cells, 1e-4 * tolerance);
    }

    public static TheoryData<int, int, double, double, double> Ways => new()
    {
        // from, to, west or left, north or top, cell
        { 4326, 32633, 12, 50, 0.02 }, { 4326, 3857, 12, 50, 0.02 }, { 4326, 3035, 12, 50, 0.02 }, { 4326, 3034, 12, 50, 0.02 }, { 4269,
            5070, -100, 42, 0.02 },
        { 32633, 4326, 300_000, 5_500_000, 1000 }, { 32633, 32634, 300_000, 5_500_000, 1000 }, { 3857, 32633, 1_300_000, 6_400_000, 1000 },
        { 3413, 4326, -2_000_000, -1_000_000, 5000 }, { 4326, 3413, -60, 80, 0.1 }, { 3031, 3857, 500_000, 1_500_000, 5000 },
    };

    [Theory, MemberData(nameof(Ways))]
    public void Warped_cells_and_grids_equal_those_of_gdalwarp(int from, int to, double left, double top, double cell)
    {
        using var folder = new Folder();
        var cells = Source(new GridSpec(130, 150, Affine.NorthUp(left, top, cell, cell), Crs.FromEpsg(from)), folder);
        var (grid, _) = folder.Warp("near", $"EPSG:{to}", null);
        var ours = cells.Warp(Crs.FromEpsg(to));
        Assert.Equal((grid.Columns, grid.Rows), (ours.Grid.Columns, ours.Grid.Rows));
        foreach (var (a, b) in grid.Transform.ToGeoTransform().Zip(ours.Grid.Transform.ToGeoTransform()))
            Assert.Equal(a, b, 1e-9 * Math.Max(1, Math.Abs(a)));
        Compare(folder.Warp("near", $"EPSG:{to}", ours.Grid).Cells, ours, cells, 0);
        // Larger cells, and a box that leaves the source on one side.
        var (t, width) = (ours.Grid.Transform, ours.Grid.Transform.CellWidth);
        var smaller = new GridSpec(60, 70, Affine.NorthUp(t.OriginX + 20.3 * width, t.OriginY - 11.1 * width, 0.9 * width, 0.9 * width),
            Crs.FromEpsg(to));
        foreach (var (gdal, method) in new[] { ("near", Resampling.Nearest), ("bilinear", Resampling.Bilinear),
            ("cubic", Resampling.Cubic) })
        {
            var (columns, rows) = CellMap.Between(smaller, cells.Grid).Scale();
            string Scale(double size) => (1 / Math.Max(1, size)).ToString("R", CultureInfo.InvariantCulture);
            Compare(folder.Warp(gdal, $"EPSG:{to}", smaller, $"XSCALE={Scale(columns)}", $"YSCALE={Scale(rows)}").Cells,
                cells.Warp(smaller, method), cells, 0.08);
        }
    }

    [Fact]
    public void A_raster_around_a_pole_is_warped_over_the_antimeridian_as_gdalwarp_does()
    {
        using var folder = new Folder();
        var cells = Source(new GridSpec(60, 720, Affine.NorthUp(-180, -60, 0.5, 0.5), Crs.FromEpsg(4326)), folder);
        var grid = new GridSpec(120, 120, Affine.NorthUp(-2_100_000, 2_100_000, 35_000, 35_000), Crs.FromEpsg(3031));
        var warped = cells.Rechunk(64).Warp(grid);
        Compare(folder.Warp("near", "EPSG:3031", grid).Cells, warped, cells, 0);
        // no seam and no hole at the pole
        Assert.Equal(120 * 120, Engine.Compute(cells.FillMissing(1).Warp(grid).IsNaN().EqualTo(0).Sum())[0].Value);
    }

    [Fact]
    public void A_raster_across_the_antimeridian_goes_on_beyond_180_degrees()
    {
        var utm = NDArray.From(new GridSpec(100, 100, Affine.NorthUp(600_000, 7_000_000, 2000, 2000), Crs.FromEpsg(32660)),
            Enumerable.Range(0, 10_000).Select(i => (float)i).ToArray()).ToLazy();
        var degrees = utm.Warp("EPSG:4326", Resampling.Bilinear);
        Assert.InRange(degrees.Grid.Extent.MinX, 170, 180);
        Assert.InRange(degrees.Grid.Extent.MaxX, 180, 190);
        Assert.InRange(degrees.Compute().ToDoubles().Count(value => !double.IsNaN(value)), 8_000, 40_000);
        var there = Source(degrees.Grid.Crop(0, 0, degrees.Grid.Rows, degrees.Grid.Columns), null).Warp(utm.Grid).Compute();
        Assert.True(there.ToDoubles().Count(value => !double.IsNaN(value)) > 8_000);
    }

    [Fact]
    public void A_raster_with_a_pole_inside_reaches_around_the_earth()
    {
        var polar = NDArray.From(new GridSpec(100, 100, Affine.NorthUp(-2_500_000, 2_500_000, 50_000, 50_000), Crs.FromEpsg(3413)),
            new float[10_000]).ToLazy();
        var extent = polar.Warp("EPSG:4326").Grid.Extent;
        Assert.Equal(-180, extent.MinX);
        Assert.Equal(180, extent.MaxX, 1e-9);
        Assert.Equal(90, extent.MaxY, 1e-9);
        Assert.InRange(extent.MinY, 55, 70);
    }

    [Fact]
    public void A_dataset_is_warped_now_and_is_lazy_when_chunks_are_given()
    {
        using var dem = Dataset.ReadFile(Repository.Sample("jacksboro_geo.tif"));
        var mollweide = dem.Warp("ESRI:54009", Resampling.Bilinear);
        Assert.Equal("ESRI:54009", mollweide.Grid.Crs!.ToString());
        Assert.Equal(dem.ReadArray(50).Warp("ESRI:54009", Resampling.Bilinear).Compute().ToDoubles(), mollweide.ToDoubles());
        Assert.Equal(mollweide.ToDoubles(), dem.Warp(mollweide.Grid, Resampling.Bilinear).ToDoubles());
        LazyArray coarse = dem.Warp("EPSG:32616", cell: (500, 400), chunks: 64);
        Assert.Equal((500, 400), (coarse.Grid.Transform.CellWidth, coarse.Grid.Transform.CellHeight));
        Assert.Equal(dem.Warp("EPSG:32616", cell: (500, 400)).ToDoubles(), coarse.Compute().ToDoubles());
        Assert.Equal(coarse.Compute().ToDoubles(), dem.Warp(coarse.Grid, chunks: 30).Compute().ToDoubles());
    }

    /// <summary>Sizes are those of <c>gdalwarp -t_srs EPSG:4326</c>, GDAL 3.6: by the diagonal of the corners, or of
    /// the whole where they share a latitude.</summary>
    [Theory]
    [InlineData(3413, 304, 448, -3_850_000, 5_850_000, 25_000, 1093, 179)]
    [InlineData(3031, 316, 332, -3_950_000, 4_350_000, 25_000, 931, 131)]
    [InlineData(3031, 400, 400, 0, 0, 5000, 1482, 105)]
    [InlineData(3571, 400, 400, -1_000_000, 1_000_000, 5000, 565, 20)]
    [InlineData(3413, 600, 500, -600_000, -1_000_000, 2000, 999, 160)]
    public void A_polar_raster_gets_as_many_cells_as_from_gdalwarp(int epsg, int columns, int rows, double x, double y, double cell,
        int newColumns, int newRows)
    {
        var grid = ReprojectedGrid.Of(new(rows, columns, Affine.NorthUp(x, y, cell, cell), Crs.FromEpsg(epsg)),
            Crs.FromEpsg(4326), null, null);
        Assert.Equal((newColumns, newRows), (grid.Columns, grid.Rows));
    }

    [Fact]
    public void Positions_are_within_the_stated_error_and_inside_their_bounds()
    {
        var source = new GridSpec(4000, 4000, Affine.NorthUp(200_000, 5_600_000, 30, 30), Crs.FromEpsg(32633));
        var target = ReprojectedGrid.Of(source, Crs.FromEpsg(4326), null, null);
        var map = CellMap.Between(target, source);
        var random = new Random(5);
        double[] x = new double[97], y = new double[97];
        var worst = 0.0;
        for (var i = 0; i < 200; i++)
        {
            var window = new Window(random.Next(target.Rows - 20), random.Next(target.Columns - 97), 1 + random.Next(20), 97);
            var bounds = map.Bounds(window);
            var row = window.Row + random.Next(window.Rows);
            map.Positions(row, window.Column, 0.5, 0.5, x, y);
            for (var c = 0; c < 97; c++)
            {
                var (trueX, trueY) = map.At(window.Column + c + 0.5, row + 0.5);
                worst = Math.Max(worst, Math.Max(Math.Abs(x[c] - trueX), Math.Abs(y[c] - trueY)));
                Assert.InRange(x[c], bounds.Left - 1e-9, bounds.Right + 1e-9);
                Assert.InRange(y[c], bounds.Top - 1e-9, bounds.Bottom + 1e-9);
            }
            Assert.True(bounds.Right - bounds.Left < 160 && bounds.Bottom - bounds.Top < 160, $"{window} needs {bounds}");
        }
        Assert.InRange(worst, 0, CellMap.Tolerance);
    }

    /// <summary>Hills with holes; as a file when a folder is given.</summary>
    private static LazyArray Source(GridSpec grid, Folder? folder)
    {
        var cells = Given.Terrain<float>(grid.Rows, grid.Columns, holes: 0.03).Span<float>().ToArray();
        var array = NDArray.From(grid, cells, double.NaN);
        if (folder is not null) array.ToGeoTiff(folder.Source);
        return array.ToLazy(37);
    }

    /// <summary>Equal cells, but where a position is so near a border that it may fall on either side.</summary>
    private static void Compare(double[] expected, LazyArray actual, LazyArray source, double tolerance)
    {
        var ours = actual.Compute();
        var map = CellMap.Between(actual.Grid, source.Grid);
        Assert.Equal(expected.Length, ours.Count);
        int valid = 0, near = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            int row = i / actual.Grid.Columns, column = i % actual.Grid.Columns;
            var value = ours[row, column];
            if (!double.IsNaN(value)) valid++;
            if (double.IsNaN(expected[i]) == double.IsNaN(value)
                && !(Math.Abs(expected[i] - value) > tolerance * Math.Max(1, Math.Abs(expected[i]) / 50)))
                continue;
            var (x, y) = map.At(column + 0.5, row + 0.5);
            near++;
            Assert.True(IsNearBorder(x) || IsNearBorder(y), $"Cell [{row}, {column}] at {x}, {y} is {value}; gdalwarp has {expected[i]}");
        }
        Assert.True(valid > expected.Length / 20, $"only {valid} of {expected.Length} cells are valid");
        Assert.True(near <= expected.Length / 100, $"{near} of {expected.Length} cells lie near a border");

        // Whole positions are borders of cells, half ones those of the four cells around.
        static bool IsNearBorder(double position) => Math.Abs(position * 2 - Math.Round(position * 2)) < 4e-3;
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("warp");

        public string Source => Path.Combine(folder.FullName, "source.tif");

        public (GridSpec Grid, double[] Cells) Warp(string method, string crs, GridSpec? grid, params string[] options)
        {
            var target = Path.Combine(folder.FullName, "warped.bin");
            var e = grid?.Extent ?? default;
            var bounds = grid is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{e.MinX:R} {e.MinY:R} {e.MaxX:R} {e.MaxY:R}");
            var text = GdalPeer.Run(Gdalwarp,
                [Source, target, method, crs, bounds, grid is null ? "" : $"{grid.Columns} {grid.Rows}", .. options]);
            var numbers = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            var cells = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(target)).ToArray();
            return (new((int)numbers[1], (int)numbers[0], new(numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7])),
                cells);
        }

        public void Dispose() => folder.Delete(recursive: true);
    }
}
