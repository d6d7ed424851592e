using System.Globalization;

namespace Pyramids.Tests;

/// <summary>Rasters for tests.</summary>
internal static class Given
{
    /// <summary>A Float32 array from printed rows; <c>.</c> is a missing cell.</summary>
    public static LazyArray Grid(string rows, double cell = 1, Chunks? chunks = null)
    {
        var cells = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray()).ToArray();
        var flat = cells.SelectMany(row => row).ToArray();
        return NDArray.From(new GridSpec(cells.Length, cells[0].Length, Affine.NorthUp(0, cells.Length * cell, cell, cell)), flat)
            .ToLazy(chunks ?? Chunks.Whole);
    }

    /// <summary>Hills with noise, of any cell type; <paramref name="holes"/> is the share of missing cells (NaN in
    /// floating arrays).</summary>
    public static NDArray Terrain<T>(int rows, int columns, int bands = 1, double holes = 0, int seed = 1, double cell = 10)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var random = new Random(seed);
        var cells = new T[bands * rows * columns];
        for (var band = 0; band < bands; band++)
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++)
                {
                    var height = 60 + 40 * Math.Sin(r * 0.11 + band) * Math.Cos(c * 0.07) + 10 * random.NextDouble();
                    var missing = random.NextDouble() < holes && DTypes.Of<T>().IsFloating();
                    cells[(band * rows + r) * columns + c] = T.CreateTruncating(missing ? double.NaN : height);
                }
        return NDArray.From(new GridSpec(rows, columns, Affine.NorthUp(500_000, 5_000_000, cell, cell)), cells);
    }

    private static float Number(string text) => text == "." ? float.NaN : float.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>A source that hides its cells behind stored blocks, and counts how often each is read.</summary>
internal sealed class CountingSource(NDArray cells, BlockShape block) : IChunkSource
{
    public Dictionary<ChunkIndex, int> Reads { get; } = [];

    public ArraySchema Schema => cells.Schema;

    public BlockShape Block => block;

    public string Name => "counting";

    public long ScratchBytes(Window window) => 0;

    public ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        var grid = ChunkGrid.Regular(Schema.Bands, Schema.Grid.Rows, Schema.Grid.Columns, block.Bands, block.Rows, block.Columns);
        var (first, bands, rows, columns) = grid.Meeting(destination.Window);
        lock (Reads)
            for (var b = 0; b < bands; b++)
                for (var r = 0; r < rows; r++)
                    for (var c = 0; c < columns; c++)
                    {
                        var index = new ChunkIndex(first.Band + b, first.Row + r, first.Column + c);
                        Reads[index] = Reads.GetValueOrDefault(index) + 1;
                    }
        cells.CopyTo(destination);
        return ValueTask.CompletedTask;
    }
}
