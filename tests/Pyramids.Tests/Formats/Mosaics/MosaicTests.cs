namespace Pyramids.Tests;

public sealed class MosaicTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pyramids-mosaic-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // A file of rows of numbers whose upper left cell lies at a place of a grid of cells of 10.
    private string File(string name, int row, int column, float[,] cells, double? noData = -1, int epsg = 32633, double cell = 10,
        DType type = DType.Float32)
    {
        var grid = new GridSpec(cells.GetLength(0), cells.GetLength(1), new(500_000 + column * 10, cell, 0, 5_000_000 - row * 10, 0, -cell),
            Crs.FromEpsg(epsg));
        var schema = new ArraySchema(grid, 1, type) { NoData = noData, IsPlane = true };
        var flat = cells.Cast<float>().ToArray();
        var path = Path.Combine(folder, name + ".tif");
        Array values = type == DType.Float32 ? flat
            : type == DType.UInt8 ? Array.ConvertAll(flat, value => (byte)value)
            : Array.ConvertAll(flat, value => (short)value);
        new NDArray(schema, values).ToGeoTiff(path, new() { BlockSize = 16 });
        return path;
    }

    private string[] Three() =>
    [
        File("a", 0, 0, new float[,] { { 1, 2, 3 }, { 4, -1, 6 } }),
        File("b", 0, 2, new float[,] { { 30, 40 }, { 60, 70 } }),
        File("c", 1, 1, new float[,] { { 500, 600 }, { 800, 900 } }),
    ];

    private static double[] Cells(Dataset mosaic) => mosaic.ReadArray().ToDoubles();

    [Fact]
    public void Colours_are_kept_where_files_agree_and_other_scales_are_refused()
    {
        var folder = Directory.CreateTempSubdirectory("pyramids-mosaic-");
        try
        {
            string Write(int column, GeoTiffOptions options)
            {
                var path = Path.Combine(folder.FullName, $"{Guid.NewGuid():n}.tif");
                new NDArray(new(new(4, 4, Affine.NorthUp(column, 0, 1, 1)), 1, DType.UInt8) { IsPlane = true },
                    new byte[16]).ToGeoTiff(path, options);
                return path;
            }
            var (red, blue) = (new GeoTiffOptions { ColourTable = [new(255, 0, 0)] },
                new GeoTiffOptions { ColourTable = [new(0, 0, 255)] });
            using (var same = Dataset.Mosaic([Write(0, red), Write(4, red)])) Assert.Equal(new Colour(255, 0, 0), same.ColourTable[0]);
            using (var other = Dataset.Mosaic([Write(0, red), Write(4, blue)])) Assert.Empty(other.ColourTable);
            Assert.Contains("same scale and offset",
                Assert.Throws<ArgumentException>(() => Dataset.Mosaic([Write(0, red), Write(4, red with { Scales = [0.1] })])).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_first_file_with_a_valid_cell_counts_and_gaps_are_missing()
    {
        using var mosaic = Dataset.Mosaic(Three());
        Assert.Equal((3, 4), (mosaic.Grid.Rows, mosaic.Grid.Columns));
        Assert.Equal(-1, mosaic.NoData);
        Assert.Equal([1, 2, 3, 40, 4, 500, 6, 70, double.NaN, 800, 900, double.NaN], Cells(mosaic));
    }

    [Fact]
    public void The_last_file_or_the_mean_counts_where_asked()
    {
        using var last = Dataset.Mosaic(Three(), MosaicOverlap.Last);
        Assert.Equal([1, 2, 30, 40, 4, 500, 600, 70, double.NaN, 800, 900, double.NaN], Cells(last));
        using var mean = Dataset.Mosaic(Three(), MosaicOverlap.Mean);
        Assert.Equal([1, 2, 16.5, 40, 4, 500, 222, 70, double.NaN, 800, 900, double.NaN], Cells(mean));
    }

    [Fact]
    public void Files_left_of_and_above_the_first_move_the_origin()
    {
        using var mosaic = Dataset.Mosaic(Three().Reverse());
        Assert.Equal((500_000, 5_000_000), (mosaic.Grid.Transform.OriginX, mosaic.Grid.Transform.OriginY));
        Assert.Equal([1, 2, 30, 40, 4, 500, 600, 70, double.NaN, 800, 900, double.NaN], Cells(mosaic));
    }

    [Fact]
    public void Chunks_do_not_change_the_cells()
    {
        var random = new Random(3);
        var files = Enumerable.Range(0, 40).Select(i =>
        {
            var cells = new float[random.Next(5, 60), random.Next(5, 60)];
            for (var r = 0; r < cells.GetLength(0); r++)
                for (var c = 0; c < cells.GetLength(1); c++) cells[r, c] = random.Next(10) == 0 ? -1 : random.Next(1000);
            return File($"r{i}", random.Next(150), random.Next(150), cells);
        }).ToArray();
        foreach (var overlap in Enum.GetValues<MosaicOverlap>())
        {
            using var mosaic = Dataset.Mosaic(files, overlap);
            var whole = mosaic.ReadArray(Chunks.Whole, masked: false).Compute().ToDoubles();
            foreach (var chunk in (int[])[7, 64])
            {
                using var _ = Engine.Configure(threads: 3);
                Assert.Equal(whole, mosaic.ReadArray(chunk, masked: false).Compute().ToDoubles());
                Assert.Equal(whole[(20 * mosaic.Grid.Columns)..(21 * mosaic.Grid.Columns)],
                    mosaic.ReadArray(chunk, masked: false)[20..21, ..].Compute().ToDoubles());
            }
        }
    }

    [Fact]
    public void Files_that_do_not_fit_are_named()
    {
        var a = File("a", 0, 0, new float[,] { { 1 } });
        Assert.Contains("other.tif EPSG:32632",
            Assert.Throws<GridException>(() => Dataset.Mosaic([a, File("other", 0, 1, new float[,] { { 1 } }, epsg: 32632)])).Message);
        Assert.Contains("cells of the same size",
            Assert.Throws<GridException>(() => Dataset.Mosaic([a, File("coarse", 0, 1, new float[,] { { 1 } }, cell: 20)])).Message);
        Assert.Contains("bytes.tif 1 of UInt8", Assert.Throws<ArgumentException>(
            () => Dataset.Mosaic([a, File("bytes", 0, 1, new float[,] { { 1 } }, type: DType.UInt8)])).Message);
        Assert.Contains("at least one file", Assert.Throws<ArgumentException>(() => Dataset.Mosaic([])).Message);
        Assert.Throws<FileNotFoundException>(() => Dataset.Mosaic([a, Path.Combine(folder, "absent.tif")]));
        var grid = new GridSpec(1, 1, new(500_004, 10, 0, 5_000_000, 0, -10), Crs.FromEpsg(32633));
        var off = Path.Combine(folder, "off.tif");
        new NDArray(new(grid, 1, DType.Float32) { IsPlane = true }, new float[1]).ToGeoTiff(off);
        Assert.Contains("lies 0 rows and 0.4 columns", Assert.Throws<GridException>(() => Dataset.Mosaic([a, off])).Message);
    }

    [Fact]
    public void Whole_cells_without_nodata_may_leave_no_gap()
    {
        string[] gap = [File("a", 0, 0, new float[,] { { 1 } }, null, type: DType.UInt8),
            File("b", 1, 1, new float[,] { { 2 } }, null, type: DType.UInt8)];
        Assert.Contains("Give one: noData", Assert.Throws<ArgumentException>(() => Dataset.Mosaic(gap)).Message);
        using var filled = Dataset.Mosaic(gap, noData: 255);
        Assert.Equal([1, double.NaN, double.NaN, 2], Cells(filled));
        using var closed = Dataset.Mosaic([.. gap, File("c", 0, 1, new float[,] { { 3 } }, null, type: DType.UInt8),
            File("d", 1, 0, new float[,] { { 4 } }, null, type: DType.UInt8)]);
        Assert.Null(closed.NoData);
        Assert.Equal([1, 3, 4, 2], Cells(closed));
    }

    // A file of 64 columns with overviews of 32 and 16, as long as rows can be halved.
    private string Cog(string name, int row, int column, int rows)
    {
        var grid = new GridSpec(rows, 64, new(500_000 + column * 10, 10, 0, 5_000_000 - row * 10, 0, -10), Crs.FromEpsg(32633));
        var path = Path.Combine(folder, name + ".tif");
        new NDArray(new(grid, 1, DType.Float32) { NoData = -1, IsPlane = true }, Enumerable.Range(0, rows * 64)
            .Select(i => (float)(i * 7 % 1009 + row + column)).ToArray()).ToCog(path, new() { BlockSize = 16 });
        return path;
    }

    [Fact]
    public void Overviews_that_every_file_has_are_those_of_the_mosaic()
    {
        string[] files = [Cog("a", 0, 0, 64), Cog("b", 0, 64, 64), Cog("c", 64, 64, 64)];
        using var mosaic = Dataset.Mosaic(files);
        Assert.Equal([(64, 64), (32, 32)], mosaic.Overviews.Select(grid => (grid.Rows, grid.Columns)));
        Assert.Equal(20, mosaic.Overviews[0].Transform.CellWidth);
        for (var level = 0; level < 2; level++)
        {
            var side = 32 >> level;
            var joined = mosaic.ReadOverview(level, Chunks.Auto);
            for (var i = 0; i < files.Length; i++)
            {
                using var file = Dataset.ReadFile(files[i]);
                int row = i / 2 * side, column = i == 0 ? 0 : side;
                Assert.Equal(file.ReadOverview(level, Chunks.Auto).Compute().ToDoubles(),
                    joined[row..(row + side), column..(column + side)].Compute().ToDoubles());
            }
            Assert.All(joined[side.., ..side].Compute().ToDoubles(), value => Assert.True(double.IsNaN(value)));
        }
        Assert.Equal((32, 32), (mosaic.ReadAtResolution(45, Chunks.Auto).Grid.Rows, mosaic.ReadAtResolution(45, Chunks.Auto).Grid.Columns));
    }

    [Fact]
    public void Overviews_whose_cells_lie_on_no_common_grid_are_left_out()
    {
        using var mosaic = Dataset.Mosaic([Cog("a", 0, 0, 61), Cog("b", 61, 0, 64)]);
        Assert.Empty(mosaic.Overviews);
        Assert.Equal(125, mosaic.Grid.Rows);
    }

    [Fact]
    public void Pieces_are_found_in_their_order_however_they_lie()
    {
        var random = new Random(5);
        var pieces = Enumerable.Range(0, 300).Select(i =>
        {
            var target = new Window(random.Next(0, 90), random.Next(0, 90), random.Next(1, i % 40 == 0 ? 60 : 9), random.Next(1, 9));
            return new MosaicPiece($"{i}", target, [0], null!);
        }).ToArray();
        var index = new MosaicIndex(pieces, 100);
        for (var i = 0; i < 200; i++)
        {
            var window = new Window(random.Next(0, 95), random.Next(0, 95), random.Next(1, 50), random.Next(1, 50));
            Assert.Equal(pieces.Where(piece => !piece.Target.Intersect(window).IsEmpty).Select(piece => piece.Name),
                index.Under(window).Select(under => under.Piece.Name));
        }
    }

    [Fact]
    public async Task Only_files_under_a_window_are_read_and_few_are_held_open()
    {
        var files = new string[400];
        for (var i = 0; i < files.Length; i++) files[i] = File($"t{i}", i / 20 * 2, i % 20 * 2, new float[,] { { i, i }, { i, i } });
        using var mosaic = Dataset.Mosaic(files);
        Assert.Equal((40, 40), (mosaic.Grid.Rows, mosaic.Grid.Columns));
        Assert.Equal(1600, mosaic.ReadArray().Count);
        Assert.InRange(((MosaicSource)mosaic.Source).Pieces.Sum(piece => ((FileStore)piece.Opened!.Owner).OpenFiles), 1, 256);
        for (var i = 2; i < files.Length; i++)
        {
            ((FileStore)((MosaicSource)mosaic.Source).Pieces[i].Opened!.Owner).CloseIdle();
            System.IO.File.Delete(files[i]);
        }
        var cells = Chunk.Allocate(new(0, 1, 0, 1, 1, 4), DType.Float32);
        await mosaic.Source.ReadAsync(cells, default);
        Assert.Equal([0, 0, 1, 1], cells.Cells<float>().ToArray());
        await Assert.ThrowsAsync<FileNotFoundException>(
            async () => await mosaic.Source.ReadAsync(Chunk.Allocate(new(0, 1, 0, 1, 1, 5), DType.Float32), default));
    }
}
