using System.Collections.Concurrent;

namespace Pyramids;

/// <summary>Tiles encoded one after the other into segments of memory, waiting for their place in the file.</summary>
internal sealed class EncodedTiles(SegmentPool pool)
{
    private readonly List<(NativeBuffer Buffer, int Used)> segments = [];

    /// <summary>Ordinals and lengths, in the order of the bytes.</summary>
    public List<(int Ordinal, int Length)> Tiles { get; } = [];

    public IEnumerable<ReadOnlyMemory<byte>> Segments
        => segments.Select(segment => (ReadOnlyMemory<byte>)segment.Buffer.Memory[..segment.Used]);

    /// <summary>Whether the last segment is full, so that writing out would free memory.</summary>
    public bool IsFull(int room) => segments.Count > 0 && segments[^1].Buffer.Length - segments[^1].Used < room;

    /// <summary>Room for the next tile.</summary>
    public Span<byte> Reserve(int room)
    {
        if (segments.Count == 0 || IsFull(room)) segments.Add((pool.Rent(), 0));
        var (buffer, used) = segments[^1];
        return buffer.GetSpan().Slice(used, room);
    }

    public void Add(int ordinal, int length)
    {
        Tiles.Add((ordinal, length));
        if (length > 0) segments[^1] = (segments[^1].Buffer, segments[^1].Used + length);
    }

    public void Clear()
    {
        foreach (var (buffer, _) in segments) pool.Return(buffer);
        segments.Clear();
        Tiles.Clear();
    }
}

/// <summary>Buffers of one size, kept for the life of a sink.</summary>
internal sealed class SegmentPool(int bytes) : IDisposable
{
    private readonly ConcurrentBag<NativeBuffer> free = [];
    private volatile bool closed;

    public int Bytes { get; } = bytes;

    public NativeBuffer Rent() => free.TryTake(out var buffer) ? buffer : new(Bytes);

    public void Return(NativeBuffer buffer)
    {
        if (closed) buffer.Free();
        else free.Add(buffer);
    }

    public void Dispose()
    {
        closed = true;
        while (free.TryTake(out var buffer)) buffer.Free();
    }
}
