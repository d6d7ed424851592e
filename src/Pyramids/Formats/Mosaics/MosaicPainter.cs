using System.Buffers;
using System.Numerics;

namespace Pyramids;

/// <summary>Puts the cells of one piece after another into a chunk, by the rule for overlaps.</summary>
internal sealed class MosaicPainter : IDisposable
{
    private readonly Chunk target;
    private readonly MosaicOverlap overlap;
    private readonly byte[]? seen;
    private readonly double[]? sums;
    private readonly int[]? counts;
    private long unseen;

    public MosaicPainter(Chunk target, MosaicOverlap overlap)
    {
        (this.target, this.overlap) = (target, overlap);
        var cells = (int)target.Window.Cells;
        unseen = cells;
        if (overlap == MosaicOverlap.First)
        {
            seen = ArrayPool<byte>.Shared.Rent(cells);
            Array.Clear(seen, 0, cells);
        }
        if (overlap != MosaicOverlap.Mean) return;
        (sums, counts) = (ArrayPool<double>.Shared.Rent(cells), ArrayPool<int>.Shared.Rent(cells));
        Array.Clear(sums, 0, cells);
        Array.Clear(counts, 0, cells);
    }

    /// <summary>Bytes that painting a window takes.</summary>
    public static long ScratchBytes(long cells, MosaicOverlap overlap)
        => overlap switch { MosaicOverlap.First => 2 * cells, MosaicOverlap.Mean => 24 * cells, _ => 0 };

    /// <summary>Whether no later piece can change a cell.</summary>
    public bool IsDone => overlap == MosaicOverlap.First && unseen == 0;

    /// <summary>Paints bands of a piece.</summary>
    /// <param name="cells">The piece's cells as stored, in the file's coordinates.</param>
    /// <param name="valid">Not 0 where a cell counts by the file's mask; empty when all do. One band.</param>
    /// <param name="piece">How cells are placed and converted.</param>
    /// <param name="noData">The value that does not count; null when all do.</param>
    /// <param name="place">Where the cells belong in the mosaic.</param>
    /// <param name="colours">The file's colour table.</param>
    public void Paint(Chunk cells, ReadOnlySpan<byte> valid, MosaicPiece piece, double? noData, Window place, IReadOnlyList<Colour> colours)
    {
        var transfer = piece.Transfer is { Component: not null } needs ? needs with { Colours = colours } : piece.Transfer;
        var (read, count) = ((int)cells.Window.Cells, (int)place.Cells);
        var type = piece.GivesMask ? DType.UInt8 : cells.Type;
        var counted = ArrayPool<byte>.Shared.Rent(read);
        var converted = type == target.Type && transfer is null ? null : ArrayPool<byte>.Shared.Rent(count * target.Type.Size());
        var gathered = piece.IsOneToOne ? null : ArrayPool<byte>.Shared.Rent(count * cells.Type.Size() + count);
        try
        {
            DTypes.Dispatch(cells.Type, new Counting(cells, valid, noData, piece.SkipsNaN, counted));
            var (ready, counts) = (cells, counted.AsMemory(0, read));
            if (piece.GivesMask)
            {
                foreach (ref var cell in counts.Span) cell = cell == 0 ? (byte)0 : (byte)255;
                ready = new(cells.Window, DType.UInt8, counted.AsMemory(0, read));
            }
            if (gathered is not null)
            {
                var taken = new Chunk(cells.Window with { Rows = place.Rows, Columns = place.Columns }, type,
                    gathered.AsMemory(0, count * type.Size()));
                counts = gathered.AsMemory(count * cells.Type.Size(), count);
                Take(ready.Bytes, cells.Window, type.Size(), piece, place, taken.Bytes);
                Take(counted, cells.Window, 1, piece, place, counts.Span);
                ready = taken;
            }
            if (piece is { GivesMask: true, IsMasked: false }) counts = Ones(count);
            if (converted is not null)
            {
                var result = new Chunk(ready.Window, target.Type, converted.AsMemory(0, count * target.Type.Size()));
                DTypes.Dispatch(type, new Reading(ready, result, transfer));
                ready = result;
            }
            DTypes.Dispatch(target.Type, new Merging(this, ready, counts, place));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(counted);
            if (converted is not null) ArrayPool<byte>.Shared.Return(converted);
            if (gathered is not null) ArrayPool<byte>.Shared.Return(gathered);
        }
    }

    private static Memory<byte> Ones(int count)
    {
        var ones = new byte[count];
        ones.AsSpan().Fill(1);
        return ones;
    }

    // The cell under the centre of each cell of the mosaic.
    private static void Take(ReadOnlySpan<byte> from, Window stored, int size, MosaicPiece piece, Window place, Span<byte> to)
    {
        var columns = new int[place.Columns];
        for (var i = 0; i < columns.Length; i++) columns[i] = piece.Columns.At(place.Column + i) - stored.Column;
        var at = 0;
        for (var band = 0; band < place.Bands; band++)
            for (var row = 0; row < place.Rows; row++)
            {
                var line = from[((band * stored.Rows + piece.Rows.At(place.Row + row) - stored.Row) * stored.Columns * size)..];
                foreach (var column in columns)
                {
                    line.Slice(column * size, size).CopyTo(to[at..]);
                    at += size;
                }
            }
    }

