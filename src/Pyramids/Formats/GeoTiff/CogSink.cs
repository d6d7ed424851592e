using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Pyramids;

/// <summary>
/// Writes a cloud-optimized GeoTIFF in one pass. Tiles of all levels go encoded to a scratch file as they are done; at
/// the end the header is laid out and the tiles follow it from the coarsest overview to the full resolution, row by row.
/// </summary>
/// <remarks>The layout is that of GDAL's COG driver: structural metadata before the first directory, and about each
/// tile its size and its last four bytes.</remarks>
internal sealed class CogSink : IChunkSink
{
    private const int Leader = 4, Trailer = 4, CopyBytes = 4 << 20;

    private readonly GeoTiffWriterLayout layout;
    private readonly TargetFileWriter target;
    private readonly SafeFileHandle scratchFile;
    private readonly TileWriter encoder;
    private readonly StatisticsWriter? statistics;
    private readonly OverviewBuilder? overviews;
    private readonly TileIndex[] spilled;                   // offsets in the scratch file
    private readonly SegmentPool scratch;
    private readonly long maskedBytes;
    private long end, cells;

    private CogSink(GeoTiffWriterLayout layout, CogOptions options, TargetFileWriter target)
    {
        (this.layout, this.target) = (layout, target);
        encoder = new(layout);
        statistics = options.Statistics ? new(layout) : null;
        spilled = [.. layout.Levels.SelectMany(level => Enumerable.Range(0, Images).Select(_ => new TileIndex(level.Tiles)))];
        scratch = new(encoder.ScratchBytes + Leader + Math.Max(encoder.MaxEncodedLength, encoder.MaxMaskLength) + Trailer);
        overviews = layout.Levels.Count == 1 ? null
            : new(layout, layout.Resampling, (level, ordinal, tile) => Spill(level, ordinal, tile, 0, 0, 0));
        maskedBytes = overviews is null ? 0 : MaskedOverview.ScratchBytes(layout);
        scratchFile = target.CreateScratch();
    }

    public BlockShape Block => layout.Block;

    // Of each level: the raster, and its mask.
    private int Images => layout.HasMask ? 2 : 1;

    /// <summary>Checks target, schema and options, and creates the file under a temporary name.</summary>
    /// <exception cref="ArgumentException">The options do not fit each other or the array.</exception>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public static CogSink Create(string path, ArraySchema schema, CogOptions options)
    {
        var layout = new GeoTiffWriterLayout(schema, options);
        var target = new TargetFileWriter(path, options.Overwrite);
        try
        {
            return new(layout, options, target);
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    public ValueTask WriteAsync(long sequence, Chunk chunk, CancellationToken cancellation)
    {
        layout.Check(chunk.Window, chunk.Type);
        foreach (var tile in layout.TilesOf(chunk.Window))
        {
            cancellation.ThrowIfCancellationRequested();
            Spill(0, tile.Ordinal, chunk, tile.Band, tile.Row, tile.Column);
            statistics?.Add(tile.Ordinal, chunk, tile.Band, tile.Row, tile.Column);
            var window = chunk.Window.Offset(tile.Band, tile.Row,
                tile.Column) with { Bands = layout.Block.Bands, Rows = layout.BlockRows, Columns = layout.BlockColumns };
            overviews?.Add(0, chunk, window.Intersect(chunk.Window));
        }
        Interlocked.Add(ref cells, chunk.Window.Cells);
        return ValueTask.CompletedTask;
    }

    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        layout.CheckComplete(cells);
        var metadata = GdalMetadataWriter.Write(layout, statistics?.Bands());
        var placed = spilled.Select(index => new TileIndex(index.Offsets.Length)).ToArray();
        var position = (long)GeoTiffHeaderWriter.Write(layout, placed, metadata).Length;
        var moves = new List<Move>();
        for (var first = spilled.Length - Images; first >= 0; first -= Images)
            for (var i = 0; i < spilled[first].Offsets.Length; i++)
                for (var image = first; image < first + Images; image++)            // a tile's mask follows it
                {
                    var length = spilled[image].Lengths[i];
                    if (length == 0) continue;
                    (placed[image].Offsets[i], placed[image].Lengths[i]) = ((ulong)(position + Leader), length);
                    moves.Add(new((long)spilled[image].Offsets[i], position, (int)length + Leader + Trailer));
                    position += length + Leader + Trailer;
                }
        if (!layout.Big && position > uint.MaxValue) throw GeoTiffSink.TooLarge();
        RandomAccess.SetLength(target.Handle, position);
        RandomAccess.Write(target.Handle, GeoTiffHeaderWriter.Write(layout, placed, metadata), 0);
        var batches = Batches(moves);
        var shrinking = new Shrinking(scratchFile, batches);
        await Parallel.ForAsync(0, batches.Count,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Math.Min(4, Environment.ProcessorCount) },
            (i, token) =>
            {
                MoveTiles(batches[i], token);
                shrinking.Done(i);
                return ValueTask.CompletedTask;
            });
        cancellation.ThrowIfCancellationRequested();
        target.Complete(layout.Options.Flush);
    }

