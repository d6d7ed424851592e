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
    public static long ScratchBytes(long cells, MosaicOverlap overlap) => overlap switch { MosaicOverlap.First => 2 * cells, MosaicOverlap.Mean => 24 * cells, _ => 0 };

    /// <summary>Whether no later piece can change a cell.</summary>
    public bool IsDone => overlap == MosaicOverlap.First && unseen == 0;

    /// <summary>Paints bands of a piece.</summary>
    /// <param name="cells">The piece's cells as stored, in the file's coordinates.</param>
    /// <param name="valid">Not 0 where a cell counts by the file's mask; empty when all do. One band.</param>
    /// <param name="piece">Its nodata and scale.</param>
    /// <param name="place">Where the cells belong in the mosaic.</param>
    public void Paint(Chunk cells, ReadOnlySpan<byte> valid, MosaicPiece piece, Window place)
    {
        var plain = cells.Type == target.Type && piece is { Ratio: 1, Offset: 0 };
        var count = (int)cells.Window.Cells;
        var counted = ArrayPool<byte>.Shared.Rent(count);
        var converted = plain ? null : ArrayPool<byte>.Shared.Rent(count * target.Type.Size());
        try
        {
            DTypes.Dispatch(cells.Type, new Counting(cells, valid, piece.NoData, counted));
            var ready = cells;
            if (converted is not null)
            {
                ready = new(cells.Window, target.Type, converted.AsMemory(0, count * target.Type.Size()));
                DTypes.Dispatch(cells.Type, new Reading(cells, ready, piece.Ratio, piece.Offset));
            }
            DTypes.Dispatch(target.Type, new Merging(this, ready, counted, place));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(counted);
            if (converted is not null) ArrayPool<byte>.Shared.Return(converted);
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
    private readonly struct Counting(Chunk cells, ReadOnlySpan<byte> valid, double? noData, byte[] counted) : IDTypeAction<bool>
    {
        private readonly byte[] mask = valid.ToArray();

        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var from = cells.Cells<T>();
            var plane = cells.Window.Rows * cells.Window.Columns;
            var skip = T.Zero;
            var skips = noData is { } value && !double.IsNaN(value) && Has(value, out skip);
            var nan = noData is not null && cells.Type.IsFloating();
            for (var i = 0; i < from.Length; i++)
                counted[i] = (skips && from[i] == skip) || (nan && T.IsNaN(from[i])) || (mask.Length > 0 && mask[i % plane] == 0) ? (byte)0 : (byte)1;
            return true;
        }

        private static bool Has<T>(double value, out T cell) where T : unmanaged, INumber<T>
        {
            cell = T.CreateSaturating(value);
            return DTypes.Of<T>().IsFloating() || double.CreateSaturating(cell) == value;
        }
    }

    private readonly struct Reading(Chunk from, Chunk to, double ratio, double offset) : IDTypeAction<bool>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => DTypes.Dispatch(to.Type, new Writing<T>(from, to, ratio, offset));
    }

    // Rounded and clamped into the mosaic's type, as GDAL copies between types.
    private readonly struct Writing<TFrom>(Chunk from, Chunk to, double ratio, double offset) : IDTypeAction<bool> where TFrom : unmanaged, INumber<TFrom>
    {
        public bool Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var source = from.Cells<TFrom>();
            var result = to.Cells<T>();
            var same = ratio == 1 && offset == 0;
            if (same && (to.Type.IsFloating() || !from.Type.IsFloating()))
            {
                for (var i = 0; i < source.Length; i++) result[i] = T.CreateSaturating(source[i]);
                return true;
            }
            for (var i = 0; i < source.Length; i++)
            {
                var value = double.CreateSaturating(source[i]) * ratio + offset;
                result[i] = to.Type.IsFloating() ? T.CreateSaturating(value) : T.CreateSaturating(Math.Round(value, MidpointRounding.AwayFromZero));
            }
            return true;
        }
    }

    private readonly struct Merging(MosaicPainter painter, Chunk cells, byte[] counted, Window place) : IDTypeAction<bool>
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
                    var to = ((place.Band + band - window.Band) * window.Rows + place.Row + row - window.Row) * window.Columns + place.Column - window.Column;
                    Line(from.Slice(at, place.Columns), counted.AsSpan(at, place.Columns), whole.Slice(to, place.Columns), to);
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
