using System.Buffers;

namespace Pyramids;

/// <summary>Encodes the stored objects of a raster and puts them into a store, each whole. Safe for many threads on different
/// objects.</summary>
internal sealed class ZarrWriter
{
    private readonly IWritableStore store;
    private readonly ZarrArray array;
    private readonly ZarrLayout layout;
    private readonly CellMask mask;
    private readonly bool skipEmpty;
    private readonly double? noData;
    private readonly long[] perObject;             // chunks of an object along bands, rows, columns

    public ZarrWriter(IWritableStore store, ZarrArray array, ZarrAxes axes, double? noData, bool skipEmptyChunks)
    {
        (this.store, this.array) = (store, array);
        layout = new(array, axes);
        mask = new(array.Cell, noData);
        this.noData = noData;
        skipEmpty = skipEmptyChunks && array.HasFill;
        perObject = array.Shard?.Counts ?? [.. array.Shape.Select(_ => 1L)];
        Chunks = new(axes.Band < 0 ? 1 : (int)perObject[axes.Band], (int)perObject[axes.Row], (int)perObject[axes.Column]);
        Object = new(0, 0, 0, layout.Chunk.Bands * Chunks.Bands, layout.Chunk.Rows * Chunks.Rows, layout.Chunk.Columns * Chunks.Columns);
    }

    /// <summary>The first stored object, not cut at the array's edge.</summary>
    public Window Object { get; }

    /// <summary>Chunks in a stored object.</summary>
    public BlockShape Chunks { get; }

    /// <summary>Bytes of working memory for one object.</summary>
    public long ScratchBytes => (long)LongestObject + array.ChunkBytes + (1 << 20);

    public string KeyOf(ChunkIndex index) => array.KeyOf(layout.IndexOf(index));

    private int LongestObject
        => checked((array.Shard?.Length ?? 0) + (array.Shard?.Count ?? 1) * array.Pipeline.MaxEncodedLength(array.ChunkBytes));

    /// <summary>Writes an object whose cells inside the array the source holds.</summary>
    /// <remarks>As many moments as cells mean that none is missing: nothing stands for NaN, and cells are encoded where they lie.</remarks>
    /// <returns>What is kept of it; of length 0 when the object is empty and left out.</returns>
    public async ValueTask<ZarrObject> WriteAsync(ChunkIndex index, Chunk source, CancellationToken cancellation)
    {
        var (key, window) = (KeyOf(index), WindowOf(index));
        var moments = ZarrMoments.Of(source, window, noData);
        var isFull = moments.Weight == ZarrLayout.Clip(window, source.Window).Cells;
        if (array.Pipeline.IsPlain && array.Shard is null && IsAsStored(index, source, isFull) && !IsEmpty(source.Bytes))
        {
            var plain = ZarrObject.Of(source.Bytes, moments);
            await store.WriteAsync(key, source.Memory, cancellation).ConfigureAwait(false);
            return plain;
        }
        var encoded = ArrayPool<byte>.Shared.Rent(LongestObject);
        try
        {
            var length = array.Shard is { } shard
                ? EncodeShard(shard, index, source, isFull, encoded)
                : EncodeChunk(index, source, isFull, encoded);
            var content = ZarrObject.Of(encoded.AsSpan(0, length), moments);
            if (length > 0) await store.WriteAsync(key, encoded.AsMemory(0, length), cancellation).ConfigureAwait(false);
            return content;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }

    /// <summary>Encodes a chunk of zeros, unless chunks are so large that this were work of its own.</summary>
    public void Rehearse()
    {
        if (array.ChunkBytes > IChunkSource.MostRehearsed) return;
        var cells = new byte[array.ChunkBytes];
        _ = ZarrMoments.Of(new(layout.Chunk, array.Cell, cells), layout.Chunk, noData);
        if (!array.Pipeline.IsPlain) _ = array.Pipeline.Encode(cells, new byte[array.Pipeline.MaxEncodedLength(cells.Length)]);
    }

    /// <summary>Cells of an object, which may reach beyond the array at its edge.</summary>
    private Window WindowOf(ChunkIndex index)
    {
        var first = layout.WindowOf(new(index.Band * Chunks.Bands, index.Row * Chunks.Rows, index.Column * Chunks.Columns));
        return Object with { Band = first.Band, Row = first.Row, Column = first.Column };
    }

    /// <returns>Bytes written; 0 when the chunk is empty and left out, or lies outside the array.</returns>
    private int EncodeChunk(ChunkIndex index, Chunk source, bool isFull, Span<byte> encoded)
    {
        if (IsAsStored(index, source, isFull)) return EncodeCells(source.Bytes, encoded);
        var whole = layout.WindowOf(index);
        var bytes = array.ChunkBytes;
        var scratch = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            var cells = scratch.AsSpan(0, bytes);
            var part = ZarrLayout.Clip(whole, source.Window);
            if (part.IsEmpty) return 0;
            if (part != whole) CellFill.Repeat(array.Fill, cells);
            layout.CopyIn(source, whole, cells);
            mask.Apply(cells);
            return EncodeCells(cells, encoded);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private int EncodeCells(ReadOnlySpan<byte> cells, Span<byte> encoded) => IsEmpty(cells) ? 0 : array.Pipeline.Encode(cells, encoded);

    private bool IsEmpty(ReadOnlySpan<byte> cells) => skipEmpty && CellFill.IsUniform(array.Fill, cells, array.Cell);

    /// <summary>Whether the source's cells are a chunk's, in the order and with the values that are stored.</summary>
    private bool IsAsStored(ChunkIndex index, Chunk source, bool isFull)
        => layout.IsDense && layout.WindowOf(index) == source.Window && (isFull || !mask.IsNeeded(source.Bytes));

    private int EncodeShard(ZarrShardIndex shard, ChunkIndex index, Chunk source, bool isFull, Span<byte> encoded)
    {
        var entries = new long[2 * shard.Count];
        var start = shard.IsAtStart ? shard.Length : 0;
        var at = start;
        var chunk = new long[array.Rank];
        var origin = layout.IndexOf(index);
        for (var i = 0; i < shard.Count; i++)
        {
            var rest = (long)i;
            for (var axis = array.Rank - 1; axis >= 0; axis--)
            {
                (rest, var position) = Math.DivRem(rest, perObject[axis]);
                chunk[axis] = origin[axis] * perObject[axis] + position;
            }
            var length = EncodeChunk(layout.ChunkAt(chunk), source, isFull, encoded[at..]);
            (entries[2 * i], entries[2 * i + 1]) = length == 0 ? (-1, -1) : (at, length);
            at += length;
        }
        if (at == start) return 0;
        if (shard.IsAtStart)
        {
            shard.Encode(entries, encoded);
            return at;
        }
        return at + shard.Encode(entries, encoded[at..]);
    }
}
