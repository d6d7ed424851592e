using System.Numerics;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Turns the cells of a tile into its stored bytes: cut from a chunk, NaN made nodata, padded, predicted, compressed.</summary>
internal sealed class TileWriter(GeoTiffWriterLayout layout)
{
    private const int LeastRowBytes = 1 << 10;

    private readonly int size = layout.Schema.Type.Size();
    private readonly IRowFiller filler = DTypes.Dispatch(layout.Schema.Type, new MakeFiller(layout.NoData));

    /// <summary>Bytes of scratch that one call of <see cref="Encode"/> takes: the tile and two rows.</summary>
    public int ScratchBytes => Math.Max(layout.TileBytes + 2 * RowBytes, layout.MaskBytes);

    public int MaxEncodedLength => layout.Encoder.MaxEncodedLength(layout.TileBytes);

    /// <summary>Bytes of a row of a tile.</summary>
    public int RowBytes => layout.BlockColumns * layout.Samples * size;

    /// <summary>Encodes the tile whose upper left cell is given (counted from the chunk's first); cells beyond the
    /// chunk repeat its edge.</summary>
    /// <returns>Bytes written; 0 for a tile without a valid cell, when such are left out.</returns>
    public int Encode(Chunk chunk, int band, int row, int column, Span<byte> scratch, Span<byte> encoded)
    {
        if (layout.Options.Sparse && IsEmpty(chunk, band, row, column)) return 0;
        return layout.Encoder.Encode(Fill(chunk, band, row, column, layout.BlockRows, scratch), encoded);
    }

    /// <summary>Finds rows of a tile that is stored as it is where they lie in the chunk, apart from each other, so that
    /// the system can gather them.</summary>
    /// <inheritdoc cref="Plain"/>
    /// <returns>Null where they differ from what is stored, lie together, or are so short that cutting them out takes
    /// less time.</returns>
    public ReadOnlyMemory<byte>[]? RowsOf(Chunk chunk, int band, int row, int column, int count)
    {
        if (!AreThere(chunk, row, column, count) || chunk.Window.Columns == layout.BlockColumns || RowBytes < LeastRowBytes) return null;
        var rows = new ReadOnlyMemory<byte>[count];
        var first = FirstByte(chunk, band, row, column);
        for (var i = 0; i < rows.Length; i++) rows[i] = chunk.Memory.Slice(first + i * chunk.Window.Columns * size, RowBytes);
        return rows;
    }

    /// <summary>The bytes of rows of a tile that is stored as it is: those of the chunk itself where they are the same and
    /// lie together, else cut out into the scratch.</summary>
    /// <param name="chunk">Cells, those of the tile among them.</param>
    /// <param name="band">Band of the chunk.</param>
    /// <param name="row">Row of the chunk that the first of them is; where the chunk ends its last row is repeated.</param>
    /// <param name="column">Column of the chunk that the tile begins at.</param>
    /// <param name="count">Rows.</param>
    /// <param name="scratch">Room for a tile and two rows.</param>
    public ReadOnlySpan<byte> Plain(Chunk chunk, int band, int row, int column, int count, Span<byte> scratch)
    {
        if (!AreThere(chunk, row, column, count) || chunk.Window.Columns != layout.BlockColumns)
            return Fill(chunk, band, row, column, count, scratch);
        return chunk.Bytes.Slice(FirstByte(chunk, band, row, column), count * RowBytes);
    }

    // Whether rows of a tile are stored cell by cell as the chunk holds them.
    private bool AreThere(Chunk chunk, int row, int column, int count)
        => layout.Samples == 1 && !filler.Changes && chunk.Window.Rows - row >= count
            && chunk.Window.Columns - column >= layout.BlockColumns;

    /// <summary>The cells of rows of a tile as they go to the encoder.</summary>
    private ReadOnlySpan<byte> Fill(Chunk chunk, int band, int row, int column, int count, Span<byte> scratch)
    {
        var tile = scratch[..(count * RowBytes)];
        Span<byte> line = scratch.Slice(layout.TileBytes, RowBytes), planes = scratch.Slice(layout.TileBytes + RowBytes, RowBytes);
        var rows = Math.Min(count, chunk.Window.Rows - row);
        for (var i = 0; i < rows; i++)
        {
            var result = tile.Slice(i * RowBytes, RowBytes);
            var cells = layout.Predictor == TiffPredictor.None ? result : line;
            for (var sample = 0; sample < layout.Samples; sample++)
                filler.Fill(RowOf(chunk, band + sample, row + i, column), cells[(sample * size)..], layout.BlockColumns, layout.Samples);
            if (layout.Predictor == TiffPredictor.Horizontal) PredictorEncoder.Horizontal(line, result, size, layout.Samples);
            if (layout.Predictor == TiffPredictor.FloatingPoint) PredictorEncoder.FloatingPoint(line, planes, result, size, layout.Samples);
        }
        for (var i = rows; i < count; i++) tile.Slice((rows - 1) * RowBytes, RowBytes).CopyTo(tile[(i * RowBytes)..]);
        return tile;
    }

