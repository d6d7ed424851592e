namespace Pyramids;

/// <summary>How stored blocks are compressed; every one of them is lossless.</summary>
public enum Compression
{
    /// <summary>Cells as they are.</summary>
    None,

    /// <summary>Deflate in a zlib wrapper: read by every program.</summary>
    Deflate,

    /// <summary>Zstandard: faster and smaller; read by GDAL from 2.3 on.</summary>
    Zstd,

    /// <summary>LZW, the oldest: for programs that read nothing else.</summary>
    Lzw,

    /// <summary>Run lengths of bytes.</summary>
    PackBits,
}
