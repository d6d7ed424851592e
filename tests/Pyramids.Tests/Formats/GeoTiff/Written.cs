using System.Runtime.InteropServices;

namespace Pyramids.Tests;

/// <summary>Feeds arrays to sinks, chunk by chunk, from several threads.</summary>
internal static class Written
{
    /// <summary>Cells with smooth and noisy parts, and flat runs; every dtype's range is touched.</summary>
    public static Chunk Cells(ArraySchema schema, int seed = 1)
    {
        var chunk = Chunk.Allocate(schema.Whole, schema.Type);
        DTypes.Dispatch(schema.Type, new Fill(chunk, seed));
        return chunk;
    }

    /// <summary>Writes the array in chunks of so many blocks a side; threads take chunks in turn and end in any order.</summary>
    public static async Task Write(IChunkSink sink, ArraySchema schema, Chunk cells, int blocks = 2, int threads = 1, bool complete = true)
    {
        await using (sink)
        {
            var windows = Windows(schema, sink.Block, blocks).Select((window, i) => (Sequence: (long)i, Window: window)).ToList();
            await Parallel.ForEachAsync(windows, new ParallelOptions { MaxDegreeOfParallelism = threads },
                async (item, cancellation) => await sink.WriteAsync(item.Sequence, Cut(cells, item.Window), cancellation));
            if (complete) await sink.CompleteAsync(default);
        }
    }

    public static List<Window> Windows(ArraySchema schema, BlockShape block, int blocks)
    {
        var grid = ChunkGrid.Regular(schema.Bands, schema.Grid.Rows, schema.Grid.Columns, block.Bands, block.Rows * blocks,
            block.Columns * blocks);
        return [.. Enumerable.Range(0, (int)grid.Count).Select(i => grid.WindowOf(grid.At(i)))];
    }

    public static Chunk Cut(Chunk cells, Window window)
    {
        var (size, whole) = (cells.Type.Size(), cells.Window);
        var part = Chunk.Allocate(window, cells.Type);
        for (var band = 0; band < window.Bands; band++)
            for (var row = 0; row < window.Rows; row++)
                cells.Bytes.Slice((((window.Band + band) * whole.Rows + window.Row + row) * whole.Columns + window.Column) * size,
                    window.Columns * size)
                    .CopyTo(part.Bytes[((band * window.Rows + row) * window.Columns * size)..]);
        return part;
    }

    private readonly struct Fill(Chunk chunk, int seed) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, System.Numerics.INumber<T>, System.Numerics.IMinMaxValue<T>
        {
            var random = new Random(seed);
            var cells = chunk.Cells<T>();
            for (var i = 0; i < cells.Length; i++)
            {
                var column = i % chunk.Window.Columns;
                cells[i] = (i / 97 % 7) switch
                {
                    0 => T.Zero,
                    1 when typeof(T) == typeof(float) || typeof(T) == typeof(double) => T.CreateTruncating(random.NextDouble() * 1e4 - 5e3),
                    1 => T.CreateTruncating(random.NextInt64(long.MinValue, long.MaxValue)),
                    2 => T.MaxValue,
                    3 => T.MinValue,
                    _ => T.CreateTruncating(column % 100 + random.Next(3)),
                };
            }
            return true;
        }
    }
}
