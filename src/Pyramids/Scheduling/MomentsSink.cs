using System.Numerics;

namespace Pyramids;

/// <summary>Gathers the moments of every band, block by block; the blocks are the raster's own, so no chunking changes a bit.</summary>
internal abstract class MomentsSink : IChunkSink
{
    protected const int BlockRows = 256, BlockColumns = 512;

    public BlockShape Block => new(1, BlockRows, BlockColumns);

    public abstract ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation);

    public abstract ValueTask CompleteAsync(CancellationToken cancellation);

    public long ScratchBytes(Window window) => 0;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The statistic of each band, or of all bands together.</summary>
    public abstract NDArray Result(Reduction reduction, ArraySchema schema);

    public static MomentsSink For(ArraySchema schema) => DTypes.Dispatch(schema.Type, new Make(schema));

    private sealed class Make(ArraySchema schema) : IDTypeAction<MomentsSink>
    {
        public MomentsSink Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new MomentsSink<T>(schema);
    }
}

internal sealed class MomentsSink<T> : MomentsSink where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    private readonly ChunkGrid blocks;
    private readonly BlockMoments<T>[] partial;
    private readonly BlockMoments<T>[] bands;

    public MomentsSink(ArraySchema schema)
    {
        blocks = ChunkGrid.Regular(schema.Bands, schema.Grid.Rows, schema.Grid.Columns, 1, BlockRows, BlockColumns);
        partial = new BlockMoments<T>[blocks.Count];
        bands = new BlockMoments<T>[schema.Bands];
    }

    public override ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        var (first, bandCount, rows, columns) = blocks.Meeting(chunk.Window);
        for (var b = 0; b < bandCount; b++)
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++)
                {
                    var index = new ChunkIndex(first.Band + b, first.Row + r, first.Column + c);
                    partial[blocks.Ordinal(index)] = BlockMoments<T>.Of(chunk.Plane<T>(blocks.WindowOf(index)));
                }
        return ValueTask.CompletedTask;
    }

    public override ValueTask CompleteAsync(CancellationToken cancellation)
    {
        for (long i = 0; i < partial.LongLength; i++) bands[blocks.At(i).Band].Merge(partial[i]);
        return ValueTask.CompletedTask;
    }

    public override NDArray Result(Reduction reduction, ArraySchema schema)
    {
        var moments = bands;
        if (schema.Bands == 1 && bands.Length > 1)
        {
            var all = new BlockMoments<T>();
            foreach (var band in bands) all.Merge(band);
            moments = [all];
        }
        Array cells = reduction switch
        {
            Reduction.Count => moments.Select(m => m.Count).ToArray(),
            Reduction.Min or Reduction.Max when moments.Any(m => m.Count == 0) && !DTypes.Of<T>().IsFloating()
                => throw new InvalidOperationException($"The {reduction.ToString().ToLowerInvariant()} of no valid cell has no {DTypes.Of<T>()} value. Use AsType(Float64) first to get NaN."),
            Reduction.Min => moments.Select(m => m.Count == 0 ? T.CreateChecked(double.NaN) : m.Least).ToArray(),
            Reduction.Max => moments.Select(m => m.Count == 0 ? T.CreateChecked(double.NaN) : m.Greatest).ToArray(),
            _ => moments.Select(m => Value(m, reduction)).ToArray(),
        };
        return new(schema, cells);
    }

    private static double Value(in BlockMoments<T> m, Reduction reduction) => reduction switch
    {
        Reduction.Sum => m.Sum,
        _ when m.Count == 0 => double.NaN,
        Reduction.Mean => m.Mean,
        Reduction.Var => m.SumOfSquares / m.Count,
        Reduction.Std => Math.Sqrt(m.SumOfSquares / m.Count),
        _ => throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "Unknown reduction."),
    };
}
