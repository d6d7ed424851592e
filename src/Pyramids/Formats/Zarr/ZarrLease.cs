using System.Diagnostics;
using System.Text;

namespace Pyramids;

/// <summary>Lets one writer at a time change a store among objects: an object beside it, which is created only where
/// there is none.</summary>
/// <remarks>
/// Its holder writes it anew several times within <see cref="ZarrLocation.Patience"/>. One that stands unchanged for that long was left by
/// a process that died, and is taken over. Who was only slow finds out by <see cref="CheckAsync"/> before anything becomes visible.
/// </remarks>
internal sealed class ZarrLease : IAsyncDisposable
{
    private const int Renewals = 5, Looks = 30;                    // within the patience
    private readonly ZarrLocation place;
    private readonly string key;
    private readonly string holder = $"{Guid.NewGuid():n} {Environment.MachineName} {Environment.ProcessId} ";
    private readonly CancellationTokenSource ended = new();
    private Task renewal = Task.CompletedTask;
    private long renewed;

    private ZarrLease(ZarrLocation place) => (this.place, key) = (place, place.Beside("lock"));

    private IWritableStore Parent => place.Parent!;

    /// <param name="place">The store.</param>
    /// <param name="wait">Whether to wait for a holder that lives; it is refused otherwise.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="IOException">Another writer that lives holds it, and <paramref name="wait"/> is false.</exception>
    public static async ValueTask<ZarrLease> TakeAsync(ZarrLocation place, bool wait, CancellationToken cancellation)
    {
        var lease = new ZarrLease(place);
        string? seen = null;
        var since = 0L;
        var pause = place.Patience / Looks / 64;
        while (!await lease.TryCreateAsync(cancellation).ConfigureAwait(false))
        {
            if (await lease.ReadAsync(cancellation).ConfigureAwait(false) is not { } now) continue;           // given back meanwhile
            if (now == seen)
            {
                var isLeft = Stopwatch.GetElapsedTime(since) > place.Patience;
                if (isLeft && await lease.TakeOverAsync(cancellation).ConfigureAwait(false)) break;
            }
            else if (seen is not null && !wait)
                throw new IOException(
                    $"'{place.Store.Name}' is being written by another process ({Shown(now)}). Wait until it is done, or use "
                        + "another name.");
            else (seen, since) = (now, Stopwatch.GetTimestamp());
            await Task.Delay(pause, cancellation).ConfigureAwait(false);
            if (2 * pause < place.Patience / Looks) pause *= 2;
        }
        lease.renewal = Task.Run(lease.RenewAsync, CancellationToken.None);
        return lease;
    }

    /// <exception cref="IOException">Another writer has taken this one for dead.</exception>
    public async ValueTask CheckAsync(CancellationToken cancellation)
    {
        if (!await IsMineAsync(cancellation).ConfigureAwait(false))
            throw new IOException($"'{place.Store.Name}' was taken over by another writer, which took this one for dead. Write again.");
    }

    public async ValueTask DisposeAsync()
    {
        if (ended.IsCancellationRequested) return;
        await ended.CancelAsync().ConfigureAwait(false);
        await renewal.ConfigureAwait(false);
        try
        {
            if (await IsMineAsync(default).ConfigureAwait(false)) await Parent.DeleteAsync(key, default).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The next writer waits and takes it over.
        }
    }

    private static string Shown(string content) => string.Join(", process ", content.Split(' ').Skip(1).Take(2));

    private byte[] Content() => Encoding.UTF8.GetBytes($"{holder}{renewed++}\n");

    /// <summary>Also true when an attempt before this one had succeeded and its answer was lost.</summary>
    private async ValueTask<bool> TryCreateAsync(CancellationToken cancellation)
        => await Parent.TryCreateAsync(key, Content(), cancellation).ConfigureAwait(false)
            || await IsMineAsync(cancellation).ConfigureAwait(false);

    /// <summary>Of several who try at once, the last to write it is the one that finds itself in it after a while.</summary>
    private async ValueTask<bool> TakeOverAsync(CancellationToken cancellation)
    {
        await Parent.WriteAsync(key, Content(), cancellation).ConfigureAwait(false);
        await Task.Delay(place.Patience / Renewals, cancellation).ConfigureAwait(false);
        return await IsMineAsync(cancellation).ConfigureAwait(false);
    }

    private async ValueTask<bool> IsMineAsync(CancellationToken cancellation)
        => await ReadAsync(cancellation).ConfigureAwait(false) is { } content && content.StartsWith(holder, StringComparison.Ordinal);

    private async ValueTask<string?> ReadAsync(CancellationToken cancellation)
    {
        if (await Parent.LengthAsync(key, cancellation).ConfigureAwait(false) is not { } length) return null;
        var bytes = new byte[Math.Min(length, 1024)];
        try
        {
            var read = await Parent.ReadAsync(key, 0, bytes, cancellation).ConfigureAwait(false);
            return Encoding.UTF8.GetString(bytes, 0, read);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(place.Patience / Renewals);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token).ConfigureAwait(false)
                && await IsMineAsync(ended.Token).ConfigureAwait(false))
                await Parent.WriteAsync(key, Content(), ended.Token).ConfigureAwait(false);
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or IOException)
        {
            // Ended, or the store does not answer: then the write itself fails too, or is taken for dead.
        }
    }
}
