using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Pyramids;

/// <summary>How the cells of one image are stored: sizes, types, codec, and where its tiles or strips lie. Checked, so
/// that what follows from it is safe.</summary>
internal sealed class TiffLayout
{
    /// <summary>An uncompressed strip above this size is read as several, for any of its rows can be found.</summary>
    private const int SplitBytes = 256 << 10;
    private const long MostOffset = 1L << 60;
    private readonly long[] offsets, counts;

    /// <summary>Parts that each stored strip is read in.</summary>
    private readonly int split = 1;

    /// <summary>Reads and checks a directory.</summary>
    /// <exception cref="RasterFormatException">A tag is missing, contradicts another, or has a value this reader does not know.</exception>
    public TiffLayout(TiffDirectory directory, TiffLimits limits)
    {
        Key = directory.Key;
        BigEndian = directory.BigEndian;
        Columns = Dimension(directory, TiffTag.ImageWidth);
        Rows = Dimension(directory, TiffTag.ImageLength);
        Bands = (int)Between(directory, TiffTag.SamplesPerPixel, 1, 1, 65_535);
        Photometric = (int)directory.Integer(TiffTag.PhotometricInterpretation, 1);
        Compression = ReadCompression(directory);
        (Bits, Type, IsFloat) = TiffCellType.Read(directory, Bands);
        ReverseBits = Between(directory, TiffTag.FillOrder, 1, 1, 2) == 2;
        IsPlanar = Between(directory, TiffTag.PlanarConfiguration, 1, 1, 2) == 2 && Bands > 1;
        if (Compression == TiffCompression.Jpeg && (Bits, Type) != (8, DType.UInt8))
            throw directory.Wrong(TiffTag.BitsPerSample, $"is {Bits} with JPEG; this reader knows JPEG of 8 bits, unsigned.");
        if (Compression == TiffCompression.Jpeg && SamplesPerCell > 255)
            throw directory.Wrong(TiffTag.SamplesPerPixel, $"is {Bands} with JPEG; a JPEG image has 255 components at most.");
        JpegTables = Compression == TiffCompression.Jpeg ? directory.Stored(TiffTag.JpegTables) : default;
        IsLuma = Compression == TiffCompression.Jpeg && Photometric == 6 && Bands == 3 && !IsPlanar;
        CheckPhotometric(directory);
        IsTiled = directory.Has(TiffTag.TileWidth) || directory.Has(TiffTag.TileLength);
        if (IsTiled)
        {
            BlockColumns = Dimension(directory, TiffTag.TileWidth);
            BlockRows = Dimension(directory, TiffTag.TileLength);
        }
        else
        {
            var rows = directory.Integer(TiffTag.RowsPerStrip, Rows);
            BlockColumns = Columns;
            BlockRows = rows is < 1 || rows > Rows ? Rows : (int)rows;
        }
        Predictor = ReadPredictor(directory);
        RowBytes = ((long)BlockColumns * SamplesPerCell * Bits + 7) / 8;
        if (Compression == TiffCompression.None && !IsTiled) (BlockRows, split) = Split(BlockRows, Rows, RowBytes);
        CheckBlockBytes(directory, limits.MaxBlockBytes);
        (Across, Down) = (DivideUp(Columns, BlockColumns), DivideUp(Rows, BlockRows));
        // Some writers from before TIFF 6.0 have the tags of strips for tiles.
        var asTiles = IsTiled && (directory.Has(TiffTag.TileOffsets) || !directory.Has(TiffTag.StripOffsets));
        offsets = BlockTag(directory, asTiles ? TiffTag.TileOffsets : TiffTag.StripOffsets);
        counts = ByteCounts(directory, asTiles ? TiffTag.TileByteCounts : TiffTag.StripByteCounts);
    }

    /// <summary>A digest of where the first tiles or strips lie and how long they are: a file that is written anew
    /// seldom has the same.</summary>
    public string Digest()
    {
        const int most = 4096;
        var hash = new XxHash128();
        foreach (var numbers in new[] { offsets, counts })
            hash.Append(MemoryMarshal.AsBytes(numbers.AsSpan(0, Math.Min(most, numbers.Length))));
        return BinaryPrimitives.ReadUInt64BigEndian(hash.GetCurrentHash()).ToString("x16", CultureInfo.InvariantCulture);
    }

