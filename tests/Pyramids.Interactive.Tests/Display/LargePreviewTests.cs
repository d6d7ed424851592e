namespace Pyramids.Interactive.Tests.Display;

public sealed class LargePreviewTests
{
    [Fact]
    public void Of_a_huge_array_only_the_centre_is_computed_and_the_picture_says_so()
    {
        var source = new SlantedSource(200_000, 100_000);
        var picture = (LazyArray.From(source, Chunks.Auto) * 2).Preview(width: 200);
        Assert.InRange(source.CellsRead, 8192L * 8192, 3 * 8192L * 8192);          // of 20,000,000,000
        Assert.Contains("centre", picture.Title);
    }

    /// <summary>A raster whose cells are made when asked for, and counted.</summary>
    private sealed class SlantedSource(int rows, int columns) : IChunkSource
    {
        public long CellsRead;

        public ArraySchema Schema { get; } = new(new(rows, columns, Affine.NorthUp(0, rows, 1, 1)), 1, DType.UInt8) { IsPlane = true };

        public BlockShape Block => new(1, 256, 256);

        public string Name => "slanted";

        public long ScratchBytes(Window window) => 0;

        public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
        {
            Interlocked.Add(ref CellsRead, destination.Window.Cells);
            destination.Bytes.Fill((byte)(destination.Window.Row >> 8));
            return ValueTask.CompletedTask;
        }
    }
}
