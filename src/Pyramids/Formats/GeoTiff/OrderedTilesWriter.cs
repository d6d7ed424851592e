using Microsoft.Win32.SafeHandles;

namespace Pyramids;

/// <summary>Appends the tiles of chunks in the chunks' order, whichever thread is done first. The chunk whose turn it
/// is goes straight to the file.</summary>
internal sealed class OrderedTilesWriter(SafeFileHandle file, long start, TileIndex index, bool big) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, EncodedTiles> waiting = [];
    private long next, end = start;

    /// <summary>Whether everything before a chunk is in the file: then its thread alone appends.</summary>
    public bool IsTurn(long sequence) => Volatile.Read(ref next) == sequence;

    /// <summary>Appends tiles of the chunk whose turn it is; more of them follow.</summary>
    public void Append(EncodedTiles tiles)
    {
        var offset = end;
        foreach (var (ordinal, length) in tiles.Tiles)
        {
            if (length > 0) (index.Offsets[ordinal], index.Lengths[ordinal]) = ((ulong)offset, (uint)length);
            offset += length;
        }
        if (!big && offset > uint.MaxValue) throw GeoTiffSink.TooLarge();
        foreach (var segment in tiles.Segments)
        {
            RandomAccess.Write(file, segment.Span, end);
            end += segment.Length;
        }
        tiles.Clear();
    }

    /// <summary>Gives up what waits for chunks that never came.</summary>
    public void Dispose()
    {
        foreach (var tiles in waiting.Values) tiles.Clear();
        waiting.Clear();
    }

    /// <summary>Appends the rest of a chunk, and all that waited for it; or lets it wait.</summary>
    public void Complete(long sequence, EncodedTiles tiles)
    {
        lock (gate)
        {
            if (sequence != next)
            {
                if (sequence < next || !waiting.TryAdd(sequence, tiles))
                    throw new InvalidOperationException($"Chunk {sequence} was written twice.");
                return;
            }
        }
        for (EncodedTiles? ready = tiles; ready is not null;)
        {
            Append(ready);
            lock (gate)
            {
                Volatile.Write(ref next, ++sequence);
                waiting.Remove(sequence, out ready);
            }
        }
    }
}
