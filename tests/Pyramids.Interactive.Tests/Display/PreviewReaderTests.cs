namespace Pyramids.Interactive.Tests.Display;

public class PreviewReaderTests
{
    [Fact]
    public async Task Cells_that_a_file_s_opacity_leaves_out_are_missing_in_its_preview()
    {
        var folder = Directory.CreateTempSubdirectory("preview");
        try
        {
            var path = Path.Combine(folder.FullName, "a.tif");
            var schema = new ArraySchema(new GridSpec(2, 3, Affine.NorthUp(0, 2, 1, 1)), 2, DType.UInt8);
            new NDArray(schema, new byte[] { 10, 20, 30, 40, 50, 60, 255, 0, 255, 0, 255, 255 }).ToGeoTiff(path, new() { AlphaBand = 1 });
            using var dataset = Dataset.ReadFile(path);
            var data = await PreviewReader.ReadAsync(dataset, 0, 64, "a.tif", TestContext.Current.CancellationToken);
            Assert.Equal([10, float.NaN, 30, float.NaN, 50, 60], data.Cells);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Every_third_cell_is_kept_with_its_place()
    {
        var cells = Enumerable.Range(0, 7 * 8).Select(i => (short)i).ToArray();
        var array = NDArray.From(new GridSpec(7, 8, Affine.NorthUp(100, 200, 10, 10)), cells, noData: 24);
        var kept = PreviewReader.Read(array, 0, 3, "test");
        Assert.Equal([0, 3, 6, float.NaN, 27, 30, 48, 51, 54], kept.Cells);
        Assert.Equal(Affine.NorthUp(100, 200, 30, 30), kept.Grid.Transform);
        var lazy = await PreviewReader.ReadAsync(array.ToLazy(2), 0, 3, "test", TestContext.Current.CancellationToken);
        Assert.Equal(kept.Cells, lazy.Cells);
        Assert.Equal(kept.Grid, lazy.Grid);
    }

    [Fact]
    public async Task A_band_of_many_is_found()
    {
        var array = NDArray.From(new GridSpec(2, 2, Affine.Identity), Enumerable.Range(0, 12).Select(i => (float)i).ToArray());
        float[] second = (await PreviewReader.ReadAsync(array.ToLazy((1, 1, 1)), 1, 100, "test",
            TestContext.Current.CancellationToken)).Cells;
        Assert.Equal([4, 5, 6, 7], second);
        Assert.Equal([8, 9, 10, 11], PreviewReader.Read(array, 2, 100, "test").Cells);
        Assert.Throws<ArgumentOutOfRangeException>(() => PreviewReader.Read(array, 3, 100, "test"));
    }

    [Fact]
    public async Task A_file_is_read_from_the_overview_that_is_fine_enough()
    {
        using var landsat = Dataset.ReadFile(Given.Sample("L7_ETMs.tif"));
        Assert.Equal(4, landsat.Overviews.Count);
        var half = await PreviewReader.ReadAsync(landsat, 0, 176, "test", TestContext.Current.CancellationToken);
        Assert.Equal((176, 175), (half.Rows, half.Columns));
        var small = await PreviewReader.ReadAsync(landsat, 0, 80, "test", TestContext.Current.CancellationToken);
        Assert.Equal((44, 44), (small.Rows, small.Columns));
        Assert.Equal((352, 349), (small.Source.Grid.Rows, small.Source.Grid.Columns));
        var whole = await PreviewReader.ReadAsync(landsat, 0, 1000, "test", TestContext.Current.CancellationToken);
        Assert.Equal((352, 349), (whole.Rows, whole.Columns));
    }

    [Fact]
    public void A_large_array_is_previewed_within_a_small_budget()
    {
        using var budget = Engine.Configure(memory: "24MiB");
        var large = LazyArray.From(new Ramp(8192, 8192), 1024);
        var picture = (large * 2f).Preview(Colormap.Viridis, width: 200);
        Assert.Contains("8192 × 8192, shown at 265 × 265", picture.Caption);
    }

    [Fact]
    public void A_value_has_no_preview()
        => Assert.Contains("no rows and columns", Assert.Throws<ArgumentException>(() => Given.LazyHills(8, 8).Mean().Preview()).Message);

    [Fact]
    public void Statistics_leave_out_missing_cells()
    {
        var array = NDArray.From(new GridSpec(1, 5, Affine.Identity), new byte[] { 1, 2, 3, 255, 6 }, noData: 255);
        Assert.Equal((4, 1, 1, 6, 3, true), PreviewReader.Statistics(array));
    }

    /// <summary>Cells that rise along the rows, made when asked for.</summary>
    private sealed class Ramp(int rows, int columns) : IChunkSource
    {
        public ArraySchema Schema { get; } = Given.Plane(Given.Utm(rows, columns));

        public BlockShape Block => new(1, 256, 256);

        public string Name => "ramp";

        public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            var plane = destination.Plane<float>();
            for (var row = 0; row < plane.Rows; row++) plane.Row(row).Fill(destination.Window.Row + row);
            return default;
        }
    }
}
