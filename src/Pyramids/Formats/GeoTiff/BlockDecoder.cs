using System.Buffers;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>Brings the cells of one stored block to where they belong in a chunk.</summary>
internal static class BlockDecoder
{
    /// <summary>Most bytes of a block that is decoded beside another.</summary>
    private const int MostOfPair = 2 << 20;

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
        var target = Direct(layout, part, destination);
        if (!target.IsEmpty)
        {
            Decompress(layout, part, encoded, target);
            return;
        }
        var room = DecodedBytes(layout, part);
        var buffer = ArrayPool<byte>.Shared.Rent(room);
        try
        {
            Decompress(layout, part, encoded, buffer.AsSpan(0, room));
            Unpack(layout, part, buffer.AsSpan(part.Row * rowBytes, part.Rows * rowBytes), destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether blocks are decoded in less time two at once: Deflate, unless they are so large that room for
    /// two is too much.</summary>
    public static bool AreBetterInPairs(TiffLayout layout)
        => IsDeflate(layout) && !layout.ReverseBits && layout.BlockRows * layout.RowBytes <= MostOfPair;

    public static bool IsDeflate(TiffLayout layout) => layout.Compression is TiffCompression.Deflate or TiffCompression.OldDeflate;

    /// <summary>Decodes two Deflate blocks as <see cref="Decode"/> does each.</summary>
    /// <exception cref="InvalidDataException">The bytes of one of them are damaged or too few; decode them one by one
    /// to know which.</exception>
    public static void DecodePair(TiffLayout layout, BlockPart first, ReadOnlySpan<byte> firstEncoded, BlockPart second,
        ReadOnlySpan<byte> secondEncoded, Chunk destination)
    {
        var rowBytes = (int)layout.RowBytes;
        int firstBytes = DecodedBytes(layout, first), secondBytes = DecodedBytes(layout, second);
        Span<byte> firstRoom = Direct(layout, first, destination), secondRoom = Direct(layout, second, destination);
        bool isFirstDirect = !firstRoom.IsEmpty, isSecondDirect = !secondRoom.IsEmpty;
        var buffer = ArrayPool<byte>.Shared.Rent((isFirstDirect ? 0 : firstBytes) + (isSecondDirect ? 0 : secondBytes));
        try
        {
            if (!isFirstDirect) firstRoom = buffer.AsSpan(0, firstBytes);
            if (!isSecondDirect) secondRoom = buffer.AsSpan(isFirstDirect ? 0 : firstBytes, secondBytes);
            var (firstCount, secondCount) = Inflate.Zlib(firstEncoded, firstRoom, secondEncoded, secondRoom);
            Enough(firstCount, first.RowEnd * rowBytes);
            Enough(secondCount, second.RowEnd * rowBytes);
            if (!isFirstDirect) Unpack(layout, first, firstRoom.Slice(first.Row * rowBytes, first.Rows * rowBytes), destination);
            if (!isSecondDirect) Unpack(layout, second, secondRoom.Slice(second.Row * rowBytes, second.Rows * rowBytes), destination);
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

    // A stream whose end is not wanted need not be decoded to it.
    private static int DecodedBytes(TiffLayout layout, BlockPart part)
        => part.RowEnd * 2 <= layout.StoredRows(part.Down) && StopsEarly(layout.Compression)
            ? part.RowEnd * (int)layout.RowBytes
            : StoredBytes(layout, part);

    private static int StoredBytes(TiffLayout layout, BlockPart part) => layout.StoredRows(part.Down) * (int)layout.RowBytes;

    // The chunk's bytes for a part that can be decoded where it belongs: its rows are cells as stored, and follow one another just so.
    private static Span<byte> Direct(TiffLayout layout, BlockPart part, Chunk destination)
    {
        var rowBytes = (int)layout.RowBytes;
        var isDirect = RowUnpacker.IsPlain(layout) && layout.SamplesPerCell == 1 && IsWhole(layout, part, destination.Window)
            && part.Row == 0
            && (part.RowEnd * rowBytes == StoredBytes(layout, part) || StopsEarly(layout.Compression));
        return isDirect ? Rows(layout, part, destination, part.Plane - destination.Window.Band, rowBytes) : default;
    }

    private static void Decompress(TiffLayout layout, BlockPart part, ReadOnlySpan<byte> encoded, Span<byte> room)
    {
        var count = layout.Compression switch
        {
            TiffCompression.Jpeg => JpegDecoder.Decode(layout.JpegTables.Span, encoded, layout.BlockColumns, layout.BlockRows,
                layout.SamplesPerCell, layout.IsLuma, room),
            TiffCompression.Lzw => LzwDecoder.Decode(encoded, room),
            TiffCompression.PackBits => PackBitsDecoder.Decode(encoded, room),
            TiffCompression.Zstd => ZstdDecoder.Decode(encoded, room),
            _ => Inflate.Zlib(encoded, room),
        };
        Enough(count, part.RowEnd * (int)layout.RowBytes);
    }

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
