using System.Collections.Concurrent;

namespace Pyramids;

/// <summary>Buffers of one run: counted, kept for the next chunk of the same size, and freed with the run.</summary>
internal sealed class BufferPool : IDisposable
{
    private const long Granule = 64 << 10, SmallGranule = 4 << 10;
    private readonly ConcurrentDictionary<long, ConcurrentBag<NativeBuffer>> idle = new();
    private long live, peak, idleBytes;

    /// <summary>Most bytes that were held at once, idle buffers included.</summary>
    public long Peak => Volatile.Read(ref peak);

    /// <summary>Idle buffers beyond this many bytes are freed instead of kept.</summary>
    public long KeepIdle { get; set; } = long.MaxValue;

    /// <summary>Idle buffers are freed before more bytes than these are held.</summary>
    public long Limit { get; set; } = long.MaxValue;

    /// <summary>Bytes that are held for so many: buffers come in few sizes, so that the next one fits.</summary>
    public static long SizeOf(long bytes)
    {
        var granule = bytes <= Granule ? SmallGranule : Granule;
        return Math.Max(granule, (bytes + granule - 1) / granule * granule);
    }

    public NativeBuffer Take(long bytes)
    {
        var size = SizeOf(bytes);
        if (idle.TryGetValue(size, out var bag) && bag.TryTake(out var buffer))
        {
            Interlocked.Add(ref idleBytes, -size);
            return buffer;
        }
        while (Volatile.Read(ref live) + size > Limit && TryFreeIdle()) { }
        var now = Interlocked.Add(ref live, size);
        for (var seen = Peak; now > seen; seen = Peak)
            if (Interlocked.CompareExchange(ref peak, now, seen) == seen) break;
        return new(size);
    }

    public void Return(NativeBuffer buffer)
    {
        if (Interlocked.Add(ref idleBytes, buffer.Length) <= KeepIdle)
        {
            idle.GetOrAdd(buffer.Length, _ => []).Add(buffer);
            return;
        }
        Interlocked.Add(ref idleBytes, -buffer.Length);
        Interlocked.Add(ref live, -buffer.Length);
        buffer.Free();
    }

    private bool TryFreeIdle()
    {
        foreach (var bag in idle.Values)
        {
            if (!bag.TryTake(out var buffer)) continue;
            Interlocked.Add(ref idleBytes, -buffer.Length);
            Interlocked.Add(ref live, -buffer.Length);
            buffer.Free();
            return true;
        }
        return false;
    }

    public void Dispose()
    {
        foreach (var bag in idle.Values)
            while (bag.TryTake(out var buffer)) buffer.Free();
    }
}
