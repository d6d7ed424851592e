namespace Pyramids;

/// <summary>The GeoKeys of a GeoTIFF (tags 34735, 34736 and 34737) and the coordinate reference system that they mean.</summary>
/// <remarks>OGC GeoTIFF Standard 1.1 (19-008r4), clause 7 and annexes; read as libgeotiff reads what the standard leaves open.</remarks>
internal static class GeoKeys
{
    public const ushort ModelType = 1024, RasterType = 1025, Citation = 1026;
    public const ushort GeodeticCrs = 2048, GeodeticCitation = 2049, GeodeticDatum = 2050, PrimeMeridian = 2051, AngularUnits = 2054,
        AngularUnitSize = 2055;
    public const ushort Ellipsoid = 2056, SemiMajor = 2057, SemiMinor = 2058, InverseFlattening = 2059,
        PrimeMeridianLongitude = 2061, ToWgs84 = 2062;
    public const ushort ProjectedCrs = 3072, ProjectedCitation = 3073, Projection = 3074, Method = 3075, LinearUnits = 3076,
        LinearUnitSize = 3077;
    public const ushort Vertical = 4096, VerticalCitation = 4097, VerticalDatum = 4098, VerticalUnits = 4099;
    public const ushort UserDefined = 32767, PixelIsPoint = 2;

    /// <summary>ESRI's and GDAL's prefix of a citation that is well-known text.</summary>
    public const string WktPrefix = "ESRI PE String = ";

    /// <summary>The system that the keys define, and whether the raster's tie points are cell centres (GTRasterType
    /// PixelIsPoint) and not corners.</summary>
    /// <param name="directory">Tag 34735 (GeoKeyDirectory).</param>
    /// <param name="doubles">Tag 34736 (GeoDoubleParams), or empty.</param>
    /// <param name="ascii">Tag 34737 (GeoAsciiParams), or empty.</param>
    /// <param name="file">Name of the file for messages.</param>
    /// <returns>Null for the system when the keys define none.</returns>
    /// <exception cref="RasterFormatException">The keys are damaged: an entry points outside its tag, or a number makes
    /// no sense.</exception>
    public static (Crs? Crs, bool PixelIsPoint) Read(ReadOnlySpan<ushort> directory, ReadOnlySpan<double> doubles, string ascii,
        string? file = null)
    {
        var keys = GeoKeyDirectory.Parse(directory, doubles, ascii, file);
        try
        {
            return (new GeoKeysReader(keys).Read(), keys.Short(RasterType) == PixelIsPoint);
        }
        catch (CrsException e)
        {
            throw keys.Error(e.Message, e);
        }
    }

    /// <summary>Whether tie points are cell centres, when the rest of the keys makes no sense.</summary>
    public static bool IsPoint(ReadOnlySpan<ushort> directory)
    {
        for (var i = 4; i + 4 <= directory.Length; i += 4)
            if (directory[i] == RasterType) return directory[i + 1] == 0 && directory[i + 3] == PixelIsPoint;
        return false;
    }

    /// <summary>The keys that mean a system: its EPSG codes where it has them, otherwise its parameters one by one, otherwise its
    /// well-known text in a citation.</summary>
    public static (ushort[] Directory, double[] Doubles, string Ascii) Write(Crs crs, bool pixelIsPoint = false)
    {
        var keys = new GeoKeyDirectory(null);
        keys.Set(RasterType, pixelIsPoint ? PixelIsPoint : (ushort)1);
        GeoKeysWriter.Write(keys, crs);
        return keys.Build();
    }
}