    /// <summary>Encodes a tile of the mask, which is the last band of the chunk: a bit for each cell, rows of whole bytes.</summary>
    /// <returns>Bytes written; 0 for a tile that is left out as its image is.</returns>
    public int EncodeMask(Chunk chunk, int row, int column, Span<byte> scratch, Span<byte> encoded)
    {
        var bits = scratch[..layout.MaskBytes];
        bits.Clear();
        for (var i = 0; i < Math.Min(layout.BlockRows, chunk.Window.Rows - row); i++)
        {
            var cells = RowOf(chunk, layout.Samples, row + i, column);
            var line = bits.Slice(i * layout.BlockColumns / 8, layout.BlockColumns / 8);
            for (var cell = 0; cell < cells.Length / size; cell++)
                if (cells.Slice(cell * size, size).ContainsAnyExcept((byte)0)) line[cell >> 3] |= (byte)(128 >> (cell & 7));
        }
        return layout.MaskEncoder.Encode(bits, encoded);
    }

    /// <summary>The most that <see cref="EncodeMask"/> writes.</summary>
    public int MaxMaskLength => layout.HasMask ? layout.MaskEncoder.MaxEncodedLength(layout.MaskBytes) : 0;

    private bool IsEmpty(Chunk chunk, int band, int row, int column)
    {
        for (var i = 0; layout.HasMask && i < Math.Min(layout.BlockRows, chunk.Window.Rows - row); i++)
            if (RowOf(chunk, layout.Samples, row + i, column).ContainsAnyExcept((byte)0)) return false;
        for (var sample = 0; sample < layout.Samples; sample++)
            for (var i = 0; i < Math.Min(layout.BlockRows, chunk.Window.Rows - row); i++)
                if (!filler.IsEmpty(RowOf(chunk, band + sample, row + i, column))) return false;
        return true;
    }

    private Span<byte> RowOf(Chunk chunk, int band, int row, int column)
        => chunk.Bytes.Slice(FirstByte(chunk, band, row, column), Math.Min(layout.BlockColumns, chunk.Window.Columns - column) * size);

    private int FirstByte(Chunk chunk, int band, int row, int column)
        => checked(((band * chunk.Window.Rows + row) * chunk.Window.Columns + column) * size);

    private interface IRowFiller
    {
        /// <summary>Writes cells <paramref name="stride"/> apart, the last one repeated up to <paramref name="count"/>.</summary>
        void Fill(ReadOnlySpan<byte> from, Span<byte> to, int count, int stride);

        /// <summary>Whether cells are stored as others than they are: NaN as the nodata value.</summary>
        bool Changes { get; }

        /// <summary>Whether all cells are missing; or 0, when there is no nodata value.</summary>
        bool IsEmpty(ReadOnlySpan<byte> cells);
    }

    private readonly struct MakeFiller(double? noData) : IDTypeAction<IRowFiller>
    {
        public IRowFiller Invoke<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => new RowFiller<T>(noData);
    }

    private sealed class RowFiller<T>(double? noData) : IRowFiller where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        private readonly bool floating = DTypes.Of<T>().IsFloating();
        private readonly T missing = GeoTiffNoData.Of<T>(noData) ?? T.Zero;
        private readonly bool replace = noData is { } value && !double.IsNaN(value) && DTypes.Of<T>().IsFloating();

        public bool Changes => replace;

        public void Fill(ReadOnlySpan<byte> from, Span<byte> to, int count, int stride)
        {
            var source = MemoryMarshal.Cast<byte, T>(from);
            var target = MemoryMarshal.Cast<byte, T>(to);
            if (stride == 1)
            {
                if (replace) Replace(source, target);
                else source.CopyTo(target);
                if (source.Length < count) target[source.Length..count].Fill(target[source.Length - 1]);
                return;
            }
            var last = 0;
            for (var i = 0; i < source.Length; i++)
            {
                var value = source[i];
                target[last = i * stride] = replace && T.IsNaN(value) ? missing : value;
            }
            for (var i = source.Length; i < count; i++) target[i * stride] = target[last];
        }

        public bool IsEmpty(ReadOnlySpan<byte> cells)
        {
            var values = MemoryMarshal.Cast<byte, T>(cells);
            if (!floating || noData is null) return values.IndexOfAnyExcept(missing) < 0;
            foreach (var value in values)
                if (!T.IsNaN(value) && value != missing) return false;
            return true;
        }

        private void Replace(ReadOnlySpan<T> source, Span<T> target)
        {
            var i = 0;
            if (Vector<T>.IsSupported)
            {
                var fill = new Vector<T>(missing);
                for (; i + Vector<T>.Count <= source.Length; i += Vector<T>.Count)
                {
                    var cells = new Vector<T>(source[i..]);
                    Vector.ConditionalSelect(Vector.Equals(cells, cells), cells, fill).CopyTo(target[i..]);
                }
            }
            for (; i < source.Length; i++) target[i] = T.IsNaN(source[i]) ? missing : source[i];
        }
    }
}
