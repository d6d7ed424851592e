namespace Pyramids;

/// <summary>Values of the Compression tag that this reader decodes.</summary>
internal enum TiffCompression
{
    None = 1,
    Lzw = 5,
    Jpeg = 7,
    Deflate = 8,
    PackBits = 32773,
    OldDeflate = 32946,
    Zstd = 50000,
}

internal static class TiffCompressions
{
    /// <summary>Whether a value of the tag is one that this reader decodes.</summary>
    public static bool IsKnown(long value)
        => value == (int)value && (TiffCompression)value is TiffCompression.None or TiffCompression.Lzw or TiffCompression.Jpeg
            or TiffCompression.Deflate or TiffCompression.PackBits or TiffCompression.OldDeflate or TiffCompression.Zstd;

    /// <summary>Name of a value of the tag, known here or not.</summary>
    public static string Name(long value) => value switch
    {
        1 => "none",
        2 => "CCITT RLE",
        3 => "CCITT fax 3",
        4 => "CCITT fax 4",
        5 => "LZW",
        6 => "old JPEG",
        7 => "JPEG",
        8 or 32946 => "Deflate",
        32766 => "NeXT",
        32771 => "CCITT RLE by words",
        32773 => "PackBits",
        32809 => "ThunderScan",
        32895 => "IT8 CTPAD",
        32909 => "PixarLog",
        33003 or 33005 or 34712 => "JPEG 2000",
        33004 => "JPEG 2000",
        34661 => "JBIG",
        34676 or 34677 => "SGI LogLuv",
        34887 => "LERC",
        34925 => "LZMA",
        50000 => "Zstandard",
        50001 => "WebP",
        50002 or 52546 => "JPEG XL",
        _ => "unknown",
    };

    /// <summary>How messages call a codec.</summary>
    public static string Name(this TiffCompression compression) => compression switch
    {
        TiffCompression.None => "none",
        TiffCompression.Lzw => "lzw",
        TiffCompression.Jpeg => "jpeg",
        TiffCompression.PackBits => "packbits",
        TiffCompression.Zstd => "zstd",
        _ => "deflate",
    };

    /// <summary>The most bytes that so many encoded ones can stand for.</summary>
    public static long MostDecoded(this TiffCompression compression, long encoded) => compression switch
    {
        TiffCompression.None => encoded,
        TiffCompression.PackBits => encoded * 64,
        TiffCompression.Lzw => encoded * 4096,
        TiffCompression.Jpeg => encoded * 1024 + 65_536,
        TiffCompression.Zstd => encoded * 65_536,
        _ => encoded * 1032 + 4096,
    };

    /// <summary>The most bytes that a reasonable encoder makes of so many; what lies behind is not read.</summary>
    public static long MostEncoded(this TiffCompression compression, long decoded)
        => compression == TiffCompression.None ? decoded : Math.Min(decoded * 2 + 65_536, Array.MaxLength / 2);
}