    public ValueTask DisposeAsync()
    {
        scratchFile.Dispose();
        target.Dispose();
        overviews?.Dispose();
        scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The scratch of one tile, and the tiles of overviews that are being filled.</summary>
    public long ScratchBytes(Window window) => scratch.Bytes * 2L + maskedBytes;

    /// <summary>Bytes that live from the first chunk to the last, whatever the number of chunks in flight: bands of
    /// overview tiles.</summary>
    public long StandingBytes => overviews?.Bytes ?? 0;

    private void Spill(int level, int ordinal, Chunk chunk, int band, int row, int column)
    {
        var buffer = scratch.Rent();
        try
        {
            var span = buffer.GetSpan();
            Span<byte> working = span[..encoder.ScratchBytes], stored = span[encoder.ScratchBytes..];
            var length = encoder.Encode(chunk, band, row, column, working, stored[Leader..]);
            if (length == 0) return;
            Store(spilled[level * Images], ordinal, stored, length);
            if (layout.HasMask)
                Store(spilled[level * Images + 1], ordinal, stored, encoder.EncodeMask(chunk, row, column, working, stored[Leader..]));
        }
        finally
        {
            scratch.Return(buffer);
        }
    }

    private void Store(TileIndex index, int ordinal, Span<byte> stored, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(stored, length);
        stored.Slice(length, Trailer).CopyTo(stored[(Leader + length)..]);
        stored = stored[..(Leader + length + Trailer)];
        var offset = Interlocked.Add(ref end, stored.Length) - stored.Length;
        RandomAccess.Write(scratchFile, stored, offset);
        (index.Offsets[ordinal], index.Lengths[ordinal]) = ((ulong)offset, (uint)length);
    }

    // Tiles of a batch lie side by side in the scratch file, the last one first in the batch; in the target they may lie apart.
    private void MoveTiles(ArraySegment<Move> batch, CancellationToken cancellation)
    {
        var (start, end) = (batch[^1].From, batch[0].End);
        var buffer = new NativeBuffer(end - start);
        try
        {
            var bytes = buffer.GetSpan()[..(int)(end - start)];
            for (var read = 0; read < bytes.Length;)
            {
                var part = RandomAccess.Read(scratchFile, bytes[read..], start + read);
                if (part == 0) throw new IOException($"The scratch file of {target.Target} ends before byte {end}.");
                read += part;
            }
            foreach (var move in batch)
            {
                cancellation.ThrowIfCancellationRequested();
                RandomAccess.Write(target.Handle, bytes.Slice((int)(move.From - start), move.Length), move.To);
            }
        }
        finally
        {
            buffer.Free();
        }
    }

    /// <summary>Moves from the last byte of the scratch file to the first, in runs of some megabytes.</summary>
    private static List<ArraySegment<Move>> Batches(List<Move> moves)
    {
        var all = moves.OrderByDescending(move => move.From).ToArray();
        var batches = new List<ArraySegment<Move>>();
        for (var first = 0; first < all.Length;)
        {
            var last = first;
            while (last < all.Length && (last == first || all[first].End - all[last].From <= CopyBytes)) last++;
            batches.Add(new(all, first, last - first));
            first = last;
        }
        return batches;
    }

    private readonly record struct Move(long From, long To, int Length)
    {
        public long End => From + Length;
    }

    /// <summary>Cuts the scratch file behind what is still to be moved: the disk never holds all tiles twice, and the
    /// memory of their pages serves again.</summary>
    private sealed class Shrinking(SafeFileHandle file, List<ArraySegment<Move>> batches)
    {
        private readonly Lock gate = new();
        private readonly bool[] done = new bool[batches.Count];
        private int next;

        public void Done(int batch)
        {
            lock (gate)
            {
                done[batch] = true;
                if (batch != next) return;
                while (next < done.Length && done[next]) next++;
                RandomAccess.SetLength(file, batches[next - 1][^1].From);
            }
        }
    }
}
