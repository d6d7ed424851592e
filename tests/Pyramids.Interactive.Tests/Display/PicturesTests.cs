namespace Pyramids.Interactive.Tests.Display;

public class PicturesTests
{
    [Fact]
    public void Missing_cells_are_transparent_and_others_are_not()
    {
        float[] cells = [1, float.NaN, 3, float.PositiveInfinity];
        var png = PngTests.Decoded.Of(Pictures.Of(Data(cells, new(2, 2, Affine.Identity))).Png);
        Assert.Equal([0], png.Parts["tRNS"]);
        Assert.Equal((1, 0, 255, 255), (png.Pixels[0], png.Pixels[1], png.Pixels[2], png.Pixels[3]));
    }

    [Fact]
    public void Infinite_cells_take_the_colour_at_their_end_and_are_counted_apart_from_missing_ones()
    {
        var picture = Pictures.Of(Data([1, float.NaN, 3, float.PositiveInfinity, float.NegativeInfinity, 2, 1, 3],
            new(2, 4, Affine.Identity)));
        Assert.Contains("nodata 12.5 %", picture.Html);
        Assert.Contains("infinite 25.0 %", picture.Html);
        Assert.EndsWith("from 1 to 3; 12.5 % missing, infinite 25.0 %", picture.Alt);
        Assert.Equal([1, 0, 255, 255, 1, 128, 1, 255], PngTests.Decoded.Of(picture.Png).Pixels.Select(pixel => (int)pixel));
        Assert.Contains("no finite cell", Pictures.Of(Data([float.PositiveInfinity, float.NaN], new(1, 2, Affine.Identity))).Html);
    }

    [Fact]
    public void A_legend_says_in_what_values_are_measured()
    {
        var heights = NDArray.From(new GridSpec(8, 8, Affine.NorthUp(0, 8, 1, 1)),
            Enumerable.Range(0, 64).Select(i => (float)(i * i)).ToArray()).ToLazy();
        Assert.Contains(">degrees<", heights.Slope().Preview().Html);
        Assert.Contains(">percent<", heights.Slope(SlopeUnits.Percent)[1..7, 2..].AsType(DType.Float64).Preview().Html);
        Assert.Contains(">slope, radians<", heights.Slope(SlopeUnits.Radians).WithBandNames("slope").Preview().Html);
        Assert.DoesNotContain("degrees", (heights.Slope() * 2).Preview().Html);
        var stated = new ArraySchema(heights.Grid, 1, DType.Float32) { Meaning = new() { Items = [new(0, "", "unittype", "ft")] } };
        Assert.Contains(">ft<", new NDArray(stated, new float[64]).ToLazy().Preview().Html);
        Assert.DoesNotContain(">ft<", (new NDArray(stated, new float[64]).ToLazy() + 1).Preview().Html);
    }

    [Fact]
    public void A_south_up_grid_is_shown_with_north_above()
    {
        var southUp = new GridSpec(2, 2, new(0, 10, 0, 0, 0, 10), Crs.FromEpsg(32633));
        var png = PngTests.Decoded.Of(Pictures.Of(Data([1, 2, 3, 4], southUp)).Png);
        Assert.True(png.Pixels[0] > png.Pixels[2], "row 1 lies north of row 0");
        Assert.Equal(Affine.NorthUp(0, 20, 10, 10), Data([1, 2, 3, 4], southUp).NorthUp().Grid.Transform);
        var eastToWest = new GridSpec(1, 2, new(20, -10, 0, 10, 0, -10), Crs.FromEpsg(32633));
        Assert.Equal([2, 1], Data([1, 2], eastToWest).NorthUp().Cells);
    }

    [Fact]
    public void A_grid_without_a_CRS_is_shown_as_its_rows_come()
        => Assert.Equal([1, 2, 3, 4], Data([1, 2, 3, 4], new(2, 2, Affine.Identity)).NorthUp().Cells);

    [Fact]
    public void Degrees_are_shown_as_wide_as_they_are_on_the_ground()
    {
        // At 60 degrees north a degree of longitude is half as long as one of latitude.
        var grid = new GridSpec(100, 100, Affine.NorthUp(10, 60.5, .01, .01), Crs.FromEpsg(4326));
        var html = Pictures.Of(Data(new float[10_000], grid), width: 400).Html;
        var height = double.Parse(System.Text.RegularExpressions.Regex.Match(html, "width=\"(\\d+)\" height=\"(\\d+)\"").Groups[2].Value);
        var width = double.Parse(System.Text.RegularExpressions.Regex.Match(html, "width=\"(\\d+)\"").Groups[1].Value);
        Assert.Equal(2, height / width, .02);
    }