    /// <summary>Writes the means.</summary>
    public void Finish()
    {
        if (sums is not null) DTypes.Dispatch(target.Type, new Averaging(this));
    }

    public void Dispose()
    {
        if (seen is not null) ArrayPool<byte>.Shared.Return(seen);
        if (sums is not null) ArrayPool<double>.Shared.Return(sums);
        if (counts is not null) ArrayPool<int>.Shared.Return(counts);
    }

    // 1 where a cell counts: neither nodata, nor NaN where there is a nodata rule, nor masked.
    private readonly struct Counting(Chunk cells, ReadOnlySpan<byte> valid, double? noData, bool skipsNaN, byte[] counted)
        : IDTypeAction<bool>
    {
        private readonly byte[] mask = valid.ToArray();

        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var from = cells.Cells<T>();
            var plane = cells.Window.Rows * cells.Window.Columns;
            var skip = T.Zero;
            var skips = noData is { } value && !double.IsNaN(value) && Has(value, out skip);
            var nan = noData is { } declared && (skipsNaN || double.IsNaN(declared)) && cells.Type.IsFloating();
            for (var i = 0; i < from.Length; i++)
                counted[i] = (skips && from[i] == skip) || (nan && T.IsNaN(from[i])) || (mask.Length > 0 && mask[i % plane] == 0) ? (byte)0
                    : (byte)1;
            return true;
        }

        private static bool Has<T>(double value, out T cell) where T : unmanaged, INumber<T>
        {
            cell = T.CreateSaturating(value);
            return DTypes.Of<T>().IsFloating() || double.CreateSaturating(cell) == value;
        }
    }

    private readonly struct Reading(Chunk from, Chunk to, CellTransfer? transfer) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
            => DTypes.Dispatch(to.Type, new Writing<T>(from, to, transfer));
    }

    // Rounded and clamped into the mosaic's type, as GDAL copies between types.
    private readonly struct Writing<TFrom>(Chunk from, Chunk to, CellTransfer? transfer) : IDTypeAction<bool>
        where TFrom : unmanaged, INumber<TFrom>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var source = from.Cells<TFrom>();
            var result = to.Cells<T>();
            if (transfer is null && (to.Type.IsFloating() || !from.Type.IsFloating()))
            {
                for (var i = 0; i < source.Length; i++) result[i] = T.CreateSaturating(source[i]);
                return true;
            }
            for (var i = 0; i < source.Length; i++)
            {
                var cell = double.CreateSaturating(source[i]);
                var value = transfer is null ? cell : transfer.Apply(cell);
                result[i] = to.Type.IsFloating()
                    ? T.CreateSaturating(value)
                    : T.CreateSaturating(Math.Round(value, MidpointRounding.AwayFromZero));
            }
            return true;
        }
    }

    private readonly struct Merging(MosaicPainter painter, Chunk cells, ReadOnlyMemory<byte> counted, Window place) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var from = cells.Cells<T>();
            var whole = painter.target.Cells<T>();
            var window = painter.target.Window;
            for (var band = 0; band < place.Bands; band++)
                for (var row = 0; row < place.Rows; row++)
                {
                    var at = (band * place.Rows + row) * place.Columns;
                    var to = ((place.Band + band - window.Band) * window.Rows + place.Row + row - window.Row) * window.Columns
                        + place.Column - window.Column;
                    Line(from.Slice(at, place.Columns), counted.Span.Slice(at, place.Columns), whole.Slice(to, place.Columns), to);
                }
            return true;
        }

        private void Line<T>(ReadOnlySpan<T> from, ReadOnlySpan<byte> counts, Span<T> to, int at) where T : unmanaged, INumber<T>
        {
            if (painter.sums is { } sums)
            {
                for (var i = 0; i < to.Length; i++)
                {
                    if (counts[i] == 0) continue;
                    sums[at + i] += double.CreateSaturating(from[i]);
                    painter.counts![at + i]++;
                }
            }
            else if (painter.seen is { } seen)
            {
                for (var i = 0; i < to.Length; i++)
                {
                    if (counts[i] == 0 || seen[at + i] != 0) continue;
                    to[i] = from[i];
                    seen[at + i] = 1;
                    painter.unseen--;
                }
            }
            else if (counts.IndexOf((byte)0) < 0) from.CopyTo(to);
            else
                for (var i = 0; i < to.Length; i++)
                    if (counts[i] != 0) to[i] = from[i];
        }
    }

    private readonly struct Averaging(MosaicPainter painter) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var cells = painter.target.Cells<T>();
            var whole = !painter.target.Type.IsFloating();
            for (var i = 0; i < cells.Length; i++)
            {
                var count = painter.counts![i];
                if (count == 0) continue;
                var mean = painter.sums![i] / count;
                cells[i] = T.CreateSaturating(whole ? Math.Round(mean) : mean);
            }
            return true;
        }
    }
}
