using System.Buffers;
using System.Collections.Concurrent;

namespace Pyramids;

/// <summary>Reads chunks of an array, each from an object of its own or from a range of a shard. Safe for many threads.</summary>
internal sealed class ZarrReader(IByteStore store, ZarrArray array)
{
    private const int KeptEntries = 8 << 20;
    private readonly ConcurrentDictionary<string, long[]> indexes = new(StringComparer.Ordinal);
    private int kept;

    /// <summary>Fills the cells of a chunk in the order they are stored.</summary>
    /// <param name="index">Position of the chunk along each axis of the array.</param>
    /// <param name="cells">Bytes of the whole chunk, also at the array's edge.</param>
    /// <param name="cancellation">Ends the read early.</param>
    /// <returns>False, with the cells untouched, when the chunk is not stored and holds the fill value only.</returns>
    public async ValueTask<bool> ReadAsync(long[] index, Memory<byte> cells, CancellationToken cancellation)
    {
        try
        {
            return await FindAsync(index, cells, cancellation).ConfigureAwait(false);
        }
        catch (InvalidDataException inner)
        {
            throw Damaged(index, array.KeyOf(index), 0, inner);              // by the store: an archive's member
        }
    }

    private async ValueTask<bool> FindAsync(long[] index, Memory<byte> cells, CancellationToken cancellation)
    {
        var (key, offset, length) = array.Shard is null
            ? await WholeAsync(index, cancellation).ConfigureAwait(false)
            : await PartAsync(array.Shard, index, cancellation).ConfigureAwait(false);
        if (length < 0) return false;
        if (length > array.Pipeline.LongestEncoded(cells.Length))
            throw Damaged(
                index, key, offset, new InvalidDataException($"It has {length} encoded bytes for {cells.Length} bytes of cells."));
        if (array.Pipeline.IsPlain && length == cells.Length)
        {
            if (await store.ReadAsync(key, offset, cells, cancellation).ConfigureAwait(false) is var plain && plain < length)
                throw Damaged(index, key, offset, new InvalidDataException($"It ends after {plain} of {length} bytes."));
            return true;
        }
        var encoded = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            var read = await store.ReadAsync(key, offset, encoded.AsMemory(0, (int)length), cancellation).ConfigureAwait(false);
            if (read < length) throw Damaged(index, key, offset, new InvalidDataException($"It ends after {read} of {length} bytes."));
            Decode(index, key, offset, encoded.AsSpan(0, read), cells.Span);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }

    private void Decode(long[] index, string key, long offset, ReadOnlySpan<byte> encoded, Span<byte> cells)
    {
        try
        {
            array.Pipeline.Decode(encoded, cells);
        }
        catch (Exception inner) when (inner is not OutOfMemoryException)
        {
            throw Damaged(index, key, offset, inner);
        }
    }

    private async ValueTask<(string Key, long Offset, long Length)> WholeAsync(long[] index, CancellationToken cancellation)
    {
        var key = array.KeyOf(index);
        return (key, 0, await store.LengthAsync(key, cancellation).ConfigureAwait(false) ?? -1);
    }

    private async ValueTask<(string Key, long Offset, long Length)> PartAsync(
        ZarrShardIndex shard, long[] index, CancellationToken cancellation)
    {
        var outer = new long[index.Length];
        var inner = 0L;
        for (var axis = 0; axis < index.Length; axis++)
        {
            (outer[axis], var rest) = Math.DivRem(index[axis], shard.Counts[axis]);
            inner = inner * shard.Counts[axis] + rest;
        }
        var key = array.KeyOf(outer);
        if (!indexes.TryGetValue(key, out var entries))
        {
            entries = await ReadIndexAsync(shard, key, cancellation).ConfigureAwait(false);
            if (Interlocked.Add(ref kept, entries.Length) > KeptEntries)
            {
                indexes.Clear();
                Interlocked.Exchange(ref kept, entries.Length);
            }
            indexes[key] = entries;
        }
        return entries.Length == 0 ? (key, 0, -1) : (key, entries[2 * inner], entries[2 * inner + 1]);
    }

    /// <returns>Offsets and lengths; empty when there is no shard.</returns>
    private async ValueTask<long[]> ReadIndexAsync(ZarrShardIndex shard, string key, CancellationToken cancellation)
    {
        if (await store.LengthAsync(key, cancellation).ConfigureAwait(false) is not { } objectLength) return [];
        if (objectLength < shard.Length)
            throw new RasterFormatException($"The shard has {objectLength} bytes, too few for its index of {shard.Length}.", Where(key), 0);
        var encoded = ArrayPool<byte>.Shared.Rent(shard.Length);
        var offset = shard.OffsetIn(objectLength);
        try
        {
            var read = await store.ReadAsync(key, offset, encoded.AsMemory(0, shard.Length), cancellation).ConfigureAwait(false);
            if (read < shard.Length) throw new InvalidDataException($"It ends after {read} of {shard.Length} bytes.");
            return shard.Decode(encoded.AsSpan(0, read), objectLength);
        }
        catch (InvalidDataException inner)
        {
            throw new RasterFormatException($"The index of the shard is damaged. {inner.Message}", Where(key), offset, inner);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }

    private RasterFormatException Damaged(long[] index, string key, long offset, Exception inner)
        => new(
            $"Chunk [{string.Join(", ", index)}] could not be decoded by '{array.Pipeline.Name}'. {inner.Message}",
            Where(key), offset, inner);

    private string Where(string key) => $"{store.Name}/{key}";
}
