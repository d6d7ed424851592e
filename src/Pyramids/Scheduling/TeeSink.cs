namespace Pyramids;

/// <summary>Hands the chunks of one array to several sinks, so that they are made once. The last one states the blocks;
/// the others take any.</summary>
internal sealed class TeeSink : IChunkSink
{
    private readonly IReadOnlyList<IChunkSink> sinks;

    private TeeSink(IReadOnlyList<IChunkSink> sinks) => this.sinks = sinks;

    public BlockShape Block => sinks[^1].Block;

    public long StandingBytes => sinks.Sum(sink => sink.StandingBytes);

    /// <summary>One sink for all; the only one itself.</summary>
    public static IChunkSink Of(IReadOnlyList<IChunkSink> sinks) => sinks is [var only] ? only : new TeeSink(sinks);

    /// <summary>The outputs with the sinks of each array made one.</summary>
    public static Output[] Together(IEnumerable<Output> outputs)
        => outputs.GroupBy(output => output.Root, output => output.Sink)
            .Select(group => new Output(group.Key, Of(group.ToArray()))).ToArray();

    public bool Wants(Window window) => sinks.Any(sink => sink.Wants(window));

    public void Rehearse()
    {
        foreach (var sink in sinks) sink.Rehearse();
    }

    public async ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        foreach (var sink in sinks) await sink.WriteAsync(sequence, chunk, cancellation).ConfigureAwait(false);
    }

    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        foreach (var sink in sinks) await sink.CompleteAsync(cancellation).ConfigureAwait(false);
    }

    public long ScratchBytes(Window window) => sinks.Max(sink => sink.ScratchBytes(window));

    public long HeldBytes(Window window) => sinks.Sum(sink => sink.HeldBytes(window));

    public async ValueTask DisposeAsync()
    {
        foreach (var sink in sinks) await sink.DisposeAsync().ConfigureAwait(false);
    }
}