    public string Key { get; }

    public int Rows { get; }

    public int Columns { get; }

    public int Bands { get; }

    /// <summary>Bits of a stored sample.</summary>
    public int Bits { get; }

    /// <summary>Cell type in memory; wider than stored for 1 to 7 bits and the like.</summary>
    public DType Type { get; }

    /// <summary>Whether samples are floating; 16 and 24 bits are widened.</summary>
    public bool IsFloat { get; }

    public bool BigEndian { get; }

    /// <summary>Whether each byte has its first cell in the low bit.</summary>
    public bool ReverseBits { get; }

    /// <summary>Whether each band has blocks of its own.</summary>
    public bool IsPlanar { get; }

    public bool IsTiled { get; }

    public int Photometric { get; }

    public TiffCompression Compression { get; }

    /// <summary>1 none, 2 differences along rows, 3 differences of bytes in planes.</summary>
    public int Predictor { get; }

    /// <summary>The stream of tables that all JPEG blocks share; empty when each has its own.</summary>
    public ReadOnlyMemory<byte> JpegTables { get; }

    /// <summary>Whether JPEG blocks hold luma and chroma, which are read as red, green and blue.</summary>
    public bool IsLuma { get; }

    public int BlockRows { get; }

    public int BlockColumns { get; }

    /// <summary>Blocks along a row of the image.</summary>
    public int Across { get; }

    /// <summary>Blocks along a column of the image.</summary>
    public int Down { get; }

    /// <summary>Bytes of one row of a block, decoded.</summary>
    public long RowBytes { get; }

    /// <summary>Samples that lie side by side in a block.</summary>
    public int SamplesPerCell => IsPlanar ? 1 : Bands;

    /// <summary>Whether stored samples have the size of cells and need no widening.</summary>
    public bool IsDirect => Bits == Type.Size() * 8;

    public BlockShape Block => new(SamplesPerCell, Math.Min(BlockRows, Rows), Math.Min(BlockColumns, Columns));

    /// <summary>Number of the block at a place; planes count only when bands have blocks of their own.</summary>
    public int Index(int plane, int down, int across) => (plane * Down + down) * Across + across;

    /// <summary>Rows stored in blocks of one level: the last strip is cut, tiles never are.</summary>
    public int StoredRows(int down) => IsTiled ? BlockRows : Math.Min(BlockRows, Rows - down * BlockRows);

    /// <summary>Where a block lies, and how many bytes it has there; (0, 0) for one that was left out.</summary>
    public (long Offset, long Length) Place(int index)
    {
        if (split == 1) return offsets[index] == 0 || counts[index] == 0 ? default : (offsets[index], counts[index]);
        var stripsDown = Down / split + (Down % split == 0 ? 0 : 1);
        var (plane, down) = Math.DivRem(index, Down);
        var strip = plane * stripsDown + down / split;
        if (offsets[strip] == 0 || counts[strip] == 0) return default;
        var skip = (long)(down % split) * BlockRows * RowBytes;
        return (offsets[strip] + skip, Math.Clamp(counts[strip] - skip, 1, StoredRows(down) * RowBytes));
    }

    private static (int Rows, int Parts) Split(int rows, int allRows, long rowBytes)
    {
        var wanted = (int)Math.Clamp(SplitBytes / Math.Max(1, rowBytes), 1, rows);
        if (rows == allRows) return (wanted, DivideUp(rows, wanted));
        while (rows % wanted != 0) wanted--;
        return wanted * rowBytes * 16 < SplitBytes ? (rows, 1) : (wanted, rows / wanted);
    }

    private static int DivideUp(int value, int by) => (int)(((long)value + by - 1) / by);

    private static int Dimension(TiffDirectory directory, TiffTag tag)
    {
        var value = directory.Integer(tag);
        return value is >= 1 and <= int.MaxValue - 65_536 ? (int)value
            : throw directory.Wrong(tag, $"is {value}; 1 to {int.MaxValue - 65_536} was expected.");
    }

