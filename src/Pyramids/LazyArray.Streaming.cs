using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Pyramids;

public sealed partial class LazyArray
{
    /// <summary>Computes the array chunk by chunk: <c>await foreach (var chunk in lazy.ChunksAsync())</c>. The
    /// computation waits while the loop has not taken what is ready.</summary>
    /// <param name="ahead">Chunks that are made ready before the loop asks for them; they count in the memory budget.</param>
    /// <param name="progress">Told after every chunk.</param>
    /// <param name="cancellation">Ends the computation early; so does leaving the loop.</param>
    /// <returns>Every chunk of <see cref="Chunks"/> once, as they become ready: nearly in the order of the grid, but
    /// not quite on several threads.</returns>
    /// <exception cref="InvalidOperationException">The chunks are of several sizes; use Rechunk first.</exception>
    /// <exception cref="MemoryBudgetException">The computation does not fit the memory budget; smaller chunks may.</exception>
    public IAsyncEnumerable<ArrayChunk> ChunksAsync(int ahead = 2, IProgress<ComputeProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        return Chunks is { Bands.IsRegular: true, Rows.IsRegular: true, Columns.IsRegular: true }
            ? StreamAsync(ahead, progress, cancellation)
            : throw new InvalidOperationException($"Chunks of one size can be streamed; these are {Chunks}. Use Rechunk first.");
    }

    private async IAsyncEnumerable<ArrayChunk> StreamAsync(int ahead, IProgress<ComputeProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var channel = Channel.CreateBounded<ArrayChunk>(new BoundedChannelOptions(ahead) { SingleReader = true });
        var run = Task.Run(RunAsync, CancellationToken.None);
        try
        {
            await foreach (var chunk in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false)) yield return chunk;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await run.ConfigureAwait(false);
        }

        async Task RunAsync()
        {
            Exception? end = null;
            try
            {
                await Engine.RunAsync(this, new StreamSink(Schema, Chunks, channel.Writer, ahead), progress,
                    stop.Token).ConfigureAwait(false);
            }
            catch (Exception problem)
            {
                end = problem;                                     // the reader's loop throws it, after the chunks that were made
            }
            channel.Writer.Complete(end);
        }
    }
}
