using System.Buffers;
using System.Numerics;

namespace Pyramids;

/// <summary>Cells put together from many files; where no file has a cell, the nodata value stands.</summary>
/// <remarks>Only the files under a window are opened. Reads share nothing but the files themselves, so any number of
/// threads may read.</remarks>
internal sealed class MosaicSource : IChunkSource, IAsyncDisposable
{
    private const int MostHandles = 256, UnknownScratch = 4 << 20;
    private const long MostStretched = 1 << 22;
    private readonly IReadOnlyList<MosaicPiece> pieces;
    private readonly MosaicIndex index;
    private readonly MosaicOverlap overlap;
    private readonly byte[] gap;
    private readonly System.Collections.Concurrent.ConcurrentQueue<FileStore> inUse = new();

    /// <param name="name">For messages.</param>
    /// <param name="schema">Of the whole.</param>
    /// <param name="block">What is best read at once.</param>
    /// <param name="pieces">Parts of files, in the order they are painted.</param>
    /// <param name="overlap">Which of them counts where they overlap.</param>
    /// <param name="fill">What stands where no file has a cell; null for the nodata value, or NaN.</param>
    public MosaicSource(string name, ArraySchema schema, BlockShape block, IReadOnlyList<MosaicPiece> pieces, MosaicOverlap overlap,
        double? fill = null)
    {
        (Name, Schema, Block, this.pieces, this.overlap) = (name, schema, block, pieces, overlap);
        index = new(pieces, schema.Grid.Rows);
        gap = DTypes.Dispatch(schema.Type, new Gap(fill ?? schema.NoData));
    }

    public ArraySchema Schema { get; }

    public BlockShape Block { get; }

    public string Name { get; }

    /// <summary>Files of the mosaic, in order.</summary>
    public IReadOnlyList<MosaicPiece> Pieces => pieces;

