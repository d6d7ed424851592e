using System.Buffers;
using System.Numerics;

namespace Pyramids;

/// <summary>The cells of one image of a TIFF: the main one, an overview or a mask.</summary>
/// <remarks>Reads are positional and share nothing but the immutable layout, so any number of threads may read.</remarks>
internal sealed class GeoTiffSource(IByteStore store, long fileLength, TiffLayout layout, ArraySchema schema,
    ReadOnlyMemory<byte> missingCell, string name)
    : IChunkSource
{
    private const int MaxRun = 1 << 20;
    private const int MaxPending = 8;

    /// <summary>Most bytes that are read at once where that makes a pair of blocks.</summary>
    private const int MaxPair = 4 << 20;

    /// <summary>Bytes of uncompressed blocks that are read at once where reading costs little: they are still in the
    /// cache when they are put in place.</summary>
    private const int MaxLocal = 256 << 10;
    private readonly bool isLocal = store.IsLocal();
    private readonly bool inPairs = BlockDecoder.AreBetterInPairs(layout);

    public ArraySchema Schema => schema;

    public BlockShape Block => layout.Block;

    public int BlocksTogether => inPairs ? 2 : 1;

    public string Name => name;

    /// <summary>How the cells are stored.</summary>
    public TiffLayout Layout => layout;

    public async ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        if (destination.Type != layout.Type)
            throw new ArgumentException($"The chunk holds {destination.Type}; the cells of {name} are {layout.Type}.");
        if (!schema.Whole.Contains(destination.Window))
            throw new ArgumentOutOfRangeException(nameof(destination),
                $"The window ({destination.Window}) leaves the array ({schema.Whole}).");
        var parts = new BlockParts(layout, destination.Window);
        List<Task>? pending = null;
        try
        {
            for (var first = 0; first < parts.Count;)
            {
                cancellation.ThrowIfCancellationRequested();
                var next = NextRun(parts, first, out var offset, out var length);
                if (length == 0) BlockDecoder.Fill(layout, parts[first], missingCell.Span, destination);
                else if (IsInPlace(parts[first], destination.Window))
                    next = await InPlaceAsync(parts, first, destination, cancellation).ConfigureAwait(false);
                else if (isLocal && next == first + 1 && length > MaxLocal && layout.Compression == TiffCompression.None)
                    await RowsAsync(parts[first], destination, cancellation).ConfigureAwait(false);
                else if (RunAsync(parts, first, next, offset, length, destination, cancellation) is { IsCompletedSuccessfully: false } run)
                {
                    // A store that takes its time is asked for several runs at once.
                    (pending ??= []).Add(run.AsTask());
                    if (pending.Count == MaxPending) await FirstOf(pending).ConfigureAwait(false);
                }
                first = next;
            }
        }
        finally
        {
            // Nobody may write to the chunk after this method has ended, not even when a run failed.
            if (pending is not null) await Task.WhenAll(pending).ConfigureAwait(false);
        }
    }

    /// <summary>Decodes a few rows of the first two blocks, of a file at hand whose blocks are small.</summary>
    public void Rehearse()
    {
        const int rows = 32;
        var window = new Window(0, 0, 0, 1, Math.Min(rows, layout.BlockRows), BlocksTogether * layout.BlockColumns).Intersect(schema.Whole);
        if (!isLocal || layout.RowBytes * layout.BlockRows > IChunkSource.MostRehearsed) return;
        var read = ReadAsync(new(window, schema.Type, new byte[window.Cells * schema.Type.Size()]), CancellationToken.None);
        if (read.IsCompleted) read.GetAwaiter().GetResult();
        // The sum of a block is looked at when it is decoded to its end.
        if (BlockDecoder.IsDeflate(layout)) _ = Adler32.Compute(new byte[layout.RowBytes]);
    }

    public long StoredBytes(Window window)
    {
        var parts = new BlockParts(layout, window);
        long bytes = 0;
        for (var i = 0; i < parts.Count; i++) bytes += Stored(parts[i]).Length;
        return bytes;
    }

    public long ScratchBytes(Window window)
    {
        var parts = new BlockParts(layout, window);
        long run = 0, inPlace = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            if (IsInPlace(parts[i], window)) inPlace++;
            else run = Math.Max(run, Stored(parts[i]).Length);
        }
        if (parts.Count == 0 || inPlace == parts.Count) return 0;
        var inPairs = this.inPairs && parts.Count > 1;
        if (inPairs) run = Math.Max(run, Math.Min(MaxPair, 2 * run + Gap(run)));
        if (parts.Count > 1) run = Math.Max(run, Math.Min(MaxRun, StoredBytes(window)));
        if (isLocal && layout.Compression == TiffCompression.None) run = Math.Min(run, Math.Max(MaxLocal, layout.RowBytes));
        var decoded = layout.Compression == TiffCompression.None ? 0 : layout.RowBytes * layout.BlockRows * (inPairs ? 2 : 1);
        if (layout.Compression == TiffCompression.Jpeg)
            decoded += Pooled(JpegDecoder.ScratchBytes(layout.BlockColumns, layout.BlockRows, layout.SamplesPerCell));
        var row = (long)layout.BlockColumns * layout.SamplesPerCell * layout.Type.Size() + RowUnpacker.ScratchBytes(layout);
        var atOnce = isLocal ? 1 : Math.Min(MaxPending, parts.Count);
        return atOnce * (Pooled(run) + Pooled(decoded) + Pooled(row));
    }

    // What may lie between blocks that are fetched with one read: the few bytes of a COG's leaders, and no more than a
    // sixteenth on the whole.
    private static long Gap(long run) => Math.Clamp(run / 16, 16, 4096);

    private int MostOfRun(int blocks)
        => inPairs && blocks == 2 ? MaxPair : isLocal && layout.Compression == TiffCompression.None ? MaxLocal : MaxRun;

    private int NextRun(BlockParts parts, int first, out long offset, out int length)
    {
        (offset, var bytes) = Stored(parts[first]);
        length = 0;
        var next = first + 1;
        if (bytes == 0) return next;
        var end = offset + bytes;
        for (; next < parts.Count; next++)
        {
            var (nextOffset, nextLength) = Stored(parts[next]);
            if (nextLength == 0 || nextOffset < end || nextOffset - end > Gap(end - offset)
                || nextOffset + nextLength - offset > MostOfRun(next + 1 - first))
                break;
            end = nextOffset + nextLength;
        }
        length = (int)(end - offset);
        return next;
    }

    private static async ValueTask FirstOf(List<Task> pending)
    {
        var done = await Task.WhenAny(pending).ConfigureAwait(false);
        pending.Remove(done);
        await done.ConfigureAwait(false);
    }

    private static long Pooled(long bytes) => bytes == 0 ? 0 : (long)BitOperations.RoundUpToPowerOf2((ulong)bytes);

    // Bytes to fetch for a part: the whole block, or the wanted rows when it is not compressed.
    private (long Offset, long Length) Stored(BlockPart part)
    {
        var (offset, length) = layout.Place(part.Index);
        if (length == 0) return default;
        if (layout.Compression != TiffCompression.None)
            return (offset, Math.Min(length, layout.Compression.MostEncoded(layout.StoredRows(part.Down) * layout.RowBytes)));
        var skip = part.Row * layout.RowBytes;
        return (offset + skip, Math.Clamp(length - skip, 1, part.Rows * layout.RowBytes));
    }

    private bool IsInPlace(BlockPart part, Window window)
        => layout is { Compression: TiffCompression.None, IsDirect: true, ReverseBits: false, SamplesPerCell: 1 }
           && BlockDecoder.IsWhole(layout, part, window);

    // Uncompressed rows as wide as the chunk are read where they belong, as many strips at once as follow one another in the file.
    private async ValueTask<int> InPlaceAsync(BlockParts parts, int first, Chunk destination, CancellationToken cancellation)
    {
        var part = parts[first];
        var rowBytes = (int)layout.RowBytes;
        var (offset, length) = Stored(part);
        Check(part, length, part.Rows * layout.RowBytes);
        var next = first + 1;
        for (; next < parts.Count; next++)
        {
            var more = parts[next];
            var (nextOffset, nextLength) = Stored(more);
            if (more.Plane != part.Plane || nextOffset != offset + length || nextLength < more.Rows * layout.RowBytes) break;
            length += nextLength;
        }
        var row = part.Down * layout.BlockRows + part.Row - destination.Window.Row;
        var start = ((long)(part.Plane - (layout.IsPlanar ? destination.Window.Band : 0)) * destination.Window.Rows + row) * rowBytes;
        var target = destination.Memory.Slice((int)start, (int)length);
        CheckEnd(part, offset, length);
        await FillAsync(part, offset, target, cancellation).ConfigureAwait(false);
        if (layout.BigEndian == BitConverter.IsLittleEndian) ByteOrder.Reverse(target.Span, layout.Type.Size());
        return next;
    }

    // A large uncompressed block, some rows at a time.
    private async ValueTask RowsAsync(BlockPart part, Chunk destination, CancellationToken cancellation)
    {
        var (start, bytes) = Stored(part);
        Check(part, bytes, part.Rows * layout.RowBytes);
        CheckEnd(part, start, bytes);
        var step = (int)Math.Clamp(MaxLocal / layout.RowBytes, 1, part.Rows);
        var buffer = ArrayPool<byte>.Shared.Rent((int)(step * layout.RowBytes));
        try
        {
            for (var row = part.Row; row < part.RowEnd; row += step)
            {
                var rows = part with { Row = row, RowEnd = Math.Min(part.RowEnd, row + step) };
                var (offset, length) = Stored(rows);
                await FillAsync(rows, offset, buffer.AsMemory(0, (int)length), cancellation).ConfigureAwait(false);
                Decode(rows, offset, buffer.AsSpan(0, (int)length), destination);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask RunAsync(BlockParts parts, int first, int next, long offset, int length, Chunk destination,
        CancellationToken cancellation)
    {
        for (var i = first; i < next; i++) CheckBomb(parts[i]);
        CheckEnd(parts[first], offset, length);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await FillAsync(parts[first], offset, buffer.AsMemory(0, length), cancellation).ConfigureAwait(false);
            for (var i = first; i < next;) i += Decode(parts, i, next, buffer, offset, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Decodes one block of a run, or two; answers how many.
    private int Decode(BlockParts parts, int number, int next, byte[] run, long runOffset, Chunk destination)
    {
        var part = parts[number];
        var (offset, length) = Stored(part);
        var encoded = run.AsSpan((int)(offset - runOffset), (int)length);
        if (inPairs && number + 1 < next)
        {
            var second = parts[number + 1];
            var (secondOffset, secondLength) = Stored(second);
            try
            {
                BlockDecoder.DecodePair(layout, part, encoded, second,
                    run.AsSpan((int)(secondOffset - runOffset), (int)secondLength), destination);
                return 2;
            }
            catch (InvalidDataException)
            {
                // Which of them it is shows when they are decoded one by one.
            }
        }
        Decode(part, offset, encoded, destination);
        return 1;
    }

    private void Decode(BlockPart part, long offset, Span<byte> encoded, Chunk destination)
    {
        try
        {
            BlockDecoder.Decode(layout, part, encoded, destination);
        }
        catch (InvalidDataException inner)
        {
            throw new RasterFormatException($"{Title(part)} could not be decoded by '{layout.Compression.Name()}': {inner.Message}",
                layout.Key, offset, inner);
        }
    }

    private async ValueTask FillAsync(BlockPart part, long offset, Memory<byte> target, CancellationToken cancellation)
    {
        var read = await store.ReadAsync(layout.Key, offset, target, cancellation).ConfigureAwait(false);
        if (read < target.Length) throw Truncated(part, offset, target.Length, read);
    }

    private void CheckEnd(BlockPart part, long offset, long length)
    {
        if (offset > fileLength - length) throw Truncated(part, offset, length, Math.Max(0, fileLength - offset));
    }

    private RasterFormatException Truncated(BlockPart part, long offset, long needed, long found)
        => new($"{Title(part)} needs {needed} bytes, but the file ends after {found} of them: it is truncated or damaged.",
            layout.Key, offset);

    private void CheckBomb(BlockPart part)
    {
        var (offset, length) = layout.Place(part.Index);
        if (layout.Compression == TiffCompression.None)
        {
            Check(part, Stored(part).Length, part.Rows * layout.RowBytes);
            return;
        }
        var needed = layout.StoredRows(part.Down) * layout.RowBytes;
        if (layout.Compression.MostDecoded(length) < needed)
            throw new RasterFormatException(
                $"{Title(part)} claims that its {length} bytes decode to {needed}; '{layout.Compression.Name()}' makes "
                    + $"{layout.Compression.MostDecoded(length)} of them at most.",
                layout.Key, offset);
    }

    private void Check(BlockPart part, long length, long needed)
    {
        if (length < needed)
            throw new RasterFormatException($"{Title(part)} has {length} bytes; {needed} were expected (TIFF tag "
                + $"{(layout.IsTiled ? "325, TileByteCounts" : "279, StripByteCounts")}).",
                layout.Key, layout.Place(part.Index).Offset);
    }

    private string Title(BlockPart part) => $"{(layout.IsTiled ? "Tile" : "Strip")} [{part.Plane}, {part.Down}, {part.Across}]";
}
