namespace Pyramids;

/// <summary>Tags that this reader or writer looks at (TIFF 6.0, GeoTIFF 1.1, and GDAL's private ones).</summary>
internal enum TiffTag
{
    NewSubfileType = 254,
    SubfileType = 255,
    ImageWidth = 256,
    ImageLength = 257,
    BitsPerSample = 258,
    Compression = 259,
    PhotometricInterpretation = 262,
    FillOrder = 266,
    DocumentName = 269,
    ImageDescription = 270,
    StripOffsets = 273,
    Orientation = 274,
    SamplesPerPixel = 277,
    RowsPerStrip = 278,
    StripByteCounts = 279,
    MinSampleValue = 280,
    MaxSampleValue = 281,
    XResolution = 282,
    YResolution = 283,
    PlanarConfiguration = 284,
    ResolutionUnit = 296,
    PageNumber = 297,
    Software = 305,
    DateTime = 306,
    Artist = 315,
    HostComputer = 316,
    Predictor = 317,
    ColorMap = 320,
    TileWidth = 322,
    TileLength = 323,
    TileOffsets = 324,
    TileByteCounts = 325,
    SubIFDs = 330,
    ExtraSamples = 338,
    SampleFormat = 339,
    JpegTables = 347,
    YCbCrSubSampling = 530,
    Copyright = 33432,
    ModelPixelScale = 33550,
    ModelTiepoint = 33922,
    ModelTransformation = 34264,
    GeoKeyDirectory = 34735,
    GeoDoubleParams = 34736,
    GeoAsciiParams = 34737,
    GdalMetadata = 42112,
    GdalNoData = 42113,
    RpcCoefficients = 50844,
    LercParameters = 50674,
}

/// <summary>Types of a tag's values.</summary>
internal enum TiffType
{
    Byte = 1,
    Ascii = 2,
    Short = 3,
    Long = 4,
    Rational = 5,
    SByte = 6,
    Undefined = 7,
    SShort = 8,
    SLong = 9,
    SRational = 10,
    Float = 11,
    Double = 12,
    Ifd = 13,
    Long8 = 16,
    SLong8 = 17,
    Ifd8 = 18,
}

internal static class TiffTypes
{
    /// <summary>Bytes of one value; 0 for a type that no TIFF has.</summary>
    public static int Size(this TiffType type) => type switch
    {
        TiffType.Byte or TiffType.Ascii or TiffType.SByte or TiffType.Undefined => 1,
        TiffType.Short or TiffType.SShort => 2,
        TiffType.Long or TiffType.SLong or TiffType.Float or TiffType.Ifd => 4,
        TiffType.Rational or TiffType.SRational or TiffType.Double or TiffType.Long8 or TiffType.SLong8 or TiffType.Ifd8 => 8,
        _ => 0,
    };

    /// <summary>As messages name a tag: <c>TIFF tag 259 (Compression)</c>.</summary>
    public static string Title(this TiffTag tag) => Enum.IsDefined(tag) ? $"TIFF tag {(int)tag} ({tag})" : $"TIFF tag {(int)tag}";
}