    public async ValueTask ReadAsync(Chunk destination, CancellationToken cancellation)
    {
        var window = destination.Window;
        var under = index.Under(window);
        if (under.Count == 1 && await WholeAsync(under[0].Piece, destination, cancellation).ConfigureAwait(false)) return;
        Fill(destination.Bytes);
        using var painter = new MosaicPainter(destination, overlap);
        foreach (var (piece, part) in under)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var band = window.Band; band < window.BandEnd;)
            {
                var count = Run(piece, band, window.BandEnd);
                if (piece.Bands[band] >= 0)
                    await PaintAsync(painter, piece, part with { Band = band, Bands = count }, cancellation).ConfigureAwait(false);
                band += count;
            }
            if (painter.IsDone) break;
        }
        painter.Finish();
    }

    public long ScratchBytes(Window window)
    {
        var most = 0L;
        foreach (var (piece, part) in index.Under(window))
        {
            var file = piece.Opened;
            var size = file?.Source.Schema.Type.Size() ?? Schema.Type.Size();
            var cells = part.Cells * window.Bands;
            var (inner, read) = ((long)UnknownScratch, piece.IsOneToOne ? cells : Math.Max(cells, MostStretched * window.Bands));
            if (file is not null)
            {
                var stored = Small(piece, part)
                    .Select(small => piece.SourceWindow(small, 0, Math.Min(window.Bands, file.Source.Schema.Bands)))
                    .MaxBy(stored => stored.Cells);
                (inner, read) = (file.Source.ScratchBytes(stored), stored.Cells / stored.Bands * window.Bands);
            }
            var gathered = piece.IsOneToOne ? 0 : Pooled(cells * size) + Pooled(cells);
            most = Math.Max(most, inner + Pooled(read * size) + 2 * Pooled(read) + gathered + Pooled(cells * Schema.Type.Size()));
        }
        return most + MosaicPainter.ScratchBytes(window.Cells, overlap);
    }

    public long StoredBytes(Window window)
    {
        var bytes = 0L;
        foreach (var (piece, part) in index.Under(window))
        {
            for (var band = window.Band; band < window.BandEnd;)
            {
                var count = Run(piece, band, window.BandEnd);
                if (piece.Bands[band] >= 0)
                    bytes += piece.Opened?.Source.StoredBytes(piece.SourceWindow(part, piece.Bands[band], count))
                        ?? part.Cells * count * Schema.Type.Size();
                band += count;
            }
        }
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var piece in pieces) await piece.CloseAsync().ConfigureAwait(false);
    }

    // Bands from one on that follow one another in the file too, or that the file has not.
    private static int Run(MosaicPiece piece, int band, int end)
    {
        var count = 1;
        while (band + count < end
            && (piece.Bands[band] < 0 ? piece.Bands[band + count] < 0 : piece.Bands[band + count] == piece.Bands[band] + count))
            count++;
        return count;
    }

    // A window that lies in one file alone, whose missing cells are the mosaic's, is that file's window.
    private async ValueTask<bool> WholeAsync(MosaicPiece only, Chunk destination, CancellationToken cancellation)
    {
        var window = destination.Window;
        if (!(only.Target with { Band = 0, Bands = 1 }).Contains(window with { Band = 0, Bands = 1 })
            || only is not { Transfer: null, GivesMask: false, IsOneToOne: true }
            || overlap == MosaicOverlap.Mean && Schema.Type.Size() == 8
            || only.NoData is { } skipped && !skipped.Equals(Schema.NoData ?? double.NaN) || only.Bands[window.Band] < 0
            || Run(only, window.Band, window.BandEnd) < window.Bands)
            return false;
        var file = await OpenAsync(only, window with { Band = 0, Bands = 1 }, cancellation).ConfigureAwait(false);
        if (file.Source.Schema.Type != Schema.Type || only.IsMasked && file.Validity is not null) return false;
        await file.Source.ReadAsync(new(only.SourceWindow(window, only.Bands[window.Band], window.Bands), Schema.Type, destination.Memory),
            cancellation).ConfigureAwait(false);
        // Painted windows hold the nodata value where a file has NaN; so does this one.
        if (only.NoData is not null && Schema.NoData is { } noData && !double.IsNaN(noData))
        {
            if (Schema.Type == DType.Float32) Missing.Restore(destination.Cells<float>(), (float)noData);
            else if (Schema.Type == DType.Float64) Missing.Restore(destination.Cells<double>(), noData);
        }
        return true;
    }

    private async ValueTask PaintAsync(MosaicPainter painter, MosaicPiece piece, Window part, CancellationToken cancellation)
    {
        var file = await OpenAsync(piece, part, cancellation).ConfigureAwait(false);
        foreach (var small in Small(piece, part)) await PaintAsync(painter, piece, file, small, cancellation).ConfigureAwait(false);
    }

    private static async ValueTask PaintAsync(MosaicPainter painter, MosaicPiece piece, RasterFile file, Window part,
        CancellationToken cancellation)
    {
        var type = file.Source.Schema.Type;
        var stored = piece.SourceWindow(part, piece.Bands[part.Band], part.Bands);
        var (bytes, plane) = (checked((int)(stored.Cells * type.Size())), stored.Rows * stored.Columns);
        var masked = (piece.IsMasked || piece.GivesMask) && file.Validity is not null;
        var (buffer, mask) = (ArrayPool<byte>.Shared.Rent(bytes), masked ? ArrayPool<byte>.Shared.Rent(plane) : []);
        try
        {
            var cells = new Chunk(stored, type, buffer.AsMemory(0, bytes));
            if (!piece.GivesMask || !masked) await file.Source.ReadAsync(cells, cancellation).ConfigureAwait(false);
            if (masked)
                await file.Validity!.ReadAsync(new(stored with { Band = 0, Bands = 1 }, DType.UInt8, mask.AsMemory(0, plane)),
                    cancellation).ConfigureAwait(false);
            // A file without a mask has that of its nodata value, or is valid all over.
            var noData = piece.NoData ?? ((piece.IsMasked || piece.GivesMask) && !masked ? file.Source.Schema.NoData : null);
            painter.Paint(cells, masked ? mask.AsSpan(0, plane) : default, piece, noData, part,
                file.Source.Schema.Meaning?.ColourTable ?? []);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (masked) ArrayPool<byte>.Shared.Return(mask);
        }
    }

    // Of a rectangle that is shrunk, many cells are read to take a few: then part by part.
    private static IEnumerable<Window> Small(MosaicPiece piece, Window part)
    {
        var stored = piece.SourceWindow(part, 0, 1);
        if (piece.IsOneToOne || stored.Cells <= MostStretched || part is { Rows: 1, Columns: 1 }) return [part];
        var (down, across) = (part.Rows / 2, part.Columns / 2);
        return down > 0 && (across == 0 || stored.Rows >= stored.Columns)
            ? Small(piece, part with { Rows = down }).Concat(Small(piece, part with { Row = part.Row + down, Rows = part.Rows - down }))
            : Small(piece, part with { Columns = across }).Concat(Small(piece,
                part with { Column = part.Column + across, Columns = part.Columns - across }));
    }

    private async ValueTask<RasterFile> OpenAsync(MosaicPiece piece, Window part, CancellationToken cancellation)
    {
        var file = await piece.FileAsync(cancellation).ConfigureAwait(false);
        if (file.Owner is FileStore { OpenFiles: 0 } store)
        {
            // Thousands of files, few handles: the oldest are closed, and opened again when their turn comes.
            inUse.Enqueue(store);
            while (inUse.Count > MostHandles && inUse.TryDequeue(out var oldest)) oldest.CloseIdle();
        }
        foreach (var band in piece.Bands)
            if (band >= 0 && !file.Source.Schema.Whole.Contains(piece.SourceWindow(part, band, 1)))
                throw new RasterFormatException(
                    $"The mosaic takes {piece.SourceWindow(part, band, 1)} from a raster of {file.Source.Schema.Whole}.", piece.Name);
        return file;
    }

    private void Fill(Span<byte> bytes)
    {
        if (gap.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            bytes.Clear();
            return;
        }
        gap.CopyTo(bytes);
        for (var done = gap.Length; done < bytes.Length; done *= 2) bytes[..Math.Min(done, bytes.Length - done)].CopyTo(bytes[done..]);
    }

    private static long Pooled(long bytes) => bytes <= 0 ? 0 : (long)BitOperations.RoundUpToPowerOf2((ulong)bytes);

    private readonly struct Gap(double? noData) : IDTypeAction<byte[]>
    {
        public byte[] Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var floating = DTypes.Of<T>().IsFloating();
            var value = noData is { } given ? T.CreateSaturating(given) : floating ? T.CreateSaturating(double.NaN) : T.Zero;
            return System.Runtime.InteropServices.MemoryMarshal.AsBytes([value]).ToArray();
        }
    }
}
