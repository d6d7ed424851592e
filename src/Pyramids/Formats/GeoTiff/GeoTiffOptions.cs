namespace Pyramids;

/// <summary>What is done to the cells of a row before they are compressed.</summary>
public enum TiffPredictor
{
    /// <summary>Horizontal for integers, floating point for floating cells, none where the compression takes none.</summary>
    Auto,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>Differences of neighbouring cells, taken as integers.</summary>
    Horizontal,

    /// <summary>Bytes of equal weight brought together, then differences of bytes; floating cells only.</summary>
    FloatingPoint,
}

/// <summary>When the 64-bit form of TIFF is used.</summary>
public enum BigTiff
{
    /// <summary>When the file could pass 4 GiB if no cell were compressed.</summary>
    Auto,

    /// <summary>Always.</summary>
    Yes,

    /// <summary>Never; a file that passes 4 GiB is an error.</summary>
    No,
}

/// <summary>Whether the bands of a cell are stored together.</summary>
public enum BandInterleave
{
    /// <summary>Pixel up to four bands, and always in a COG; else Band.</summary>
    Auto,

    /// <summary>All bands of a cell together, in one tile.</summary>
    Pixel,

    /// <summary>A tile holds one band.</summary>
    Band,
}

/// <summary>How a GeoTIFF is written: tiled, little-endian, compressed without loss.</summary>
public record GeoTiffOptions
{
    /// <summary>Compression of tiles.</summary>
    public Compression Compression { get; init; } = Compression.Deflate;

    /// <summary>Effort of the compression: Deflate 1 to 9, Zstd 1 to 22. Null takes 2 for floating cells, 3 (Zstd: 2) for
    /// bytes, 6 (Zstd: 5) for other integers, which comes within some hundredths of the size that GDAL writes by default. Deflate from 6 on
    /// finds the cheapest matches: smaller than zlib makes most rasters, in more time; floating cells that hold whole
    /// numbers gain most.</summary>
    public int? Level { get; init; }

    /// <summary>What is done to rows before compression. Only LZW, Deflate and Zstd take a predictor.</summary>
    public TiffPredictor Predictor { get; init; }

    /// <summary>Rows and columns of a tile: a multiple of 16. A raster thinner than that and longer gets tiles as thin
    /// as it is, in multiples of 16.</summary>
    public int BlockSize { get; init; } = 512;

    /// <summary>Whether offsets have 64 bits.</summary>
    public BigTiff BigTiff { get; init; }

    /// <summary>Leave out tiles that hold nothing but nodata (or 0, when no nodata is declared). Few programs besides
    /// GDAL's family read such files.</summary>
    public bool Sparse { get; init; }

    /// <summary>Whether the bands of a cell are stored together.</summary>
    public BandInterleave Interleave { get; init; }

    /// <summary>The value written for missing cells; null takes the array's own. NaN stays NaN.</summary>
    public double? NoData { get; init; }

    /// <summary>Items of the file's GDAL metadata, beside those that the cells were read with.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>By what the stored values of a band are multiplied to get physical ones; one for each band, or empty
    /// for what the cells were read with.</summary>
    public IReadOnlyList<double> Scales { get; init; } = [];

    /// <summary>What is added after scaling; one for each band, or empty for what the cells were read with.</summary>
    public IReadOnlyList<double> Offsets { get; init; } = [];

    /// <summary>The colour of each value of one band of UInt8 or UInt16. Null takes the table that the cells were read
    /// with, unless they were computed; empty writes none.</summary>
    public IReadOnlyList<Colour>? ColourTable { get; init; }

    /// <summary>The band that holds opacity, counted from 0: the fourth after red, green and blue, or the second. Null
    /// takes the band that the cells were read with, unless they were computed.</summary>
    public int? AlphaBand { get; init; }

    /// <summary>Whether minimum, maximum, mean and deviation of each band are computed on the way and written as GDAL metadata.</summary>
    public bool Statistics { get; init; } = true;

    /// <summary>Whether a file at the target is replaced. The old file stays until the new one is whole.</summary>
    public bool Overwrite { get; init; } = true;

    /// <summary>
    /// Whether the disk has all of the file before it gets its name, so that even a power cut leaves the old file or the whole new one.
    /// A killed program never leaves a torn file, with or without it. It takes as long as the disk needs, so it is off unless asked for.
    /// </summary>
    public bool Flush { get; init; }
}
