using System.Numerics;

namespace Pyramids;

/// <summary>Counts the cells of each band, or of all, in bins of one width.</summary>
internal sealed class HistogramSink<T> : ReduceSink where T : unmanaged, INumber<T>
{
    private readonly Reducing reducing;
    private readonly double[] edges;
    private readonly long[][] counts;

    public HistogramSink(ArraySchema schema, Reducing reducing)
    {
        this.reducing = reducing;
        edges = Bins.Edges(reducing.Low, reducing.High, reducing.Bins);
        counts = Enumerable.Range(0, reducing.Axes.HasFlag(Axes.Bands) ? 1 : schema.Bands).Select(_ => new long[reducing.Bins]).ToArray();
    }

    public override long StandingBytes => sizeof(long) * (counts.Length + 1L) * reducing.Bins;

    public override long ScratchBytes(Window window) => sizeof(long) * (long)reducing.Bins;

    public override ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        var found = new long[reducing.Bins];
        for (var band = 0; band < chunk.Window.Bands; band++)
        {
            Bins.Count(chunk.Plane<T>(band).Cells, edges, found);
            var total = counts[reducing.Axes.HasFlag(Axes.Bands) ? 0 : chunk.Window.Band + band];
            lock (total)
                for (var i = 0; i < total.Length; i++) total[i] += found[i];
            found.AsSpan().Clear();
        }
        return ValueTask.CompletedTask;
    }

    public override NDArray Result(ReduceNode node) => new(node.Schema, counts.SelectMany(band => band).ToArray());
}
