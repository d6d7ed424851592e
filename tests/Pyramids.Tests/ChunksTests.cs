namespace Pyramids.Tests;

public sealed class ChunksTests
{
    private static readonly ArraySchema Big = new(new(20_000, 20_000, Affine.Identity), 1, DType.Float32) { IsPlane = true };
    private static readonly ArraySchema Cube = new(new(1000, 1500, Affine.Identity), 4, DType.UInt16);

    [Fact]
    public void Auto_grows_whole_blocks_toward_128_MiB()
    {
        var tiled = Chunks.Auto.Resolve(Big, new(1, 256, 256), 128 << 20);
        Assert.Equal((5632, 5632), (tiled.Rows.Size, tiled.Columns.Size));
        var strips = Chunks.Auto.Resolve(Big, new(1, 1, 20_000), 128 << 20);
        Assert.Equal((1677, 20_000), (strips.Rows.Size, strips.Columns.Size));
    }

    [Theory]
    [InlineData("512", 1, 512, 512)]
    [InlineData("(2, 100, 300)", 2, 100, 300)]
    [InlineData("-1", 4, 1000, 1500)]
    [InlineData("whole", 4, 1000, 1500)]
    public void Text_names_sizes(string text, int bands, int rows, int columns)
    {
        var grid = Chunks.Parse(text).Resolve(Cube, new(1, 64, 64), 128 << 20);
        Assert.Equal((bands, rows, columns), (grid.Bands.Size, grid.Rows.Size, grid.Columns.Size));
    }

    [Fact]
    public void A_tuple_of_three_serves_an_array_of_one_band()
    {
        var grid = ((Chunks)(1, 512, 512)).Resolve(Big, new(1, 256, 256), 1);
        Assert.Equal((1, 512, 512), (grid.Bands.Size, grid.Rows.Size, grid.Columns.Size));
    }

    [Fact]
    public void Dictionaries_name_axes_by_number_or_name()
    {
        var byNumber = ((Chunks)new Dictionary<int, int> { [0] = 1, [1] = 512, [2] = 256 }).Resolve(Cube, new(1, 64, 64), 1);
        Assert.Equal((1, 512, 256), (byNumber.Bands.Size, byNumber.Rows.Size, byNumber.Columns.Size));
        var byName = ((Chunks)new Dictionary<string, int> { ["y"] = 100 }).Resolve(Cube, new(1, 64, 64), 1);
        Assert.Equal((4, 100, 1500), (byName.Bands.Size, byName.Rows.Size, byName.Columns.Size));
    }

    [Fact]
    public void Explicit_sizes_must_add_up()
    {
        var grid = ((Chunks)new int[][] { [1, 3], [400, 600], [1500] }).Resolve(Cube, new(1, 64, 64), 1);
        Assert.Equal([400, 600], grid.Rows.ToArray());
        Assert.Contains("row axis", Assert.Throws<ArgumentException>(
            () => ((Chunks)new int[][] { [4], [400, 500], [1500] }).Resolve(Cube, new(1, 1, 1), 1)).Message);
    }

    [Theory]
    [InlineData("0", "Chunk size 0 along the row axis of an array of rank 3")]
    [InlineData("1,512,-2", "Chunk size -2 along the column axis")]
    [InlineData("512,512", "the array has rank 3")]
    public void Wrong_sizes_name_axis_size_and_rank(string text, string message)
        => Assert.Contains(message, Assert.Throws<ArgumentException>(() => Chunks.Parse(text).Resolve(Cube, new(1, 64, 64), 1)).Message);

    [Fact]
    public void An_unknown_axis_is_refused()
    {
        Assert.Contains("Unknown axis 'z'", Assert.Throws<ArgumentException>(
            () => ((Chunks)new Dictionary<string, int> { ["z"] = 1 }).Resolve(Cube, new(1, 1, 1), 1)).Message);
        Assert.Contains("Unknown axis 3",
            Assert.Throws<ArgumentException>(() => ((Chunks)new Dictionary<int, int> { [3] = 1 }).Resolve(Cube, new(1, 1, 1), 1)).Message);
    }
}
