using Xunit;

namespace Pyramids.Tests;

/// <summary>Rasters for Zarr stores, and comparisons with them.</summary>
internal static class Stores
{
    public static ArraySchema Schema(int rows, int columns, int bands, DType type)
        => new(new(rows, columns, Affine.NorthUp(500_000, 5_000_000, 10, 20), Crs.FromEpsg(32633)), bands, type);

    public static ValueTask<ZarrSource> Open(string folder, string? path = null) => ZarrStore.OpenAsync(new FileStore(folder), path);

    public static Chunk Copy(Chunk cells) => new(cells.Window, cells.Type, cells.Bytes.ToArray());

    public static async Task<Chunk> Read(IChunkSource source)
    {
        var whole = Chunk.Allocate(source.Schema.Whole, source.Schema.Type);
        await source.ReadAsync(whole, default);
        return whole;
    }

    /// <summary>Whether a source holds these bits, read whole, block by block, and in windows that cut its blocks.</summary>
    public static async Task Equal(Chunk expected, IChunkSource source)
    {
        Assert.Equal((expected.Window, expected.Type), (source.Schema.Whole, source.Schema.Type));
        var whole = await Read(source);
        Assert.True(expected.Bytes.SequenceEqual(whole.Bytes), "The cells differ.");
        foreach (var (bands, rows, columns) in new[] { (source.Block.Bands, source.Block.Rows, source.Block.Columns), (1, 7, 13) })
        {
            var grid = ChunkGrid.Regular(source.Schema.Bands, source.Schema.Grid.Rows, source.Schema.Grid.Columns, bands, rows, columns);
            for (var i = 0L; i < grid.Count; i++)
            {
                var part = Chunk.Allocate(grid.WindowOf(grid.At(i)), source.Schema.Type);
                await source.ReadAsync(part, default);
                Assert.True(Written.Cut(expected, part.Window).Bytes.SequenceEqual(part.Bytes), $"The cells of {part.Window} differ.");
            }
        }
    }
}

/// <summary>A folder for very many small files, in memory where the system has such; gone after the test.</summary>
internal sealed class QuickFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public string Path { get; } = Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"pyramids-{Guid.NewGuid():n}")).FullName
        : Directory.CreateTempSubdirectory("pyramids-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
