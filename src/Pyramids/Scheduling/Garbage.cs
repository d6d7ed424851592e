namespace Pyramids;

/// <summary>Keeps what tasks leave behind on the collected heap small.</summary>
/// <remarks>
/// The collector lets as much garbage gather as the processor's last cache is large before it looks, hundreds of
/// megabytes on some machines: more than all chunks of a small budget. What tasks leave behind is young and dead, so
/// collecting it early takes well under a millisecond.
/// </remarks>
internal sealed class Garbage
{
    private const long Most = 4 << 20;
    private const int Every = 8;                                          // tasks between two looks
    private long seen = GC.GetTotalAllocatedBytes();
    private int tasks;

    /// <summary>A task is done.</summary>
    public void Look()
    {
        if (Interlocked.Increment(ref tasks) % Every != 0) return;
        var (now, before) = (GC.GetTotalAllocatedBytes(), Volatile.Read(ref seen));
        if (now - before > Most && Interlocked.CompareExchange(ref seen, now, before) == before)
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
    }
}
