using System.Buffers;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Brings the cells of one stored block to where they belong in a chunk.</summary>
internal static class BlockDecoder
{
    /// <summary>Decodes a block and unpacks the rows and columns that are wanted.</summary>
    /// <param name="layout">How the image is stored.</param>
    /// <param name="part">Which block, and what of it.</param>
    /// <param name="encoded">The stored bytes; of an uncompressed block only the wanted rows. Overwritten.</param>
    /// <param name="destination">Where the cells go.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged or too few.</exception>
    public static void Decode(TiffLayout layout, BlockPart part, Span<byte> encoded, Chunk destination)
    {
        if (layout.ReverseBits) BitOrder.Reverse(encoded);
        var rowBytes = (int)layout.RowBytes;
        if (layout.Compression == TiffCompression.None)
        {
            Enough(encoded.Length, part.Rows * rowBytes);
            Unpack(layout, part, encoded, destination);
            return;
        }
        var stored = layout.StoredRows(part.Down) * rowBytes;
        if (RowUnpacker.IsPlain(layout) && layout.SamplesPerCell == 1 && IsWhole(layout, part, destination.Window) && part.Row == 0
            && (part.RowEnd * rowBytes == stored || StopsEarly(layout.Compression)))
        {
            // Rows of the block follow one another in the chunk just so.
            var target = Rows(layout, part, destination, part.Plane - destination.Window.Band, rowBytes);
            Enough(Decompress(layout, encoded, target, target.Length < stored), target.Length);
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(stored);
        try
        {
            // A stream whose end is not wanted need not be decoded to it.
            var room = part.RowEnd * 2 <= layout.StoredRows(part.Down) && StopsEarly(layout.Compression) ? part.RowEnd * rowBytes : stored;
            Enough(Decompress(layout, encoded, buffer.AsSpan(0, room), room < stored), part.RowEnd * rowBytes);
            Unpack(layout, part, buffer.AsSpan(part.Row * rowBytes, part.Rows * rowBytes), destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether the part is as wide as the block and as the chunk, so that its rows are contiguous in both.</summary>
    public static bool IsWhole(TiffLayout layout, BlockPart part, Window window)
        => part.Column == 0 && part.ColumnEnd == layout.BlockColumns && window.Columns == layout.BlockColumns;

    /// <summary>The chunk's bytes under whole rows of a part.</summary>
    public static Span<byte> Rows(TiffLayout layout, BlockPart part, Chunk destination, int band, int rowBytes)
    {
        var window = destination.Window;
        var row = part.Down * layout.BlockRows + part.Row - window.Row;
        return destination.Bytes.Slice((band * window.Rows + row) * rowBytes, part.Rows * rowBytes);
    }

    /// <summary>Fills a part that was never stored.</summary>
    public static void Fill(TiffLayout layout, BlockPart part, ReadOnlySpan<byte> cell, Chunk destination)
    {
        var window = destination.Window;
        var (firstBand, bands) = layout.IsPlanar ? (part.Plane - window.Band, 1) : (0, window.Bands);
        for (var band = firstBand; band < firstBand + bands; band++)
            for (var row = part.Row; row < part.RowEnd; row++)
                Repeat(cell, Target(layout, part, destination, band, row));
    }

    private static bool StopsEarly(TiffCompression compression) => compression != TiffCompression.Zstd;

    private static int Decompress(TiffLayout layout, ReadOnlySpan<byte> encoded, Span<byte> decoded, bool isCut) => layout.Compression switch
    {
        TiffCompression.Jpeg => JpegDecoder.Decode(layout.JpegTables.Span, encoded, layout.BlockColumns, layout.BlockRows, layout.SamplesPerCell, layout.IsLuma, decoded),
        TiffCompression.Lzw => LzwDecoder.Decode(encoded, decoded),
        TiffCompression.PackBits => PackBitsDecoder.Decode(encoded, decoded),
        TiffCompression.Zstd => ZstdDecoder.Decode(encoded, decoded),
        _ => isCut ? Inflate.Zlib(encoded, decoded) : Zlib.Decode(encoded, decoded),
    };

    private static void Enough(int count, int needed)
    {
        if (count < needed) throw new InvalidDataException($"It holds {count} bytes when decoded; {needed} were expected.");
    }

    private static void Unpack(TiffLayout layout, BlockPart part, Span<byte> rows, Chunk destination)
    {
        int rowBytes = (int)layout.RowBytes, size = layout.Type.Size(), samples = layout.SamplesPerCell;
        var plain = RowUnpacker.IsPlain(layout);
        var straight = samples == 1 && part.Column == 0 && part.ColumnEnd == layout.BlockColumns;
        var band = layout.IsPlanar ? part.Plane - destination.Window.Band : 0;
        var wide = plain || straight ? 0 : layout.BlockColumns * samples * size;
        var buffer = ArrayPool<byte>.Shared.Rent(wide + RowUnpacker.ScratchBytes(layout));
        Span<byte> cells = buffer.AsSpan(0, wide), scratch = buffer.AsSpan(wide);
        for (var row = part.Row; row < part.RowEnd; row++, rows = rows[rowBytes..])
        {
            var packed = rows[..rowBytes];
            if (plain)
            {
                Spread(layout, part, packed, destination, row);
            }
            else if (straight)
            {
                RowUnpacker.Unpack(layout, packed, Target(layout, part, destination, band, row), scratch);
            }
            else
            {
                RowUnpacker.Unpack(layout, packed, cells, scratch);
                Spread(layout, part, cells, destination, row);
            }
        }
        ArrayPool<byte>.Shared.Return(buffer);
    }

    // The wanted columns of a row, each band to its own plane.
    private static void Spread(TiffLayout layout, BlockPart part, ReadOnlySpan<byte> cells, Chunk destination, int row)
    {
        int size = layout.Type.Size(), samples = layout.SamplesPerCell;
        cells = cells.Slice(part.Column * samples * size, part.Columns * samples * size);
        if (samples == 1)
        {
            cells.CopyTo(Target(layout, part, destination, layout.IsPlanar ? part.Plane - destination.Window.Band : 0, row));
            return;
        }
        for (var band = 0; band < destination.Window.Bands; band++)
            Interleave.Take(cells, samples, destination.Window.Band + band, size, Target(layout, part, destination, band, row));
    }

    private static Span<byte> Target(TiffLayout layout, BlockPart part, Chunk destination, int band, int row)
    {
        var window = destination.Window;
        var size = layout.Type.Size();
        var at = (band * window.Rows + part.Down * layout.BlockRows + row - window.Row) * window.Columns
            + part.Across * layout.BlockColumns + part.Column - window.Column;
        return destination.Bytes.Slice(at * size, part.Columns * size);
    }

    private static void Repeat(ReadOnlySpan<byte> cell, Span<byte> target)
    {
        switch (cell.Length)
        {
            case 1:
                target.Fill(cell[0]);
                break;
            case 2:
                MemoryMarshal.Cast<byte, ushort>(target).Fill(MemoryMarshal.Read<ushort>(cell));
                break;
            case 4:
                MemoryMarshal.Cast<byte, uint>(target).Fill(MemoryMarshal.Read<uint>(cell));
                break;
            default:
                MemoryMarshal.Cast<byte, ulong>(target).Fill(MemoryMarshal.Read<ulong>(cell));
                break;
        }
    }
}
