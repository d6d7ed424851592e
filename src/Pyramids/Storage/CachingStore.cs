namespace Pyramids;

/// <summary>Keeps what was read lately, up to so many bytes; a read that lies within a kept one costs nothing.</summary>
internal sealed class CachingStore(IByteStore inner, long capacity) : IByteStore
{
    /// <summary>Pieces before the nearest one that are looked at: they seldom overlap.</summary>
    private const int LookBack = 4;
    private readonly Lock gate = new();
    private readonly Dictionary<string, SortedList<long, LinkedListNode<Piece>>> pieces = new(StringComparer.Ordinal);
    private readonly LinkedList<Piece> byUse = new();
    private long held;

    public string Name => inner.Name;

    /// <summary>Bytes kept now.</summary>
    internal long Held
    {
        get { lock (gate) return held; }
    }

    public async ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (Find(key, offset, destination) is { } found) return found;
        var count = await inner.ReadAsync(key, offset, destination, cancellation).ConfigureAwait(false);
        // A piece that would push everything else out is not kept.
        if (count > 0 && count <= capacity / 4) Keep(new(key, offset, destination[..count].ToArray(), count < destination.Length));
        return count;
    }

    public ValueTask<long?> LengthAsync(string key, CancellationToken cancellation) => inner.LengthAsync(key, cancellation);

    public ValueTask<string?> StampAsync(string key, CancellationToken cancellation) => inner.StampAsync(key, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private int? Find(string key, long offset, Memory<byte> destination)
    {
        lock (gate)
        {
            if (!pieces.TryGetValue(key, out var ofKey)) return null;
            var last = LastUpTo(ofKey.Keys, offset);
            for (var i = last; i >= 0 && i > last - LookBack; i--)
            {
                var node = ofKey.Values[i];
                var piece = node.Value;
                var available = piece.Bytes.Length - (offset - piece.Offset);
                if (available < destination.Length && !(piece.IsEnd && available > 0)) continue;
                byUse.Remove(node);
                byUse.AddFirst(node);
                var count = (int)Math.Min(destination.Length, available);
                piece.Bytes.AsMemory((int)(offset - piece.Offset), count).CopyTo(destination);
                return count;
            }
            return null;
        }
    }

    private void Keep(Piece piece)
    {
        lock (gate)
        {
            if (!pieces.TryGetValue(piece.Key, out var ofKey)) pieces[piece.Key] = ofKey = [];
            if (ofKey.TryGetValue(piece.Offset, out var old))
            {
                if (old.Value.Bytes.Length >= piece.Bytes.Length) return;
                Drop(old);
                if (!pieces.TryGetValue(piece.Key, out ofKey)) pieces[piece.Key] = ofKey = [];
            }
            ofKey[piece.Offset] = byUse.AddFirst(piece);
            held += piece.Bytes.Length;
            while (held > capacity && byUse.Last is { } last) Drop(last);
        }
    }

    private void Drop(LinkedListNode<Piece> node)
    {
        byUse.Remove(node);
        held -= node.Value.Bytes.Length;
        var ofKey = pieces[node.Value.Key];
        ofKey.Remove(node.Value.Offset);
        if (ofKey.Count == 0) pieces.Remove(node.Value.Key);
    }

    private static int LastUpTo(IList<long> offsets, long offset)
    {
        int low = 0, high = offsets.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (offsets[middle] <= offset) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    private sealed record Piece(string Key, long Offset, byte[] Bytes, bool IsEnd);
}