    [Fact]
    public void The_robust_range_leaves_out_wild_cells()
    {
        var cells = Enumerable.Range(0, 1000).Select(i => (float)i).ToArray();
        cells[0] = -1e9f;
        cells[^1] = 1e9f;
        var stretch = Stretch.Robust(cells, Colormap.Viridis);
        Assert.InRange(stretch.Low, 15, 25);
        Assert.InRange(stretch.High, 975, 985);
        Assert.Equal((-1e9, 1e9), (stretch.Least, stretch.Greatest));
    }

    [Theory, InlineData(0f), InlineData(7f), InlineData(-3e20f)]
    public void A_constant_raster_has_a_range_round_its_value(float value)
    {
        var stretch = Stretch.Robust([value, value, float.NaN], Colormap.Viridis);
        Assert.True(stretch.Low < value && value < stretch.High);
        Assert.Equal((2, 1), (stretch.Valid, stretch.Missing));
        Assert.NotEmpty(Pictures.Of(Data([value, value, float.NaN, value], new(2, 2, Affine.Identity))).Html);
    }

    [Fact]
    public void A_diverging_ramp_has_zero_in_its_middle()
    {
        var stretch = Stretch.Robust([.. Enumerable.Range(-10, 100).Select(i => (float)i)], Colormap.Diverging);
        Assert.Equal(-stretch.High, stretch.Low);
    }

    [Fact]
    public void An_empty_range_is_refused()
        => Assert.Contains("Give a low value below the high one",
            Assert.Throws<ArgumentException>(() => Given.LazyHills(8, 8).Preview(low: 3, high: 3)).Message);

    [Fact]
    public void Level_ground_is_as_bright_as_the_light_is_high()
    {
        var light = ReliefLight.Light(Data(new float[25], new(5, 5, Affine.Identity)), 315, 45, 1);
        Assert.All(light, l => Assert.Equal(Math.Sin(Math.PI / 4), l, 6));
    }

    [Fact]
    public void A_slope_toward_the_light_is_bright_also_at_the_edges_and_beside_holes()
    {
        // Rises to the south-east at 45 degrees, so it faces the light in the north-west.
        var grid = Given.Utm(5, 5, 10);
        var cells = Enumerable.Range(0, 25).Select(i => (float)((i % 5 + i / 5) * 10 / Math.Sqrt(2))).ToArray();
        cells[12] = float.NaN;
        var light = ReliefLight.Light(Data(cells, grid), 315, 45, 1);
        Assert.True(float.IsNaN(light[12]));
        foreach (var i in new[] { 0, 2, 4, 10, 20, 24, 7, 11 }) Assert.Equal(1, light[i], 5);
    }

    [Fact]
    public void Steep_ground_is_not_exaggerated_and_a_plain_is()
    {
        Assert.Equal(1, ReliefLight.Exaggeration(Given.Hills(grid: Given.Utm(220, 300, 10))));
        Assert.InRange(ReliefLight.Exaggeration(Given.Hills(grid: Given.Utm(220, 300, 2000))), 2, 20);
        Assert.Equal(1, ReliefLight.Exaggeration(Data(new float[9], new(3, 3, Affine.Identity))));
    }

    [Fact]
    public void Few_values_of_an_integer_raster_are_classes_with_their_shares()
    {
        var data = Data([0, 0, 0, 5], new(2, 2, Affine.Identity));
        var picture = Pictures.Of(data with { Source = Given.Plane(data.Grid, DType.UInt8) });
        Assert.Contains("75.0 %", picture.Html);
        Assert.Contains("2 classes", picture.Alt);
        Assert.DoesNotContain("classes", Pictures.Of(data).Alt);
    }

    [Fact]
    public void A_picture_is_saved_by_its_ending()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var picture = Given.LazyHills(20, 30).Relief();
            foreach (var (ending, start) in new[] { ("png", "\u0089PNG"), ("svg", "<svg"), ("html", "<!doctype html>") })
            {
                var path = Path.Combine(folder.FullName, "relief." + ending);
                picture.Save(path);
                Assert.StartsWith(start, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path)));
            }
            Assert.Contains("'.gif'",
                Assert.Throws<ArgumentException>(() => picture.Save(Path.Combine(folder.FullName, "relief.gif"))).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory, InlineData(0, 10, -10, 0), InlineData(1, 0, 0, 90)]
    public void The_arrow_points_to_north(double xPerRow, double x, double y, double degrees)
    {
        // Second case: columns run south, rows run east, so north is to the left: the picture's left is 270 degrees.
        var grid = new GridSpec(4, 4, xPerRow == 0 ? new(0, x, 0, 0, 0, y) : new(0, 0, 10, 0, -10, 0), Crs.FromEpsg(32633));
        Assert.Contains($"rotate({(degrees == 0 ? 0 : -90)})", ScaleBar.Draw(grid, 300).Content.ToString());
    }

    private static PreviewData Data(float[] cells, GridSpec grid) => new(cells, grid, Given.Plane(grid), "test");
}