    private static long Between(TiffDirectory directory, TiffTag tag, long absent, long least, long most)
    {
        var value = directory.Integer(tag, absent);
        return value >= least && value <= most ? value : throw directory.Wrong(tag, $"is {value}; {least} to {most} was expected.");
    }

    private static TiffCompression ReadCompression(TiffDirectory directory)
    {
        var value = directory.Integer(TiffTag.Compression, 1);
        return TiffCompressions.IsKnown(value)
            ? (TiffCompression)value
            : throw directory.Wrong(TiffTag.Compression,
                $"is {value} ({TiffCompressions.Name(value)}); this reader knows none, LZW, JPEG, Deflate, PackBits and Zstandard. "
                + "Write it anew first: gdal_translate -co COMPRESS=ZSTD.");
    }

    private int ReadPredictor(TiffDirectory directory)
    {
        if (Compression is TiffCompression.None or TiffCompression.PackBits or TiffCompression.Jpeg) return 1;
        var value = (int)Between(directory, TiffTag.Predictor, 1, 1, 3);
        var fits = value switch
        {
            2 => Bits is 8 or 16 or 32 or 64,
            3 => IsFloat && Bits is 16 or 32 or 64,
            _ => true,
        };
        return fits ? value : throw directory.Wrong(TiffTag.Predictor,
            value == 2 ? $"is 2 with {Bits} bits per sample; differences are defined for 8, 16, 32 and 64."
                : $"is 3 with {(IsFloat ? "floating" : "whole")} samples of {Bits} bits; it is defined for floating ones of 16, 32 and 64.");
    }

    private void CheckPhotometric(TiffDirectory directory)
    {
        var (name, refused) = Photometric switch
        {
            5 => ("CMYK", Bits == 8 && Bands >= 4),
            6 => ("YCbCr", !IsLuma),
            8 => ("CIE L*a*b*", !IsPlanar && Bands == 3),
            32844 => ("LogL", true),
            32845 => ("LogLuv", true),
            _ => ("", false),
        };
        if (refused)
            throw directory.Wrong(TiffTag.PhotometricInterpretation,
                $"is {Photometric} ({name}); this reader converts no colour spaces. Convert the file to RGB first.");
    }

    private void CheckBlockBytes(TiffDirectory directory, int most)
    {
        var bytes = (double)RowBytes * BlockRows;
        var widened = (double)BlockColumns * SamplesPerCell * Type.Size() * BlockRows;
        if (Math.Max(bytes, widened) > most)
            throw directory.Wrong(
                IsTiled ? TiffTag.TileWidth : directory.Has(TiffTag.RowsPerStrip) ? TiffTag.RowsPerStrip : TiffTag.ImageWidth,
                    $"makes blocks of {BlockRows}x{BlockColumns} cells in {SamplesPerCell} bands, {Math.Max(bytes, widened):F0} bytes each; the limit is {most}.");
    }

    private long StoredBlocks => (long)Across * DivideUp(Rows, BlockRows * split) * (IsPlanar ? Bands : 1);

    private long[] BlockTag(TiffDirectory directory, TiffTag tag)
    {
        var needed = StoredBlocks;
        if ((long)Across * Down * (IsPlanar ? Bands : 1) > int.MaxValue)
            throw directory.Wrong(IsTiled ? TiffTag.TileWidth : TiffTag.ImageLength, $"makes more than {int.MaxValue} blocks.");
        if (!directory.Has(tag)) throw directory.Wrong(tag, $"is missing; it should tell where the {needed} blocks lie.");
        var values = directory.Integers(tag, (int)needed);
        if (values.Length != needed) throw directory.Wrong(tag, $"has {values.Length} values; the image has {needed} blocks.");
        foreach (var value in values)
            if (value is < 0 or > MostOffset) throw directory.Wrong(tag, $"has the value {value}, which no file reaches.");
        return values;
    }

    // Writers of uncompressed files may leave the counts out, or wrong: the size follows from the rows.
    private long[] ByteCounts(TiffDirectory directory, TiffTag tag)
    {
        if (Compression != TiffCompression.None || directory.Has(tag)) return BlockTag(directory, tag);
        var values = new long[offsets.Length];
        Array.Fill(values, BlockRows * split * RowBytes);
        return values;
    }
}
