namespace Pyramids;

/// <summary>Gathers reads of one object that are asked for at the same time, and fetches neighbours with one read.</summary>
/// <param name="inner">The store asked.</param>
/// <param name="gap">Bytes between two reads that are fetched along rather than asked for apart.</param>
/// <param name="most">Bytes of one joint read.</param>
internal sealed class CoalescingStore(IByteStore inner, int gap = 4096, int most = 8 << 20) : IByteStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Waiting>> waiting = new(StringComparer.Ordinal);

    public string Name => inner.Name;

    public async ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var mine = new Waiting(offset, destination, cancellation);
        bool first;
        lock (gate)
        {
            first = !waiting.TryGetValue(key, out var others);
            if (first) waiting[key] = others = [];
            others!.Add(mine);
        }
        if (first)
        {
            // Whoever asks in this moment comes along.
            await Task.Yield();
            Fetch(key);
        }
        // The buffer is the caller's: nobody writes to it after this method has ended.
        return await mine.Done.Task.ConfigureAwait(false);
    }

    public ValueTask<long?> LengthAsync(string key, CancellationToken cancellation) => inner.LengthAsync(key, cancellation);

    public ValueTask<string?> StampAsync(string key, CancellationToken cancellation) => inner.StampAsync(key, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Fetch(string key)
    {
        List<Waiting> all;
        lock (gate)
        {
            all = waiting[key];
            waiting.Remove(key);
        }
        all.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        for (var first = 0; first < all.Count;)
        {
            var end = all[first].End;
            var next = first + 1;
            for (; next < all.Count && all[next].Offset - end <= gap && Math.Max(end, all[next].End) - all[first].Offset <= most; next++)
                end = Math.Max(end, all[next].End);
            _ = RunAsync(key, all.GetRange(first, next - first), end); // tells those who wait, faults too
            first = next;
        }
    }

    private async Task RunAsync(string key, List<Waiting> run, long end)
    {
        // One of several may be cancelled without the others.
        var cancellation = run.Count == 1 ? run[0].Cancellation : CancellationToken.None;
        try
        {
            if (run.Count == 1)
            {
                run[0].Done.SetResult(await inner.ReadAsync(key, run[0].Offset, run[0].Destination, cancellation).ConfigureAwait(false));
                return;
            }
            var begin = run[0].Offset;
            var joint = new byte[end - begin];
            var count = await inner.ReadAsync(key, begin, joint, cancellation).ConfigureAwait(false);
            foreach (var one in run)
            {
                var from = (int)(one.Offset - begin);
                var part = Math.Clamp(count - from, 0, one.Destination.Length);
                joint.AsMemory(Math.Min(from, count), part).CopyTo(one.Destination);
                one.Done.SetResult(part);
            }
        }
        catch (Exception problem)
        {
            foreach (var one in run) one.Done.TrySetException(problem);
        }
    }

    private sealed record Waiting(long Offset, Memory<byte> Destination, CancellationToken Cancellation)
    {
        public long End => Offset + Destination.Length;

        public TaskCompletionSource<int> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
